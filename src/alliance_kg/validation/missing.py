"""What a claim that is not there said, as far as the rest of the data tell."""

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple, TypeAlias

from pyoxigraph import NamedNode

from alliance_kg.terms import BASE, Term, text_of
from alliance_kg.validation.triples import Triples

CLAIMS = f"{BASE}claim/"
_AKG = f"{BASE}ontology#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

# More facts than this are told as the node that they are about.
_FEW = 3
# A node, or a triple.
Told: TypeAlias = tuple[Term, ...]


class Telling(NamedTuple):
    """What is known of a lost claim.

    The fact it was for, or the node, or the few of which it was for one; triples it was in
    conflict with; disputes it was a side of.
    """

    facts: tuple[Told, ...]
    rivals: tuple[Told, ...]
    disputes: tuple[Term, ...]


class Missing:
    """What claims said that are pointed to, or skipped in the numbering, but not there.

    `lost` are the claims that are missing, `bare` the facts that no claim supports.
    """

    def __init__(self, data: Triples, lost: Iterable[Term] = (), bare: Iterable[Told] = ()) -> None:
        self._data = data
        self._lost = set(lost)
        # A name stands in both languages: it is one fact.
        one_a_text = {(*map(text_of, fact),): fact for fact in bare}
        self._bare = list(one_a_text.values())

    def told(self, claim: Term) -> Telling:
        """Return what a lost claim said, by the claims and disputes that point to it.

        A claim that agrees with it states the same fact, or one describes the node that
        the other speaks of. If nothing points to it and no other claim is lost like that,
        it was for what no claim supports now.
        """
        rivals = self._stated(self._data.subjects(f"{_AKG}conflictsWith", claim))
        disputes = self._data.subjects(f"{_AKG}hasSide", claim)
        facts = self._by_allies(claim, rivals)
        if not facts and self._strays == [claim]:
            facts = self._bare if len(self._bare) == 1 else _subjects(self._bare)
            facts = facts if len(facts) == 1 else []
        one_a_slot = {fact[:2]: fact for fact in rivals}
        return Telling(tuple(facts), tuple(one_a_slot.values()), tuple(disputes))

    def _by_allies(self, claim: Term, rivals: list[Told]) -> list[Told]:
        allies = self._data.subjects(f"{_AKG}agreesWith", claim)
        stated = self._stated(allies)
        if len(stated) == 1:
            return stated
        if stated:  # It agrees with several triples of one node: it describes that.
            return _subjects(stated)
        nodes = [node for ally in allies for node in self._data.objects(ally, f"{_AKG}describes")]
        # Of a described node: the value of what is in conflict with it, else the node.
        values = [
            (subject, predicate, value)
            for subject, predicate, _ in rivals
            if subject in nodes and isinstance(predicate, NamedNode)
            for value in self._data.objects(subject, predicate.value)
        ]
        named = list(dict.fromkeys(nodes))
        return list(dict.fromkeys(values)) or self._unstated(named) or [(it,) for it in named]

    def _unstated(self, nodes: list[Term]) -> list[Told]:
        """Return the facts of one node that no claim states on its own, if they are few."""
        if len(nodes) != 1:
            return []
        (node,) = nodes
        stated = set(self._stated(self._data.subjects(f"{_RDF}subject", node)))
        facts: list[Told] = [
            (node, NamedNode(predicate), value)
            for predicate, value in self._data.about(node)
            if predicate.startswith(_AKG)
        ]
        left = [fact for fact in facts if fact not in stated]
        return left if len(left) <= _FEW and len(left) < len(facts) else []

    def _stated(self, claims: Iterable[Term]) -> list[Told]:
        return list(dict.fromkeys(filter(None, map(self._triple, sorted(claims, key=str)))))

    def _triple(self, claim: Term) -> Told | None:
        parts = [
            self._data.value(claim, f"{_RDF}{part}") for part in ("subject", "predicate", "object")
        ]
        subject, predicate, value = parts
        if subject is None or predicate is None or value is None:
            return None
        return subject, predicate, value

    @cached_property
    def _strays(self) -> list[Term]:
        """Return the lost claims that nothing points to."""
        pointers = [f"{_AKG}{name}" for name in ("agreesWith", "conflictsWith")]
        return [
            claim
            for claim in self._lost
            if not any(self._data.subjects(pointer, claim) for pointer in pointers)
        ]


def _subjects(facts: Iterable[Told]) -> list[Told]:
    return list(dict.fromkeys((fact[0],) for fact in facts))
