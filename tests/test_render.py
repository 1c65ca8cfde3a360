"""Answers in words, and in every format there is."""

import json
import re

import pytest
from pyoxigraph import Literal, NamedNode

from alliance_kg import media, render
from alliance_kg.evidence import Evidence, Span
from alliance_kg.sentence import sentence


@pytest.fixture(scope="module")
def found(graph):
    return graph.ask("which brands share AmpR Medium?")


def asked(graph, language):
    return graph.ask("brands-sharing-a-platform", {"platform": "AmpR Medium"}, language=language)


# --- answers in every format


@pytest.mark.parametrize("name", media.ROWS)
def test_an_answer_in_any_format_ends_with_one_line_end(found, name):
    text = render.answer(found, name)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_json_is_the_contract(found):
    assert json.loads(render.answer(found, "json")) == found.to_dict()


# --- for people


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("Brand", "Evidence")), ("it", ("Marca", "Prove"))]
)
def test_headings_are_in_the_language_of_the_answer(graph, language, words):
    text = render.answer(asked(graph, language), "table")
    assert all(word in text for word in words)


@pytest.mark.parametrize("name", ["table", "md"])
def test_every_number_of_a_row_is_in_the_list_of_evidence(found, name):
    text = render.answer(found, name)
    rows, _, evidence = text.partition("\n## Evidence" if name == "md" else "\nEvidence\n")
    numbers = {part.split("]")[0] for part in rows.split("[")[1:]}
    assert numbers
    assert all(f"[{number}]" in evidence for number in numbers)


def test_without_evidence_none_is_shown(found):
    text = render.answer(found, "table", with_evidence=False)
    assert "Evidence" not in text
    assert "[1]" not in text


def test_an_answer_begins_with_its_sentence(found):
    assert render.answer(found, "table").startswith(f"{sentence(found)}\n\n")


@pytest.mark.parametrize("name", ["table", "md"])
def test_how_sure_a_row_is_stands_before_its_evidence(found, name):
    headings, rows = (
        [line for line in render.answer(found, name).splitlines() if mark in line]
        for mark in ("How sure", "[1]")
    )
    assert re.search(r"How sure[ |]+Evidence", headings[0])
    assert re.search(r"2 sources[ |]+\[1\]", rows[0])


def test_no_line_of_a_table_is_wider_than_the_terminal(found):
    table = render.answer(found, "table", width=100).split("\n\n")[1]
    assert max(map(len, table.splitlines())) <= 100


def test_an_answer_without_rows_says_so(graph):
    question = graph.catalog.find("brands-sharing-a-platform")
    nothing = graph.answer(question, {"platform": NamedNode("urn:none")})
    assert render.answer(nothing, "table") == (
        "The graph knows no car on urn:none. 'urn:none' is nothing in the graph.\n"
    )


def test_a_query_of_ones_own_has_no_sentence(graph):
    assert sentence(graph.query("SELECT ?s { ?s a akg:Plant }")) == ""


def item(span):
    fact = (NamedNode("urn:s"), NamedNode("urn:p"), Literal("o"))
    claim = NamedNode("https://w3id.org/alliance-kg/claim/paper/007")
    return Evidence(fact, "stated", "accepted", claim, NamedNode("urn:paper"), span)


@pytest.mark.parametrize(
    ("spans", "told"),
    [
        ([None], "Paper"),
        ([Span(3, 9, 1)], "Paper, paragraph 1, characters 3–9"),
        ([Span(3, 9, 1), Span(12, 20, 1)], "Paper, paragraph 1, characters 3–9, 12–20"),
        (
            [Span(30, 31, 2), Span(3, 9, 1)],
            "Paper, paragraph 1, characters 3–9, paragraph 2, characters 30–31",
        ),
    ],
)
def test_a_place_is_told_in_reading_order(spans, told):
    items = [item(span) for span in spans]
    assert render.place(items, "en", {"urn:paper": "Paper"}) == told


def test_a_claim_is_called_by_source_and_number():
    assert item(None).claim_id == "paper/007"
