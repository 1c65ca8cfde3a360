"""Why a row is in an answer: the facts that make it true, and who says them.

Why-provenance, as in SPARQLprov (VLDB 2021) and NPCS (WWW 2024): the query's WHERE runs
with all its variables kept, each solution is given to the row it belongs to, and the
query's triple patterns are filled in from it. Nothing is written into the questions.
`docs/proofs.md` says what holds of witnesses.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from pyoxigraph import NamedNode

from alliance_kg.claims import claims_of, open_disputes
from alliance_kg.evidence import Evidence, Fact
from alliance_kg.memory import Memory
from alliance_kg.proof.derivations import Derived, derive
from alliance_kg.proof.witness import Witnesses
from alliance_kg.sparql.lexis import Var
from alliance_kg.sparql.plan import Edge
from alliance_kg.sparql.structure import NEGATED, Query
from alliance_kg.store import Row, Solutions, Store
from alliance_kg.terms import Term

UNEXPLAINED = ("path", "sub-select", "existence", "derivation")
"""What a proof may have to leave out: a walk that was not found, a sub-select's row or an
EXISTS that could not be found again (blank nodes, chance, EXISTS outside WHERE), the whole
derivation of a row."""


class Proved(NamedTuple):
    """What backs one row: its evidence, and the disputes that leave a column open."""

    evidence: tuple[Evidence, ...] = ()
    disputed: Mapping[str, tuple[NamedNode, ...]] = {}


Opening: TypeAlias = Callable[[], AbstractContextManager[Store]]
"""Gives a store for as long as it is entered, within the limits of a query."""


class Proof:
    """The proof of an answer: evidence of its rows at once, their witnesses when asked for."""

    def __init__(self, opening: Opening, derived: Derived) -> None:
        self._opening = opening
        self._derived = derived
        self._made: dict[int, Witnesses] = {}

    def __len__(self) -> int:
        return len(self._derived.derivations)

    def witnesses(self, row: int) -> Witnesses:
        """Return the witnesses of a row, by its place in the answer."""
        return self.of((row,))[0]

    def of(self, rows: Iterable[int]) -> tuple[Witnesses, ...]:
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
    memory = memory or Memory(store)
    derived = derive(store, query)
    behind, facts, failed = _facts(store, derived)
    nothing: _Said = ()
    said = memory.look_up("claims", facts, lambda missing: _claims_of(store, missing), nothing)
    open_slots = _open_slots(derived)
    slots = list(dict.fromkeys((s, p) for row in open_slots for _, s, p in row))
    none: tuple[NamedNode, ...] = ()
    over = memory.look_up("disputes", slots, lambda missing: open_disputes(store, missing), none)
    disputes = dict(zip(slots, over, strict=True))
    rows = tuple(
        Proved(
            _in_order([said[number] for number in row]),
            {column: disputes[s, p] for column, s, p in left if disputes[s, p]},
        )
        for row, left in zip(behind, open_slots, strict=True)
    )
    unexplained = [*failed]
    if "existence" in query.features and "existence" not in failed:
        unexplained.append("existence")
    if any(not derivations for derivations in derived.derivations):
        unexplained.append("derivation")
    rests_on = []
    if query.where and any(group.role in NEGATED for group in query.where.walk()):
        rests_on.append("absence")
    if any(row and not proved.evidence for row, proved in zip(behind, rows, strict=True)):
        rests_on.append("definition")
    made = Proof(opening or (lambda: nullcontext(store)), derived)
    return Proven(derived.answer, rows, tuple(unexplained), tuple(rests_on), made)


_Said = tuple[tuple[tuple[object, ...], Evidence], ...]


def _claims_of(store: Store, facts: list[Fact]) -> dict[Fact, _Said]:
    """Look up the claims behind facts, each with its place in the reading order."""
    return {
        fact: tuple((item.order, item) for item in items)
        for fact, items in claims_of(store, facts).items()
    }


def _in_order(said: list[_Said]) -> tuple[Evidence, ...]:
    """Return the evidence of several facts in reading order, each item once."""
    # Hashing an item costs more than all else: the same objects are told by identity, and
    # equal ones stand together once sorted.
    once = {id(item): (order, item) for items in said for order, item in items}
    found: list[Evidence] = []
    run: list[Evidence] = []
    last = None
    for order, item in sorted(once.values(), key=itemgetter(0)):
        if order != last:
            run, last = [], order
        if item not in run:
            run.append(item)
            found.append(item)
    return tuple(found)


_Numbers = dict[int, None]


def _facts(store: Store, derived: Derived) -> tuple[list[_Numbers], list[Fact], dict[str, None]]:
    """Return the facts behind each row, by number, the facts, and what was not followed."""
    made = derived.plan
    giving = tuple(part for part in made.parts if part.gives_facts)
    if giving:
        return _supported(store, derived._replace(plan=made._replace(parts=giving)))
    numbers: dict[Fact, int] = {}
    behind = []
    for solutions in _solutions(derived):
        row: _Numbers = {}
        for edge in made.edges:
            _number(edge, solutions, numbers, row)
        behind.append(row)
    return behind, list(numbers), {}


def _solutions(derived: Derived) -> list[list[Row]]:
    return [
        [solution for derivation in row for solution in derivation] for row in derived.derivations
    ]


def _number(edge: Edge, solutions: Sequence[Row], numbers: dict[Fact, int], row: _Numbers) -> None:
    """Add the facts that an edge stands for to those of a row."""
    (subject, predicate, value), marker, _ = edge
    names = [term.name if isinstance(term, Var) else "" for term in (subject, predicate, value)]
    s_name, p_name, o_name = names
    s, p, o = (None if isinstance(term, Var) else term for term in (subject, predicate, value))
    for solution in solutions:
        if marker is not None and marker not in solution:
            continue
        # One line a term: a large answer spends its time here.
        a = solution.get(s_name) if s_name else s
        b = solution.get(p_name) if p_name else p
        c = solution.get(o_name) if o_name else o
        if a is not None and b is not None and c is not None:
            row[numbers.setdefault((a, b, c), len(numbers))] = None


def _supported(
    store: Store, derived: Derived
) -> tuple[list[_Numbers], list[Fact], dict[str, None]]:
    """Return the facts of the first way to support each solution."""
    from alliance_kg.proof.supports import supports

    behind = _solutions(derived)
    ways = iter(supports(store, derived.plan, [s for row in behind for s in row], 1))
    numbers: dict[Fact, int] = {}
    failed: dict[str, None] = {}
    found = []
    for row in behind:
        facts: _Numbers = {}
        for _ in row:
            way = next(ways)
            failed |= dict.fromkeys(way.failed)
            for each in way.ways:
                for fact in each.facts:
                    facts[numbers.setdefault(fact[:3], len(numbers))] = None
        found.append(facts)
    return found, list(numbers), failed


def _open_slots(derived: Derived) -> list[dict[tuple[str, Term, Term], None]]:
    """Return the slots of OPTIONALs that nothing filled: column, subject, predicate."""
    edges = [
        (pattern, marker, pattern.object.name)
        for pattern, marker, _ in derived.plan.edges
        if marker is not None and isinstance(pattern.object, Var)
    ]
    edges = [edge for edge in edges if edge[2] in derived.plan.keys]
    found = []
    for row in _solutions(derived):
        slots: dict[tuple[str, Term, Term], None] = {}
        for solution in row:
            for (subject, predicate, _), marker, column in edges:
                if marker in solution or column in solution:
                    continue
                node = solution.get(subject.name) if isinstance(subject, Var) else subject
                slot = solution.get(predicate.name) if isinstance(predicate, Var) else predicate
                if node is not None and slot is not None:
                    slots[column, node, slot] = None
        found.append(slots)
    return found
