"""The release as RDF in one file: Turtle, N-Triples, N-Quads, TriG, JSON-LD, RDF/XML.

What is exported is what the files say, literals as written, in sorted order: the same
release gives the same bytes.
"""

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph
from pyoxigraph import Quad, RdfFormat, Triple

from alliance_kg.errors import InputError

_FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}


def serialize(quads: Iterable[Quad], name: str, prefixes: Mapping[str, str]) -> bytes:
    """Return quads in a format of `media.GRAPHS`; formats of one graph merge the graphs."""
    form = _FORMATS[name]
    named = form.supports_datasets
    # Blank nodes get the same labels whatever the order of parsing (RDFC-1.0).
    dataset = pyoxigraph.Dataset(quads)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    statements: list[Quad] | list[Triple]
    statements = sorted(dataset, key=_order) if named else _merged(dataset)
    return serialize_terms(statements, form, prefixes)


def serialize_triples(triples: Iterable[Triple], name: str, prefixes: Mapping[str, str]) -> bytes:
    """Return triples in a format of `media.GRAPHS`, sorted."""
    unique = sorted(dict.fromkeys(triples), key=str)
    return serialize_terms(unique, _FORMATS[name], prefixes)


def serialize_terms(
    statements: "list[Quad] | list[Triple]", form: RdfFormat, prefixes: Mapping[str, str]
) -> bytes:
    """Return statements in a format, with the prefixes that they use."""
    text = "\n".join(str(statement) for statement in statements)
    used = {name: space for name, space in prefixes.items() if f"<{space}" in text}
    content = pyoxigraph.serialize(statements, format=form, prefixes=used)
    if content is None:  # only with an output to write to
        raise TypeError("the serializer returned nothing")
    return content


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises InputError with the reason."""
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # a device or a pipe must not be replaced by a file
            return
        partial = path.with_name(f".{path.name[:200]}.partial")
        try:
            partial.write_bytes(content)
            partial.replace(path)
        finally:
            with contextlib.suppress(OSError):
                partial.unlink()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error


def _merged(dataset: pyoxigraph.Dataset) -> list[Triple]:
    triples = dict.fromkeys(quad.triple for quad in dataset)
    return sorted(triples, key=str)


def _order(quad: Quad) -> tuple[str, str]:
    return str(quad.graph_name), str(quad.triple)
