"""The JSON of `ask` is a contract."""

import json

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from alliance_kg.answer import Answer, AnswerRow
from alliance_kg.evidence import Evidence, Span

XSD = "http://www.w3.org/2001/XMLSchema#"
ID = "https://w3id.org/alliance-kg/id/"


def answer(graph, **cells):
    columns = (*cells, "absent")
    rows = (AnswerRow(cells),)
    return Answer(None, {}, columns, rows, graph.release, "en", {"urn:a": "A"})


def cell(graph, term):
    return answer(graph, x=term).to_dict()["rows"][0]["cells"]["x"]


@pytest.fixture(scope="module")
def document(graph):
    return graph.ask("which brands share AmpR Medium?").to_dict()


def test_the_document_has_the_keys_of_the_contract_in_order(document):
    assert list(document) == ["question", "parameters", "columns", "rows", "release"]


def test_the_question_is_its_slug(document):
    assert document["question"] == "brands-sharing-a-platform"


def test_the_parameters_are_values_by_name(document):
    assert document["parameters"] == {"platform": f"{ID}platform/ampr-medium"}


def test_the_columns_are_names(document):
    assert document["columns"] == ["platform", "brand", "model"]


def test_the_release_is_version_and_digest(document, graph):
    assert document["release"] == {
        "version": graph.release.version,
        "digest": graph.release.digest,
    }


def test_a_row_is_cells_and_evidence(document):
    assert {tuple(row) for row in document["rows"]} == {("cells", "evidence")}


def test_a_cell_of_an_iri_has_value_type_and_label(document):
    assert document["rows"][0]["cells"]["platform"] == {
        "value": f"{ID}platform/ampr-medium",
        "type": "uri",
        "label": "AmpR Medium",
    }


def test_every_row_has_evidence(document):
    assert all(row["evidence"] for row in document["rows"])


def test_evidence_has_the_keys_of_the_contract_in_order(document):
    keys = {tuple(item) for row in document["rows"] for item in row["evidence"]}
    assert keys == {("fact", "status", "claim", "source", "start", "end")}


def test_evidence_has_the_types_of_the_contract(document):
    types = {
        key: {type(item[key]) for row in document["rows"] for item in row["evidence"]}
        for key in ("fact", "status", "claim", "source", "start", "end")
    }
    places = {int, type(None)}
    assert types == {
        "fact": {list},
        "status": {str},
        "claim": {str},
        "source": {str},
        "start": places,
        "end": places,
    }


def test_a_fact_is_three_texts(document):
    facts = [item["fact"] for row in document["rows"] for item in row["evidence"]]
    assert all([type(part) for part in fact] == [str, str, str] for fact in facts)


def test_the_status_of_evidence_is_one_of_four(document):
    found = {item["status"] for row in document["rows"] for item in row["evidence"]}
    assert found <= {"stated", "implied", "derived", "background"}


def test_the_document_is_json(document):
    assert json.loads(json.dumps(document)) == document


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (NamedNode("urn:a"), {"value": "urn:a", "type": "uri", "label": "A"}),
        (NamedNode("urn:b"), {"value": "urn:b", "type": "uri"}),
        (BlankNode("b"), {"value": "b", "type": "bnode"}),
        (Literal("x"), {"value": "x", "type": "literal"}),
        (Literal(""), {"value": "", "type": "literal"}),
        (Literal("x", language="it"), {"value": "x", "type": "literal", "language": "it"}),
        (Literal(1), {"value": "1", "type": "literal", "datatype": f"{XSD}integer"}),
        (Literal(True), {"value": "true", "type": "literal", "datatype": f"{XSD}boolean"}),
    ],
)
def test_a_cell_follows_the_results_format_with_a_label_beside(graph, term, expected):
    assert cell(graph, term) == expected


def test_an_absent_cell_is_left_out(graph):
    document = answer(graph, x=Literal("x")).to_dict()
    assert (document["columns"], list(document["rows"][0]["cells"])) == (["x", "absent"], ["x"])


def test_an_absent_cell_of_the_graph_is_left_out(graph):
    rows = graph.ask("timeline", evidence=False).to_dict()["rows"]
    assert any("begin_from" not in row["cells"] for row in rows)


def test_a_query_of_ones_own_has_no_slug(graph):
    assert answer(graph).to_dict()["question"] is None


def test_evidence_without_a_place_has_null_for_it(graph):
    fact = (NamedNode("urn:s"), NamedNode("urn:p"), Literal("o"))
    names = NamedNode("urn:claim"), NamedNode("urn:source")
    items = tuple(
        Evidence(fact, "stated", "accepted", *names, span) for span in (Span(3, 9, 1), None)
    )
    given = Answer(None, {}, (), (AnswerRow({}, items),), graph.release, "en")
    places = [(item["start"], item["end"]) for item in given.to_dict()["rows"][0]["evidence"]]
    assert places == [(3, 9), (None, None)]


def test_what_the_evidence_cannot_follow_is_said(graph):
    found = graph.query("SELECT ?o { ?s akg:hasBrand/rdfs:label ?o }", evidence=True)
    assert found.to_dict()["unexplained"] == ["path"]


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        (NamedNode("urn:a"), "A"),
        (NamedNode("urn:b"), "urn:b"),
        (Literal("x", language="en"), "x"),
        (BlankNode("b"), "b"),
    ],
)
def test_a_reader_sees_labels_and_values(graph, term, shown):
    assert answer(graph).label(term) == shown
