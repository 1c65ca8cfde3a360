"""Formats by name: file suffix, media type, and which library writes them."""

from typing import TYPE_CHECKING, NamedTuple

from alliance_kg.errors import UnknownFormat

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Format(NamedTuple):
    """A format: its short name, its media type, the suffixes that mean it."""

    name: str
    media_type: str
    suffixes: tuple[str, ...]


def _table(*rows: Format) -> "dict[str, Format]":
    return {row.name: row for row in rows}


ROWS = _table(
    Format("table", "text/plain", (".txt",)),
    Format("csv", "text/csv", (".csv",)),
    Format("tsv", "text/tab-separated-values", (".tsv",)),
    Format("json", "application/json", (".json",)),
    Format("md", "text/markdown", (".md",)),
    Format("srj", "application/sparql-results+json", (".srj",)),
    Format("srx", "application/sparql-results+xml", (".srx",)),
)
"""Formats of rows: answers, lists, query results."""

GRAPHS = _table(
    Format("ttl", "text/turtle", (".ttl",)),
    Format("nt", "application/n-triples", (".nt",)),
    Format("nq", "application/n-quads", (".nq",)),
    Format("trig", "application/trig", (".trig",)),
    Format("jsonld", "application/ld+json", (".jsonld",)),
    Format("rdfxml", "application/rdf+xml", (".rdf", ".xml", ".owl")),
)
"""Formats of graphs: exports and CONSTRUCT results."""

EXPORTS = GRAPHS | _table(
    Format("ttl12", "text/turtle;version=1.2", ()),
    Format("nt12", "application/n-triples;version=1.2", ()),
    Format("nanopub", "application/trig", ()),
    Format("questions", "text/turtle", ()),
    Format("graphml", "application/graphml+xml", (".graphml",)),
    Format("csvw", "text/csv", ()),
    Format("parquet", "application/vnd.apache.parquet", ()),
    Format("opencypher", "text/csv", ()),
)
"""Formats of a whole release; those without a suffix have to be named."""

DIFFERENCES = {name: ROWS[name] for name in ("table", "csv", "tsv", "json", "md")} | _table(
    Format("patch", "application/rdf-patch", (".rdfp",)),
)
"""Formats of what differs between two editions."""

FOLDERS = ("csvw", "parquet", "opencypher")
"""The exports that are a folder of files."""


def choose(
    formats: "Mapping[str, Format]", name: str | None, output: "Path | None", default: str
) -> str:
    """Return the format asked for: by name, else by the output's suffix, else the default.

    Raises UnknownFormat: a suffix that means nothing is an error, never silence.
    """
    if name is not None:
        if name not in formats:
            raise UnknownFormat(name, formats)
        return name
    if output is None or not output.suffix:
        return default
    for entry in formats.values():
        if output.suffix.lower() in entry.suffixes:
            return entry.name
    raise UnknownFormat(output.suffix, formats)
