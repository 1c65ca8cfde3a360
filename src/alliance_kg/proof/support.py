"""Sets of facts behind a solution, and solutions in hand as cases of a query."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pyoxigraph import BlankNode, NamedNode

from alliance_kg.proof.derivations import Key
from alliance_kg.proof.witness import Absence, Placed
from alliance_kg.sparql.lexis import PatternTerm, Var
from alliance_kg.sparql.plan import Edge
from alliance_kg.stores import Row
from alliance_kg.terms import Term

CHUNK = 500
"""The most cases of one VALUES block."""


class Support(NamedTuple):
    """One set of facts that gives a solution. `edges` are those that no choice was made of.

    `contrary` are facts that match what an expression would rather have absent, as in
    `EXISTS {…} || NOT EXISTS {…}`: without them another reason would do.
    """

    edges: tuple[Placed, ...]
    chosen: tuple[Placed, ...] = ()
    absences: tuple[Absence, ...] = ()
    contrary: tuple[Placed, ...] = ()

    @property
    def facts(self) -> tuple[Placed, ...]:
        """All facts of the set."""
        return tuple(dict.fromkeys((*self.edges, *self.chosen)))


class Supports(NamedTuple):
    """The ways to support one solution, how many more there are, and what failed."""

    ways: tuple[Support, ...]
    more: int = 0
    failed: tuple[str, ...] = ()


def instances(edges: Iterable[Edge], solution: Row) -> Iterator[Placed]:
    """Yield the facts that a solution's patterns stand for."""
    for pattern, marker, graph in edges:
        if marker is not None and marker not in solution:
            continue
        subject, predicate, value = (filled(term, solution) for term in pattern)
        if subject is not None and predicate is not None and value is not None:
            yield subject, predicate, value, named(graph, solution)


def filled(term: PatternTerm, solution: Row) -> Term | None:
    """Return what a term of a pattern stands for; None when nothing."""
    return solution.get(term.name) if isinstance(term, Var) else term


def named(graph: PatternTerm | None, solution: Row) -> NamedNode | None:
    """Return the named graph that GRAPH stands for."""
    found = None if graph is None else filled(graph, solution)
    return found if isinstance(found, NamedNode) else None


def values_block(names: Sequence[str], keys: Sequence[Key], case: str) -> str:
    """Return a VALUES block of numbered cases; what is unbound, or blank, is left open."""
    head = " ".join(f"?{name}" for name in (case, *names))
    rows = " ".join(
        f"({number} {' '.join(_cell(term) for term in key)})" for number, key in enumerate(keys)
    )
    return f"VALUES ({head}) {{ {rows} }}"


def _cell(term: Term | None) -> str:
    return "UNDEF" if term is None or isinstance(term, BlankNode) else str(term)
