"""The parts of a query as `syntax` reads them: groups, blocks of triples, tests, the query itself.

Places (`start`, `end`) count characters of the query's text; `end` is exclusive, but the
`end` of a group is its closing brace. Plain classes: a cold start defines them all.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from alliance_kg.sparql.lexis import PatternTerm, TriplePattern

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from alliance_kg.sparql.paths import PathPattern

NEGATED = ("minus", "not exists")
"""Roles of groups that a solution must not match."""
UNBINDING = (*NEGATED, "exists", "service")
"""Roles of groups whose variables do not reach the group around them."""


class Block:
    """The triples of one subject, as written between `start` and `end`.

    `is_plain` when the text says just `patterns`; else it has paths, blank nodes or
    collections, and says them with variables of the reader's own.
    """

    __slots__ = ("end", "is_plain", "paths", "patterns", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.end = start
        self.patterns: list[TriplePattern] = []
        self.paths: list[PathPattern] = []
        self.is_plain = True


class Test(NamedTuple):
    """An EXISTS or NOT EXISTS in an expression; its role says which."""

    group: "Group"
    start: int
    end: int


class Condition(NamedTuple):
    """The expression of a FILTER, or of a BIND, that holds tests.

    `is_bare` when it is one test and nothing else.
    """

    start: int
    end: int
    tests: list[Test]
    is_bare: bool
    is_filter: bool


class Group:
    """What stands between two braces; `start` and `end` are those of the braces."""

    __slots__ = (
        "blocks", "conditions", "end", "graph", "groups", "hidden", "own", "role", "select",
        "start", "variables",
    )  # fmt: skip

    def __init__(self, start: int, role: str = "group") -> None:
        self.start = start
        self.end = start
        self.role = role
        """group, optional, union, minus, exists, not exists, graph or service."""
        self.graph: PatternTerm | None = None
        """The name after GRAPH."""
        self.select: Query | None = None
        """The sub-select, if that is what stands between the braces."""
        self.blocks: list[Block] = []
        self.groups: list[Group] = []
        self.conditions: list[Condition] = []
        self.own: set[str] = set()
        """Variables that something other than a group within binds."""
        self.variables: list[str] = []
        """Variables in the order met, those of negated and filtered groups left out."""
        self.hidden: list[str] = []
        """The reader's variables: blank nodes and steps of paths."""

    @property
    def patterns(self) -> list[TriplePattern]:
        """The triple patterns of this group, those of groups within left out."""
        return [pattern for block in self.blocks for pattern in block.patterns]

    @property
    def paths(self) -> "list[PathPattern]":
        """The patterns of this group that have a path for a predicate."""
        return [pattern for block in self.blocks for pattern in block.paths]

    def walk(self) -> Iterator["Group"]:
        """Yield this group and all groups below it, outermost first."""
        yield self
        for group in self.groups:
            yield from group.walk()


class Projection(NamedTuple):
    """A projected or grouping column: a variable, and the text of its expression."""

    name: str
    expression: str | None = None
    is_aggregate: bool = False


class Query:
    """The structure of one query, or of a sub-select; `features` names what it has."""

    __slots__ = (
        "bound", "dataset_clauses", "datasets", "distinct", "end", "features", "form", "grouping",
        "head", "merged", "order", "own", "prefixes", "projection", "prologue_end", "slice",
        "start", "text", "trailing_values", "unnamed", "where",
    )  # fmt: skip

    def __init__(self, form: str, text: str) -> None:
        self.form = form
        """SELECT, ASK, CONSTRUCT, DESCRIBE or UPDATE."""
        self.text = text
        """The whole text, that of the queries around a sub-select included."""
        self.own = "akg_"
        """What the reader's variables begin with, and no other."""
        self.prefixes: dict[str, str] = {}
        """Those known without declaration and those of the prologue."""
        self.prologue_end = 0
        self.start = 0
        self.end = 0
        self.head = (0, 0)
        """The place of the projection, DISTINCT left out."""
        self.distinct = ""
        """DISTINCT, REDUCED or nothing."""
        self.projection: list[Projection] = []
        """The columns; empty for `*`."""
        self.where: Group | None = None
        self.grouping: list[Projection] = []
        self.unnamed: list[tuple[int, int, str]] = []
        """Grouping expressions without a name: place, and the text that names them."""
        self.order = ""
        """The ORDER BY clause as written."""
        self.slice = (0, 0)
        """The place of LIMIT and OFFSET, or (0, 0)."""
        self.datasets: list[NamedNode] = []
        """The graphs of FROM and FROM NAMED."""
        self.merged: list[NamedNode] = []
        """The graphs of FROM alone."""
        self.dataset_clauses = ""
        """The FROM and FROM NAMED clauses as written; a sub-select has those around it."""
        self.trailing_values = ""
        """The VALUES block after the WHERE group, as written."""
        self.bound: set[str] = set()
        """Variables that BOUND asks about, anywhere in the text."""
        self.features: set[str] = set()
        """Of: path, blank node, collection, sub-select, service, graph, existence (EXISTS
        outside WHERE)."""

    @property
    def is_aggregate(self) -> bool:
        """Whether rows stand for groups of solutions."""
        return bool(self.grouping) or any(column.is_aggregate for column in self.projection)

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in order; those of `*` in the order met."""
        if self.projection:
            return [column.name for column in self.projection]
        return self.where.variables if self.where else []
