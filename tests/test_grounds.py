"""What facts rest on: claims, layers that need none, stored derivations with cycles cut."""

import pytest
from pyoxigraph import NamedNode

import handmade
from alliance_kg.proof.grounds import grounds_of, layer_of
from alliance_kg.reasoning import derived_quads
from alliance_kg.stores.loading import load
from alliance_kg.terms import RDF_TYPE, akg

A, B, C = (NamedNode(f"{handmade.OWN}id/company/{name}") for name in "abc")
PART, OWNS = akg("isPartOf"), akg("owns")

DERIVATIONS = """
company:a akg:isPartOf company:b . company:b akg:isPartOf company:a .
<https://w3id.org/alliance-kg/id/derivation/1> a akg:Derivation ; akg:followsRule "prp-symp" ;
    rdf:subject company:a ; rdf:predicate akg:isPartOf ; rdf:object company:b ;
    akg:hasPremise <https://w3id.org/alliance-kg/id/derivation/1/1> .
<https://w3id.org/alliance-kg/id/derivation/1/1>
    rdf:subject company:b ; rdf:predicate akg:isPartOf ; rdf:object company:a .
<https://w3id.org/alliance-kg/id/derivation/2> a akg:Derivation ; akg:followsRule "prp-symp" ;
    rdf:subject company:b ; rdf:predicate akg:isPartOf ; rdf:object company:a ;
    akg:hasPremise <https://w3id.org/alliance-kg/id/derivation/2/1> .
<https://w3id.org/alliance-kg/id/derivation/2/1>
    rdf:subject company:a ; rdf:predicate akg:isPartOf ; rdf:object company:b .
"""


@pytest.mark.parametrize(
    ("subject", "predicate", "kind"),
    [
        (A, RDF_TYPE, "type"),
        (A, NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), "label"),
        (A, NamedNode("http://www.w3.org/2004/02/skos/core#exactMatch"), "identifier"),
        (akg("Plant"), NamedNode("urn:p"), "ontology"),
        (NamedNode(f"{handmade.OWN}scheme/role/chair"), NamedNode("urn:p"), "scheme"),
        (NamedNode(f"{handmade.OWN}id/time/2024"), akg("latestEnd"), "time"),
        (NamedNode(f"{handmade.OWN}claim/x/001"), akg("isMadeBy"), "claim"),
        (A, OWNS, None),
    ],
)
def test_without_named_graphs_a_layer_is_told_by_terms(subject, predicate, kind):
    assert layer_of((subject, predicate, B), ()) == kind


def test_a_layer_is_told_by_the_graph_that_holds_the_fact():
    graph = NamedNode(f"{handmade.OWN}graph/schemes")

    assert layer_of((A, OWNS, B), (graph,)) == "scheme"


def test_a_fact_that_nothing_explains_is_said_to_be_so():
    fact = (A, OWNS, B)
    ground = grounds_of(handmade.store("company:a akg:owns company:b ."), [fact])[fact]

    assert not ground.is_explained
    assert ground.to_dict()["unexplained"]


def test_a_derivation_is_followed_and_its_cycle_cut():
    first, second = (A, PART, B), (B, PART, A)
    ground = grounds_of(handmade.store(DERIVATIONS), [first])[first]
    (premise,) = ground.derivation.premises
    (above,) = premise.derivation.premises

    assert (ground.derivation.rule, premise.fact) == ("prp-symp", second)
    assert (above.fact, above.is_above) == (first, True)


def test_every_fact_behind_the_catalogue_is_explained(graph):
    bare = set()
    for question in graph.catalog:
        answer = graph.ask(question.slug)
        for proof in graph.proofs(answer, range(len(answer.rows))[:5]):
            grounds = proof.grounds.values()
            bare |= {(question.slug, each.fact) for each in grounds if not each.is_explained}

    assert bare == set()


@pytest.fixture(scope="module")
def reasoned(bundle, graph):
    """The release with what follows from it in a graph of its own."""
    store = load(bundle, graph.prefixes.namespaces)
    store.store.extend(derived_quads(graph.reason()))
    return store


def test_derived_facts_in_a_store_rest_on_their_premises(reasoned):
    rows = reasoned.select(
        "SELECT ?s ?p ?o { ?d a akg:Derivation ; rdf:subject ?s ; rdf:predicate ?p ; "
        "rdf:object ?o } ORDER BY ?d LIMIT 40"
    ).rows
    facts = [(row["s"], row["p"], row["o"]) for row in rows]
    grounds = grounds_of(reasoned, facts)

    assert len(facts) == 40
    assert all(ground.derivation or ground.claims for ground in grounds.values())
