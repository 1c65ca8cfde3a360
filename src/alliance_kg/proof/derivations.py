"""The derivations of a query's rows: the solutions of its WHERE group behind each row.

Most rows are read off the very solutions that prove them, so that evidence costs no
second query; groups, LIMIT and `SELECT *` are asked for on their own first.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from alliance_kg.sparql.lexis import PatternTerm, Var
from alliance_kg.sparql.plan import Plan, in_graph, plan
from alliance_kg.sparql.structure import Query
from alliance_kg.stores import Row, Solutions, Store
from alliance_kg.terms import Term

Key: TypeAlias = tuple[Term | None, ...]
Derivation: TypeAlias = tuple[Row, ...]
"""One solution; for a row that stands for a group, all solutions of the group."""

_MOST_ASKED = 2_000
"""An ASK is proved with the first of its solutions."""


class Derived(NamedTuple):
    """Rows of an answer, and for each row its derivations: none where none was found."""

    plan: Plan
    answer: Solutions
    derivations: tuple[tuple[Derivation, ...], ...]


def derive(store: Store, query: Query) -> Derived:
    """Answer a SELECT or an ASK query and find the derivations of each row.

    A true ASK has one row without columns, a false one has none.
    """
    made = plan(query)
    if query.form == "ASK":
        found = store.select(f"{made.text}LIMIT {_MOST_ASKED}").rows
        rows: tuple[Row, ...] = ({},) if found else ()
        return Derived(made, Solutions((), rows), (tuple((row,) for row in found),) if rows else ())
    if query.is_aggregate:
        return _grouped(store, made)
    if made.gives_rows:
        return _read_off(made, store.select(made.text).rows)
    answer = store.select(query.text)
    if query.slice != (0, 0) and answer.rows:
        made = plan(query, restriction=_restriction(query, answer))
    return Derived(made, answer, tuple(_behind(store, made, answer.rows)))


def in_order(derivations: Sequence[Derivation]) -> Sequence[Derivation]:
    """Return derivations in an order of their own: a store gives them in any."""
    if len(derivations) < 2:
        return derivations
    return [derivations[at] for at in places_in_order(derivations)]


def places_in_order(derivations: Sequence[Derivation]) -> Sequence[int]:
    """Return the places of derivations in that order."""
    return sorted(range(len(derivations)), key=lambda at: sorted(map(told, derivations[at])))


def told(solution: Row) -> list[tuple[str, str]]:
    """Return a solution as text, by its variables."""
    return sorted((name, str(term)) for name, term in solution.items())


def _read_off(made: Plan, found: Sequence[Row]) -> Derived:
    columns = made.keys
    behind: dict[Key, list[Derivation]] = {}
    order: list[Key] = []
    is_distinct = made.query.distinct == "DISTINCT"
    for solution in found:
        key = tuple(map(solution.get, columns))
        if key in behind:
            behind[key].append((solution,))
            if is_distinct:
                continue
        else:
            behind[key] = [(solution,)]
        order.append(key)
    rows = tuple(
        {name: term for name, term in zip(columns, key, strict=True) if term is not None}
        for key in order
    )
    made_of = {key: tuple(derivations) for key, derivations in behind.items()}
    return Derived(made, Solutions(columns, rows), tuple(made_of[key] for key in order))


def _behind(store: Store, made: Plan, rows: Sequence[Row]) -> list[tuple[Derivation, ...]]:
    if not rows:
        return []
    places: dict[Key, list[Derivation]] = {tuple(map(row.get, made.keys)): [] for row in rows}
    for solution in store.select(made.text).rows:
        place = places.get(tuple(map(solution.get, made.keys)))
        if place is not None:
            place.append((solution,))
    made_of = {key: tuple(derivations) for key, derivations in places.items()}
    return [made_of[tuple(map(row.get, made.keys))] for row in rows]


def _restriction(query: Query, answer: Solutions) -> str:
    """Return a VALUES block that leaves the rows that LIMIT left.

    Only variables that each solution binds: what an OPTIONAL would bind must not be given.
    """
    sure = {
        term.name
        for pattern in (query.where.patterns if query.where else ())
        for term in pattern
        if isinstance(term, Var)
    }
    names = [c.name for c in query.projection if c.expression is None and c.name in sure]
    cells = {tuple(str(row.get(name)) for name in names) for row in answer.rows}
    if not names or any(cell.startswith("_:") for row in cells for cell in row):
        return ""
    listed = " ".join(f"({' '.join(row)})" for row in sorted(cells))
    return f"VALUES ({' '.join(f'?{name}' for name in names)}) {{ {listed} }} "


# --- groups


def _grouped(store: Store, made: Plan) -> Derived:
    answer = store.select(made.query.text)
    if not answer.rows:
        return Derived(made, answer, ())
    groups: dict[Key, list[Row]] = {}
    for solution in store.select(made.text).rows:
        groups.setdefault(tuple(map(solution.get, made.keys)), []).append(solution)
    behind = group_keys(store, made, answer.rows)
    return Derived(
        made,
        answer,
        tuple(tuple(tuple(groups.get(key, ())) for key in keys) for keys in behind),
    )


def group_keys(
    store: Store, made: Plan, rows: Sequence[Row], graph: PatternTerm | None = None
) -> list[list[Key]]:
    """Return for each row the keys of the groups it stands for: several after DISTINCT."""
    shown = {column.name for column in made.query.projection if column.expression is None}
    if shown.issuperset(made.keys):
        return [[tuple(map(row.get, made.keys))] for row in rows]
    columns = made.query.columns
    found: dict[Key, list[Key]] = {}
    for row in store.select(keyed(made.query, made.keys, graph)).rows:
        keys = found.setdefault(tuple(map(row.get, columns)), [])
        keys.append(tuple(map(row.get, made.keys)))
    return [found.get(tuple(map(row.get, columns)), []) for row in rows]


def keyed(query: Query, keys: Sequence[str], graph: PatternTerm | None = None) -> str:
    """Return the text of a query with all its grouping keys as columns, uncut by LIMIT."""
    if query.where is None:
        raise TypeError("a query without WHERE has no groups")
    text, where = query.text, query.where
    missing = [name for name in keys if name not in query.columns]
    edits = [(query.start, query.head[0], "SELECT "), *query.unnamed]
    edits.append((query.head[1], query.head[1], "".join(f" ?{name}" for name in missing)))
    if query.slice != (0, 0):
        edits.append((*query.slice, ""))
    if query.start != query.prologue_end:
        edits.append((query.head[1], query.head[1], f" {query.dataset_clauses} "))
    if graph is not None:
        body = text[where.start + 1 : where.end]
        body = f"{{ {body} }}" if where.select is not None else body
        edits.append((where.start + 1, where.end, in_graph(body, graph)))
    parts, at = [text[: query.prologue_end]], query.start
    for start, end, addition in sorted(edits, key=lambda edit: edit[:2]):
        parts += [text[at:start], addition]
        at = end
    return "".join([*parts, text[at : query.end]])
