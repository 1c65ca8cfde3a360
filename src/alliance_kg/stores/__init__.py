"""What holds the graph: a protocol, what answers a query, and the stores that keep it."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol, TypeAlias, runtime_checkable

from pyoxigraph import QueryBoolean, QuerySolution, QuerySolutions, Triple

from alliance_kg.terms import Term

Row: TypeAlias = dict[str, Term]
"""One solution of a SELECT query; variables without a value are absent."""


class Solutions(NamedTuple):
    """What a SELECT query returned: its variables, in order, and its rows."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]


def solutions_of(results: object) -> Solutions:
    """Read all that pyoxigraph has for a query.

    Raises TypeError when it was no SELECT, and what reading raises.
    """
    if not isinstance(results, QuerySolutions):
        raise TypeError("not a SELECT query")
    names = tuple(variable.value for variable in results.variables)
    return Solutions(names, tuple(_row(names, solution) for solution in results))


def truth_of(results: object) -> bool:
    """Return what pyoxigraph has for a query. Raises TypeError when it was no ASK."""
    if not isinstance(results, QueryBoolean):
        raise TypeError("not an ASK query")
    return bool(results)


def _row(names: tuple[str, ...], solution: QuerySolution) -> Row:
    row = dict(zip(names, solution, strict=True))
    # Most solutions are whole, and a large answer spends its time here.
    if None in row.values():
        return {name: value for name, value in row.items() if value is not None}
    return row


class Store(Protocol):
    """A store that answers SPARQL 1.1 over the union of its graphs.

    Every method raises QuerySyntaxError for a query that does not parse and
    StoreUnavailable when the store cannot answer.
    """

    def select(self, query: str) -> Solutions:
        """Evaluate a SELECT query."""
        ...

    def ask(self, query: str) -> bool:
        """Evaluate an ASK query."""
        ...

    def construct(self, query: str) -> Iterator[Triple]:
        """Evaluate a CONSTRUCT or DESCRIBE query."""
        ...

    def update(self, update: str) -> None:
        """Carry out a SPARQL 1.1 Update request."""
        ...

    def close(self) -> None:
        """Release what the store holds."""
        ...


@runtime_checkable
class TimedStore(Store, Protocol):
    """A store that bounds the time of each of its requests itself."""

    def within(self, timeout_s: float) -> "TimedStore":
        """Return the same store with another limit of time."""
        ...
