"""Statements in canonical form: blank nodes named by RDFC-1.0, each once, in order."""

import io
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from itertools import groupby
from typing import NamedTuple

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Triple

from alliance_kg.spool import Closing, Spool
from alliance_kg.terms import Term


class Order(Enum):
    """In which order statements come, and whether they keep their graphs."""

    CANONICAL = "canonical"
    """As RDFC-1.0 sorts N-Quads: by subject, predicate, object, graph."""
    BY_GRAPH = "by graph"
    """By graph first."""
    MERGED = "merged"
    """Triples without their graphs, by subject, predicate, object."""


class Node(NamedTuple):
    """What one subject says in one graph: its values by property, both in order."""

    graph: NamedNode | BlankNode | DefaultGraph
    subject: NamedNode | BlankNode
    values: dict[str, list[Term]]


class Statements(Closing):
    """A set of quads, sorted, read as often as wanted, in memory that does not grow with it.

    Blank nodes get the labels of RDFC-1.0 (`c14n0`, …): these depend only on the quads
    that mention blank nodes, and those are held in memory. `named` names them otherwise.
    Literals stay as written.
    """

    def __init__(
        self,
        quads: Iterable[Quad],
        order: Order = Order.CANONICAL,
        *,
        named: "Callable[[Iterable[Quad]], Iterable[Quad]] | None" = None,
        limit: int | None = None,
    ) -> None:
        self.order = order
        self._spool = Spool(limit=limit)
        unnamed = []
        for quad in quads:
            if _mentions_blank(quad):
                is_merged = order is Order.MERGED
                unnamed.append(Quad(*quad.triple) if is_merged else quad)
            else:
                self._spool.add(self._line(quad))
        for quad in (named or canonical)(unnamed):
            self._spool.add(self._line(quad))

    def close(self) -> None:
        """Remove what is on disk."""
        self._spool.close()

    def lines(self) -> Iterator[str]:
        """Yield each statement as a line of N-Quads (of N-Triples when merged), no line feed."""
        if self.order is not Order.BY_GRAPH:
            yield from self._spool
            return
        for line in self._spool:
            graph, _, triple = line.partition("\t")
            yield f"{triple} {graph} ." if graph else f"{triple} ."

    def quads(self) -> Iterator[Quad]:
        """Yield the statements as quads."""
        yield from pyoxigraph.parse(_Bytes(self.lines()), format=RdfFormat.N_QUADS)

    def triples(self) -> Iterator[Triple]:
        """Yield the statements as triples."""
        for quad in self.quads():
            yield quad.triple

    def nodes(self) -> Iterator[Node]:
        """Yield the statements of each subject together; not for the canonical order of quads.

        By graph, a subject comes once for each graph.
        """
        for (graph, subject), quads in groupby(self.quads(), lambda q: (q.graph_name, q.subject)):
            values: dict[str, list[Term]] = {}
            for quad in quads:
                values.setdefault(quad.predicate.value, []).append(quad.object)
            if isinstance(subject, NamedNode | BlankNode):
                yield Node(graph, subject, values)

    def _line(self, quad: Quad) -> str:
        if self.order is Order.CANONICAL:
            return f"{quad} ."
        if self.order is Order.MERGED:
            return f"{quad.triple} ."
        graph = quad.graph_name
        # A tab sorts before all that an IRI may hold.
        return f"{'' if isinstance(graph, DefaultGraph) else graph}\t{quad.triple}"


def canonical(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield quads with their blank nodes named by RDFC-1.0 (SHA-256), in no order."""
    dataset = pyoxigraph.Dataset(quads)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    yield from dataset


def _mentions_blank(statement: Quad | Triple) -> bool:
    if isinstance(statement, Quad) and isinstance(statement.graph_name, BlankNode):
        return True
    return any(
        isinstance(term, BlankNode) or (isinstance(term, Triple) and _mentions_blank(term))
        for term in (statement.subject, statement.object)
    )


class _Bytes(io.BytesIO):
    """Lines as a file to read from."""

    def __init__(self, lines: Iterator[str]) -> None:
        super().__init__()
        self._lines = lines
        self._rest = b""

    def read(self, size: int | None = -1) -> bytes:
        size = -1 if size is None else size
        parts, room = [self._rest], size - len(self._rest)
        while room > 0 or size < 0:
            line = next(self._lines, None)
            if line is None:
                break
            parts.append(f"{line}\n".encode())
            room -= len(parts[-1])
        content = b"".join(parts)
        self._rest = content[size:] if size >= 0 else b""
        return content[:size] if size >= 0 else content
