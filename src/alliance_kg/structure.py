"""The parts of a query as `syntax` reads them: groups, columns, the query itself."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from alliance_kg.lexis import TriplePattern


class Group:
    """What stands between two braces; `start` and `end` are those of the braces.

    `role` is group, optional, union, minus, exists, graph or service; `variables` are in
    the order met, those of negated and filtered groups left out.
    """

    __slots__ = ("end", "groups", "patterns", "role", "start", "variables")

    def __init__(self, start: int, role: str = "group") -> None:
        self.start = start
        self.end = 0
        self.role = role
        self.patterns: list[TriplePattern] = []
        self.groups: list[Group] = []
        self.variables: list[str] = []

    def walk(self) -> Iterator["Group"]:
        """Yield this group and all groups below it, outermost first."""
        yield self
        for group in self.groups:
            yield from group.walk()


class Projection(NamedTuple):
    """A projected or grouping column: a variable, and the place of its expression."""

    name: str
    expression: str | None = None
    is_aggregate: bool = False


class Query:
    """The structure of one query.

    `datasets` are the graphs of FROM and FROM NAMED, `dataset_clauses` those clauses and
    `trailing_values` the VALUES block after the WHERE group, both as written; `features`
    names what a reader may care about: path, blank node, collection, sub-select, service,
    graph, bare grouping.
    """

    def __init__(self, form: str, text: str, prologue_end: int = 0) -> None:
        self.form = form
        self.text = text
        self.prologue_end = prologue_end
        self.projection: list[Projection] = []
        self.where: Group | None = None
        self.grouping: list[Projection] = []
        self.datasets: list[NamedNode] = []
        self.dataset_clauses = ""
        self.trailing_values = ""
        self.features: set[str] = set()

    @property
    def is_aggregate(self) -> bool:
        """Whether rows stand for groups of solutions."""
        return bool(self.grouping) or any(column.is_aggregate for column in self.projection)
