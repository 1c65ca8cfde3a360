"""A release in other forms: RDF in all its syntaxes, tables, property graphs, questions.

`save` writes any of them, whole or not at all; each format is a module below.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO

from alliance_kg import media, outputs
from alliance_kg.errors import UnknownFormat, UsageError
from alliance_kg.export import jsonld
from alliance_kg.export.contents import Contents
from alliance_kg.export.rdf import ORDERS, serialize, serialize_triples, write_statements
from alliance_kg.outputs import write

__all__ = [
    "Contents",
    "context_of",
    "save",
    "serialize",
    "serialize_triples",
    "write",
    "write_to",
]


def save(contents: Contents, name: str, path: Path) -> None:
    """Write a release to a file, or to a folder for a format of `media.FOLDERS`.

    Raises UnknownFormat; UsageError for a folder that is in use for something else;
    InputError with the reason when it cannot be written.
    """
    if name in media.FOLDERS:
        with outputs.new_folder(path) as folder:
            _folder_writer(name)(contents, folder)
    else:
        with outputs.new_file(path) as out:
            write_to(contents, name, out)


def write_to(contents: Contents, name: str, out: BinaryIO) -> None:
    """Write a release to an open file, bit by bit.

    Raises UnknownFormat, and UsageError for a format that is a folder of files.
    """
    if name in media.FOLDERS:
        raise UsageError(f"'{name}' is a folder of files; name one with --output FOLDER")
    _file_writer(name)(contents, out)


def context_of(contents: Contents) -> dict[str, jsonld.Json]:
    """Return the JSON-LD context of a release."""
    return jsonld.context(contents.merged.nodes(), contents.namespaces)


def _file_writer(name: str) -> Callable[[Contents, BinaryIO], None]:
    # Each imported when called: a format costs nothing to those who do not ask for it.
    if name in ORDERS:
        return partial(_write_rdf, name)
    if name in ("ttl12", "nt12"):
        from alliance_kg.export import reified

        return reified.write_turtle if name == "ttl12" else reified.write_ntriples
    if name == "nanopub":
        from alliance_kg.export import nanopublications

        return nanopublications.write
    if name == "questions":
        from alliance_kg.export import questions

        return questions.write
    if name == "graphml":
        from alliance_kg.export import property_graph

        return property_graph.write_graphml
    raise UnknownFormat(name, media.EXPORTS)


def _folder_writer(name: str) -> Callable[[Contents, Path], None]:
    if name == "csvw":
        from alliance_kg.export import csvw

        return csvw.write
    if name == "parquet":
        from alliance_kg.export import parquet

        return parquet.write
    from alliance_kg.export import property_graph

    return property_graph.write_bulk


def _write_rdf(name: str, contents: Contents, out: BinaryIO) -> None:
    made = context_of(contents) if name == "jsonld" else None
    write_statements(contents.sorted_in(ORDERS[name]), name, contents.namespaces, out, made)
