"""Statements in the RDF formats: Turtle, N-Triples, N-Quads, TriG, RDF/XML, JSON-LD.

What is exported is what the files say, literals as written, in sorted order: the same
statements give the same bytes. N-Quads are those of RDFC-1.0, so that the SHA-256 of
the file is the canonical digest of the dataset.
"""

import io
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

import pyoxigraph
from pyoxigraph import Quad, RdfFormat, Triple

from alliance_kg.export import jsonld
from alliance_kg.statements import Order, Statements

_FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "rdfxml": RdfFormat.RDF_XML,
}
ORDERS = {
    "ttl": Order.MERGED,
    "nt": Order.MERGED,
    "nq": Order.CANONICAL,
    "trig": Order.BY_GRAPH,
    "jsonld": Order.BY_GRAPH,
    "rdfxml": Order.MERGED,
}
"""By format of `media.GRAPHS`: in which order it is written, and whether graphs are kept."""

Context = Mapping[str, Any]  # Any: JSON


def serialize(
    quads: Iterable[Quad],
    name: str,
    prefixes: Mapping[str, str],
    context: Context | None = None,
) -> bytes:
    """Return quads in a format of `media.GRAPHS`; formats of one graph merge the graphs.

    `context` is that of JSON-LD; without one it has the prefixes only.
    """
    out = io.BytesIO()
    with Statements(quads, ORDERS[name]) as statements:
        write_statements(statements, name, prefixes, out, context)
    return out.getvalue()


def serialize_triples(triples: Iterable[Triple], name: str, prefixes: Mapping[str, str]) -> bytes:
    """Return triples in a format of `media.GRAPHS`, sorted, blank nodes as they are called."""
    unique = sorted(dict.fromkeys(triples), key=str)
    if name == "jsonld":
        return serialize([Quad(*triple) for triple in unique], name, prefixes)
    out = io.BytesIO()
    used = used_prefixes(map(str, unique), prefixes)
    pyoxigraph.serialize(unique, out, format=_FORMATS[name], prefixes=used)
    return out.getvalue()


def write_statements(
    statements: Statements,
    name: str,
    prefixes: Mapping[str, str],
    out: BinaryIO,
    context: Context | None = None,
) -> None:
    """Write statements in a format of `media.GRAPHS`; they must be in its order."""
    if name in ("nt", "nq"):
        out.writelines(f"{line}\n".encode() for line in statements.lines())
        return
    if name == "jsonld":
        jsonld.write(statements.nodes(), context or jsonld.context_of_prefixes(prefixes), out)
        return
    used = used_prefixes(statements.lines(), prefixes)
    items = statements.triples() if statements.order is Order.MERGED else statements.quads()
    pyoxigraph.serialize(items, out, format=_FORMATS[name], prefixes=used)


def used_prefixes(lines: Iterable[str], prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return the prefixes whose namespaces begin an IRI in the lines."""
    used: set[str] = set()
    for line in lines:
        unused = prefixes.keys() - used
        if not unused:
            break
        used |= {prefix for prefix in unused if f"<{prefixes[prefix]}" in line}
    return {prefix: space for prefix, space in prefixes.items() if prefix in used}
