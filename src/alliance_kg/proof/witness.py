"""What makes a row true: witnesses, sets of facts, and absences over a stated scope."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol, TypeAlias

from pyoxigraph import NamedNode

from alliance_kg.evidence import Fact
from alliance_kg.stores import Row
from alliance_kg.terms import Term

Placed: TypeAlias = tuple[Term, Term, Term, NamedNode | None]
"""A fact and the named graph it was matched in; None is the graph that is asked."""

MOST = 20
"""The most witnesses that are made out for one row."""


class Absence(NamedTuple):
    """What nothing matches: a pattern in SPARQL, the row's values filled in.

    `graph` is the named graph it was looked for in; None is the graph that is asked, all
    of it, as its clocks leave it.
    """

    pattern: str
    graph: NamedNode | None = None


class Witness(NamedTuple):
    """One set of facts that makes a row true, and what must be absent besides.

    `placed` are the facts with the named graphs that the query asked for them; `solutions`
    is the derivation, with all variables, that they give. `keeping` are facts that take no
    part in the row but without which, among the facts of the witness alone, an absence would
    not hold or another reason would do; `is_complete` is false when they could not be made
    out. `is_minimal` is false when there were too many facts to try each; else every fact
    is needed.
    """

    placed: tuple[Placed, ...]
    absences: tuple[Absence, ...] = ()
    solutions: tuple[Row, ...] = ()
    keeping: tuple[Placed, ...] = ()
    is_minimal: bool = True
    is_complete: bool = True

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts, each once, in the order of the query's patterns."""
        return tuple(dict.fromkeys((s, p, o) for s, p, o, _ in self.placed))


class Witnesses(NamedTuple):
    """The witnesses of one row: at most `MOST`, and how many derivations are left out.

    `unexplained` names what could not be made out, in the words of `proof.UNEXPLAINED`.
    """

    shown: tuple[Witness, ...] = ()
    more: int = 0
    unexplained: tuple[str, ...] = ()


class Proof(Protocol):
    """The proof of an answer."""

    def witnesses(self, row: int) -> Witnesses:
        """Return the witnesses of a row, by its place in the answer."""
        ...

    def of(self, rows: Iterable[int]) -> tuple[Witnesses, ...]:
        """Return the witnesses of several rows."""
        ...
