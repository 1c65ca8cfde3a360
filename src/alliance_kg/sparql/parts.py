"""What a solution does not show by itself: the parts of a plan that are resolved afterwards."""

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from alliance_kg.sparql.lexis import PatternTerm
    from alliance_kg.sparql.paths import PathPattern
    from alliance_kg.sparql.structure import Group, Query


class Walk(NamedTuple):
    """A closure between two nodes: which edges were walked is to be found."""

    pattern: "PathPattern"
    marker: str | None
    graph: "PatternTerm | None"
    gives_facts: bool = True


class Probe(NamedTuple):
    """A group that a solution must match (EXISTS) or must not (NOT EXISTS, MINUS).

    `with_match` and `without_match` are variables, bound when the expression around the
    test holds in either case; None when the test is all there is.
    """

    group: "Group"
    is_negated: bool
    with_match: str | None
    without_match: str | None
    is_alone: bool
    marker: str | None
    graph: "PatternTerm | None"

    @property
    def gives_facts(self) -> bool:
        """Whether a solution may rest on facts that match the group."""
        return not (self.is_alone and self.is_negated)


class Nested(NamedTuple):
    """A sub-select: the rows that a solution used have derivations of their own."""

    query: "Query"
    marker: str | None
    graph: "PatternTerm | None"
    gives_facts: bool = True


class Unmatched(NamedTuple):
    """An OPTIONAL that some BOUND asks about: without a match it is an absence."""

    group: "Group"
    marker: str
    outer: str | None
    graph: "PatternTerm | None"
    gives_facts: bool = False


Part: TypeAlias = Walk | Probe | Nested | Unmatched
