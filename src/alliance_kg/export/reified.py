"""RDF 1.2: each claim as a reifier of its triple, in Turtle 1.2 and N-Triples 1.2.

`rdf:subject`, `rdf:predicate` and `rdf:object` of a claim become one `rdf:reifies` of a
triple term; a claim that describes a node keeps `akg:describes`. Nothing is lost but
the graphs, which these formats do not have: `restored` is the way back.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple

from alliance_kg.export.contents import Contents
from alliance_kg.export.rdf import used_prefixes
from alliance_kg.statements import Node
from alliance_kg.terms import RDF, Term

REIFIES = NamedNode(f"{RDF}reifies")
_PARTS = (f"{RDF}subject", f"{RDF}predicate", f"{RDF}object")


def write_turtle(contents: Contents, out: BinaryIO) -> None:
    """Write the release as Turtle 1.2, graphs merged, claims as reifiers."""
    used = used_prefixes(contents.merged.lines(), contents.namespaces)
    triples = reified(contents.merged.nodes())
    pyoxigraph.serialize(triples, out, format=RdfFormat.TURTLE, prefixes=used)


def write_ntriples(contents: Contents, out: BinaryIO) -> None:
    """Write the release as N-Triples 1.2, graphs merged, claims as reifiers."""
    for triple in reified(contents.merged.nodes()):
        out.write(f"{triple} .\n".encode())


def reified(nodes: Iterable[Node]) -> Iterator[Triple]:
    """Yield the triples of nodes, those of a statement's parts as one `rdf:reifies`."""
    for node in nodes:
        stated = stated_triple(node)
        values = dict(node.values)
        if stated is not None:
            for part in _PARTS:
                del values[part]
            values[REIFIES.value] = [stated]
        for predicate in sorted(values):
            for value in values[predicate]:
                yield Triple(node.subject, NamedNode(predicate), value)


def restored(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Yield triples with each `rdf:reifies` as the three parts of a statement."""
    for triple in triples:
        if triple.predicate != REIFIES or not isinstance(triple.object, Triple):
            yield triple
            continue
        stated = triple.object
        for part, term in zip(_PARTS, (*stated,), strict=True):
            yield Triple(triple.subject, NamedNode(part), term)


def stated_triple(node: Node) -> Triple | None:
    """Return the triple that a node states by its three parts, None if it states none."""
    parts = [node.values.get(part, []) for part in _PARTS]
    if any(len(values) != 1 for values in parts):
        return None
    subject, predicate, value = (values[0] for values in parts)
    if not isinstance(subject, NamedNode | BlankNode) or not isinstance(predicate, NamedNode):
        return None
    return Triple(subject, predicate, value)


def is_part(predicate: str) -> bool:
    """Whether a property is one of the three parts of a statement."""
    return predicate in _PARTS


def first(node: Node, predicate: str) -> Term | None:
    """Return the first value of a property, None without one."""
    return next(iter(node.values.get(predicate, ())), None)
