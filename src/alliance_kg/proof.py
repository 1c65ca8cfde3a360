"""Why a row is in an answer: the facts that make it true, and who says them.

The query's WHERE is run once more with all its variables kept, each solution is
given to the row it belongs to, and the query's triple patterns are filled in from it
(why-provenance; SPARQLprov, VLDB 2021, and NPCS, WWW 2024). Each fact so found is
looked up among the claims. Nothing is written into the questions.

A branch that may match or not (OPTIONAL, UNION) gets a marker variable, bound when it
matched, so that only the patterns that took part count.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pyoxigraph import NamedNode

from alliance_kg.claims import claims_of, open_disputes
from alliance_kg.evidence import Evidence, Fact
from alliance_kg.lexis import PatternTerm, TriplePattern, Var
from alliance_kg.store import Row, Solutions, Store
from alliance_kg.structure import Group, Projection, Query
from alliance_kg.syntax import read
from alliance_kg.terms import Term

_MARKER = "akg_matched_"

_UNFOLLOWED = ("path", "blank node", "collection", "sub-select", "bare grouping")
_TESTED = {"exists": "existence", "minus": "absence"}


class Witnesses(NamedTuple):
    """How to find the facts behind the rows of one query.

    `query` keeps every variable; a solution belongs to the row that agrees with it on
    `keys`; `patterns` pairs each triple pattern with the marker that must be bound;
    `unfollowed` names what the query has and the facts leave out: path, blank node,
    collection, sub-select, bare grouping, existence (EXISTS), absence (NOT EXISTS or
    MINUS). An answer adds definition: rows that rest on types, labels or schemes alone.
    """

    query: str
    keys: tuple[str, ...]
    patterns: tuple[tuple[TriplePattern, str | None], ...]
    unfollowed: tuple[str, ...]


class Proved(NamedTuple):
    """What backs one row: its evidence, and the disputes that leave a column open."""

    evidence: tuple[Evidence, ...] = ()
    disputed: Mapping[str, tuple[NamedNode, ...]] = {}


def prove(
    store: Store, query: str, solutions: Solutions, prefixes: Mapping[str, str]
) -> tuple[tuple[Proved, ...], tuple[str, ...]]:
    """Return what backs each row, in the order of the rows, and what was not followed.

    `query` is the SELECT query that `solutions` came from, with its values bound.
    """
    plan = witnesses(read(query, prefixes))
    behind = _behind(store, plan, solutions.rows)
    found = claims_of(store, dict.fromkeys(fact for row in behind for fact in row.facts))
    slots = dict.fromkeys((s, p) for row in behind for _, s, p in row.slots)
    disputes = open_disputes(store, slots)
    rows = tuple(
        Proved(
            tuple(sorted(
                dict.fromkeys(item for fact in row.facts for item in found.get(fact, ())),
                key=lambda item: item.order,
            )),
            {column: disputes[s, p] for column, s, p in row.slots if (s, p) in disputes},
        )
        for row in behind
    )  # fmt: skip
    by_definition = any(row.facts and not proved.evidence for row, proved in zip(
        behind, rows, strict=True))  # fmt: skip
    return rows, plan.unfollowed + (("definition",) if by_definition else ())


def witnesses(query: Query) -> Witnesses:
    """Plan how to find the facts behind the rows of a SELECT query."""
    if query.where is None:
        return Witnesses(query.text, (), (), ())
    inserts: list[tuple[int, str]] = []
    patterns: list[tuple[TriplePattern, str | None]] = []
    _collect(query.where, None, patterns, inserts)
    columns = _kept_columns(query)
    body = _with_inserts(query.text, query.where, inserts)
    names = dict.fromkeys(
        [*query.where.variables, *(f"{_MARKER}{at}" for at in range(len(inserts)))]
    )
    computed = [column for column in columns if column.expression is not None]
    head = [f"?{name}" for name in names if name not in {column.name for column in computed}]
    head += [str(column.expression) for column in computed]
    text = f"{query.text[: query.prologue_end]}SELECT {' '.join(head)}\n"
    text += f"{query.dataset_clauses}\nWHERE {body}\n{query.trailing_values}"
    unfollowed = tuple(feature for feature in _UNFOLLOWED if feature in query.features)
    roles = {group.role for group in query.where.walk()}
    unfollowed += tuple(words for role, words in _TESTED.items() if role in roles)
    return Witnesses(text, tuple(column.name for column in columns), tuple(patterns), unfollowed)


def _kept_columns(query: Query) -> list[Projection]:
    """Return the columns that tell which row a solution belongs to."""
    if query.is_aggregate:
        shown = {column.name for column in query.projection}
        return [column for column in query.grouping if column.name in shown]
    if query.projection:
        return query.projection
    return [Projection(name) for name in query.where.variables] if query.where else []


def _collect(
    group: Group,
    marker: str | None,
    patterns: list[tuple[TriplePattern, str | None]],
    inserts: list[tuple[int, str]],
) -> None:
    """Gather the patterns below a group, and where markers are to be bound."""
    patterns.extend((pattern, marker) for pattern in group.patterns)
    for inner in group.groups:
        if inner.role in ("minus", "exists", "service"):
            continue
        own = marker
        if inner.role in ("optional", "union"):
            own = f"{_MARKER}{len(inserts)}"
            inserts.append((inner.end, f" BIND(true AS ?{own}) "))
        _collect(inner, own, patterns, inserts)


def _with_inserts(text: str, where: Group, inserts: Sequence[tuple[int, str]]) -> str:
    parts, at = [], where.start
    for position, addition in sorted(inserts):
        parts += [text[at:position], addition]
        at = position
    return "".join([*parts, text[at : where.end + 1]])


def facts_by_row(store: Store, plan: Witnesses, rows: Sequence[Row]) -> list[dict[Fact, None]]:
    """Return the facts behind each row, in the order of the rows; claimed or not."""
    return [row.facts for row in _behind(store, plan, rows)]


class _Behind(NamedTuple):
    """The facts behind a row, and the slots of an OPTIONAL that nothing filled.

    A slot is the column it would fill, the subject and the predicate.
    """

    facts: dict[Fact, None]
    slots: dict[tuple[str, Term, Term], None]


def _behind(store: Store, plan: Witnesses, rows: Sequence[Row]) -> list[_Behind]:
    found = [_Behind({}, {}) for _ in rows]
    if not rows or not plan.patterns:
        return found
    places: dict[tuple[Term | None, ...], list[int]] = {}
    for at, row in enumerate(rows):
        places.setdefault(tuple(row.get(key) for key in plan.keys), []).append(at)
    for solution in store.select(plan.query).rows:
        for at in places.get(tuple(solution.get(key) for key in plan.keys), ()):
            found[at].facts.update(dict.fromkeys(_instances(plan, solution)))
            found[at].slots.update(dict.fromkeys(_open_slots(plan, solution)))
    return found


def _open_slots(plan: Witnesses, solution: Row) -> Iterator[tuple[str, Term, Term]]:
    for pattern, marker in plan.patterns:
        if marker is None or marker in solution or not isinstance(pattern.object, Var):
            continue
        subject, predicate = (
            _filled(pattern.subject, solution), _filled(pattern.predicate, solution)
        )  # fmt: skip
        column = pattern.object.name
        if column in plan.keys and column not in solution and subject and predicate:
            yield column, subject, predicate


def _instances(plan: Witnesses, solution: Row) -> Iterator[Fact]:
    for pattern, marker in plan.patterns:
        if marker is not None and marker not in solution:
            continue
        subject = _filled(pattern.subject, solution)
        predicate = _filled(pattern.predicate, solution)
        value = _filled(pattern.object, solution)
        if subject is not None and predicate is not None and value is not None:
            yield subject, predicate, value


def _filled(term: PatternTerm, solution: Row) -> Term | None:
    return solution.get(term.name) if isinstance(term, Var) else term
