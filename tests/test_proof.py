"""Why a row is in an answer: the laws of proofs, and what each construct contributes."""

from collections.abc import Iterable

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, Quad

from alliance_kg import KnowledgeGraph, proof
from alliance_kg.embedded import EmbeddedStore
from alliance_kg.question import Question
from alliance_kg.syntax import read
from alliance_kg.terms import BASE

GRAPH = KnowledgeGraph.open()
QUESTIONS = list(GRAPH.catalog)
PREFIXES = {**GRAPH.prefixes.namespaces, "ex": "http://example.org/"}
# Long lists are proved a part at a time.
ROWS = 12


def ex(name: str) -> NamedNode:
    return NamedNode(f"http://example.org/{name}")


def store_of(*facts: str) -> EmbeddedStore:
    """Return a store of facts written as `s p o`, names in the example namespace."""
    return holding(tuple(map(ex, fact.split())) for fact in facts)


def holding(facts: Iterable[tuple]) -> EmbeddedStore:
    store = pyoxigraph.Store()
    store.extend(Quad(*fact) for fact in facts)
    return EmbeddedStore(store, PREFIXES)


def facts_of(store: EmbeddedStore, query: str) -> list[set[str]]:
    """Return the facts behind each row, as they are written for `store_of`."""
    plan = proof.witnesses(read(query, PREFIXES))
    rows = proof.facts_by_row(store, plan, store.select(query).rows)
    return [
        {" ".join(term.value.removeprefix("http://example.org/") for term in fact) for fact in row}
        for row in rows
    ]


def test_a_join_rests_on_each_of_its_facts():
    store = store_of("m uses p", "m brand b", "n uses q")

    assert facts_of(store, "SELECT ?b { ?m ex:uses ?p ; ex:brand ?b }") == [
        {"m uses p", "m brand b"}
    ]


def test_a_row_with_two_derivations_has_the_facts_of_both():
    store = store_of("m brand b", "n brand b")

    assert facts_of(store, "SELECT DISTINCT ?b { ?m ex:brand ?b }") == [{"m brand b", "n brand b"}]


def test_an_optional_counts_where_it_matched():
    store = store_of("m brand b", "n brand b", "n in s")
    query = "SELECT ?m ?s { ?m ex:brand ex:b OPTIONAL { ?m ex:in ?s } } ORDER BY ?m"

    assert facts_of(store, query) == [{"m brand b"}, {"n brand b", "n in s"}]


def test_an_optional_without_variables_of_its_own_counts_only_where_its_filter_held():
    store = store_of("m brand b", "m in s")
    query = "SELECT ?m { ?m ex:brand ex:b OPTIONAL { ?m ex:in ex:s FILTER(false) } }"

    assert facts_of(store, query) == [{"m brand b"}]


def test_of_a_union_the_branch_that_matched_counts():
    store = store_of("m a1 x", "n a2 x", "n a1 y")
    query = "SELECT ?s { { ?s ex:a1 ex:x } UNION { ?s ex:a2 ex:x } } ORDER BY ?s"

    assert facts_of(store, query) == [{"m a1 x"}, {"n a2 x"}]


def test_a_filter_contributes_nothing_and_removes_what_it_removes():
    store = store_of("m brand b", "n brand c")

    assert facts_of(store, "SELECT ?m { ?m ex:brand ?b FILTER(?b = ex:b) }") == [{"m brand b"}]


def test_a_count_rests_on_the_facts_of_its_group():
    store = store_of("m brand b", "n brand b", "o brand c")
    query = "SELECT ?b (COUNT(?m) AS ?n) { ?m ex:brand ?b } GROUP BY ?b ORDER BY ?b"

    assert facts_of(store, query) == [{"m brand b", "n brand b"}, {"o brand c"}]


def test_a_count_over_everything_rests_on_everything_counted():
    store = store_of("m brand b", "n brand c")

    assert facts_of(store, "SELECT (COUNT(?m) AS ?n) { ?m ex:brand ?b }") == [
        {"m brand b", "n brand c"}
    ]


def test_a_computed_column_tells_rows_apart():
    store = store_of("m brand b", "n brand c")
    query = "SELECT (STR(?b) AS ?text) { ?m ex:brand ?b } ORDER BY ?text"

    assert facts_of(store, query) == [{"m brand b"}, {"n brand c"}]


def test_having_and_limit_leave_only_the_rows_of_the_answer():
    store = store_of("m brand b", "n brand b", "o brand c")
    query = "SELECT ?b { ?m ex:brand ?b } GROUP BY ?b HAVING(COUNT(?m) > 1) LIMIT 1"

    assert facts_of(store, query) == [{"m brand b", "n brand b"}]


def test_facts_come_from_the_graphs_that_the_query_reads():
    query = f"SELECT ?m FROM <{BASE}graph/identifiers> {{ ?m akg:hasBrand ?b }}"
    plan = proof.witnesses(read(query, PREFIXES))

    assert GRAPH.store.select(plan.query).rows == GRAPH.store.select(query).rows == ()


def test_a_trailing_values_block_still_binds():
    store = store_of("m brand b", "n brand c")

    assert facts_of(store, "SELECT ?m { ?m ex:brand ?b } VALUES ?b { ex:c }") == [{"n brand c"}]


@pytest.mark.parametrize(
    ("query", "unfollowed"),
    [
        ("SELECT ?s { ?s ex:a/ex:b ?o }", ("path",)),
        ("SELECT ?s { ?s ex:a [] }", ("blank node",)),
        ("SELECT ?s { { SELECT ?s { ?s ex:a ?o } } }", ("sub-select",)),
        ("SELECT ?s { ?s ex:a ?o MINUS { ?s ex:b ?o } }", ("absence",)),
        ("SELECT ?s { ?s ex:a ?o FILTER NOT EXISTS { ?s ex:b ?o } }", ("absence",)),
        ("SELECT ?s { ?s ex:a ?o OPTIONAL { ?s ex:b ?x } }", ()),
    ],
)
def test_what_is_not_followed_is_said(query, unfollowed):
    assert proof.witnesses(read(query, PREFIXES)).unfollowed == unfollowed


# --- the two laws, for every question of the catalogue


def planned(question: Question) -> tuple[proof.Witnesses, list[dict[proof.Fact, None]]]:
    query = question.query
    plan = proof.witnesses(read(query))
    return plan, proof.facts_by_row(GRAPH.store, plan, GRAPH.store.select(query).rows)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.slug)
def test_a_rows_witnesses_alone_derive_the_row_again(question):
    rows = GRAPH.store.select(question.query).rows
    _, facts = planned(question)
    for row, behind in list(zip(rows, facts, strict=True))[:ROWS]:
        assert row in holding(behind).select(question.query).rows


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.slug)
def test_dropping_any_required_fact_of_a_single_witness_loses_the_row(question):
    rows = GRAPH.store.select(question.query).rows
    plan, facts = planned(question)
    # What an OPTIONAL adds may leave the row as it is; everything else must not.
    required = plan._replace(patterns=tuple(pair for pair in plan.patterns if pair[1] is None))
    needed = proof.facts_by_row(GRAPH.store, required, rows)
    solutions = GRAPH.store.select(plan.query).rows
    for row, behind, drops in list(zip(rows, facts, needed, strict=True))[:ROWS]:
        if sum(all(s.get(k) == row.get(k) for k in plan.keys) for s in solutions) != 1:
            continue
        for fact in drops:
            remaining = holding(other for other in behind if other != fact)
            assert row not in remaining.select(question.query).rows


# --- claims


def test_a_fact_is_evidenced_by_the_accepted_claims_of_its_triple():
    answer = GRAPH.ask("brands-sharing-a-platform", {"platform": "AmpR Medium"})
    mitsubishi = next(row for row in answer.rows if "mitsubishi" in row.cells["brand"].value)

    assert {item.status for item in mitsubishi.evidence} == {"stated", "implied", "background"}


def test_a_situations_fact_is_evidenced_by_the_claim_that_describes_it():
    answer = GRAPH.ask("electric-since", {"plant": "Douai plant"})
    claims = {item.claim_id for item in answer.rows[0].evidence}

    assert "il-messaggero-2025-09-17/016" in claims


def test_a_describing_claim_does_not_speak_for_what_a_later_source_adds():
    holding = f"<{BASE}id/role-holding/ivan-espinosa-nissan>"
    answer = GRAPH.query(
        f"SELECT ?time {{ {holding} akg:hasTimeExtent ?time }} ORDER BY ?time", evidence=True
    )
    said = {row.cells["time"].value.rpartition("/")[2]: row.evidence for row in answer.rows}

    assert {item.status for item in said["since-2025-04-01"]} == {"background"}


def test_undecided_claims_are_no_evidence_of_a_fact():
    for question in ("vehicles-at-a-plant", "meeting-participants"):
        answer = GRAPH.ask(question)
        assert {item.acceptance for row in answer.rows for item in row.evidence} == {"accepted"}


def test_a_row_about_claims_is_evidenced_by_those_claims_whatever_their_acceptance():
    answer = GRAPH.ask("claims-about-an-entity")
    accepted = {item.acceptance for row in answer.rows for item in row.evidence}

    assert accepted == {"accepted", "rejected", "superseded", "undecided"}


def test_free_queries_can_be_proved_too():
    answer = GRAPH.query(
        "SELECT ?brand { ?model akg:hasBrand ?brand } GROUP BY ?brand ORDER BY ?brand",
        evidence=True,
    )

    assert all(row.evidence for row in answer.rows)


def test_evidence_comes_in_reading_order_with_sources_without_text_last():
    answer = GRAPH.ask("brands-sharing-a-platform", {"platform": "AmpR Medium"})
    spans = [item.span for item in answer.rows[0].evidence]
    placed = [span for span in spans if span is not None]

    assert spans == [*sorted(placed), *[None] * (len(spans) - len(placed))]
