"""Answers in the result formats, read back by readers that are not ours."""

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

from alliance_kg import render
from alliance_kg.answer import Answer, AnswerRow

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


def test_csv_has_labels_beside_iris_and_the_claims_of_the_row(found):
    rows = list(csv.DictReader(io.StringIO(render.answer(found, "csv"), newline="")))
    assert len(rows) == len(found.rows)
    assert {row["brand_label"] for row in rows} == {"Alpine", "Renault", "Mitsubishi"}
    assert all(row["evidence"] for row in rows)


def test_csv_says_how_sure_each_row_is(found):
    rows = list(csv.DictReader(io.StringIO(render.answer(found, "csv"), newline="")))
    assert list(rows[0])[-2:] == ["certainty", "evidence"]
    assert rows[3]["certainty"] == "stated by 1 source, disputed"


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
