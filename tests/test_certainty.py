"""How sure a row is: by its weakest fact, and its best witness."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

import handmade
from alliance_kg.certainty import CODES, by_fact, certainty, planned_among
from alliance_kg.evidence import Evidence
from alliance_kg.terms import akg, concept

DISPUTE = NamedNode("urn:dispute")


def fact(*words, subject="urn:s"):
    """Return a fact and claims for it, each of its own source: `background2` is two."""
    told = (NamedNode(subject), NamedNode("urn:p"), Literal(" ".join(words)))
    items = []
    for word in words:
        status = word.rstrip("!0123456789")
        count = int("".join(filter(str.isdigit, word)) or 1)
        for at in range(count):
            source = NamedNode("urn:article" if status != "background" else f"urn:source{at}")
            disputes = (DISPUTE,) if word.endswith("!") else ()
            claim = NamedNode(f"urn:claim/{status}/{at}")
            items.append(Evidence(told, status, "accepted", claim, source, None, disputes))
    return told, tuple(items)


def words(*witnesses, planned=(), language="en", is_short=False):
    found = certainty(witnesses, planned)
    return None if found is None else found.words(language, is_short=is_short)


# --- one fact

ONE_FACT = [
    (("stated",), "stated by the article", "dichiarato dall'articolo", "article"),
    (("background",), "stated by 1 source", "dichiarato da 1 fonte", "1 source"),
    (("background3",), "stated by 3 sources", "dichiarato da 3 fonti", "3 sources"),
    (
        ("stated", "background"),
        "stated by the article and 1 other source",
        "dichiarato dall'articolo e da 1 altra fonte",
        "article +1",
    ),
    (
        ("stated", "implied", "background2"),
        "stated by the article and 2 other sources",
        "dichiarato dall'articolo e da altre 2 fonti",
        "article +2",
    ),
    (("implied",), "implied", "implicito", "implied"),
    (("implied", "background2"), "stated by 2 sources", "dichiarato da 2 fonti", "2 sources"),
    (("derived",), "derived", "derivato", "derived"),
    (("derived", "implied"), "implied", "implicito", "implied"),
    (
        ("stated!", "background"),
        "stated by the article and 1 other source, disputed",
        "dichiarato dall'articolo e da 1 altra fonte, contestato",
        "article +1, disputed",
    ),
]


@pytest.mark.parametrize(("claims", "english", "italian", "short"), ONE_FACT)
def test_a_fact_is_as_sure_as_the_best_of_its_claims(claims, english, italian, short):
    witness = [fact(*claims)]
    assert words(witness) == english
    assert words(witness, language="it") == italian
    assert words(witness, is_short=True) == short


def test_two_claims_of_one_source_count_once():
    told, items = fact("background")
    again = Evidence(told, "background", "accepted", NamedNode("urn:b"), items[0].source, None)
    assert words([(told, (*items, again))]) == "stated by 1 source"


def test_a_fact_of_a_planned_situation_is_planned():
    witness = [fact("stated", subject="urn:plan")]
    assert words(witness, planned={NamedNode("urn:plan")}) == "stated by the article, planned"


def test_a_fact_that_only_points_at_a_plan_is_not_planned():
    """That a plan was announced is no plan."""
    told = (NamedNode("urn:s"), NamedNode("urn:announces"), NamedNode("urn:plan"))
    _, items = fact("stated")
    assert words([(told, items)], planned={NamedNode("urn:plan")}) == "stated by the article"


# --- the weakest fact of a witness

WEAKEST_FIRST = [
    ("derived",),
    ("implied",),
    ("background",),
    ("stated",),
    ("background2",),
    ("stated", "background"),
    ("background3",),
]


@pytest.mark.parametrize("at", range(len(WEAKEST_FIRST) - 1))
def test_the_weakest_fact_decides(at):
    weaker, stronger = fact(*WEAKEST_FIRST[at]), fact(*WEAKEST_FIRST[at + 1])
    decided = certainty([[weaker]])[2:4]  # basis and sources
    assert certainty([[stronger, weaker]])[2:4] == decided
    assert certainty([[weaker, stronger]])[2:4] == decided


def test_a_row_is_by_the_article_only_when_every_fact_of_it_is():
    assert words([fact("stated"), fact("background3")]) == "stated by 1 source"
    assert words([fact("stated"), fact("stated", "background")]) == "stated by the article"


def test_one_disputed_or_planned_fact_marks_the_row():
    witness = [fact("implied"), fact("background3!"), fact("stated", subject="urn:plan")]
    assert words(witness, planned={NamedNode("urn:plan")}) == "implied, disputed, planned"


def test_facts_without_a_claim_count_for_nothing():
    assert words([fact("stated"), fact()]) == "stated by the article"
    assert certainty([[fact()]]) is None
    assert certainty([]) is None


# --- the best witness of a row


@pytest.mark.parametrize("at", range(len(WEAKEST_FIRST) - 1))
def test_the_best_witness_decides(at):
    weaker, stronger = [fact(*WEAKEST_FIRST[at])], [fact(*WEAKEST_FIRST[at + 1])]
    assert certainty([weaker, stronger]) == certainty([stronger])


def test_a_witness_without_dispute_is_better_than_a_stronger_one_with():
    assert words([fact("background3!")], [fact("implied")]) == "implied"


def test_a_witness_that_is_not_planned_is_better_than_one_that_is():
    planned = [fact("background3", subject="urn:plan")]
    held = [fact("implied!")]
    assert words(planned, held, planned={NamedNode("urn:plan")}) == "implied, disputed"


def test_a_witness_without_claims_is_passed_over():
    assert words([fact()], [fact("implied")]) == "implied"


facts = st.lists(st.sampled_from(["stated", "implied", "derived", "background", "background2!"]))
row = st.lists(st.lists(facts.map(lambda claims: fact(*claims)), max_size=3), max_size=3)


@given(row, row)
def test_more_witnesses_never_make_a_row_less_sure(some, others):
    alone, together = certainty(some), certainty([*some, *others])
    best = certainty(others)
    assert together in (alone, best)


@given(row)
def test_codes_come_in_one_order_and_have_words_in_both_languages(witnesses):
    found = certainty(witnesses)
    if found is not None:
        assert list(found.codes) == [code for code in CODES if code in found.codes]
        assert all(found.words(language) for language in ("en", "it"))


# --- what is planned


def test_what_is_planned_is_found_by_event_status_and_phase():
    held = handmade.store("""
        event:launch akg:hasEventStatus event-status:planned .
        event:done akg:hasEventStatus event-status:occurred .
        holding:chair akg:inPhase phase:planned .
        holding:other akg:inPhase phase:ongoing .
        event:unasked akg:hasEventStatus event-status:planned .
    """)
    names = ("event/launch", "event/done", "role-holding/chair", "role-holding/other")
    nodes = [NamedNode(f"{handmade.OWN}id/{name}") for name in names]
    assert planned_among(held, [*nodes, Literal("x")]) == {nodes[0], nodes[2]}


# --- in the catalogue


@pytest.fixture(scope="module")
def answers(graph):
    return {question.slug: graph.ask(question.slug) for question in graph.catalog}


def test_every_row_with_evidence_is_as_sure_as_its_evidence_says(answers):
    """Computed anew from the store, fact by fact, without `certainty`."""
    checked = 0
    for answer in answers.values():
        for row in answer.rows:
            if not row.evidence:
                assert row.certainty is None
                continue
            facts = by_fact(row.evidence)
            bases = []
            for _, items in facts:
                sources = {i.source for i in items if i.status in ("stated", "background")}
                implied = any(i.status == "implied" for i in items)
                bases.append((2, len(sources)) if sources else (1, 0) if implied else (0, 0))
            expected = min(bases)
            found = row.certainty
            rank = ("derived", "implied", "stated").index(found.basis)
            assert (rank, found.sources) == expected
            assert found.is_disputed is any(item.disputes for item in row.evidence)
            checked += 1
    assert checked > 5_000


def test_the_catalogue_has_every_code_but_derived(answers):
    """No claim of the data is derived: `reason` derives, and its facts rest on others."""
    found = Counter(
        code
        for answer in answers.values()
        for row in answer.rows
        if row.certainty
        for code in row.certainty.codes
    )
    assert set(found) == set(CODES) - {"derived"}


def test_a_planned_event_says_so_and_an_event_that_occurred_does_not(answers):
    rows = answers["launches-and-unveilings"].rows
    status = {row.cells["status"]: row.certainty.is_planned for row in rows}
    assert status == {
        concept("event-status", "planned"): True,
        concept("event-status", "occurred"): False,
    }


def test_a_situation_is_planned_though_the_question_does_not_ask_for_its_phase(graph):
    """The platforms of the Micra and the Eclipse Cross are a plan in the article."""
    answer = graph.query(
        f"SELECT ?model WHERE {{ ?plan {akg('concernsPlatform')} ?platform ; "
        f"{akg('concernsModel')} ?model }}",
        evidence=True,
    )
    assert answer.rows
    assert all(row.certainty.is_planned for row in answer.rows)


def test_without_evidence_nothing_is_said_of_certainty(graph):
    answer = graph.ask("seats", evidence=False)
    assert [row.certainty for row in answer.rows] == [None] * len(answer.rows)
    assert "certainty" not in answer.to_dict()["rows"][0]
