"""Where a fact was read: the claims behind it, their spans and their sources."""

from typing import NamedTuple, TypeAlias

from pyoxigraph import NamedNode

from alliance_kg.terms import Term

Fact: TypeAlias = tuple[Term, Term, Term]


class Span(NamedTuple):
    """A position in a source text.

    `start` and `end` count Unicode code points of the NFC text, end exclusive;
    `paragraph` counts from 1. Model: Web Annotation, oa:TextPositionSelector.
    """

    start: int
    end: int
    paragraph: int


class Evidence(NamedTuple):
    """One source's word for one fact that makes a row true.

    `status` is stated, implied, derived or background; `acceptance` is accepted,
    rejected, undecided or superseded. `span` is None when the source is known only
    by its address (background) or when the claim is derived. `disputes` are those in
    which the claim conflicts with another side.
    """

    fact: Fact
    status: str
    acceptance: str
    claim: NamedNode
    source: NamedNode
    span: Span | None
    disputes: tuple[NamedNode, ...] = ()

    @property
    def claim_id(self) -> str:
        """The short name of the claim: source and number."""
        return "/".join(self.claim.value.split("/")[-2:])

    @property
    def order(self) -> tuple[bool, str, Span, str, tuple[str, ...]]:
        """Sort key: what has a place in a text first, in reading order; no two alike."""
        return (
            self.span is None,
            self.source.value,
            self.span or Span(0, 0, 0),
            self.claim.value,
            tuple(str(term) for term in self.fact),
        )
