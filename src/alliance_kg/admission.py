"""Which queries are let in: those that only read, and only here."""

from collections.abc import Mapping

from alliance_kg.bundle import GRAPHS
from alliance_kg.errors import OperationRefused, QuerySyntaxError
from alliance_kg.sparql.structure import Query
from alliance_kg.sparql.syntax import calls_service, read

_CALL = "SERVICE is refused: a query stays in this graph"


def admit(query: str, prefixes: Mapping[str, str]) -> Query:
    """Return a query's structure; `prefixes` are known without declaration.

    Raises OperationRefused for a query that would write, call elsewhere (SERVICE) or read
    elsewhere (FROM another graph), and QuerySyntaxError with line and column.
    """
    try:
        found = read(query, prefixes)
    except QuerySyntaxError:
        # A store may take for a call what is no query to us.
        if calls_service(query):
            raise OperationRefused(_CALL) from None
        raise
    if found.form == "UPDATE":
        raise OperationRefused("this is an update, and the graph is read-only here")
    if "service" in found.features:
        raise OperationRefused(_CALL)
    for graph in found.datasets:
        if not graph.value.startswith(GRAPHS):
            raise OperationRefused(
                f"FROM <{graph.value}> is refused: a query reads only graphs below {GRAPHS}"
            )
    return found
