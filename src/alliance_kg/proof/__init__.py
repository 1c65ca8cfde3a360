"""Why a row is in an answer: the facts that make it true, and who says them.

Why-provenance, as in SPARQLprov (VLDB 2021) and NPCS (WWW 2024): the query's WHERE runs
with all its variables kept, each solution is given to the row it belongs to, and the
query's triple patterns are filled in from it. Nothing is written into the questions.
`docs/proofs.md` says what holds of witnesses.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pyoxigraph import NamedNode

from alliance_kg import garbage
from alliance_kg.certainty import Certainty, best
from alliance_kg.claims import open_disputes
from alliance_kg.evidence import Evidence, Fact
from alliance_kg.proof.backing import Backings, certainty_of, in_order, put_together
from alliance_kg.proof.derivations import Derivation, Derived, derive, places_in_order
from alliance_kg.proof.matched import Matched, matched, open_slots
from alliance_kg.sparql.structure import NEGATED, Query
from alliance_kg.stores import Solutions, Store
from alliance_kg.stores.memory import Memory

if TYPE_CHECKING:
    from alliance_kg.proof.witness import Witnesses

UNEXPLAINED = ("path", "sub-select", "existence", "derivation")
"""What a proof may have to leave out: a walk that was not found, a sub-select's row or an
EXISTS that could not be found again (blank nodes, chance, EXISTS outside WHERE), the whole
derivation of a row."""


class Proved(NamedTuple):
    """What backs one row: its evidence, the disputes that leave a column open, its certainty."""

    evidence: tuple[Evidence, ...] = ()
    disputed: Mapping[str, tuple[NamedNode, ...]] = {}
    certainty: Certainty | None = None


Opening: TypeAlias = Callable[[], AbstractContextManager[Store]]
"""Gives a store for as long as it is entered, within the limits of a query."""


class Proof:
    """The proof of an answer: evidence of its rows at once, their witnesses when asked for."""

    def __init__(self, opening: Opening, derived: Derived, behind: Sequence[Matched]) -> None:
        self._opening = opening
        self._derived = derived
        self._behind = behind
        self._made: dict[int, Witnesses] = {}

    def __len__(self) -> int:
        return len(self._derived.derivations)

    def ways(self, row: int) -> tuple[tuple[Fact, ...], ...]:
        """Return the facts of each derivation of a row that has several.

        Of the first `witness.MOST`; nothing is asked of the store. Empty for a query whose
        facts are not those of its patterns alone, such as paths.
        """
        behind = self._behind[row]
        return tuple(
            tuple(backing.fact for backing in behind.of(derivation))
            for derivation in _apart(self._derived.derivations[row], behind)
        )

    def witnesses(self, row: int) -> "Witnesses":
        """Return the witnesses of a row, by its place in the answer."""
        return self.of((row,))[0]

    def of(self, rows: Iterable[int]) -> "tuple[Witnesses, ...]":
        """Return the witnesses of several rows."""
        wanted = tuple(rows)
        missing = [row for row in wanted if row not in self._made]
        if missing:
            from alliance_kg.proof.witnesses import witnesses_of

            with self._opening() as store:
                for row in missing:
                    derivations = self._derived.derivations[row]
                    self._made[row] = witnesses_of(store, self._derived.plan, derivations)
        return tuple(self._made[row] for row in wanted)


class Proven(NamedTuple):
    """An answer with what backs it.

    `unexplained` names what the evidence could not follow, of `UNEXPLAINED`; `rests_on`
    what rows rest on besides claims: absence (NOT EXISTS, MINUS), definition (types,
    labels and schemes alone).
    """

    answer: Solutions
    rows: tuple[Proved, ...]
    unexplained: tuple[str, ...]
    rests_on: tuple[str, ...]
    proof: Proof


def prove(
    store: Store, query: Query, memory: Memory | None = None, opening: Opening | None = None
) -> Proven:
    """Answer a SELECT or an ASK query and say what backs each row, in their order.

    `opening` gives the store that witnesses are asked of, when `store` is closed by then.
    """
    with garbage.paused():
        return _prove(store, query, memory or Memory(store), opening)


def _prove(store: Store, query: Query, memory: Memory, opening: Opening | None) -> Proven:
    derived = derive(store, query)
    backings = Backings(memory)
    behind, failed = matched(store, derived, backings)
    backings.look_up(store)
    disputes = _disputes(store, memory, derived)
    alike: dict[int, Proved] = {}
    rows = []
    for derivations, facts, disputed in zip(derived.derivations, behind, disputes, strict=True):
        proved = alike.get(id(derivations))
        if proved is None:
            proved = alike[id(derivations)] = _proved(derivations, facts, disputed)
        rows.append(proved)
    unexplained = [*failed]
    if "existence" in query.features and "existence" not in failed:
        unexplained.append("existence")
    if any(not derivations for derivations in derived.derivations):
        unexplained.append("derivation")
    rests_on = []
    if query.where and any(group.role in NEGATED for group in query.where.walk()):
        rests_on.append("absence")
    bare = (row for row, proved in zip(behind, rows, strict=True) if not proved.evidence)
    if any(row.common or any(row.apart) for row in bare):
        rests_on.append("definition")
    made = Proof(opening or (lambda: nullcontext(store)), derived, behind)
    return Proven(derived.answer, tuple(rows), tuple(unexplained), tuple(rests_on), made)


def _proved(
    derivations: Sequence[Derivation],
    behind: Matched,
    disputed: Mapping[str, tuple[NamedNode, ...]],
) -> Proved:
    said = put_together(behind.all())
    together = certainty_of(said.values())
    ways = []
    # A row is as sure as its best witness, not as all of them.
    for derivation in _apart(derivations, behind) if together is not None else ():
        facts = (said.get(backing.key) for backing in behind.of(derivation))
        ways.append(certainty_of(each for each in facts if each is not None))
    sure = best({way for way in ways if way is not None}) or together
    return Proved(in_order(said.values()), disputed, sure)


def _apart(derivations: Sequence[Derivation], behind: Matched) -> Sequence[int]:
    """Return which derivations of a row that has several are looked at one by one.

    The first `witness.MOST`; none of a query whose facts are not those of its patterns
    alone, such as paths.
    """
    if len(derivations) < 2 or not behind.apart:
        return ()
    from alliance_kg.proof.witness import MOST

    # Which are the first must not depend on the store.
    return (
        places_in_order(derivations)[:MOST] if len(derivations) > MOST else range(len(derivations))
    )


def _disputes(
    store: Store, memory: Memory, derived: Derived
) -> list[Mapping[str, tuple[NamedNode, ...]]]:
    """Return for each row the disputes over what OPTIONALs left open, by column."""
    left_open = open_slots(derived)
    slots = list(dict.fromkeys((s, p) for row in left_open for _, s, p in row))
    none: tuple[NamedNode, ...] = ()
    over = memory.look_up("disputes", slots, lambda missing: open_disputes(store, missing), none)
    found = {slot: disputes for slot, disputes in zip(slots, over, strict=True) if disputes}
    return [
        {column: found[s, p] for column, s, p in row if (s, p) in found} if found else {}
        for row in left_open
    ]
