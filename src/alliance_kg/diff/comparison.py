"""Two editions side by side: the statements of only one of them, in order."""

import contextlib
import heapq
from collections.abc import Iterator
from itertools import chain, groupby
from operator import itemgetter

import pyoxigraph
from pyoxigraph import Quad, RdfFormat

from alliance_kg.diff.naming import Naming
from alliance_kg.edition import Edition
from alliance_kg.statements import Order, Statements


class Comparison:
    """Two editions, sorted, and what of them differs."""

    def __init__(self, old: Edition, new: Edition, before: Statements, after: Statements,
                 owners: dict[str, str]) -> None:  # fmt: skip
        self.old, self.new = old, new
        self.before, self.after = before, after
        self.owners = owners
        """The IRI that a blank node belongs to, by its name."""

    @property
    def ignored(self) -> tuple[str, ...]:
        """What does not count, because only one side or none has it."""
        sides = (self.old, self.new)
        told = {
            "graphs": all(side.has_graphs for side in sides),
            "rules": all(side.read_rules is not None for side in sides),
            "questions": all(side.questions is not None for side in sides),
        }
        return tuple(name for name, counts in told.items() if not counts)

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield `-` or `+` with each statement, as N-Quads, that only one side has."""
        removed = ((line, "-") for line in self.before.lines())
        added = ((line, "+") for line in self.after.lines())
        for line, sides in groupby(heapq.merge(removed, added), key=itemgetter(0)):
            signs = [sign for _, sign in sides]
            if len(signs) == 1:
                yield signs[0], line

    def quads(self) -> Iterator[tuple[str, Quad]]:
        """Yield `-` or `+` with each statement, as a quad, that only one side has."""
        for sign, line in self.lines():
            for quad in pyoxigraph.parse(line, format=RdfFormat.N_QUADS):
                yield sign, quad


@contextlib.contextmanager
def compare(old: Edition, new: Edition, *, limit: int | None = None) -> Iterator[Comparison]:
    """Sort both editions and give their comparison.

    Graphs count if both sides have them, else triples are compared; likewise shapes.
    `limit` is that of the sorting, in characters (see `spool`).
    Raises what reading the editions raises.
    """
    naming = Naming()
    order = Order.CANONICAL if old.has_graphs and new.has_graphs else Order.MERGED
    with_rules = old.read_rules is not None and new.read_rules is not None

    def sort(side: Edition) -> Statements:
        quads: Iterator[Quad] = side.read()
        if with_rules and side.read_rules is not None:
            quads = chain(quads, side.read_rules())
        return Statements(quads, order, named=naming, limit=limit)

    with sort(old) as before, sort(new) as after:
        yield Comparison(old, new, before, after, naming.owners)
