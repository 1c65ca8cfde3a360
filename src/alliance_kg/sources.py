"""The sources of the graph, and whether a reader's copy of a text bears its spans out."""

import hashlib
import unicodedata
from dataclasses import dataclass

from pyoxigraph import NamedNode

from alliance_kg.errors import NotFound
from alliance_kg.names import Names
from alliance_kg.stores import Store
from alliance_kg.terms import Term, number_of, text_of

_PROLOGUE = """PREFIX akg: <https://w3id.org/alliance-kg/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
"""
_SOURCES = f"""{_PROLOGUE}SELECT ?source ?publisher ?issued ?language ?url ?claims ?length ?digest
WHERE {{
  ?source akg:claimCount ?claims ; dcterms:publisher ?publisher .
  OPTIONAL {{ ?source akg:issuedVerbatim ?issued . }}
  OPTIONAL {{ ?source dcterms:language ?language . }}
  OPTIONAL {{ ?source schema:url ?url . }}
  OPTIONAL {{ ?source akg:characterLength ?length ; akg:contentDigest ?digest . }}
}}
ORDER BY DESC(BOUND(?length)) ?source"""
_SPANS = f"""{_PROLOGUE}SELECT ?start ?end ?digest WHERE {{
  ?span akg:isSpanOf %s ; akg:startOffset ?start ; akg:endOffset ?end ; akg:contentDigest ?digest .
}}
ORDER BY ?start ?end"""


@dataclass(frozen=True, slots=True)
class Source:
    """One source: who published it, when, in which language, and how much rests on it.

    `length` (code points) and `digest` (SHA-256 of the UTF-8 text) are None for a
    source whose text the spans do not refer to.
    """

    iri: NamedNode
    publisher: str
    issued: str
    language: str
    url: str
    claims: int
    length: int | None
    digest: str | None


@dataclass(frozen=True, slots=True)
class SpanCheck:
    """What a text says about one span: whether its passage has the recorded digest."""

    start: int
    end: int
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class TextCheck:
    """What a reader's copy says about a source's spans."""

    source: Source
    length: int
    digest: str
    spans: tuple[SpanCheck, ...]

    @property
    def is_confirmed(self) -> bool:
        """Whether the text is the source's text and bears every span out."""
        return (
            self.digest == self.source.digest
            and bool(self.spans)
            and all(span.is_confirmed for span in self.spans)
        )


def sources(store: Store) -> tuple[Source, ...]:
    """Return all sources, those with a text first."""
    return tuple(_source(row) for row in store.select(_SOURCES).rows)


def find_source(store: Store, names: Names, text: str) -> Source:
    """Return the source of that short name or IRI. Raises NotFound."""
    known = {names.short(source.iri.value).rpartition("/")[2]: source for source in sources(store)}
    for short, source in known.items():
        if text in (short, source.iri.value, names.short(source.iri.value)):
            return source
    from rapidfuzz import process

    nearest = [name for name, _, _ in process.extract(text, list(known), limit=3)]
    raise NotFound(f"no source '{text}'", nearest)


def check(store: Store, source: Source, text: str) -> TextCheck:
    """Compare every span of a source with a reader's copy of its text.

    Spans count code points of the text as it is; the copy must be NFC.
    Raises NotFound when the source has no spans.
    """
    spans = tuple(
        SpanCheck(start, end, _digest(text[start:end]) == text_of(row["digest"]))
        for row in store.select(_SPANS % source.iri).rows
        for start, end in [(number_of(row["start"]), number_of(row["end"]))]
    )
    if not spans:
        raise NotFound(f"source '{source.iri.value}' has no spans: only its address is known")
    return TextCheck(source, len(text), _digest(text), spans)


def is_normalized(text: str) -> bool:
    """Whether a text is in Unicode Normalization Form C, as spans presume."""
    return unicodedata.is_normalized("NFC", text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _source(row: dict[str, Term]) -> Source:
    def value(name: str) -> str:
        return text_of(row[name]) if name in row else ""

    iri = row["source"]
    if not isinstance(iri, NamedNode):
        raise TypeError(f"source {iri} is not an IRI")
    length = int(value("length")) if "length" in row else None
    return Source(
        iri, value("publisher"), value("issued"), value("language"), value("url"),
        int(value("claims")), length, value("digest") or None,
    )  # fmt: skip
