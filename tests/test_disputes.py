"""Where sources differ: both sides stay, with what is held and why."""

import re
from collections import Counter

import pytest
from pyoxigraph import NamedNode

from alliance_kg import claims
from alliance_kg.disputes import disputes, reasons
from handmade import OWN, store

NUMBERS = range(1, 50)
OUTCOMES = {"one-accepted", "none-accepted", "both-hold"}


@pytest.fixture(scope="module")
def found(graph):
    return disputes(graph.store)


@pytest.fixture(scope="module")
def sides(graph, found):
    """The claims of each dispute, by its name, as evidence."""
    return {
        dispute.iri.value.rpartition("/")[2]: {
            item.claim.value: item for item in claims.evidence_of(graph.store, dispute.sides)
        }
        for dispute in found
    }


@pytest.fixture(scope="module")
def conflicts(graph):
    rows = graph.store.select(
        "SELECT ?a ?b ?x ?y { ?a akg:conflictsWith ?b ; akg:hasAcceptance ?x ."
        " ?b akg:hasAcceptance ?y }"
    ).rows
    return {tuple(row[name].value for name in "abxy") for row in rows}


def test_there_are_at_least_40(found):
    assert len(found) >= 40


def test_every_dispute_has_two_sides_and_each_a_source(sides):
    assert [name for name, items in sides.items() if len(items) < 2] == []
    assert all(
        item.source.value.startswith(f"{OWN}id/source/")
        for items in sides.values()
        for item in items.values()
    )


def test_every_side_of_a_dispute_is_a_claim_that_is_there(found, sides):
    assert {side.value for dispute in found for side in dispute.sides} == {
        claim for items in sides.values() for claim in items
    }


def test_the_numbers_of_the_register_are_there_or_left_out_with_a_reason(found, bundle):
    text = (bundle.root / "docs" / "background-coverage.md").read_text(encoding="utf-8")
    listed = {int(number) for number in re.findall(r"^\| C0?(\d+) \|", text, re.MULTILINE)}
    assert {dispute.number for dispute in found} | listed >= set(NUMBERS)
    assert {dispute.number for dispute in found} <= set(NUMBERS)


def test_disputes_are_in_the_order_of_their_numbers(found):
    keys = [(dispute.number, dispute.iri.value) for dispute in found]
    assert keys == sorted(keys)


def test_an_outcome_is_one_of_three_and_each_occurs(found):
    assert {dispute.outcome for dispute in found} == OUTCOMES


def test_every_dispute_is_over_something_of_the_graph(graph, found):
    over = {node.value for dispute in found for node in dispute.over}
    assert set(graph.names.labels(over, "en")) == over


def named(found, outcome):
    chosen = [dispute.iri.value.rpartition("/")[2] for dispute in found]
    return [name for name, dispute in zip(chosen, found, strict=True) if dispute.outcome == outcome]


def held(items):
    return Counter(item.acceptance == "accepted" for item in items.values())


def test_where_one_side_is_accepted_another_is_not(found, sides):
    names = named(found, "one-accepted")
    assert names
    assert [
        name for name in names if not all(held(sides[name])[is_] for is_ in (True, False))
    ] == []


def test_where_none_is_accepted_claims_in_conflict_are_undecided(found, sides, conflicts):
    pairs = {pair[:2] for pair in conflicts}
    names = named(found, "none-accepted")
    assert names
    for name in names:
        left = [claim for claim, item in sides[name].items() if item.acceptance == "undecided"]
        assert any((a, b) in pairs for a in left for b in left), name


def test_where_both_hold_two_claims_are_accepted_and_none_of_these_conflict(
    found, sides, conflicts
):
    pairs = {pair[:2] for pair in conflicts}
    names = named(found, "both-hold")
    assert names
    for name in names:
        kept = [claim for claim, item in sides[name].items() if item.acceptance == "accepted"]
        assert len(kept) >= 2, name
        assert not [(a, b) for a in kept for b in kept if (a, b) in pairs], name


def test_a_claim_that_lost_to_another_is_a_side_of_a_dispute(conflicts, sides):
    known = {claim for items in sides.values() for claim in items}
    accepted = f"{OWN}scheme/acceptance/accepted"
    lost = {a for a, _, x, y in conflicts if x != y and x != accepted}
    assert lost
    assert lost - known == set()


def test_a_claim_without_an_acceptance_is_in_no_conflict(conflicts):
    assert {(b, a) for a, b, _, _ in conflicts} == {(a, b) for a, b, _, _ in conflicts}


@pytest.mark.parametrize("language", ["en", "it"])
def test_every_dispute_is_a_question_with_a_reason(graph, found, language):
    iris = {dispute.iri.value for dispute in found}
    labels = graph.names.labels(iris, language)
    assert {iri for iri in iris if not labels[iri].endswith("?")} == set()
    assert set(reasons(graph.store, found, language)) == iris


def test_the_reasons_of_no_disputes_are_none(graph):
    assert reasons(graph.store, (), "en") == {}


@pytest.mark.parametrize(
    ("node", "name"),
    [
        ("vehicle/nissan-micra-6", "platform-of-the-micra"),
        ("platform/ampr-small", "segment-of-ampr-small"),
        ("event/aob-meeting-douai-2025", "date-of-the-meeting"),
    ],
)
def test_the_disputes_over_an_entity_are_fewer_and_among_all(graph, found, node, name):
    about = disputes(graph.store, NamedNode(f"{OWN}id/{node}"))
    assert name in [dispute.iri.value.rpartition("/")[2] for dispute in about]
    assert set(about) < set(found)


def test_what_nobody_disputes_has_none(graph):
    assert disputes(graph.store, NamedNode(f"{OWN}id/place/nowhere")) == ()


# --- by hand

HAND = """
dispute:one a akg:Dispute ; skos:notation "10" ; akg:isOver company:a, event:b ;
  akg:hasOutcome outcome:both-hold ; akg:hasSide claim:2, claim:1 .
dispute:two a akg:Dispute ; skos:notation "9" ; akg:isOver event:c ;
  akg:hasOutcome outcome:one-accepted ; akg:hasSide claim:3, claim:4 .
event:c akg:concernsEntity company:d .
claim:3 rdf:subject person:e ; rdf:object person:f .
"""


def test_disputes_are_read_as_written_and_numbers_are_no_text():
    second, first = disputes(store(HAND))
    assert (second.number, first.number) == (9, 10)
    assert [node.value.rpartition("/")[2] for node in first.over] == ["a", "b"]
    assert [side.value.rpartition("/")[2] for side in first.sides] == ["1", "2"]
    assert first.outcome == "both-hold"


@pytest.mark.parametrize(
    ("node", "numbers"),
    [("company/a", [10]), ("event/b", [10]), ("event/c", [9]), ("company/d", [9]),
     ("person/e", [9]), ("person/f", [9]), ("person/g", [])],
)  # fmt: skip
def test_an_entity_is_disputed_by_name_by_side_or_by_situation(node, numbers):
    found = disputes(store(HAND), NamedNode(f"{OWN}id/{node}"))
    assert [dispute.number for dispute in found] == numbers
    assert all(len(dispute.sides) == 2 for dispute in found)
