"""How to find the derivations of a query's rows: the query to run, and what to read off it.

The text of the WHERE group stays as it is, with all variables kept. A branch that may match
or not (OPTIONAL, UNION) gets a marker, a variable bound when it matched. Blocks with paths,
blank nodes or collections are spelled out with variables of their own. What a solution
does not show by itself (the edges of a closure, what satisfied an EXISTS, the rows of a
sub-select) is left as parts to be resolved afterwards.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from alliance_kg.sparql.lexis import PatternTerm, TriplePattern, Var
from alliance_kg.sparql.structure import NEGATED, UNBINDING, Condition, Group, Projection, Query

if TYPE_CHECKING:
    from alliance_kg.sparql.parts import Part
    from alliance_kg.sparql.paths import PathPattern

_MOST_TESTS = 4
"""An expression with more tests is not tried with each of their outcomes."""


class Edge(NamedTuple):
    """A triple pattern, the marker that must be bound, and the graph it is matched in."""

    pattern: TriplePattern
    marker: str | None
    graph: PatternTerm | None


class Plan(NamedTuple):
    """The query that keeps every variable, and what its solutions stand for.

    A solution belongs to the row that agrees with it on `keys`. `names` are all variables
    of `text`. `gives_rows` when the rows of the answer can be read off the solutions, in
    their order. `is_delicate` when fewer facts may match more: a negation or an OPTIONAL
    within another.
    """

    query: Query
    text: str
    names: tuple[str, ...]
    keys: tuple[str, ...]
    edges: tuple[Edge, ...]
    parts: "tuple[Part, ...]"
    gives_rows: bool
    is_delicate: bool


def plan(query: Query, graph: PatternTerm | None = None, restriction: str = "") -> Plan:
    """Plan how to find the derivations of a SELECT or an ASK query.

    `graph` is that of GRAPH around a sub-select; `restriction` is a VALUES block that
    leaves only some rows.
    """
    if query.where is None:
        raise TypeError("a query without WHERE has no derivations")
    columns = kept_columns(query)
    names = list(query.where.variables)
    if isinstance(graph, Var):
        names.append(graph.name)
    names += [column.name for column in columns if column.expression is None]
    computed = {column.name: str(column.expression) for column in columns if column.expression}
    builder = Builder(query, _variables(restriction + query.trailing_values))
    builder.visit(query.where, None, graph)
    is_plain = query.form == "SELECT" and bool(query.projection) and not query.is_aggregate
    # Without ORDER BY the rows would come in an order of their own.
    gives_rows = (
        is_plain and bool(query.order) and query.slice == (0, 0) and query.distinct != "REDUCED"
    )
    body = in_graph(f"{restriction}{builder.inner(query.where)}", graph)
    if query.is_aggregate and _is_conditional(query.where):
        builder.is_delicate = True
    order = query.order if gives_rows else ""
    has_optional = any(group.role == "optional" for group in query.where.walk())
    if query.is_aggregate and columns and has_optional:
        # Virtuoso 7 loses values of an OPTIONAL in solutions that it does not sort.
        order = f"ORDER BY {' '.join(f'?{column.name}' for column in columns)}"
    found = builder.plan(
        [name for name in names if name not in computed],
        f"{query.dataset_clauses}\nWHERE {{ {body} }}\n{order}\n{query.trailing_values}",
        computed,
    )
    keys = tuple(column.name for column in columns)
    return found._replace(keys=keys, gives_rows=gives_rows)


def kept_columns(query: Query) -> list[Projection]:
    """Return the columns that tell which row, or which group, a solution belongs to."""
    if query.form == "ASK":
        return []
    if query.is_aggregate:
        return query.grouping
    return query.projection or [Projection(name) for name in query.columns]


def in_graph(body: str, graph: PatternTerm | None) -> str:
    """Return the text of a group's inside, matched in a named graph."""
    if graph is None:
        return body
    return f"GRAPH {sparql(graph)} {{ {body} }}"


def sparql(term: PatternTerm) -> str:
    """Return a term of a pattern as SPARQL text."""
    return f"?{term.name}" if isinstance(term, Var) else str(term)


class Builder:
    """Gathers edits of the text, edges and parts while it visits groups."""

    def __init__(self, query: Query, bound: Iterable[str] = ()) -> None:
        """Begin a plan; `bound` are variables that something around the group binds."""
        self.query = query
        self._bound = dict.fromkeys(bound, 1)
        self._edits: list[tuple[int, int, str]] = []
        self._edges: list[Edge] = []
        self._parts: list[Part] = []
        self._hidden: list[str] = []
        self._binders: dict[str, int] = {}
        self.is_delicate = False

    def plan(self, names: Iterable[str], rest: str, computed: dict[str, str]) -> Plan:
        """Return the plan of all that was visited; `rest` is the query after its head."""
        kept = tuple(dict.fromkeys([*names, *self._hidden]))
        head = " ".join([*(f"?{name}" for name in kept), *computed.values()]) or "*"
        text = f"{self.query.text[: self.query.prologue_end]}SELECT {head}\n{rest}"
        return Plan(
            self.query, text, (*kept, *computed), (), tuple(self._edges), tuple(self._parts),
            gives_rows=False, is_delicate=self.is_delicate,
        )  # fmt: skip

    def inner(self, group: Group) -> str:
        """Return the text between a group's braces, edited."""
        if group.select is not None:
            return f"{{ {self.query.text[group.start + 1 : group.end]} }}"
        parts, at = [], group.start + 1
        for start, end, addition in sorted(self._edits, key=lambda edit: edit[:2]):
            parts += [self.query.text[at:start], addition]
            at = end
        return "".join([*parts, self.query.text[at : group.end]])

    def fresh(self) -> str:
        """Return a variable that neither the query nor its reader has."""
        name = f"{self.query.own}m{len(self._hidden)}"
        self._hidden.append(name)
        return name

    def keep(self, group: Group) -> None:
        """Keep the variables that stand for a group's blank nodes."""
        self._hidden += [name for name in group.hidden if name not in self._hidden]

    def visit(
        self, group: Group, marker: str | None, graph: PatternTerm | None, depth: int = 0
    ) -> None:
        """Gather what a group and those within it contribute to a solution."""
        if depth == 0:
            self._binders = _binders(group, self._bound)
        self.keep(group)
        if group.select is not None:
            from alliance_kg.sparql.parts import Nested

            self._parts.append(Nested(group.select, marker, graph))
            inside = group.select.where
            self.is_delicate |= inside is not None and _is_conditional(inside)
            return
        for block in group.blocks:
            self._edges += [Edge(pattern, marker, graph) for pattern in block.patterns]
            if not block.is_plain:
                lines = [_line(pattern) for pattern in block.patterns]
                lines += [self.spell(pattern, marker, graph) for pattern in block.paths]
                # The dot that follows the block, if one does, is outside it.
                spelled = " ".join(lines).removesuffix(" .")
                self._edits.append((block.start, block.end, spelled))
        for condition in group.conditions:
            self._test(group, condition, marker, graph)
        for inner in group.groups:
            self._within(inner, marker, graph, depth)

    def _within(
        self, inner: Group, marker: str | None, graph: PatternTerm | None, depth: int
    ) -> None:
        if inner.role in UNBINDING:
            self.is_delicate |= is_delicate(inner)
            if inner.role == "minus":
                from alliance_kg.sparql.parts import Probe

                self._parts.append(Probe(inner, True, None, None, True, marker, graph))
            return
        own = marker
        if inner.role in ("optional", "union"):
            own = self._marker(inner)
        if inner.role == "optional":
            self.is_delicate |= is_delicate(inner)
            if self.query.bound.intersection(inner.variables):
                from alliance_kg.sparql.parts import Unmatched

                self._parts.append(Unmatched(inner, str(own), marker, graph))
        within = inner.graph if inner.role == "graph" else graph
        self.visit(inner, own, within, depth + 1)

    def _marker(self, group: Group) -> str:
        """Return a variable that is bound when a branch matched."""
        for block in group.blocks if group.select is None else ():
            for pattern in block.patterns:
                for term in pattern:
                    if isinstance(term, Var) and self._binders[term.name] == 1:
                        return term.name
        name = self.fresh()
        before, after = ("{ ", " }") if group.select is not None else ("", "")
        if before:
            self._edits.append((group.start + 1, group.start + 1, before))
        self._edits.append((group.end, group.end, f"{after} BIND(1 AS ?{name}) "))
        return name

    def _test(
        self, group: Group, condition: Condition, marker: str | None, graph: PatternTerm | None
    ) -> None:
        with_match = without = None
        if condition.is_filter and not condition.is_bare and len(condition.tests) <= _MOST_TESTS:
            with_match, without = self.fresh(), self.fresh()
            cases = self._cases(condition)
            # What a FILTER of an OPTIONAL sees of the groups around is seen after it only.
            place = group.end + 1 if group.role == "optional" else group.end
            texts = [" && ".join(cases), " && ".join(cases)]
            if len(condition.tests) == 1:
                texts = cases
            # Not BIND: Virtuoso 7 takes what VALUES leaves UNDEF for bound there.
            marks = [
                f" OPTIONAL {{ VALUES ?{name} {{ 1 }} FILTER({text}) }} "
                for text, name in zip(texts, (with_match, without), strict=True)
            ]
            self._edits.append((place, place, "".join(marks)))
        from alliance_kg.sparql.parts import Probe

        for test in condition.tests:
            is_negated = test.group.role in NEGATED
            self._parts.append(
                Probe(test.group, is_negated, with_match, without, condition.is_bare, marker, graph)
            )

    def _cases(self, condition: Condition) -> list[str]:
        """Return the expression with each outcome of its tests put in their place.

        For one test: with a match, then without.
        """
        text, tests = self.query.text, condition.tests
        cases = []
        for case in range(2 ** len(tests)):
            parts, at = [], condition.start
            for number, test in enumerate(tests):
                is_matched = not case >> number & 1
                is_true = is_matched != (test.group.role in NEGATED)
                parts += [text[at : test.start], "true" if is_true else "false"]
                at = test.end
            cases.append(f"({''.join(parts)}{text[at : condition.end]})")
        return cases

    def spell(self, pattern: "PathPattern", marker: str | None, graph: PatternTerm | None) -> str:
        """Return the text of a path's pattern, taken apart; gather its edges and closures."""
        from alliance_kg.sparql.spelling import spell

        return spell(self, pattern, marker, graph)

    def edge(self, pattern: TriplePattern, marker: str | None, graph: PatternTerm | None) -> str:
        """Gather an edge and return its text."""
        self._edges.append(Edge(pattern, marker, graph))
        return _line(pattern)

    def walk(self, pattern: "PathPattern", marker: str | None, graph: PatternTerm | None) -> None:
        """Gather a closure."""
        from alliance_kg.sparql.parts import Walk

        self._parts.append(Walk(pattern, marker, graph))


def _line(pattern: TriplePattern) -> str:
    return f"{' '.join(map(sparql, pattern))} ."


def _variables(text: str) -> list[str]:
    return re.findall(r"[?$](\w+)", text) if text else []


def _binders(group: Group, bound: dict[str, int]) -> dict[str, int]:
    """Count for each variable what binds it: groups, those within included, and others."""
    counts = dict(bound)
    for inner in binding_groups(group):
        for name in inner.own:
            counts[name] = counts.get(name, 0) + 1
    return counts


def binding_groups(group: Group) -> Iterator[Group]:
    """Yield a group and those within it that bind variables."""
    yield group
    for inner in group.groups:
        if inner.role not in UNBINDING:
            yield from binding_groups(inner)


def is_delicate(group: Group) -> bool:
    """Whether fewer facts may give a group, itself negated or optional, more matches."""
    return any(map(_is_conditional, group.groups)) or group.select is not None


def _is_conditional(group: Group) -> bool:
    return any(
        inner.select is not None or inner.role in (*NEGATED, "optional") for inner in group.walk()
    )
