"""The facts that the solutions behind each row stand for, and the slots they leave open.

All derivations of a row agree on its columns: a pattern without other variables stands for
the same fact in each, and is filled in once. Rows that are alike share their derivations,
and what is behind them.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple, TypeAlias

from alliance_kg.proof.backing import Backing, Backings
from alliance_kg.proof.derivations import Derivation, Derived
from alliance_kg.sparql.lexis import PatternTerm, Var
from alliance_kg.sparql.plan import Edge, Plan
from alliance_kg.stores import Row, Store
from alliance_kg.terms import Term

Slot: TypeAlias = tuple[str, Term, Term]
"""A column without a value, and the subject and predicate that would give it one."""


class Matched(NamedTuple):
    """The facts behind a row: those of all its derivations, and what each has besides."""

    common: list[Backing]
    apart: list[list[Backing]]

    def all(self) -> Iterable[Backing]:
        """Return the facts of the row, each once."""
        return dict.fromkeys(chain(self.common, *self.apart))

    def of(self, derivation: int) -> Iterable[Backing]:
        """Return the facts of one derivation, each once."""
        return dict.fromkeys(chain(self.common, self.apart[derivation]))


def matched(
    store: Store, derived: Derived, backings: Backings
) -> tuple[list[Matched], dict[str, None]]:
    """Return the facts behind each row, and what could not be followed to them."""
    made = derived.plan
    giving = tuple(part for part in made.parts if part.gives_facts)
    if giving:
        return _supported(store, derived._replace(plan=made._replace(parts=giving)), backings)
    fixed, free = (_Filler(edges, backings) for edges in _parted(made, made.edges))
    alike: dict[int, Matched] = {}
    found = []
    for row in derived.derivations:
        behind = alike.get(id(row))
        if behind is None:
            behind = alike[id(row)] = _of_row(row, fixed, free, made)
        found.append(behind)
    return found, {}


def _of_row(row: Sequence[Derivation], fixed: "_Filler", free: "_Filler", made: Plan) -> Matched:
    if made.query.is_aggregate and len(row) > 1:
        # After DISTINCT a row may stand for several groups, which differ in their keys.
        apart = [[*fixed.fill(group[:1]), *free.fill(group)] for group in row]
        return Matched([], apart)
    common = fixed.fill(row[0][:1]) if row else []
    return Matched(common, [free.fill(solutions) for solutions in row])


def _parted(made: Plan, edges: Iterable[Edge]) -> tuple[list[Edge], list[Edge]]:
    """Part the edges that all solutions of a row fill in alike from the others."""
    parted: tuple[list[Edge], list[Edge]] = ([], [])
    for edge in edges:
        names = {term.name for term in edge.pattern if isinstance(term, Var)}
        if edge.marker is not None:
            names.add(edge.marker)
        parted[not names.issubset(made.keys)].append(edge)
    return parted


class _Filler:
    """Fills patterns in from solutions."""

    def __init__(self, edges: Iterable[Edge], backings: Backings) -> None:
        self._backings = backings
        # Names and, in the place of names, terms: `get` returns a term for the name "".
        self._edges = [
            (*_split(subject), *_split(predicate), *_split(value), marker)
            for (subject, predicate, value), marker, _ in edges
        ]

    def fill(self, solutions: Iterable[Row]) -> list[Backing]:
        """Return the backings of the facts that the patterns stand for."""
        # Nothing is called for a fact that is known: a large answer spends its time here.
        known, add = self._backings.known.get, self._backings.add
        found = []
        for solution in solutions:
            get = solution.get
            for s_name, s, p_name, p, o_name, o, marker in self._edges:
                if marker is not None and marker not in solution:
                    continue
                a, b, c = get(s_name, s), get(p_name, p), get(o_name, o)
                if a is not None and b is not None and c is not None:
                    fact = (a, b, c)
                    found.append(known(fact) or add(fact))
        return found


def _split(term: PatternTerm) -> tuple[str, Term | None]:
    return (term.name, None) if isinstance(term, Var) else ("", term)


def _supported(
    store: Store, derived: Derived, backings: Backings
) -> tuple[list[Matched], dict[str, None]]:
    """Return the facts of the first way to support each solution."""
    from alliance_kg.proof.supports import supports

    solutions = [solution for row in derived.derivations for each in row for solution in each]
    ways = iter(supports(store, derived.plan, solutions, 1, all_rows=True))
    failed: dict[str, None] = {}
    found = []
    for row in derived.derivations:
        facts: dict[Backing, None] = {}
        for _ in chain.from_iterable(row):
            way = next(ways)
            failed |= dict.fromkeys(way.failed)
            for each in way.ways:
                facts |= dict.fromkeys(backings.of(fact[:3]) for fact in each.facts)
        found.append(Matched(list(facts), []))
    return found, failed


# --- what is left open


def open_slots(derived: Derived) -> list[dict[Slot, None]]:
    """Return for each row the slots of OPTIONALs that nothing filled."""
    keys = derived.plan.keys
    edges = [
        edge
        for edge in derived.plan.edges
        if edge.marker is not None
        and isinstance(edge.pattern.object, Var)
        and edge.pattern.object.name in keys
    ]
    if not edges:
        nothing: dict[Slot, None] = {}
        return [nothing for _ in derived.derivations]
    fixed, free = _parted(derived.plan, edges)
    is_one_key = not derived.plan.query.is_aggregate
    alike: dict[int, dict[Slot, None]] = {}
    found = []
    for row in derived.derivations:
        slots = alike.get(id(row))
        if slots is None:
            slots = alike[id(row)] = {}
            for at, solutions in enumerate(row):
                if not (is_one_key and at):
                    slots |= dict.fromkeys(_left_open(fixed, solutions[:1]))
                if free:
                    slots |= dict.fromkeys(_left_open(free, solutions))
        found.append(slots)
    return found


def _left_open(edges: Sequence[Edge], solutions: Iterable[Row]) -> Iterator[Slot]:
    for solution in solutions:
        for (subject, predicate, value), marker, _ in edges:
            column = value.name if isinstance(value, Var) else ""
            if marker in solution or column in solution:
                continue
            node = solution.get(subject.name) if isinstance(subject, Var) else subject
            slot = solution.get(predicate.name) if isinstance(predicate, Var) else predicate
            if node is not None and slot is not None:
                yield column, node, slot
