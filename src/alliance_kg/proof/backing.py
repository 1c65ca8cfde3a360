"""What backs facts: the claims for each, in reading order, and how sure they make it.

Looked up for many facts at once and remembered, so that a row only puts together what is
known of its facts: nothing is sorted out, weighed or spelled again for each row.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from alliance_kg.certainty import Certainty, of_fact, planned_among, together
from alliance_kg.claims import claims_of, is_claim, is_claimable
from alliance_kg.evidence import Evidence, Fact
from alliance_kg.stores import Store
from alliance_kg.stores.memory import Memory
from alliance_kg.terms import Term

Key: TypeAlias = tuple[str, ...]
"""A fact as text. Unlike a term, a text is hashed once."""

Place: TypeAlias = tuple[object, ...]


class Said(NamedTuple):
    """The claims for one fact, each with its place in the reading order, no place twice."""

    key: Key
    items: tuple[tuple[Place, Evidence], ...]
    certainty: Certainty


class Backing:
    """A fact and what is said for it: of itself or, if it is a fact of a claim, by the claim."""

    __slots__ = ("_key", "fact", "said")

    def __init__(self, fact: Fact) -> None:
        self.fact = fact
        self.said: tuple[Said, ...] = ()
        self._key: Key = ()

    @property
    def key(self) -> Key:
        """The fact as text, spelled when first asked for."""
        if not self._key:
            self._key = tuple(str(term) for term in self.fact)
        return self._key


class Backings:
    """What backs the facts of one answer; new ones are looked up together by `look_up`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.known: dict[Fact, Backing] = memory.known("claims")
        self._fresh: dict[Fact, Backing] = {}

    def add(self, fact: Fact) -> Backing:
        """Return the backing, not looked up yet, of a fact that is not among the `known`."""
        found = self._fresh.get(fact)
        if found is None:
            found = self._fresh[fact] = Backing(fact)
        return found

    def of(self, fact: Fact) -> Backing:
        """Return the backing of a fact."""
        return self.known.get(fact) or self.add(fact)

    def look_up(self, store: Store) -> None:
        """Fill in the backings that were added, and only then remember them."""
        if not self._fresh:
            return
        # What is said for a fact of a claim is the word of the claim, whatever the fact.
        words: dict[Term, tuple[Said, ...]] = self._memory.known("words")
        claims = claims_of(store, (fact for fact in self._fresh if fact[0] not in words))
        evidence = chain.from_iterable(claims.values())
        planned = planned_among(store, (item.fact[0] for item in evidence))
        own: dict[Term, tuple[Said, ...]] = {}
        for fact, backing in self._fresh.items():
            subject = fact[0]
            if not is_claimable(fact):
                continue
            if subject in words:
                backing.said = words[subject]
            elif subject in own:
                backing.said = own[subject]
            elif fact in claims:
                backing.said = _sorted_out(claims[fact], planned)
                if is_claim(subject):
                    own[subject] = backing.said
        self._memory.add(words, own)
        self._memory.add(self.known, self._fresh)
        self._fresh = {}


def _sorted_out(items: Sequence[Evidence], planned: Collection[Term]) -> tuple[Said, ...]:
    by_key: dict[Key, dict[Place, Evidence]] = {}
    for item in items:
        place = item.order
        by_key.setdefault(place[-1], {}).setdefault(place, item)
    return tuple(_said(key, each, planned) for key, each in by_key.items())


def _said(key: Key, items: dict[Place, Evidence], planned: Collection[Term]) -> Said:
    found = tuple(items.values())
    return Said(key, tuple(items.items()), of_fact(found[0].fact, found, planned))


def put_together(backings: Iterable[Backing]) -> dict[Key, Said]:
    """Return all that is said for some facts, once for each fact that it is said of."""
    found: dict[Key, Said] = {}
    several: dict[Key, list[Said]] = {}
    # Facts of one claim have the very same said of them.
    for each in {id(backing.said): backing.said for backing in backings}.values():
        for said in each:
            other = found.setdefault(said.key, said)
            if other is not said:
                several.setdefault(said.key, [other]).append(said)
    found.update((key, _joined(alike)) for key, alike in several.items())
    return found


def _joined(several: Sequence[Said]) -> Said:
    """Join what is said for a fact as a fact and, accepted or not, as the word of claims."""
    items = dict(item for said in several for item in said.items)
    found = tuple(items.values())
    fact = found[0].fact
    planned = {fact[0]} if several[0].certainty.is_planned else ()
    return Said(several[0].key, tuple(items.items()), of_fact(fact, found, planned))


def in_order(said: Iterable[Said]) -> tuple[Evidence, ...]:
    """Return the evidence for several facts in reading order."""
    items = [item for each in said for item in each.items]
    if len(items) > 1:
        items.sort(key=itemgetter(0))
    return tuple([item for _, item in items])


def certainty_of(said: Iterable[Said]) -> Certainty | None:
    """Return how sure the facts of a witness make it; None when nothing is said for any."""
    return together([each.certainty for each in said])
