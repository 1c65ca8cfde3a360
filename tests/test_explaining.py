"""Why one fact is in the graph: found by its words, explained to its claims, or refused."""

import pytest

from alliance_kg.errors import NotFound
from alliance_kg.proof import explaining
from alliance_kg.terms import BASE

MICRA = ("nissan-micra-6", "akg:usesPlatform", "ampr-small")


@pytest.mark.parametrize(
    "words",
    [
        MICRA,
        ("vehicle/nissan-micra-6", "usesPlatform", "platform/ampr-small"),
        ("Nissan Micra", "uses platform", "AmpR Small"),
        (f"<{BASE}id/vehicle/nissan-micra-6>", f"<{BASE}ontology#usesPlatform>", "AmpR Small"),
    ],
)
def test_a_fact_is_found_by_any_of_its_names(graph, words):
    found = graph.explain(*words)

    assert found.fact == graph.explain(*MICRA).fact
    assert {item.status for item in found.ground.claims} >= {"implied", "background"}


@pytest.mark.parametrize(
    "text",
    [
        "nissan-micra-6 akg:usesPlatform ampr-small",
        "Nissan Micra uses platform AmpR Small",
        "'Nissan Micra' usesPlatform 'AmpR Small'",
    ],
)
def test_a_fact_in_one_text_is_parted(graph, text):
    words = explaining.split(text, graph.names, graph.store)

    assert graph.explain(*words).fact == graph.explain(*MICRA).fact


def test_a_text_that_parts_nowhere_is_refused(graph):
    with pytest.raises(NotFound, match="does not say subject, predicate and object"):
        explaining.split("who is the king of France", graph.names, graph.store)


def test_a_literal_is_named_by_its_text(graph):
    found = graph.explain("Douai plant", "rdfs:label", "Douai plant")

    assert (found.ground.layer.kind, found.is_asserted) == ("label", True)


def test_what_is_no_fact_is_refused_with_the_values_that_there_are(graph):
    with pytest.raises(NotFound, match="follows from none") as caught:
        graph.explain("nissan-micra-6", "akg:usesPlatform", "ampr-medium")

    assert "ampr-small" in str(caught.value)
    assert caught.value.exit_code == 5


@pytest.mark.parametrize("acceptance", ["rejected", "undecided"])
def test_a_claim_that_is_not_accepted_is_named(graph, acceptance):
    row = graph.store.select(
        f"""SELECT ?claim ?s ?p ?o {{
            ?claim akg:hasAcceptance <{BASE}scheme/acceptance/{acceptance}> ;
                rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o .
            FILTER (isIRI(?o)) FILTER NOT EXISTS {{ ?s ?p ?o }} }} ORDER BY ?claim LIMIT 1"""
    ).rows[0]
    with pytest.raises(NotFound, match=f"says so and is {acceptance}") as caught:
        graph.explain(*(str(row[name]) for name in "spo"))

    assert "claim/" in str(caught.value)


def test_what_only_follows_is_told_with_its_rule_and_premises(graph):
    found = graph.explain("alliance/renault-nissan-mitsubishi", "a", "akg:Organization")

    assert not found.is_asserted
    assert found.ground.derivation.rule == "cax-sco"
    assert all(premise.is_explained for premise in found.ground.derivation.premises)


def test_an_explanation_is_json(graph):
    document = graph.explain(*MICRA).to_dict()

    assert list(document) == ["fact", "claims", "asserted", "refused"]
    assert document["fact"][2] == f"{BASE}id/platform/ampr-small"
    assert list(document["claims"][0]) == ["fact", "status", "claim", "source", "start", "end"]
