"""Blank nodes named by what is said of them, each group on its own.

RDFC-1.0 numbers the blank nodes of a whole dataset, so one changed statement may rename
them all. Here each connected group of blank nodes is canonicalized by itself and named
by its digest: what did not change keeps its name in every edition.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from alliance_kg.statements import canonical


class Naming:
    """Names blank nodes, and remembers for each the IRI that it belongs to, if any."""

    def __init__(self) -> None:
        self.owners: dict[str, str] = {}

    def __call__(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Yield quads that mention blank nodes, with these named by their content."""
        alike: Counter[str] = Counter()
        for group in _groups(list(quads)):
            named = sorted(canonical(group), key=str)
            text = "".join(f"{quad} .\n" for quad in named)
            digest = hashlib.sha256(text.encode()).hexdigest()[:16]
            # Of groups that are alike there are as many in an equal edition.
            prefix = f"b{digest}x{alike[digest]}"
            alike[digest] += 1
            subjects = [quad.subject.value for quad in named if isinstance(quad.subject, NamedNode)]
            for quad in named:
                for node in _blank(quad):
                    self.owners.setdefault(f"{prefix}{node.value}", min(subjects, default=""))
                yield _prefixed(quad, prefix)


def _groups(quads: list[Quad]) -> list[list[Quad]]:
    """Return quads by connected group of blank nodes."""
    parents: dict[str, str] = {}

    def root(name: str) -> str:
        while parents.setdefault(name, name) != name:
            parents[name] = parents[parents[name]]
            name = parents[name]
        return name

    for quad in quads:
        first, *others = [node.value for node in _blank(quad)]
        for other in others:
            parents[root(other)] = root(first)
    found: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        found[root(next(_blank(quad)).value)].append(quad)
    return list(found.values())


def _blank(statement: Quad | Triple) -> Iterator[BlankNode]:
    graph = statement.graph_name if isinstance(statement, Quad) else None
    for term in (statement.subject, statement.object, graph):
        if isinstance(term, BlankNode):
            yield term
        elif isinstance(term, Triple):
            yield from _blank(term)


def _prefixed(quad: Quad, prefix: str) -> Quad:
    graph = quad.graph_name
    if isinstance(graph, BlankNode):
        graph = BlankNode(prefix + graph.value)
    triple = _prefixed_triple(quad.triple, prefix)
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def _prefixed_triple(triple: Triple, prefix: str) -> Triple:
    subject, value = triple.subject, triple.object
    if isinstance(subject, BlankNode):
        subject = BlankNode(prefix + subject.value)
    if isinstance(value, BlankNode):
        value = BlankNode(prefix + value.value)
    elif isinstance(value, Triple):
        value = _prefixed_triple(value, prefix)
    return Triple(subject, triple.predicate, value)
