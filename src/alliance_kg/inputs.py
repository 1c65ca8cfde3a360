"""RDF files to load: their format, their graph, and what is refused before it is parsed."""

from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode, RdfFormat

from alliance_kg.bundle import GRAPHS, Bundle
from alliance_kg.errors import DataSyntaxError, InputError, UnknownFormat

_SUFFIXES = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".jsonld": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
}
_BOM = b"\xef\xbb\xbf"


class Source(NamedTuple):
    """A file to load: its format, and the graph for triples; None keeps those of quads."""

    path: Path
    form: RdfFormat
    graph: NamedNode | None


def sources_of(bundle: Bundle) -> tuple[Source, ...]:
    """Return the files of a release, each with its named graph."""
    return tuple(
        Source(path, RdfFormat.TURTLE, NamedNode(bundle.graph_name(path))) for path in bundle.turtle
    )


def source(path: Path) -> Source:
    """Return a file to load; triples go to a graph named like their place in a release.

    Raises UnknownFormat for a suffix that no format has, InputError for a file that is not
    there.
    """
    form = _SUFFIXES.get(path.suffix.lower())
    if form is None:
        if not path.exists():
            raise InputError(f"{path}: No such file or directory")
        raise UnknownFormat(path.suffix or path.name, _SUFFIXES)
    if form.supports_datasets:
        return Source(path, form, None)
    parts = path.resolve().with_suffix("").parts
    at = max((i for i, part in enumerate(parts[:-1]) if part in ("data", "ontology")), default=-2)
    return Source(path, form, NamedNode(GRAPHS + "/".join(parts[at + 1 :])))


def check(each: Source) -> None:
    """Refuse what a parser would choke on or expand. Raises DataSyntaxError, InputError."""
    try:
        with each.path.open("rb") as file:
            head = file.read(1024)
            if head.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise DataSyntaxError(each.path, 1, 1, "UTF-16; save it as UTF-8")
            if head.startswith(_BOM) and each.form != RdfFormat.RDF_XML:
                raise DataSyntaxError(each.path, 1, 1, "a byte order mark; save it without")
            if head.startswith(b"\x1f\x8b"):
                raise DataSyntaxError(each.path, 1, 1, "compressed; unpack it first")
            if each.form == RdfFormat.RDF_XML:
                file.seek(0)
                content = file.read()
                if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                    raise DataSyntaxError(each.path, None, None, "a DTD is refused; remove it")
    except OSError as error:
        raise input_error(each.path, error) from error


def input_error(path: Path, error: OSError) -> Exception:
    """Tell an error of the file apart from one of the store's disk."""
    if error.filename is not None and Path(str(error.filename)) == path:
        return InputError(f"{path}: {error.strerror}")
    return error
