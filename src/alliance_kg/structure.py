"""The parts of a query as `syntax` reads them: groups, columns, the query itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pyoxigraph import NamedNode

from alliance_kg.lexis import TriplePattern


@dataclass(slots=True)
class Group:
    """What stands between two braces; `start` and `end` are those of the braces."""

    start: int
    end: int = 0
    patterns: list[TriplePattern] = field(default_factory=list)
    groups: list["Group"] = field(default_factory=list)
    role: str = "group"
    """group, optional, union, minus, exists, graph or service."""
    variables: list[str] = field(default_factory=list)
    """Variables in the order met, those of negated and filtered groups left out."""

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


@dataclass(slots=True)
class Query:
    """The structure of one query; `features` names what a reader may care about."""

    form: str
    text: str
    prologue_end: int = 0
    projection: list[Projection] = field(default_factory=list)
    where: Group | None = None
    grouping: list[Projection] = field(default_factory=list)
    datasets: list[NamedNode] = field(default_factory=list)
    """The graphs of FROM and FROM NAMED."""
    dataset_clauses: str = ""
    """The FROM and FROM NAMED clauses as written."""
    trailing_values: str = ""
    """The VALUES block after the WHERE group, as written."""
    features: set[str] = field(default_factory=set)
    """Of: path, blank node, collection, sub-select, service, graph, bare grouping."""

    @property
    def is_aggregate(self) -> bool:
        """Whether rows stand for groups of solutions."""
        return bool(self.grouping) or any(column.is_aggregate for column in self.projection)
