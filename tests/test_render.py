"""Rows as text, read back by readers that are not ours."""

import csv
import io
import json
from xml.etree import ElementTree

import pytest
import rdflib
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    parse_query_results,
)
from rdflib.query import Result

from alliance_kg import media, render
from alliance_kg.answer import Answer, AnswerRow
from alliance_kg.evidence import Evidence, Span
from alliance_kg.render import Table

TABLE = Table(("key", "n"), ("Key", "N"), (("a|b", 1), ('say "x", y', None), ("two\nlines", 3)))
HOSTILE = 'tab\t quote" comma, pipe| <&> \\ new\nline \r é'
CELLS = {
    "iri": NamedNode("https://example.org/é?a=1&b=2"),
    "text": Literal(HOSTILE),
    "tagged": Literal("sì", language="it"),
    "number": Literal(7),
    "blank": BlankNode("b1"),
}


@pytest.fixture(scope="module")
def hostile(graph):
    rows = (AnswerRow(CELLS), AnswerRow({}))
    return Answer(None, {}, (*CELLS, "absent"), rows, graph.release, "en")


@pytest.fixture(scope="module")
def found(graph):
    return graph.ask("which brands share AmpR Medium?")


def asked(graph, language):
    return graph.ask("brands-sharing-a-platform", {"platform": "AmpR Medium"}, language=language)


# --- tables


def test_a_json_table_is_objects_by_key():
    objects = json.loads(layout.table(TABLE, "json"))
    assert objects[:2] == [{"key": "a|b", "n": 1}, {"key": 'say "x", y', "n": None}]


@pytest.mark.parametrize(("name", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_a_separated_table_reads_back(name, delimiter):
    text = io.StringIO(layout.table(TABLE, name), newline="")
    assert list(csv.reader(text, delimiter=delimiter)) == [
        ["key", "n"],
        ["a|b", "1"],
        ['say "x", y', ""],
        ["two\nlines", "3"],
    ]


@pytest.mark.parametrize("name", ["md", "table"])
def test_a_row_for_people_is_one_line(name):
    lines = layout.table(TABLE, name).splitlines()
    assert len(lines) == 2 + len(TABLE.rows)


def test_a_pipe_is_escaped_in_markdown():
    assert layout.table(TABLE, "md").splitlines()[2] == "| a\\|b | 1 |"


def test_the_columns_of_a_plain_table_are_aligned():
    lines = layout.table(Table(("a", "b"), ("A", "B"), (("long one", "x"), ("s", "y"))), "table")
    assert [line[10] for line in lines.splitlines()] == ["B", "─", "x", "y"]


def test_a_table_without_rows_has_its_headings():
    assert layout.table(Table(("a",), ("A",), ()), "csv") == "a\n"


# --- answers in every format


@pytest.mark.parametrize("name", media.ROWS)
def test_an_answer_in_any_format_ends_with_one_line_end(found, name):
    text = render.answer(found, name)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_json_is_the_contract(found):
    assert json.loads(render.answer(found, "json")) == found.to_dict()


def test_csv_has_labels_beside_iris_and_the_claims_of_the_row(found):
    rows = list(csv.DictReader(io.StringIO(render.answer(found, "csv"), newline="")))
    assert len(rows) == len(found.rows)
    assert {row["brand_label"] for row in rows} == {"Renault", "Mitsubishi"}
    assert all(row["evidence"] for row in rows)


def test_csv_without_evidence_has_no_column_for_it(found):
    header = render.answer(found, "csv", with_evidence=False).splitlines()[0]
    assert header == "platform,platform_label,brand,brand_label,model,model_label"


def test_csv_reads_back_hostile_cells(hostile):
    rows = list(csv.DictReader(io.StringIO(render.answer(hostile, "csv"), newline="")))
    assert [rows[0]["text"], rows[0]["number"], rows[1]["text"]] == [HOSTILE, "7", ""]


FORMATS = {"srj": "json", "srx": "xml", "tsv": "tsv"}
PYOXIGRAPH = {
    "srj": QueryResultsFormat.JSON,
    "srx": QueryResultsFormat.XML,
    "tsv": QueryResultsFormat.TSV,
}


@pytest.mark.parametrize("name", PYOXIGRAPH)
def test_a_results_format_reads_back_term_by_term(hostile, name):
    results = parse_query_results(render.answer(hostile, name), format=PYOXIGRAPH[name])
    assert isinstance(results, QuerySolutions)
    (row, empty) = results
    without_blank = {key: value for key, value in CELLS.items() if key != "blank"}
    assert {key: row[key] for key in without_blank} == without_blank
    assert isinstance(row["blank"], BlankNode)
    assert list(empty) == [None] * 6


@pytest.mark.parametrize("name", FORMATS)
def test_rdflib_reads_the_rows_of_an_answer(found, name):
    content = render.answer(found, name).encode()
    parsed = Result.parse(io.BytesIO(content), format=FORMATS[name])
    assert [str(variable) for variable in parsed.vars] == list(found.columns)
    assert [[str(term) for term in row] for row in parsed] == [
        [row.cells[column].value for column in found.columns] for row in found.rows
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_rdflib_reads_hostile_text_as_it_was(graph, name):
    only = Answer(None, {}, ("x",), (AnswerRow({"x": Literal(HOSTILE)}),), graph.release, "en")
    content = render.answer(only, name).encode()
    (row,) = Result.parse(io.BytesIO(content), format=FORMATS[name])
    assert row[0] == rdflib.Literal(HOSTILE)


def test_xml_has_no_character_that_xml_forbids(graph):
    cells = {"x": Literal("a\x00\x01\x0b\x1f\ufffe")}
    only = Answer(None, {}, ("x",), (AnswerRow(cells),), graph.release, "en")
    assert ElementTree.fromstring(render.answer(only, "srx")).tag.endswith("sparql")  # noqa: S314


def test_the_results_json_has_no_members_of_ours(found):
    members = {
        key
        for binding in json.loads(render.answer(found, "srj"))["results"]["bindings"]
        for cell in binding.values()
        for key in cell
    }
    assert members <= {"type", "value", "datatype", "xml:lang"}


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


def test_an_answer_begins_with_its_sentence(graph):
    assert render.sentence(asked(graph, "en")).startswith(
        "Brands with cars on AmpR Medium: Mitsubishi and Renault (with "
    )


def test_an_italian_answer_has_an_italian_sentence(graph):
    assert render.sentence(asked(graph, "it")).startswith(
        "Marche con auto su AmpR Medium: Mitsubishi e Renault (con "
    )


def test_an_open_parameter_is_said_in_words(graph):
    assert "cars on any platform" in render.sentence(graph.ask("brands-sharing-a-platform"))


def test_an_answer_without_rows_says_so(graph):
    question = graph.catalog.find("brands-sharing-a-platform")
    nothing = graph.answer(question, {"platform": NamedNode("urn:none")})
    assert render.answer(nothing, "table") == "The graph knows no car on this platform.\n"


@pytest.mark.parametrize("language", ["en", "it"])
def test_no_sentence_of_the_catalogue_has_a_slot_left(graph, language):
    questions = list(graph.catalog)
    assert len(questions) >= 24
    told = {
        question.slug: render.sentence(
            graph.answer(question, {}, language=language, evidence=False)
        )
        for question in questions
    }
    assert {slug: text for slug, text in told.items() if "{" in text or not text} == {}


def test_a_query_of_ones_own_has_no_sentence(graph):
    assert render.sentence(graph.query("SELECT ?s { ?s a akg:Plant }")) == ""


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
