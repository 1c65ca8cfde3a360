"""The JSON of `ask` is a contract."""

import json
from datetime import date

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from alliance_kg.answer import Answer, AnswerRow, givers
from alliance_kg.evidence import Evidence, Span
from alliance_kg.moment import Moment
from alliance_kg.sparql.syntax import read

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
    keys = ["question", "parameters", "columns", "rows", "release", "reading"]
    assert list(document) == keys


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


def test_a_row_is_cells_evidence_and_certainty(document):
    assert {tuple(row) for row in document["rows"]} == {("cells", "evidence", "certainty")}


def test_certainty_is_codes_sources_and_words(document):
    assert document["rows"][3]["certainty"] == {
        "codes": ["sources", "disputed"],
        "sources": 1,
        "words": "stated by 1 source, disputed",
    }


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
    query = "SELECT ?s (EXISTS { ?s akg:hasBrand ?b } AS ?made) { ?s a akg:ModelGeneration }"
    assert graph.query(query, evidence=True).to_dict()["unexplained"] == ["existence"]


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


# --- the day and the disputes


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (Moment(), {}),
        (Moment(date(2025, 3, 1)), {"as_of": "2025-03-01"}),
        (Moment(None, date(2025, 9, 17)), {"known_by": "2025-09-17"}),
        (
            Moment(date(2025, 3, 1), date(2025, 9, 17)),
            {"as_of": "2025-03-01", "known_by": "2025-09-17"},
        ),
    ],
)
def test_the_day_it_holds_for_is_last_in_the_document(graph, moment, words):
    given = Answer(None, {}, (), (), graph.release, "en", moment=moment).to_dict()
    assert {key: given[key] for key in given if key in ("as_of", "known_by")} == words
    assert list(given)[5:] == list(words)


def test_an_answer_knows_the_day_of_its_graph(graph):
    found = graph.at(as_of="2025-03-01", known_by="2025-09-17").ask("timeline", evidence=False)
    assert {key: found.to_dict()[key] for key in ("as_of", "known_by")} == {
        "as_of": "2025-03-01",
        "known_by": "2025-09-17",
    }


SMALL = NamedNode(f"{ID}platform/small")
DISPUTES = tuple(NamedNode(f"{ID}dispute/{name}") for name in ("b", "a"))


def disputed(graph, fact_value, *disputes):
    fact = (NamedNode("urn:s"), NamedNode("urn:p"), fact_value)
    item = Evidence(
        fact, "stated", "accepted", NamedNode("urn:c"), NamedNode("urn:s"), None, disputes
    )
    row = AnswerRow({"x": SMALL, "y": Literal("y")}, (item,))
    return Answer(None, {}, ("x", "y", "z"), (row,), graph.release, "en")


def test_a_cell_names_the_disputes_of_the_claims_that_give_its_value(graph):
    cells = disputed(graph, SMALL, *DISPUTES).to_dict()["rows"][0]["cells"]
    assert cells["x"]["disputes"] == [f"{ID}dispute/a", f"{ID}dispute/b"]
    assert "disputes" not in cells["y"]


@pytest.mark.parametrize("value", [Literal("elsewhere"), NamedNode("urn:other")])
def test_a_dispute_over_another_value_is_not_of_the_cell(graph, value):
    cells = disputed(graph, value, *DISPUTES).to_dict()["rows"][0]["cells"]
    assert not any("disputes" in cell for cell in cells.values())


def test_a_cell_without_a_value_has_no_dispute(graph):
    assert disputed(graph, SMALL, *DISPUTES).rows[0].disputes("z") == ()


def test_what_nobody_disputes_has_no_key_for_it(graph):
    cells = disputed(graph, SMALL).to_dict()["rows"][0]["cells"]
    assert not any("disputes" in cell for cell in cells.values())


@pytest.mark.parametrize(
    "pattern, is_marked",
    [
        ("?s <urn:p> ?x", True),
        ("?y <urn:p> ?x", False),
        ("<urn:s> ?any ?x", True),
        ("?s <urn:q> ?x", False),
        ("?s <urn:p> ?other . FILTER NOT EXISTS { ?s <urn:p> ?x }", False),
        ("OPTIONAL { ?s <urn:p> ?x }", True),
        ("?claim rdf:object ?x", True),
        ("?y rdf:object ?x", False),
        ("BIND(1 AS ?x)", False),
    ],
)
def test_a_cell_is_disputed_by_the_fact_that_its_column_asks_for(graph, pattern, is_marked):
    prefix = "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>"
    asked = givers(read(f"{prefix} SELECT ?x ?y WHERE {{ {pattern} }}"))
    row = disputed(graph, SMALL, *DISPUTES).rows[0]._replace(givers=asked)
    assert bool(row.disputes("x")) == is_marked


@pytest.mark.parametrize("slug", ["source-contributions", "sources-by-date"])
def test_a_number_that_happens_to_be_a_disputed_one_is_not_marked(graph, slug):
    rows = graph.ask(slug).rows
    assert [row for row in rows if row.disputes("claims")] == []


def marked(answer, column):
    """Return the models whose cell in a column is disputed, by the end of their IRI."""
    rows = answer.to_dict()["rows"]
    told = {
        row["cells"]["model"]["value"]: row["cells"][column].get("disputes", []) for row in rows
    }
    return {iri.rpartition("/")[2]: disputes for iri, disputes in told.items() if disputes}


def test_a_platform_is_marked_under_the_car_that_another_source_has_on_another(graph):
    found = graph.ask("brands-sharing-a-platform")
    assert marked(found, "platform") == {
        "alpine-a290": [f"{ID}dispute/platform-of-the-a290"],
        "nissan-leaf-3": [f"{ID}dispute/platform-of-the-leaf"],
        "nissan-micra-6": [f"{ID}dispute/platform-of-the-micra"],
        "renault-scenic-e-tech-electric": [f"{ID}dispute/platform-of-the-scenic"],
    }


def test_where_both_sides_hold_nothing_is_marked(graph):
    """Whose latest models they are is told in two ways; the brand is the same in both."""
    assert marked(graph.ask("brands-sharing-a-platform"), "brand") == {}


def test_every_dispute_of_a_cell_is_in_the_register(graph):
    known = {row["d"].value for row in graph.store.select("SELECT ?d { ?d a akg:Dispute }").rows}
    found = graph.ask("brands-sharing-a-platform").to_dict()["rows"]
    told = {d for row in found for cell in row["cells"].values() for d in cell.get("disputes", ())}
    assert told
    assert told <= known


def test_a_midnight_is_shown_as_its_day(graph):
    answer = graph.ask("company-leaders", {"company": "Nissan"})
    days = [answer.label(row.cells["begin_from"]) for row in answer.rows]
    assert days == ["2019-01-01", "2025-04-01", "2025-04-01"]
