"""Each rule explains what follows from it, and finds what contradicts."""

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.term import BNode

from alliance_kg.rules import Rules

EX = Namespace("https://example.org/")
HEAD = """
@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def rules(text):
    return Rules(Graph().parse(data=HEAD + text, format="turtle"))


def explained(text, fact):
    """Return how a fact is explained, anonymous parts left out."""
    return [
        (rule, [premise for premise in premises if not any(isinstance(t, BNode) for t in premise)])
        for rule, premises in rules(text).explanations(fact)
    ]


EXPLAINED = {
    "cax-sco": (
        ":a a :Narrow . :Narrow rdfs:subClassOf :Wide .",
        (EX.a, RDF.type, EX.Wide),
        [(EX.a, RDF.type, EX.Narrow), (EX.Narrow, RDFS.subClassOf, EX.Wide)],
    ),
    "prp-dom": (
        ":a :p :b . :p rdfs:domain :C .",
        (EX.a, RDF.type, EX.C),
        [(EX.a, EX.p, EX.b), (EX.p, RDFS.domain, EX.C)],
    ),
    "prp-rng": (
        ":a :p :b . :p rdfs:range :C .",
        (EX.b, RDF.type, EX.C),
        [(EX.a, EX.p, EX.b), (EX.p, RDFS.range, EX.C)],
    ),
    "prp-symp": (
        ":a :p :b . :p a owl:SymmetricProperty .",
        (EX.b, EX.p, EX.a),
        [(EX.a, EX.p, EX.b), (EX.p, RDF.type, OWL.SymmetricProperty)],
    ),
    "prp-spo1": (
        ":a :p :b . :p rdfs:subPropertyOf :q .",
        (EX.a, EX.q, EX.b),
        [(EX.a, EX.p, EX.b), (EX.p, RDFS.subPropertyOf, EX.q)],
    ),
    "prp-spo2": (
        ":x :of :a ; :at :b . :in owl:propertyChainAxiom ( [ owl:inverseOf :of ] :at ) .",
        (EX.a, EX["in"], EX.b),
        [(EX.x, EX.of, EX.a), (EX.x, EX.at, EX.b)],
    ),
    "cls-int1 with cls-hv2": (
        ":a a :Car ; :has :battery . :E owl:equivalentClass [ owl:intersectionOf"
        " ( :Car [ owl:onProperty :has ; owl:hasValue :battery ] ) ] .",
        (EX.a, RDF.type, EX.E),
        [(EX.a, RDF.type, EX.Car), (EX.a, EX.has, EX.battery)],
    ),
    "cls-hv1": (
        ":a a :R . :R owl:onProperty :has ; owl:hasValue :battery .",
        (EX.a, EX.has, EX.battery),
        [(EX.a, RDF.type, EX.R), (EX.R, OWL.hasValue, EX.battery)],
    ),
    "prp-fp": (
        ":s :p :a , :b . :p a owl:FunctionalProperty .",
        (EX.a, OWL.sameAs, EX.b),
        [(EX.s, EX.p, EX.a), (EX.s, EX.p, EX.b)],
    ),
    "eq-sym": (":b owl:sameAs :a .", (EX.a, OWL.sameAs, EX.b), [(EX.b, OWL.sameAs, EX.a)]),
    "eq-rep-s": (
        ":a owl:sameAs :b . :b owl:sameAs :a . :b :p :c .",
        (EX.a, EX.p, EX.c),
        [(EX.b, EX.p, EX.c), (EX.b, OWL.sameAs, EX.a)],
    ),
    "eq-rep-o": (
        ":a owl:sameAs :b . :b owl:sameAs :a . :c :p :b .",
        (EX.c, EX.p, EX.a),
        [(EX.c, EX.p, EX.b), (EX.b, OWL.sameAs, EX.a)],
    ),
}


@pytest.mark.parametrize("rule", EXPLAINED)
def test_a_fact_is_explained_by_the_rule_that_gives_it(rule):
    text, fact, premises = EXPLAINED[rule]
    assert (rule, premises) in explained(text, fact)


@pytest.mark.parametrize("rule", EXPLAINED)
def test_every_premise_is_in_the_graph(rule):
    text, fact, _ = EXPLAINED[rule]
    found = rules(text)
    for _, premises in found.explanations(fact):
        assert all(premise in found.graph for premise in premises)


@pytest.mark.parametrize("rule", EXPLAINED)
def test_what_no_rule_gives_has_no_explanation(rule):
    text, (subject, predicate, _), _ = EXPLAINED[rule]
    assert explained(text, (subject, predicate, EX.nothing)) == []


def test_a_chain_is_walked_step_by_step():
    text = ":a :p :b . :b :q :c . :c :r :d . :s owl:propertyChainAxiom ( :p :q :r ) ."
    ((rule, premises),) = explained(text, (EX.a, EX.s, EX.d))
    assert rule == "prp-spo2"
    assert premises == [(EX.a, EX.p, EX.b), (EX.b, EX.q, EX.c), (EX.c, EX.r, EX.d)]


def test_a_chain_of_which_a_step_is_missing_explains_nothing():
    text = ":a :p :b . :c :q :d . :s owl:propertyChainAxiom ( :p :q ) ."
    assert explained(text, (EX.a, EX.s, EX.d)) == []


def test_there_may_be_several_explanations_in_one_order():
    text = ":a a :M , :N . :M rdfs:subClassOf :W . :N rdfs:subClassOf :W ."
    found = explained(text, (EX.a, RDF.type, EX.W))
    assert [premises[0][2] for _, premises in found] == [EX.M, EX.N]


# --- contradictions

CONTRADICTIONS = {
    "cax-adc": (
        ":a a :C , :D . [] a owl:AllDisjointClasses ; owl:members ( :B :C :D ) .",
        {(EX.a, RDF.type, EX.C), (EX.a, RDF.type, EX.D)},
    ),
    "prp-irp": (":a :p :a . :p a owl:IrreflexiveProperty .", {(EX.a, EX.p, EX.a)}),
    "prp-asyp": (
        ":a :p :b . :b :p :a . :p a owl:AsymmetricProperty .",
        {(EX.a, EX.p, EX.b), (EX.b, EX.p, EX.a)},
    ),
    "prp-asyp on itself": (":a :p :a . :p a owl:AsymmetricProperty .", {(EX.a, EX.p, EX.a)}),
    "prp-fp with eq-diff1": (
        ":a :p 1 , 2 . :p a owl:FunctionalProperty .",
        {(EX.a, EX.p, Literal(1)), (EX.a, EX.p, Literal(2))},
    ),
    "eq-diff1": (
        ":a owl:sameAs :b ; owl:differentFrom :b .",
        {(EX.a, OWL.sameAs, EX.b), (EX.a, OWL.differentFrom, EX.b)},
    ),
}


@pytest.mark.parametrize("rule", CONTRADICTIONS)
def test_a_contradiction_is_found_with_the_triples_that_make_it(rule):
    text, premises = CONTRADICTIONS[rule]
    (fault,) = rules(text).contradictions()
    assert (fault.rule, set(fault.premises)) == (rule.removesuffix(" on itself"), premises)


CONSISTENT = [
    ":a a :C . :b a :D . [] a owl:AllDisjointClasses ; owl:members ( :C :D ) .",
    ":a :p :b . :p a owl:IrreflexiveProperty .",
    ":a :p :b . :b :q :a . :p a owl:AsymmetricProperty .",
    ":a :p 1 . :b :p 2 . :p a owl:FunctionalProperty .",
    ":a :p 1 , 2 .",
    # One value, written in two ways.
    ':a :p "1"^^xsd:decimal , "1.0"^^xsd:decimal . :p a owl:FunctionalProperty .',
    ":a owl:sameAs :b . :a owl:differentFrom :c .",
    "",
]


@pytest.mark.parametrize("text", CONSISTENT)
def test_what_does_not_contradict_is_no_contradiction(text):
    assert list(rules(text).contradictions()) == []


def test_words_of_two_languages_are_two_values():
    text = ':a :p "x"@en , "x"@it . :p a owl:FunctionalProperty .'
    assert [fault.rule for fault in rules(text).contradictions()] == ["prp-fp with eq-diff1"]


def test_each_contradiction_is_told_once():
    text = ":a :p :b . :b :p :a . :c :p :d . :d :p :c . :p a owl:AsymmetricProperty ."
    assert len(list(rules(text).contradictions())) == 2


def test_contradictions_come_in_one_order():
    names = [URIRef(f"{EX}{name}") for name in "dbca"]
    text = "".join(f"<{name}> :p 1 , 2 . " for name in names) + ":p a owl:FunctionalProperty ."
    told = [fault.premises[0][0] for fault in rules(text).contradictions()]
    assert told == sorted(names)


def test_the_ontology_has_only_axioms_whose_contradictions_are_looked_for(bundle):
    other = [
        OWL.disjointWith, OWL.propertyDisjointWith, OWL.complementOf, OWL.disjointUnionOf,
        OWL.AllDisjointProperties, OWL.AllDifferent, OWL.NegativePropertyAssertion,
        OWL.InverseFunctionalProperty, OWL.maxCardinality, OWL.maxQualifiedCardinality,
        OWL.allValuesFrom, OWL.hasKey,
    ]  # fmt: skip
    ontology = Graph().parse(bundle.root / "ontology" / "alliance.ttl")
    used = {term for triple in ontology for term in triple}
    assert used & set(other) == set()
    assert used >= {OWL.AllDisjointClasses, OWL.IrreflexiveProperty, OWL.AsymmetricProperty}
