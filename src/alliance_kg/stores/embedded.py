"""A store in this process, over pyoxigraph."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NoReturn

import pyoxigraph
from pyoxigraph import Triple

from alliance_kg.errors import QuerySyntaxError, StoreUnavailable
from alliance_kg.sparql.lexis import query_error
from alliance_kg.sparql.syntax import has_dataset
from alliance_kg.stores import Solutions, solutions_of, truth_of


class EmbeddedStore:
    """An in-memory store; a query without GRAPH sees the union of all graphs.

    The prefixes given are known to every query, whether it declares them or not.
    `folder` is where the store is read from, when that is a folder that no one writes to.
    `revision` counts the updates: what was found before the last one may be no longer so.
    """

    def __init__(
        self, store: pyoxigraph.Store, prefixes: Mapping[str, str], folder: Path | None = None
    ) -> None:
        self.store = store
        self.folder = folder
        self._prefixes = dict(prefixes)
        self.revision = 0

    def select(self, query: str) -> Solutions:
        """Evaluate a SELECT query; all rows are read before this returns."""
        results = self.evaluate(query)
        try:
            return solutions_of(results)
        except (OSError, RuntimeError) as error:
            raise StoreUnavailable(f"the embedded store could not answer: {error}") from error

    def ask(self, query: str) -> bool:
        """Evaluate an ASK query."""
        return truth_of(self.evaluate(query))

    def construct(self, query: str) -> Iterator[Triple]:
        """Evaluate a CONSTRUCT or DESCRIBE query."""
        results = self.evaluate(query)
        if not isinstance(results, pyoxigraph.QueryTriples):
            raise TypeError("not a CONSTRUCT or DESCRIBE query")
        yield from results

    def evaluate(
        self, query: str
    ) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
        """Evaluate a query of any form; the result must stay in the thread that asked."""
        try:
            # The union would hide what FROM chooses.
            is_union = not has_dataset(query, self._prefixes)
            return self.store.query(
                query, use_default_graph_as_union=is_union, prefixes=self._prefixes
            )
        except SyntaxError as error:
            _raise_syntax_error(error)
        except (OSError, RuntimeError) as error:
            raise StoreUnavailable(f"the embedded store could not answer: {error}") from error

    def update(self, update: str) -> None:
        """Carry out an update in memory; the files of the release stay as they are."""
        self.revision += 1
        try:
            self.store.update(update, prefixes=self._prefixes)
        except SyntaxError as error:
            _raise_syntax_error(error)

    def close(self) -> None:
        """Do nothing: the memory goes with the object."""


def _raise_syntax_error(error: SyntaxError) -> NoReturn:
    if error.lineno is not None:
        raise QuerySyntaxError("query", error.lineno, error.offset, str(error.msg)) from error
    raise query_error(str(error.msg)) from error
