"""An edition of the graph: what one file, folder, release or revision holds."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from pyoxigraph import Quad

from alliance_kg.question import Question


class Edition(NamedTuple):
    """One side of a comparison.

    `read` gives its quads, each time anew. What an edition cannot have is None or
    False: a Turtle file has neither graphs nor questions.
    """

    name: str
    read: Callable[[], Iterator[Quad]]
    has_graphs: bool
    read_rules: Callable[[], Iterator[Quad]] | None = None
    """The SHACL shapes, in one graph."""
    questions: Mapping[str, Question] | None = None
    version: str = ""
    """What it calls itself, if it is a release."""
