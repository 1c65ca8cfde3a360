"""The fact sets behind solutions: their edges, and what closures, tests and sub-selects add.

Every query is small: solutions as numbered cases of VALUES, joined with one group or step.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product

from pyoxigraph import BlankNode, Literal, NamedNode

from alliance_kg.proof.absences import absent
from alliance_kg.proof.derivations import Derivation, Key, in_order, keyed, told
from alliance_kg.proof.support import CHUNK, Support, Supports, instances, named, values_block
from alliance_kg.proof.walks import walked
from alliance_kg.proof.witness import MOST, Placed
from alliance_kg.sparql.parts import Nested, Part, Probe, Unmatched, Walk
from alliance_kg.sparql.plan import Builder, Plan, in_graph, plan
from alliance_kg.sparql.structure import Group, Query
from alliance_kg.stores import Row, Store
from alliance_kg.terms import Term

_NOTHING = Supports((Support(()),))


def supports(
    store: Store,
    made: Plan,
    solutions: Sequence[Row],
    most: int = MOST,
    *,
    all_rows: bool = False,
) -> list[Supports]:
    """Return the ways to support each solution of a plan, at most `most` of each.

    With `all_rows`, what a sub-select contributes is all that gives its row, in one way: a
    solution that comes several times needs each.
    """
    edges = [tuple(dict.fromkeys(instances(made.edges, row))) for row in solutions]
    parts = [
        _part(store, made, part, solutions, edges, most, all_rows=all_rows) for part in made.parts
    ]
    return [
        _combined(edges[at], [each[at] for each in parts], most) for at in range(len(solutions))
    ]


def _combined(edges: tuple[Placed, ...], parts: list[Supports], most: int) -> Supports:
    count = 1
    for part in parts:
        count *= len(part.ways) + part.more
    ways = tuple(
        Support(
            edges,
            tuple(dict.fromkeys(fact for way in chosen for fact in way.facts)),
            tuple(dict.fromkeys(absence for way in chosen for absence in way.absences)),
            tuple(dict.fromkeys(fact for way in chosen for fact in way.contrary)),
        )
        for chosen in islice(product(*(part.ways for part in parts)), most)
    )
    failed = tuple(dict.fromkeys(name for part in parts for name in part.failed))
    return Supports(ways, count - len(ways), failed)


def _part(
    store: Store,
    made: Plan,
    part: Part,
    solutions: Sequence[Row],
    edges: Sequence[tuple[Placed, ...]],
    most: int,
    *,
    all_rows: bool,
) -> list[Supports]:
    """Return what one part of a plan adds to each solution."""
    concerned = [
        (at, solution) for at, solution in enumerate(solutions) if _concerns(part, solution)
    ]
    found = [_NOTHING] * len(solutions)
    by_graph: dict[NamedNode | None, list[tuple[int, Row]]] = {}
    for at, solution in concerned:
        by_graph.setdefault(named(part.graph, solution), []).append((at, solution))
    for graph, cases in by_graph.items():
        rows = [solution for _, solution in cases]
        if isinstance(part, Walk):
            around = [edges[at] for at, _ in cases]
            given = walked(store, made.query, part.pattern, graph, rows, around, _first_ways)
        elif isinstance(part, Nested):
            given = _nested(store, part.query, graph, rows, most, all_rows=all_rows)
        elif isinstance(part, Unmatched):
            given = absent(made.query, part.group, graph, rows)
        else:
            given = _probed(store, made, part, graph, rows, most)
        for (at, _), ways in zip(cases, given, strict=True):
            found[at] = ways
    return found


def _first_ways(store: Store, made: Plan, solutions: Sequence[Row]) -> list[Supports]:
    return supports(store, made, solutions, 1)


def _concerns(part: Part, solution: Row) -> bool:
    if isinstance(part, Unmatched):
        is_reached = part.outer is None or part.outer in solution
        return is_reached and part.marker not in solution
    if part.marker is not None and part.marker not in solution:
        return False
    if isinstance(part, Probe) and part.group.role == "minus":
        # MINUS removes nothing where it shares no variable.
        return not solution.keys().isdisjoint(part.group.variables)
    return not (isinstance(part, Probe) and _holds_anyway(part, solution))


def _holds_anyway(part: Probe, solution: Row) -> bool:
    return all(
        outcome is not None and outcome in solution
        for outcome in (part.with_match, part.without_match)
    )


# --- EXISTS, NOT EXISTS, MINUS


def _probed(
    store: Store,
    made: Plan,
    part: Probe,
    graph: NamedNode | None,
    rows: Sequence[Row],
    most: int,
) -> list[Supports]:
    unmatched = [_is_absent(part, row) for row in rows]
    asked = [row for row, is_absent in zip(rows, unmatched, strict=True) if not is_absent]
    matches = iter(_matches(store, made, part.group, graph, asked, most))
    absences = iter(absent(made.query, part.group, graph, rows))
    found = []
    for is_absent in unmatched:
        ways, absence = None if is_absent else next(matches), next(absences)
        if ways is not None and ways.ways and part.is_negated:
            found.append(Supports((Support((), contrary=ways.ways[0].facts),)))
        elif ways is not None and ways.ways:
            found.append(ways)
        elif is_absent or not part.is_alone:
            found.append(absence)
        else:
            found.append(Supports((Support(()),), 0, ("existence",)))
    return found


def _is_absent(part: Probe, solution: Row) -> bool:
    """Whether a solution shows by itself that a group has no match."""
    if part.is_alone:
        return part.is_negated
    return part.with_match not in solution and part.without_match in solution


def _matches(
    store: Store,
    made: Plan,
    group: Group,
    graph: NamedNode | None,
    rows: Sequence[Row],
    most: int,
) -> list[Supports]:
    """Return the ways in which a group matches, given each solution."""
    text = made.query.text[group.start : group.end]
    inside = set(re.findall(r"[?$](\w+)", text))
    names = [name for name in made.names if name in inside]
    cases: dict[Key, list[Supports]] = {}
    keys = [tuple(map(row.get, names)) for row in rows]
    order = list(dict.fromkeys(keys))
    case = f"{made.query.own}case"
    for at in range(0, len(order), CHUNK):
        chunk = order[at : at + CHUNK]
        values = values_block(names, chunk, case)
        inner = _probe_plan(made.query, group, graph, names, values, case)
        found = [
            row
            for row in store.select(inner.text).rows
            if _fits(row, names, chunk[int(_text(row[case]))])
        ]
        for number, ways in _supported(store, inner, found, case, most):
            cases.setdefault(chunk[number], []).append(ways)
    return [_any(cases.get(key, []), most) for key in keys]


def _supported(
    store: Store, inner: Plan, found: Sequence[Row], case: str, most: int
) -> Iterator[tuple[int, Supports]]:
    """Yield the ways to support the matches of each case: of the first alone if one will do."""
    by_case: dict[int, list[Row]] = {}
    for row in found:
        by_case.setdefault(int(_text(row[case])), []).append(row)
    if most == 1:
        first = {number: min(rows, key=told) for number, rows in by_case.items()}
        ways = supports(store, inner, list(first.values()), most)
        for number, each in zip(first, ways, strict=True):
            if each.ways:
                del by_case[number]
                yield number, each
    rest = [(number, row) for number, rows in by_case.items() for row in sorted(rows, key=told)]
    ways = supports(store, inner, [row for _, row in rest], most) if rest else []
    yield from zip((number for number, _ in rest), ways, strict=True)


def _fits(row: Row, names: Sequence[str], key: Key) -> bool:
    """Whether a match is of a case: blank nodes cannot be given, so they are compared."""
    return all(
        not isinstance(term, BlankNode) or row.get(name) == term
        for name, term in zip(names, key, strict=True)
    )


def _any(matches: list[Supports], most: int) -> Supports:
    """Return the ways of one match or another."""
    ways = tuple(
        dict.fromkeys(
            Support((), way.facts, way.absences, way.contrary)
            for found in matches
            for way in found.ways
        )
    )
    failed = tuple(dict.fromkeys(name for found in matches for name in found.failed))
    more = sum(found.more for found in matches) + max(0, len(ways) - most)
    return Supports(ways[:most], more, failed)


def _probe_plan(
    query: Query,
    group: Group,
    graph: NamedNode | None,
    given: Sequence[str],
    values: str,
    case: str,
) -> Plan:
    builder = Builder(query, given)
    builder.visit(group, None, graph)
    body = in_graph(f"{values} {builder.inner(group)}", graph)
    names = [case, *given, *group.variables]
    return builder.plan(names, f"{query.dataset_clauses}\nWHERE {{ {body} }}", {})


def _text(term: Term) -> str:
    return term.value if isinstance(term, Literal) else str(term)


# --- sub-selects


def _nested(
    store: Store,
    query: Query,
    graph: NamedNode | None,
    rows: Sequence[Row],
    most: int,
    *,
    all_rows: bool,
) -> list[Supports]:
    """Return the ways in which a sub-select gives the rows that solutions used."""
    made = plan(query, graph)
    columns = query.columns
    keys = [tuple(map(row.get, columns)) for row in rows]
    behind = _behind(store, made, graph, columns)
    found: dict[Key, Supports] = {}
    for key in dict.fromkeys(keys):
        derivations = in_order(behind(key))
        if all_rows and len(derivations) > 1:
            derivations = [tuple(row for each in derivations for row in each)]
        shown = [derived(store, made, each) for each in derivations[:most]]
        more = max(0, len(derivations) - most)
        ways = _any(shown, most)
        failed = ways.failed if ways.ways else (*ways.failed, "sub-select")
        found[key] = Supports(ways.ways or (Support(()),), ways.more + more, failed)
    return [found[key] for key in keys]


def _behind(
    store: Store, made: Plan, graph: NamedNode | None, columns: Sequence[str]
) -> Callable[[Key], list[Derivation]]:
    groups: dict[Key, list[Row]] = {}
    for solution in store.select(made.text).rows:
        groups.setdefault(tuple(map(solution.get, made.keys)), []).append(solution)
    rows: dict[Key, list[Derivation]] = {}
    if made.query.is_aggregate:
        for row in store.select(keyed(made.query, made.keys, graph)).rows:
            found = rows.setdefault(tuple(map(row.get, columns)), [])
            found.append(tuple(groups.get(tuple(map(row.get, made.keys)), ())))
    else:
        rows = {key: [(solution,) for solution in group] for key, group in groups.items()}
    # What a row leaves open, anything around the sub-select may have bound.
    open_ = [key for key in rows if None in key]

    def behind(key: Key) -> list[Derivation]:
        fitting = [other for other in open_ if other != key and _agree(other, key)]
        return [each for other in (key, *fitting) for each in rows.get(other, ())]

    return behind


def _agree(row: Key, key: Key) -> bool:
    return all(term is None or term == other for term, other in zip(row, key, strict=True))


def derived(store: Store, made: Plan, derivation: Derivation) -> Supports:
    """Return the ways to support all solutions of a derivation at once.

    A group of one solution has each of its ways; a larger one the first way of each. A
    group of none rests on the absence of what was asked for.
    """
    if not derivation:
        where = made.query.where
        if where is None:
            return Supports(())
        return absent(made.query, where, None, [{}])[0]
    if len(derivation) == 1:
        return supports(store, made, derivation)[0]
    once, often = _by_count(derivation)
    each = supports(store, made, once, 1) + supports(store, made, often, 1, all_rows=True)
    ways = [found.ways[0] for found in each if found.ways]
    failed = tuple(dict.fromkeys(name for found in each for name in found.failed))
    together = Support(
        tuple(dict.fromkeys(fact for way in ways for fact in way.edges)),
        tuple(dict.fromkeys(fact for way in ways for fact in way.chosen)),
        tuple(dict.fromkeys(absence for way in ways for absence in way.absences)),
        tuple(dict.fromkeys(fact for way in ways for fact in way.contrary)),
    )
    return Supports((together,), 0, failed)


def _by_count(derivation: Derivation) -> tuple[list[Row], list[Row]]:
    """Return the solutions that come once, and one each of those that come several times."""
    found: dict[tuple[tuple[str, str], ...], list[Row]] = {}
    for solution in derivation:
        found.setdefault(tuple(told(solution)), []).append(solution)
    return (
        [same[0] for same in found.values() if len(same) == 1],
        [same[0] for same in found.values() if len(same) > 1],
    )
