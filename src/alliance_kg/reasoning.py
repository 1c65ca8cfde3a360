"""What follows from the facts: the OWL 2 RL closure, each derived fact with its reason.

owlrl computes the closure. Why a fact is in it is found afterwards with `rules`: a
derived fact is told with the rule and the premises of its last step, and a premise that
is itself derived can be asked about in turn.

Source: OWL 2 Web Ontology Language Profiles, section 4.3, tables 4 to 9.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal as Plain
from pyoxigraph import NamedNode, Quad
from rdflib import OWL, RDF, Graph, URIRef
from rdflib.namespace import split_uri
from rdflib.term import BNode, Literal, Node

from alliance_kg.bundle import Bundle
from alliance_kg.errors import AllianceError
from alliance_kg.evidence import Fact
from alliance_kg.rules import Inconsistency, Rules, Triple
from alliance_kg.terms import BASE, RDF_TYPE, XSD, akg

AKG = f"{BASE}ontology#"
DERIVED = f"{BASE}graph/derived"


class Derivation(NamedTuple):
    """One derived fact: the OWL 2 RL rule and the premises of its last step."""

    fact: Triple
    rule: str
    premises: tuple[Triple, ...]


class Closure(NamedTuple):
    """What follows from the facts: derived facts in order, and contradictions."""

    derived: tuple[Derivation, ...]
    inconsistencies: tuple[Inconsistency, ...]
    asserted: int

    @property
    def is_consistent(self) -> bool:
        """Whether nothing contradicts."""
        return not self.inconsistencies


def close_release(bundle: Bundle) -> Closure:
    """Compute the closure of a release: of its facts, under its ontology and schemes."""
    schema = (path for path in bundle.ontology if path.stem in ("alliance", "schemes"))
    facts = (path for path in bundle.data if path.stem == "facts")
    return close(tuple(schema), tuple(facts))


def close(ontology: tuple[Path, ...], facts: tuple[Path, ...]) -> Closure:
    """Compute the OWL 2 RL closure of facts under an ontology.

    Kept are the derived facts about our own entities; axiomatic triples and those about
    classes and properties are left out. Raises AllianceError for a derived fact that no
    rule explains: the table is then incomplete, and nothing is told half.
    """
    from owlrl import DeductiveClosure, OWLRL_Semantics

    graph = Graph()
    for path in (*ontology, *facts):
        graph.parse(data=path.read_bytes(), format="turtle")
    asserted = set(graph)
    DeductiveClosure(OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    rules = Rules(graph)
    told = sorted(filter(_is_told, set(graph) - asserted), key=str)
    derived = _explained(rules, told, set(asserted))
    return Closure(derived, tuple(rules.contradictions()), len(asserted))


def _explained(rules: Rules, facts: list[Triple], known: set[Triple]) -> tuple[Derivation, ...]:
    """Explain each fact from what is known or explained before, so never by itself."""
    found: dict[Triple, Derivation] = {}
    waiting = facts
    while waiting:
        for fact in waiting:
            for rule, premises in rules.explanations(fact):
                if known.issuperset(premises):
                    found[fact] = Derivation(fact, rule, premises)
                    break
        known |= found.keys()
        left = [fact for fact in waiting if fact not in found]
        if len(left) == len(waiting):
            names = " ".join(split_uri(str(term))[1] for term in left[0])
            raise AllianceError(f"no OWL 2 RL rule here explains the derived fact {names}")
        waiting = left
    return tuple(found[fact] for fact in facts)


def _is_told(fact: Triple) -> bool:
    """Whether a derived fact says something of our entities in our words."""
    subject, predicate, value = fact
    if not str(subject).startswith(f"{BASE}id/") or subject == value:
        return False
    if predicate == RDF.type:
        return str(value).startswith(AKG)
    return str(predicate).startswith(AKG) or predicate in (OWL.sameAs, OWL.differentFrom)


def derived_quads(closure: Closure) -> Iterator[Quad]:
    """Yield the derived facts in a graph of their own, each with its derivation.

    A derivation is a statement with `akg:followsRule` and `akg:hasPremise`; a premise is
    a statement too, without object where that is an anonymous class or list.
    """
    graph = NamedNode(DERIVED)
    for number, derivation in enumerate(closure.derived, start=1):
        yield Quad(*_terms(derivation.fact), graph)
        node = NamedNode(f"{BASE}id/derivation/{number:04}")
        yield Quad(node, RDF_TYPE, akg("Derivation"), graph)
        yield Quad(node, akg("followsRule"), Plain(derivation.rule), graph)
        yield from _statement(node, derivation.fact, graph)
        for at, premise in enumerate(derivation.premises, start=1):
            part = NamedNode(f"{node.value}/{at}")
            yield Quad(node, akg("hasPremise"), part, graph)
            yield from _statement(part, premise, graph)


def derivations_by_fact(closure: Closure) -> dict[Fact, tuple[str, tuple[Fact, ...]]]:
    """Return the rule and the premises of each derived fact, as terms of the store.

    An anonymous class or list, which has no name to go by, is rdf:nil.
    """
    return {
        _named(each.fact): (each.rule, tuple(map(_named, each.premises)))
        for each in closure.derived
    }


def _named(triple: Triple) -> Fact:
    subject, predicate, value = (RDF.nil if isinstance(term, BNode) else term for term in triple)
    return _terms((subject, predicate, value))


def _statement(node: NamedNode, triple: Triple, graph: NamedNode) -> Iterator[Quad]:
    for role, term in zip(("subject", "predicate", "object"), triple, strict=True):
        if not isinstance(term, BNode):
            yield Quad(node, NamedNode(str(RDF[role])), _term(term), graph)


def _terms(triple: Triple) -> tuple[NamedNode, NamedNode, NamedNode | Plain]:
    subject, predicate, value = triple
    return NamedNode(str(subject)), NamedNode(str(predicate)), _term(value)


def _term(term: Node) -> NamedNode | Plain:
    if isinstance(term, Literal):
        if term.language:
            return Plain(str(term), language=term.language)
        datatype = term.datatype or URIRef(f"{XSD}string")
        return Plain(str(term), datatype=NamedNode(str(datatype)))
    return NamedNode(str(term))
