"""Blocks of a synthetic graph and the sources that speak for them: facts, claims, spans.

A block is a subject with its predicates and objects, written as N-Triples writes terms, so
that one form serves Turtle, N-Triples and N-Quads.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

BASE = "https://w3id.org/alliance-kg/"
PREFIXES = {
    "akg": f"{BASE}ontology#",
    "dcterms": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_SPAN = 40  # code points of a passage, and a blank
_SPANS_A_PARAGRAPH = 5


def iri(path: str) -> str:
    """Return an IRI of ours by its path."""
    return f"<{BASE}{path}>"


def thing(kind: str, slug: str) -> str:
    """Return the IRI of an entity."""
    return f"<{BASE}id/{kind}/{slug}>"


def concept(scheme: str, code: str) -> str:
    """Return the IRI of a concept."""
    return f"<{BASE}scheme/{scheme}/{code}>"


def curie(name: str) -> str:
    """Return the IRI that a prefixed name stands for."""
    prefix, _, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def text(value: str, language: str = "") -> str:
    """Return a plain or tagged string; the values here need no escapes."""
    return f'"{value}"@{language}' if language else f'"{value}"'


def typed(value: object, kind: str) -> str:
    """Return a literal of a datatype of XML Schema."""
    return f'"{value}"^^<{PREFIXES["xsd"]}{kind}>'


@dataclass(slots=True)
class Block:
    """A subject and what is said of it."""

    subject: str
    pairs: list[tuple[str, str]] = field(default_factory=list)

    def add(self, predicate: str, *objects: str) -> None:
        """Say something of the subject; the predicate is a prefixed name."""
        self.pairs += [(predicate, value) for value in objects]


@dataclass(slots=True)
class Claim:
    """One source's word: its IRI and its block."""

    name: str
    block: Block

    def reason(self, english: str, italian: str) -> None:
        """Say how it was read, or why it is not held."""
        self.block.add("akg:rationale", text(english, "en"), text(italian, "it"))


class Source:
    """A page or an article that makes claims, numbered in the order in which it makes them."""

    def __init__(
        self, slug: str, label: str, day: str = "", after: str = "", is_article: bool = False
    ) -> None:
        self.slug, self.is_article = slug, is_article
        self.block = Block(thing("source", slug))
        self.claims: list[Claim] = []
        self.spans: list[Block] = []
        kind = "NewsArticle" if is_article else "WebPage"
        self.block.add("rdf:type", curie(f"akg:{kind}"))
        self.block.add("rdfs:label", text(label, "en"), text(label, "it"))
        self.block.add("dcterms:publisher", text(label.partition(",")[0]))
        self.block.add("dcterms:language", text("it" if is_article else "en"))
        self.block.add("schema:url", f"<https://example.org/{slug}>")
        self.block.add("akg:issuedVerbatim", text(day or "n.d."))
        if day:
            self.block.add("akg:issuedEdtf", text(day))
            self.block.add("akg:issuedNotBefore", typed(f"{day}T00:00:00Z", "dateTime"))
            self.block.add("akg:issuedNotAfter", typed(f"{after}T00:00:00Z", "dateTime"))

    def claim(self, row: str, acceptance: str = "accepted") -> Claim:
        """Make the next claim, found at a passage of its own if the source is an article."""
        number = len(self.claims) + 1
        name = iri(f"claim/{self.slug}/{number:03}")
        block = Block(name)
        block.add("rdf:type", curie("akg:Claim"))
        block.add("skos:notation", text(row))
        block.add("akg:isMadeBy", self.block.subject)
        status = "stated" if self.is_article else "background"
        block.add("akg:hasAssertionStatus", concept("status", status))
        block.add("akg:hasAcceptance", concept("acceptance", acceptance))
        if self.is_article:
            block.add("akg:isFoundAt", self._passage(number))
        made = Claim(name, block)
        self.claims.append(made)
        return made

    def _passage(self, number: int) -> str:
        start = (number - 1) * (_SPAN + 1)
        block = Block(iri(f"span/{self.slug}/{start}-{start + _SPAN}"))
        block.add("rdf:type", curie("akg:TextSpan"))
        block.add("akg:isSpanOf", self.block.subject)
        block.add("akg:startOffset", typed(start, "integer"))
        block.add("akg:endOffset", typed(start + _SPAN, "integer"))
        paragraph = 1 + (number - 1) // _SPANS_A_PARAGRAPH
        block.add("akg:paragraph", typed(paragraph, "integer"))
        block.add("akg:contentDigest", text(_digest(f"{self.slug} {number}")))
        self.spans.append(block)
        return block.subject

    def close(self) -> Iterable[Block]:
        """Return the source, now that its claims are known, with its claims and spans."""
        self.block.add("akg:claimCount", typed(len(self.claims), "integer"))
        if self.is_article:
            length = max(1, len(self.claims) * (_SPAN + 1))
            self.block.add("akg:characterLength", typed(length, "integer"))
            self.block.add("akg:contentDigest", text(_digest(self.slug)))
        return [self.block, *(claim.block for claim in self.claims), *self.spans]


def agree(claims: Iterable[Claim]) -> None:
    """Link claims of the same fact or node to each other."""
    made = list(claims)
    for claim in made:
        others = [other.name for other in made if other is not claim]
        claim.block.add("akg:agreesWith", *others)


def conflict(one: Claim, other: Claim) -> None:
    """Link two claims that cannot both hold."""
    one.block.add("akg:conflictsWith", other.name)
    other.block.add("akg:conflictsWith", one.name)


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
