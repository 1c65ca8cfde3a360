"""Everything said about a node, and the claims about it."""

import pytest
from pyoxigraph import Literal, NamedNode

from alliance_kg import describe
from alliance_kg.errors import NotFound
from alliance_kg.terms import akg

ID = "https://w3id.org/alliance-kg/id/"
CLAIM = NamedNode("https://w3id.org/alliance-kg/claim/il-messaggero-2025-09-17/001")
PLATFORM = NamedNode(f"{ID}platform/ampr-medium")


@pytest.fixture(scope="module")
def description(graph):
    return graph.describe("AmpR Medium")


def test_the_node_is_the_one_named(description):
    assert description.node == PLATFORM


def test_outgoing_facts_have_the_node_as_subject(description):
    assert {fact[0] for fact in description.outgoing} == {PLATFORM}


def test_incoming_facts_have_the_node_as_object(description):
    assert {fact[2] for fact in description.incoming} == {PLATFORM}


def test_the_models_of_a_platform_are_among_what_comes_in(description):
    users = {fact[0].value for fact in description.incoming if fact[1] == akg("usesPlatform")}
    assert f"{ID}vehicle/mitsubishi-eclipse-cross-2" in users


def test_the_description_is_all_that_the_store_holds_but_evidence(graph, description):
    held = graph.store.construct(f"DESCRIBE {PLATFORM}")
    assert {(t.subject, t.predicate, t.object) for t in held} == set(description.outgoing)


def test_what_refers_to_a_node_as_evidence_is_left_out(description):
    assert not [fact for fact in description.incoming if "/claim/" in fact[0].value]


def test_a_description_is_in_one_order(graph, description):
    assert graph.describe("platform/ampr-medium") == description


def test_an_unknown_entity_is_not_found(graph):
    with pytest.raises(NotFound, match="no entity here is called 'AmpR Lrge'"):
        graph.describe("AmpR Lrge")


def test_the_claims_about_an_entity_mention_it_or_a_node_that_does(graph):
    holding = "holding"
    items = graph.claims("Ivan Espinosa")
    assert any(item.fact[1] == akg("describes") and holding in item.fact[2].value for item in items)


def test_the_claims_about_a_claim_are_itself(graph):
    assert describe.claims_about(graph.store, CLAIM) == (CLAIM,)


def test_the_claims_of_a_source_are_as_many_as_it_says(graph):
    source = NamedNode(f"{ID}source/il-messaggero-2025-09-17")
    rows = graph.store.select(f"SELECT ?n {{ {source} akg:claimCount ?n }}").rows
    assert len(describe.claims_about(graph.store, source)) == int(rows[0]["n"].value)


def test_claims_are_in_reading_order(graph):
    items = graph.claims("source/il-messaggero-2025-09-17")
    assert list(items) == sorted(items, key=lambda item: item.order)


def test_rejected_and_undecided_claims_are_listed_too(graph):
    items = graph.claims("assignment/douai-nissan-micra-6")
    assert "undecided" in {item.acceptance for item in items}


@pytest.mark.parametrize("language", ["en", "it"])
def test_an_undecided_claim_says_why_in_the_language_asked_for(graph, language):
    rows = graph.store.select(
        "SELECT ?claim ?why { ?claim akg:hasAcceptance <https://w3id.org/alliance-kg/scheme/"
        f'acceptance/undecided> ; akg:rationale ?why FILTER(LANG(?why) = "{language}") }}'
    ).rows
    wanted = {row["claim"].value: row["why"].value for row in rows}
    assert wanted
    claims = [row["claim"] for row in rows]
    assert describe.rationales(graph.store, claims, language) == wanted


def test_no_claims_have_no_rationales(graph):
    assert describe.rationales(graph.store, [], "en") == {}


def test_a_fact_may_be_a_literal(description):
    assert any(isinstance(fact[2], Literal) for fact in description.outgoing)
