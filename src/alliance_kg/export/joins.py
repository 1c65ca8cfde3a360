"""Statements joined with what is said of them, by sorting: memory does not grow with them."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from alliance_kg.export.contents import Contents
from alliance_kg.export.reified import stated_triple
from alliance_kg.spool import Spool
from alliance_kg.statements import Node
from alliance_kg.terms import akg

DESCRIBES = akg("describes").value


class Fact(NamedTuple):
    """A triple with the graphs that hold it and the claims for it, all in order.

    `claims` state the very triple; `describing` are those that describe its subject as
    a whole. What speaks for what, of these, is said in docs/data.md.
    """

    triple: Triple
    graphs: tuple[str, ...]
    claims: tuple[str, ...]
    describing: tuple[str, ...]


def facts(contents: Contents, is_wanted: Callable[[Node], bool]) -> Iterator[Fact]:
    """Yield each triple of the subjects wanted once, with its graphs and claims, by subject."""
    with Spool() as said, Spool() as described:
        for quad in contents.canonical.quads():
            graph = getattr(quad.graph_name, "value", "")
            said.add(f"{quad.triple}\tgraph\t{graph}")
        for node in contents.merged.nodes():
            stated = stated_triple(node)
            if stated is not None:
                said.add(f"{stated}\tclaim\t{node.subject.value}")
            for target in node.values.get(DESCRIBES, ()):
                described.add(f"{target}\t{node.subject.value}")
        wanted = ((str(n.subject), [""]) for n in contents.merged.nodes() if is_wanted(n))
        find = _Finder(wanted)
        for fact in _facts(said, grouped(described)):
            if find(str(fact.triple.subject)):
                yield fact


def grouped(spool: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield what stands before the first tab of sorted lines, with all that stands after."""
    for key, lines in groupby(spool, lambda line: line.partition("\t")[0]):
        yield key, [line.partition("\t")[2] for line in lines]


def matched(
    nodes: Iterable[Node], groups: Iterator[tuple[str, list[str]]]
) -> Iterator[tuple[Node, list[str]]]:
    """Yield each node with the group of its subject, an empty one if there is none.

    Both in the order of the subjects as N-Triples writes them, nodes once a subject.
    """
    find = _Finder(groups)
    for node in nodes:
        yield node, find(str(node.subject))


class _Finder:
    """Looks up keys in sorted groups; the keys must come in that order too."""

    def __init__(self, groups: Iterator[tuple[str, list[str]]]) -> None:
        self._groups = groups
        self._key: str | None = None
        self._found: list[str] = []
        self._advance()

    def __call__(self, key: str) -> list[str]:
        while self._key is not None and self._key < key:
            self._advance()
        return self._found if self._key == key else []

    def _advance(self) -> None:
        self._key, self._found = next(self._groups, (None, []))


def _facts(said: Spool, described: Iterator[tuple[str, list[str]]]) -> Iterator[Fact]:
    find = _Finder(described)
    for text, lines in groupby(said, lambda line: line.rsplit("\t", 2)[0]):
        held: dict[str, list[str]] = {"graph": [], "claim": []}
        for line in lines:
            _, kind, iri = line.rsplit("\t", 2)
            held[kind].append(iri)
        if held["graph"]:
            triple = _triple(text)
            describing = find(str(triple.subject))
            yield Fact(triple, tuple(held["graph"]), tuple(held["claim"]), tuple(describing))


def _triple(text: str) -> Triple:
    (quad,) = pyoxigraph.parse(f"{text} .", format=RdfFormat.N_TRIPLES)
    return Triple(quad.subject, quad.predicate, quad.object)
