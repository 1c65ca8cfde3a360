"""The edges walked along the closures of property paths, by a shortest walk."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from pyoxigraph import BlankNode, NamedNode

from alliance_kg.proof.support import CHUNK, Support, Supports, filled, values_block
from alliance_kg.proof.witness import Placed
from alliance_kg.sparql.lexis import Var
from alliance_kg.sparql.paths import Closure, PathPattern
from alliance_kg.sparql.plan import Builder, Plan, in_graph
from alliance_kg.sparql.structure import Group, Query
from alliance_kg.stores import Row, Store
from alliance_kg.terms import Term

_MOST_STEPS = 1_000
"""A walk of more steps is not followed."""


Follow: TypeAlias = Callable[[Store, Plan, Sequence[Row]], list[Supports]]
"""Supports the solutions of a plan, one way each."""

_Steps = dict[Term, dict[Term, Support]]


def walked(
    store: Store,
    query: Query,
    pattern: PathPattern,
    graph: NamedNode | None,
    solutions: Sequence[Row],
    around: Sequence[tuple[Placed, ...]],
    follow: Follow,
) -> list[Supports]:
    """Return for each solution the edges of one shortest walk between its two ends.

    A walk of no steps has no edges, but leads from a node of the graph to itself: if the
    facts `around` it do not name the node, one that does is its support. `follow` supports
    the solutions of one step.
    """
    path = pattern.path
    if not isinstance(path, Closure):
        raise TypeError("only a closure is walked")
    ends = [(filled(pattern.subject, row), filled(pattern.object, row)) for row in solutions]
    steps = _Stepper(store, query, path, graph, follow)
    by_start: dict[Term, dict[Term, Supports]] = {}
    for start, end in ends:
        if start is not None and end is not None:
            by_start.setdefault(start, {})[end] = Supports((Support(()),), 0, ("path",))
    for start, targets in by_start.items():
        for end, support in _from(start, set(targets), path.mark, steps):
            targets[end] = Supports((support,))
    found = [
        by_start[start][end]
        if start is not None and end is not None
        else Supports((Support(()),), 0, ("path",))
        for start, end in ends
    ]
    # A node that only the query names is one too, but not in every store.
    if path.mark != "+":
        for at, (start, end) in enumerate(ends):
            if start == end and start is not None and not _is_named(start, graph, around[at]):
                found[at] = _naming(store, query, start, graph)
    return found


def _is_named(node: Term, graph: NamedNode | None, facts: Sequence[Placed]) -> bool:
    return any(node in (fact[0], fact[2]) and fact[3] == graph for fact in facts)


def _naming(store: Store, query: Query, node: Term, graph: NamedNode | None) -> Supports:
    """Return one fact that names a node: the store's first."""
    if isinstance(node, BlankNode):
        return Supports((Support(()),), 0, ("path",))
    ways = [f"{{ ?s ?p {node} }}"]
    if isinstance(node, NamedNode):
        ways.insert(0, f"{{ {node} ?p ?o }}")
    body = in_graph(" UNION ".join(ways), graph)
    rows = store.select(f"SELECT * {query.dataset_clauses} WHERE {{ {body} }} LIMIT 1").rows
    facts = [(row.get("s", node), row["p"], row.get("o", node), graph) for row in rows]
    return Supports(tuple(Support((), (fact,)) for fact in facts) or (Support(()),))


def _from(
    start: Term, targets: set[Term], mark: str, steps: "_Stepper"
) -> list[tuple[Term, Support]]:
    """Walk breadth first from a node until all targets are reached."""
    found: list[tuple[Term, Support]] = []
    if mark != "+" and start in targets:
        targets.discard(start)
        found.append((start, Support(())))
    came: dict[Term, tuple[Term, Support]] = {}
    frontier: list[Term] = [start]
    for _ in range(1 if mark == "?" else _MOST_STEPS):
        if not targets or not frontier:
            break
        following: list[Term] = []
        for node, reached in steps.of(frontier).items():
            for end, support in reached.items():
                if end in came:
                    continue
                came[end] = (node, support)
                following.append(end)
                if end in targets:
                    targets.discard(end)
                    found.append((end, _together(start, end, came)))
        frontier = [node for node in following if node != start]
    return found


def _together(start: Term, end: Term, came: dict[Term, tuple[Term, Support]]) -> Support:
    node, support = came[end]
    ways = [support]
    while node != start:
        node, support = came[node]
        ways.append(support)
    ways.reverse()
    return Support(
        (),
        tuple(dict.fromkeys(fact for way in ways for fact in way.facts)),
        tuple(dict.fromkeys(absence for way in ways for absence in way.absences)),
        tuple(dict.fromkeys(fact for way in ways for fact in way.contrary)),
    )


class _Stepper:
    """One step of a closure's path, from many nodes at once; each node is asked once."""

    def __init__(
        self,
        store: Store,
        query: Query,
        path: Closure,
        graph: NamedNode | None,
        follow: Follow,
    ) -> None:
        self._store = store
        self._query = query
        self._graph = graph
        self._follow = follow
        self._pattern = PathPattern(Var(f"{query.own}from"), path.path, Var(f"{query.own}to"))
        self._known: _Steps = {}

    def of(self, nodes: Sequence[Term]) -> _Steps:
        """Return where one step leads from each node, and the facts of the step."""
        unknown = [node for node in dict.fromkeys(nodes) if node not in self._known]
        for at in range(0, len(unknown), CHUNK):
            self._ask(unknown[at : at + CHUNK])
        return {node: self._known[node] for node in nodes}

    def _ask(self, nodes: Sequence[Term]) -> None:
        self._known.update({node: {} for node in nodes})
        case = f"{self._query.own}case"
        start, end = (f"{self._query.own}{name}" for name in ("from", "to"))
        # Blank nodes cannot be named in a query: then every step is asked for.
        is_open = any(isinstance(node, BlankNode) for node in nodes)
        keys = [(node,) for node in nodes]
        made = self._plan("" if is_open else values_block([start], keys, case), start, end)
        rows = [row for row in self._store.select(made.text).rows if row[start] in self._known]
        ways = self._follow(self._store, made, rows)
        for row, way in sorted(
            zip(rows, ways, strict=True),
            key=lambda pair: (str(pair[0][end]), _weight(pair[1])),
        ):
            if way.ways:
                self._known[row[start]].setdefault(row[end], way.ways[0])

    def _plan(self, values: str, start: str, end: str) -> Plan:
        builder = Builder(self._query, (start,))
        builder.visit(Group(0), None, None)
        text = builder.spell(self._pattern, None, self._graph)
        body = in_graph(f"{values} {text}", self._graph)
        rest = f"{self._query.dataset_clauses}\nWHERE {{ {body} }}"
        return builder.plan([start, end], rest, {})


def _weight(ways: Supports) -> tuple[int, list[str]]:
    """Prefer steps of few facts, then the first by name."""
    facts = [fact for way in ways.ways for fact in way.facts]
    return len(facts), [str(term) for fact in facts for term in fact]
