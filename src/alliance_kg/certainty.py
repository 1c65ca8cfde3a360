"""How sure a row is, in words, from the claims behind it; never a percentage.

A row is made true by witnesses, a witness by facts, a fact by claims. In that order:

- A fact is *stated* by the sources that say it in so many words (statuses stated and
  background), counted once each; else *implied*, when the article only implies it; else
  *derived*. It is *disputed* when a claim for it is a side of a dispute, and *planned* when
  its subject has the event status or the phase *planned*.
- A witness is as sure as its weakest fact: derived is weaker than implied, implied than
  stated, fewer sources than more. It is stated *by the article* only when the article states
  every fact of it, and disputed or planned when any of its facts is. Facts without a claim
  (types, labels, schemes) count for nothing.
- A row is as sure as its best witness: one that is not planned before one that is, then
  one that is not disputed, then the stronger weakest fact.

A fact about a claim is as sure as that a source made it, whether it is accepted or not.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, TypeAlias

from pyoxigraph import NamedNode

from alliance_kg.evidence import Evidence, Fact
from alliance_kg.stores import Store
from alliance_kg.terms import Term, akg, concept

Witness: TypeAlias = Sequence[tuple[Fact, Sequence[Evidence]]]
"""Facts that together make a row true, each with the claims for it."""

CODES = ("article", "sources", "implied", "derived", "disputed", "planned")

_BASES = ("derived", "implied", "stated")
_SAYING = ("stated", "background")
_CHUNK = 2_000
_WORDS = {
    "en": {
        "article": "stated by the article", "implied": "implied", "derived": "derived",
        "disputed": "disputed", "planned": "planned",
    },
    "it": {
        "article": "dichiarato dall'articolo", "implied": "implicito", "derived": "derivato",
        "disputed": "contestato", "planned": "previsto",
    },
}  # fmt: skip
_COUNTED = {
    "en": {
        "sources": ("stated by 1 source", "stated by {} sources"),
        "others": (" and 1 other source", " and {} other sources"),
    },
    "it": {
        "sources": ("dichiarato da 1 fonte", "dichiarato da {} fonti"),
        "others": (" e da 1 altra fonte", " e da altre {} fonti"),
    },
}
_SHORT = {"en": {"article": "article"}, "it": {"article": "articolo"}}
_SHORT_COUNTED = {
    "en": {"sources": ("1 source", "{} sources"), "others": (" +1", " +{}")},
    "it": {"sources": ("1 fonte", "{} fonti"), "others": (" +1", " +{}")},
}


class Certainty(NamedTuple):
    """How sure a row is: the basis of its weakest fact, and what else holds of it.

    `basis` is stated, implied or derived; `sources` counts the sources that state the
    weakest fact, `is_by_article` says whether the article states every fact.
    """

    is_planned: bool
    is_disputed: bool
    basis: str
    sources: int
    is_by_article: bool

    @property
    def codes(self) -> tuple[str, ...]:
        """Which of `CODES` apply, in their order."""
        others = self.sources - self.is_by_article
        held = {
            "article": self.basis == "stated" and self.is_by_article,
            "sources": self.basis == "stated" and others > 0,
            "implied": self.basis == "implied",
            "derived": self.basis == "derived",
            "disputed": self.is_disputed,
            "planned": self.is_planned,
        }
        return tuple(code for code in CODES if held[code])

    def words(self, language: str, *, is_short: bool = False) -> str:
        """Return it in words, such as `stated by the article and 2 other sources, disputed`."""
        words = _WORDS[language] | (_SHORT[language] if is_short else {})
        counted = (_SHORT_COUNTED if is_short else _COUNTED)[language]
        told: list[str] = []
        for code in self.codes:
            if code != "sources":
                told.append(words[code])
            elif self.is_by_article:
                told[-1] += counted["others"][self.sources != 2].format(self.sources - 1)
            else:
                told.append(counted["sources"][self.sources != 1].format(self.sources))
        return ", ".join(told)


def certainty(witnesses: Iterable[Witness], planned: Collection[Term] = ()) -> Certainty | None:
    """Return how sure a row with these witnesses is; None when no fact has a claim.

    `planned` are the nodes that are only planned, as `planned_among` finds them.
    """
    found = [
        together([of_fact(fact, items, planned) for fact, items in witness if items])
        for witness in witnesses
    ]
    return best(each for each in found if each is not None)


def by_fact(evidence: Iterable[Evidence]) -> Witness:
    """Return evidence as one witness: its facts, in the order met, with their claims."""
    facts: dict[Fact, list[Evidence]] = {}
    for item in evidence:
        facts.setdefault(item.fact, []).append(item)
    return tuple(facts.items())


def planned_among(store: Store, nodes: Iterable[Term]) -> frozenset[Term]:
    """Return those of some nodes whose event status or phase is *planned*."""
    asked = [str(node) for node in dict.fromkeys(nodes) if isinstance(node, NamedNode)]
    found: set[Term] = set()
    for at in range(0, len(asked), _CHUNK):
        # Each on its own: planned as one query with VALUES for both, it takes twice as long.
        for name, scheme in (("hasEventStatus", "event-status"), ("inPhase", "phase")):
            rows = store.select(
                f"SELECT ?node WHERE {{ VALUES ?node {{ {' '.join(asked[at : at + _CHUNK])} }} "
                f"?node {akg(name)} {concept(scheme, 'planned')} }}"
            ).rows
            found.update(row["node"] for row in rows)
    return frozenset(found)


def of_fact(fact: Fact, items: Sequence[Evidence], planned: Collection[Term]) -> Certainty:
    """Return how sure the claims for it, one at least, make a fact."""
    # One pass, and no set for one item: large answers come here once a fact.
    saying: list[NamedNode] = []
    is_implied = is_by_article = is_disputed = False
    for item in items:
        status = item.status
        if status in _SAYING:
            saying.append(item.source)
            is_by_article |= status == "stated"
        elif status == "implied":
            is_implied = True
        is_disputed |= bool(item.disputes)
    basis = "stated" if saying else "implied" if is_implied else "derived"
    sources = len(saying) if len(saying) < 2 else len(set(saying))
    return Certainty(fact[0] in planned, is_disputed, basis, sources, is_by_article)


def together(facts: Iterable[Certainty]) -> Certainty | None:
    """Return how sure a witness is by how sure each of its facts is; None for no facts."""
    # Of many facts most are as sure as another.
    unlike = set(facts)
    if len(unlike) < 2:
        return unlike.pop() if unlike else None
    weakest = min(unlike, key=lambda each: _strength(each)[2:])
    return weakest._replace(
        is_planned=any(each.is_planned for each in unlike),
        is_disputed=any(each.is_disputed for each in unlike),
        is_by_article=all(each.is_by_article for each in unlike),
    )


def best(witnesses: Iterable[Certainty]) -> Certainty | None:
    """Return how sure a row is by how sure each of its witnesses is; None for none."""
    return max(witnesses, key=_strength, default=None)


def _strength(one: Certainty) -> tuple[bool, bool, int, int, bool]:
    return (
        not one.is_planned,
        not one.is_disputed,
        _BASES.index(one.basis),
        one.sources,
        one.is_by_article,
    )
