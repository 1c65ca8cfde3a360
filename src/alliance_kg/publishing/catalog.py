"""The description of a release in DCAT 3: the dataset and a distribution for each form.

A distribution that is a folder has the size of all its files, and as its checksum the
SHA-256 of what `sha256sum` prints for them, named by their path in the release.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from alliance_kg import media
from alliance_kg.errors import BadParameter, InputError
from alliance_kg.export import Contents
from alliance_kg.export.csvw import DROPPED as CSVW_DROPPED
from alliance_kg.export.parquet import DROPPED as PARQUET_DROPPED
from alliance_kg.export.property_graph import DROPPED as GRAPH_DROPPED
from alliance_kg.export.rdf import used_prefixes
from alliance_kg.publishing.sums import listing, sha256
from alliance_kg.terms import BASE, RDF_TYPE, XSD, Term

_DCAT = "http://www.w3.org/ns/dcat#"
_DCTERMS = "http://purl.org/dc/terms/"
_SPDX = "http://spdx.org/rdf/terms#"
_IANA = "https://www.iana.org/assignments/media-types/"
_DATASET = NamedNode(f"{BASE}dataset")
_QUESTIONS = NamedNode(f"{BASE}query/")
_REPEATED = ("title", "description", "license", "publisher", "issued")
_TITLES = {
    "nq": "Canonical N-Quads (RDFC-1.0)",
    "trig": "TriG",
    "jsonld": "JSON-LD 1.1, compact",
    "nt": "Canonical N-Triples, graphs merged",
    "ttl": "Turtle, graphs merged",
    "rdfxml": "RDF/XML, graphs merged",
    "ttl12": "Turtle 1.2, claims as reifiers",
    "nt12": "N-Triples 1.2, claims as reifiers",
    "nanopub": "Nanopublications",
    "questions": "Question catalogue, Turtle",
    "graphml": "Property graph, GraphML",
    "csvw": "CSV on the Web",
    "parquet": "Parquet",
    "opencypher": "Property graph, CSV for bulk loaders",
}
_CONFORMS = {
    "jsonld": "https://www.w3.org/TR/json-ld11/",
    "nq": "https://www.w3.org/TR/rdf-canon/",
    "ttl12": "https://www.w3.org/TR/rdf12-turtle/",
    "nt12": "https://www.w3.org/TR/rdf12-n-triples/",
    "nanopub": "https://nanopub.net/guidelines/working_draft/",
    "csvw": "https://www.w3.org/TR/tabular-metadata/",
    "graphml": "http://graphml.graphdrawing.org/",
}
_MERGED = ("the graph that each statement comes from",)
DROPPED = {
    "nt": _MERGED,
    "ttl": _MERGED,
    "rdfxml": _MERGED,
    "ttl12": _MERGED,
    "nt12": _MERGED,
    "nanopub": ("undecided and rejected claims", "what no accepted claim says",),
    "questions": ("templates of answer sentences",),
    "graphml": GRAPH_DROPPED,
    "csvw": CSVW_DROPPED,
    "parquet": PARQUET_DROPPED,
    "opencypher": GRAPH_DROPPED,
}  # fmt: skip
"""What each form leaves out, in words; the others leave out nothing."""


def described(
    contents: Contents, folder: Path, forms: Mapping[str, str], base: str | None
) -> bytes:
    """Return the description of a release as Turtle.

    `forms` are the files by format; `base` is where they will be served, if that is
    known, as `address` returns it. Raises InputError for a dataset that does not say
    when it was issued.
    """
    found = _triples(contents, folder, forms, base)
    triples = sorted(found, key=lambda triple: str(triple.subject))
    prefixes = contents.namespaces | {"spdx": _SPDX}
    used = used_prefixes(map(str, triples), prefixes)
    content = pyoxigraph.serialize(triples, format=RdfFormat.TURTLE, prefixes=used)
    if content is None:  # only with an output to write to
        raise TypeError("the serializer returned nothing")
    return content


def issued(contents: Contents) -> str:
    """Return the day on which the dataset says it was issued. Raises InputError."""
    found = _said(contents).get(f"{_DCTERMS}issued")
    if not found or not isinstance(found[0], Literal):
        raise InputError(
            f"{contents.bundle.root}: <{_DATASET.value}> has no dcterms:issued, the date of the "
            "release; data/dataset.ttl says it"
        )
    return found[0].value[:10]


def address(base: str) -> str:
    """Return where a release is served, with a slash at the end. Raises BadParameter."""
    try:
        return f"{NamedNode(base).value.rstrip('/')}/"
    except ValueError as error:
        raise BadParameter(f"base: '{base}' is not an IRI: {error}") from error


def _said(contents: Contents) -> dict[str, list[Term]]:
    nodes = (node for node in contents.merged.nodes() if node.subject == _DATASET)
    return next((node.values for node in nodes), {})


def _triples(
    contents: Contents, folder: Path, forms: Mapping[str, str], base: str | None
) -> Iterator[Triple]:
    version = contents.release.version
    day = Literal(issued(contents), datatype=NamedNode(f"{XSD}date"))
    said = _said(contents)
    yield Triple(_DATASET, RDF_TYPE, NamedNode(f"{_DCAT}Dataset"))
    for name in _REPEATED:
        for value in said.get(f"{_DCTERMS}{name}", ()):
            yield Triple(_DATASET, NamedNode(f"{_DCTERMS}{name}"), value)
    yield Triple(_DATASET, NamedNode(f"{_DCAT}version"), Literal(version))
    yield Triple(_QUESTIONS, RDF_TYPE, NamedNode(f"{_DCAT}Dataset"))
    for language, title in (("en", "Question catalogue"), ("it", "Catalogo delle domande")):
        text = Literal(title, language=language)
        yield Triple(_QUESTIONS, NamedNode(f"{_DCTERMS}title"), text)
    licences = said.get(f"{_DCTERMS}license", [])
    for form, file in forms.items():
        node = NamedNode(f"{BASE}release/{version}/{file}")
        owner = _QUESTIONS if form == "questions" else _DATASET
        yield Triple(owner, NamedNode(f"{_DCAT}distribution"), node)
        yield from _distribution(node, form, folder / file, folder)
        yield Triple(node, NamedNode(f"{_DCTERMS}issued"), day)
        for licence in licences:
            yield Triple(node, NamedNode(f"{_DCTERMS}license"), licence)
        if base is not None:
            address = NamedNode(base + file)
            yield Triple(node, NamedNode(f"{_DCAT}accessURL"), address)
            if form not in media.FOLDERS:
                yield Triple(node, NamedNode(f"{_DCAT}downloadURL"), address)


def _distribution(node: NamedNode, form: str, path: Path, folder: Path) -> Iterator[Triple]:
    yield Triple(node, RDF_TYPE, NamedNode(f"{_DCAT}Distribution"))
    yield Triple(node, NamedNode(f"{_DCTERMS}identifier"), Literal(path.name))
    yield Triple(node, NamedNode(f"{_DCTERMS}title"), Literal(_TITLES[form], language="en"))
    for text in DROPPED.get(form, ()):
        told = Literal(f"dropped: {text}", language="en")
        yield Triple(node, NamedNode(f"{_DCTERMS}description"), told)
    kind = media.EXPORTS[form].media_type.partition(";")[0]
    yield Triple(node, NamedNode(f"{_DCAT}mediaType"), NamedNode(_IANA + kind))
    if form in _CONFORMS:
        standard = NamedNode(_CONFORMS[form])
        yield Triple(node, NamedNode(f"{_DCTERMS}conformsTo"), standard)
    paths = sorted(it for it in path.rglob("*") if it.is_file()) if path.is_dir() else [path]
    size = Literal(
        str(sum(it.stat().st_size for it in paths)),
        datatype=NamedNode(f"{XSD}nonNegativeInteger"),
    )
    yield Triple(node, NamedNode(f"{_DCAT}byteSize"), size)
    digest = sha256([listing(paths, folder).encode()]) if path.is_dir() else sha256(path)
    checksum = NamedNode(f"{node.value}#sha256")
    yield Triple(node, NamedNode(f"{_SPDX}checksum"), checksum)
    yield Triple(checksum, RDF_TYPE, NamedNode(f"{_SPDX}Checksum"))
    algorithm = NamedNode(f"{_SPDX}checksumAlgorithm_sha256")
    yield Triple(checksum, NamedNode(f"{_SPDX}algorithm"), algorithm)
    value = Literal(digest, datatype=NamedNode(f"{XSD}hexBinary"))
    yield Triple(checksum, NamedNode(f"{_SPDX}checksumValue"), value)
