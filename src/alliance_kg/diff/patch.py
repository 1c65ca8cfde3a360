"""RDF Patch: the statements to delete and to add, one a line, as they are found.

Nothing is held in memory. Blank nodes have names made of their content; a store that
applies the patch must know them by these names. Source: RDF Patch v1, Apache Jena.
"""

from typing import BinaryIO

from alliance_kg.diff.comparison import Comparison

_OPERATIONS = {"-": "D", "+": "A"}


def write(comparison: Comparison, out: BinaryIO) -> bool:
    """Write what turns the old statements into the new ones; return whether there is any."""
    is_different = False
    out.write(b"TX .\n")
    for sign, line in comparison.lines():
        is_different = True
        out.write(f"{_OPERATIONS[sign]} {line}\n".encode())
    out.write(b"TC .\n")
    return is_different
