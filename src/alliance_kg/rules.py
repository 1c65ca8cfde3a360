"""The rules of OWL 2 RL that the ontology can trigger, as patterns over a closure.

They explain, they do not compute: given a closure, which rule gives a fact from which
premises, and which triples contradict.

Source: OWL 2 Web Ontology Language Profiles, section 4.3, tables 4 to 9.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import BNode, Literal, Node

Triple: TypeAlias = tuple[Node, Node, Node]
Explanation: TypeAlias = tuple[str, tuple[Triple, ...]]


class Inconsistency(NamedTuple):
    """A contradiction: the rule that found it and the triples that cannot all hold."""

    rule: str
    premises: tuple[Triple, ...]


def _in_order(nodes: Iterable[Node]) -> list[Node]:
    return sorted(nodes, key=str)


class Rules:
    """The rules of OWL 2 RL that this ontology can trigger, as patterns over a closure."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def explanations(self, fact: Triple) -> Iterator[Explanation]:
        """Yield the ways in which one rule gives a fact, simplest rule first."""
        subject, predicate, value = fact
        if predicate == RDF.type:
            yield from self._types(subject, value)
        elif predicate == OWL.sameAs:
            yield from self._same(subject, value)
        else:
            yield from self._properties(fact)

    def _types(self, subject: Node, kind: Node) -> Iterator[Explanation]:
        graph = self.graph
        for narrower in _in_order(graph.subjects(RDFS.subClassOf, kind)):
            if narrower != kind and isinstance(narrower, URIRef):
                premise = (subject, RDF.type, narrower)
                if premise in graph:
                    yield "cax-sco", (premise, (narrower, RDFS.subClassOf, kind))
        for predicate in _in_order(graph.subjects(RDFS.domain, kind)):
            for value in _in_order(graph.objects(subject, predicate)):
                yield "prp-dom", ((subject, predicate, value), (predicate, RDFS.domain, kind))
        for predicate in _in_order(graph.subjects(RDFS.range, kind)):
            for other in _in_order(graph.subjects(predicate, subject)):
                yield "prp-rng", ((other, predicate, subject), (predicate, RDFS.range, kind))
        for parts in graph.objects(kind, OWL.equivalentClass):
            yield from self._defined(subject, kind, parts)

    def _defined(self, subject: Node, kind: Node, parts: Node) -> Iterator[Explanation]:
        """Explain membership in a class defined as an intersection with hasValue."""
        graph = self.graph
        listed = graph.value(parts, OWL.intersectionOf)
        premises: list[Triple] = []
        for part in Collection(graph, listed) if listed is not None else [parts]:
            slot, value = graph.value(part, OWL.onProperty), graph.value(part, OWL.hasValue)
            if slot is not None and value is not None:
                premises.append((subject, slot, value))
            else:
                premises.append((subject, RDF.type, part))
        if all(premise in graph for premise in premises):
            yield "cls-int1 with cls-hv2", (*premises, (kind, OWL.equivalentClass, parts))

    def _properties(self, fact: Triple) -> Iterator[Explanation]:
        yield from self._by_axiom(*fact)
        yield from self._by_chain(*fact)
        yield from self._by_value(*fact)
        yield from self._by_identity(*fact)

    def _by_axiom(self, subject: Node, predicate: Node, value: Node) -> Iterator[Explanation]:
        graph = self.graph
        if (predicate, RDF.type, OWL.SymmetricProperty) in graph:
            premise = (value, predicate, subject)
            if premise in graph:
                yield "prp-symp", (premise, (predicate, RDF.type, OWL.SymmetricProperty))
        for narrower in _in_order(graph.subjects(RDFS.subPropertyOf, predicate)):
            premise = (subject, narrower, value)
            if narrower != predicate and premise in graph:
                yield "prp-spo1", (premise, (narrower, RDFS.subPropertyOf, predicate))

    def _by_chain(self, subject: Node, predicate: Node, value: Node) -> Iterator[Explanation]:
        for chain in self.graph.objects(predicate, OWL.propertyChainAxiom):
            for steps in self._walks(subject, list(Collection(self.graph, chain)), value):
                yield "prp-spo2", (*steps, (predicate, OWL.propertyChainAxiom, chain))

    def _by_value(self, subject: Node, predicate: Node, value: Node) -> Iterator[Explanation]:
        for parts in self.graph.subjects(OWL.onProperty, predicate):
            premise = (subject, RDF.type, parts)
            if self.graph.value(parts, OWL.hasValue) == value and premise in self.graph:
                yield "cls-hv1", (premise, (parts, OWL.hasValue, value))

    def _by_identity(self, subject: Node, predicate: Node, value: Node) -> Iterator[Explanation]:
        graph = self.graph
        for twin in _in_order(graph.subjects(OWL.sameAs, subject)):
            if twin != subject and (twin, predicate, value) in graph:
                yield "eq-rep-s", ((twin, predicate, value), (twin, OWL.sameAs, subject))
        for twin in _in_order(graph.subjects(OWL.sameAs, value)):
            if twin != value and (subject, predicate, twin) in graph:
                yield "eq-rep-o", ((subject, predicate, twin), (twin, OWL.sameAs, value))

    def _walks(self, start: Node, chain: list[Node], end: Node) -> Iterator[tuple[Triple, ...]]:
        """Yield the edges that lead along a chain; an anonymous step is an inverse."""
        if not chain:
            if start == end:
                yield ()
            return
        step, rest = chain[0], chain[1:]
        inverse = self.graph.value(step, OWL.inverseOf) if isinstance(step, BNode) else None
        if inverse is not None:
            for middle in _in_order(self.graph.subjects(inverse, start)):
                for edges in self._walks(middle, rest, end):
                    yield ((middle, inverse, start), *edges)
            return
        for middle in _in_order(self.graph.objects(start, step)):
            for edges in self._walks(middle, rest, end):
                yield ((start, step, middle), *edges)

    def _same(self, first: Node, second: Node) -> Iterator[Explanation]:
        graph = self.graph
        for slot in _in_order(graph.subjects(RDF.type, OWL.FunctionalProperty)):
            for subject in _in_order(
                set(graph.subjects(slot, first)) & set(graph.subjects(slot, second))
            ):
                yield "prp-fp", ((subject, slot, first), (subject, slot, second))
        if (second, OWL.sameAs, first) in graph:
            yield "eq-sym", ((second, OWL.sameAs, first),)

    def contradictions(self) -> Iterator[Inconsistency]:
        """Yield what OWL 2 RL calls inconsistent, with the triples behind it."""
        yield from self._disjoint_classes()
        yield from self._irreflexive()
        yield from self._asymmetric()
        yield from self._functional_values()
        yield from self._different_sames()

    def _disjoint_classes(self) -> Iterator[Inconsistency]:
        graph = self.graph
        for group in _in_order(graph.subjects(RDF.type, OWL.AllDisjointClasses)):
            listed = graph.value(group, OWL.members)
            members = list(Collection(graph, listed)) if listed is not None else []
            found: dict[Node, list[Node]] = {}
            for kind in members:
                for node in graph.subjects(RDF.type, kind):
                    found.setdefault(node, []).append(kind)
            for node, kinds in found.items():
                if len(kinds) > 1:
                    yield Inconsistency("cax-adc", tuple((node, RDF.type, kind) for kind in kinds))

    def _irreflexive(self) -> Iterator[Inconsistency]:
        for slot in _in_order(self.graph.subjects(RDF.type, OWL.IrreflexiveProperty)):
            for subject, value in self.graph.subject_objects(slot):
                if subject == value:
                    yield Inconsistency("prp-irp", ((subject, slot, value),))

    def _asymmetric(self) -> Iterator[Inconsistency]:
        for slot in _in_order(self.graph.subjects(RDF.type, OWL.AsymmetricProperty)):
            for subject, value in self.graph.subject_objects(slot):
                if str(subject) <= str(value) and (value, slot, subject) in self.graph:
                    both = dict.fromkeys(((subject, slot, value), (value, slot, subject)))
                    yield Inconsistency("prp-asyp", tuple(both))

    def _functional_values(self) -> Iterator[Inconsistency]:
        """Two literals of a functional property are two values that cannot be one."""
        for slot in _in_order(self.graph.subjects(RDF.type, OWL.FunctionalProperty)):
            for subject in _in_order(set(self.graph.subjects(slot))):
                values = [v for v in self.graph.objects(subject, slot) if isinstance(v, Literal)]
                # By value: 1 and 1.0 are one decimal, and a word in two languages is two.
                if len({(value.value, value.language) for value in values}) > 1:
                    yield Inconsistency(
                        "prp-fp with eq-diff1",
                        tuple((subject, slot, value) for value in _in_order(values)),
                    )

    def _different_sames(self) -> Iterator[Inconsistency]:
        for first, second in self.graph.subject_objects(OWL.sameAs):
            if first != second and (first, OWL.differentFrom, second) in self.graph:
                yield Inconsistency(
                    "eq-diff1", ((first, OWL.sameAs, second), (first, OWL.differentFrom, second))
                )
