"""`KnowledgeGraph`, as a program uses it."""

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from alliance_kg import Answer, KnowledgeGraph
from alliance_kg.errors import (
    BadParameter,
    InputError,
    NotFound,
    OperationRefused,
    QuerySyntaxError,
    UnknownFormat,
    UnknownQuestion,
)
from alliance_kg.stores.loading import read_quads

ID = "https://w3id.org/alliance-kg/id/"
MEDIUM = NamedNode(f"{ID}platform/ampr-medium")


def brands(answer):
    return {row.cells["brand"].value.removeprefix(f"{ID}brand/") for row in answer.rows}


def test_the_shipped_release_is_opened_by_default(graph, bundle):
    assert graph.bundle.root == bundle.root


@pytest.mark.parametrize("kind", [str, lambda path: path])
def test_another_release_is_opened_by_its_folder(copy, kind):
    assert KnowledgeGraph.open(kind(copy)).bundle.root == copy


def test_a_folder_that_holds_no_release_is_an_error(tmp_path):
    with pytest.raises(InputError):
        KnowledgeGraph.open(tmp_path)


# --- ask


@pytest.mark.parametrize("value", ["AmpR Medium", "platform/ampr-medium", MEDIUM.value])
def test_a_question_is_asked_by_slug_with_values_as_text(graph, value):
    answer = graph.ask("brands-sharing-a-platform", {"platform": value})
    assert brands(answer) == {"alpine", "renault", "mitsubishi"}


def test_a_slug_may_stand_between_blanks(graph):
    assert graph.ask(" timeline ").question.slug == "timeline"


def test_a_question_is_asked_in_a_sentence(graph):
    assert graph.ask("which brands share AmpR Medium?").parameters == {"platform": MEDIUM}


@pytest.mark.parametrize(
    ("question", "language", "spoken"),
    [
        ("quali marche condividono AmpR Medium?", None, "it"),
        ("which brands share AmpR Medium?", None, "en"),
        ("which brands share AmpR Medium?", "it", "it"),
        ("timeline", None, "en"),
        ("timeline", "it", "it"),
    ],
)
def test_an_answer_is_in_the_language_asked_for_or_asked_in(graph, question, language, spoken):
    assert graph.ask(question, language=language).language == spoken


def test_a_parameter_overrides_the_sentence(graph):
    answer = graph.ask("which brands share AmpR Medium?", {"platform": "AmpR Small"})
    assert "nissan" in brands(answer)


def test_evidence_can_be_left_out(graph):
    answer = graph.ask("which brands share AmpR Medium?", evidence=False)
    assert {row.evidence for row in answer.rows} == {()}


def test_evidence_does_not_change_the_rows(graph):
    found = [graph.ask("timeline", evidence=flag) for flag in (True, False)]
    assert len({tuple(str(row.cells) for row in answer.rows) for answer in found}) == 1


@pytest.mark.parametrize("question", ["timelime", "who is the king of France?", ""])
def test_an_unknown_question_is_refused_with_three(graph, question):
    with pytest.raises(UnknownQuestion) as caught:
        graph.ask(question)
    assert len(caught.value.nearest) == 3


def test_an_unknown_entity_is_not_found(graph):
    with pytest.raises(NotFound, match="no VehiclePlatform here is called 'moon'"):
        graph.ask("brands-sharing-a-platform", {"platform": "moon"})


def test_an_unknown_parameter_is_refused(graph):
    with pytest.raises(BadParameter, match="has no parameter 'plant'; it has platform"):
        graph.ask("brands-sharing-a-platform", {"plant": "Douai plant"})


# --- query


def test_select_gives_an_answer(graph):
    answer = graph.query("SELECT ?brand { ?m akg:hasBrand ?brand } ORDER BY ?brand")
    assert isinstance(answer, Answer)
    assert brands(answer) == {"renault", "nissan", "mitsubishi", "alpine"}


def test_the_rows_of_a_query_have_evidence_when_asked_for(graph):
    answer = graph.query(f"SELECT ?m {{ ?m akg:usesPlatform {MEDIUM} }}", evidence=True)
    assert answer.rows
    assert all(row.evidence for row in answer.rows)


@pytest.mark.parametrize(("brand", "held"), [("nissan", True), ("fiat", False)])
def test_ask_gives_a_bool(graph, brand, held):
    assert graph.query(f"ASK {{ ?m akg:hasBrand <{ID}brand/{brand}> }}") is held


def test_construct_gives_triples(graph):
    found = graph.query("CONSTRUCT { ?m rdfs:seeAlso 'x' } { ?m akg:usesPlatform ?p }")
    assert {type(triple) for triple in found} == {Triple}
    assert {triple.object for triple in found} == {Literal("x")}


def test_describe_gives_triples(graph):
    found = graph.query(f"DESCRIBE {MEDIUM}")
    assert {triple.subject for triple in found} == {MEDIUM}


AWKWARD = [
    "SELECT (1 AS ?x) {}",
    "SELECT * {}",
    "SELECT ?none { }",
    "SELECT * { ?m akg:usesPlatform ?p }",
    "SELECT REDUCED ?p { ?m akg:usesPlatform ?p } LIMIT 1 OFFSET 1",
    "SELECT (?p AS ?q) { ?m akg:usesPlatform ?p }",
    "SELECT ?p (COUNT(*) AS ?n) { ?m akg:usesPlatform ?p } GROUP BY ?p HAVING(COUNT(*) > 1)",
    "SELECT (COUNT(*) AS ?n) { ?m akg:usesPlatform ?p }",
    "SELECT (COUNT(*) AS ?n) { ?m akg:usesPlatform ?p } GROUP BY (STR(?p) AS ?q)",
    "SELECT (COUNT(*) AS ?n) { ?m akg:usesPlatform ?p } GROUP BY STR(?p)",
    "SELECT ?m { ?m akg:usesPlatform ?p } VALUES ?p { <urn:x> }",
    "SELECT ?m { VALUES (?m ?p) { (UNDEF UNDEF) } ?m akg:usesPlatform ?p }",
    "SELECT ?m { { ?m akg:usesPlatform ?p } UNION { ?m akg:hasBrand ?p } }",
    "SELECT ?m { ?m akg:hasBrand ?b OPTIONAL { ?m akg:usesPlatform ?p FILTER(BOUND(?p)) } }",
    "SELECT ?m { ?m akg:hasBrand ?b FILTER NOT EXISTS { ?m akg:usesPlatform ?p } }",
    "SELECT ?m { ?m akg:hasBrand ?b MINUS { ?m akg:usesPlatform ?p } }",
    "SELECT ?m { { SELECT ?m { ?m akg:hasBrand ?b } LIMIT 2 } ?m akg:usesPlatform ?p }",
    "SELECT ?m { ?m akg:hasBrand/rdfs:label ?l ; (akg:usesPlatform|akg:hasBrand)* ?p }",
    "SELECT ?m { [] akg:assignsModel ?m ; akg:atPlant [ rdfs:label ?l ] }",
    "SELECT ?m { GRAPH ?g { ?m akg:hasBrand ?b } }",
    "SELECT ?m { BIND(<urn:x> AS ?y) ?m akg:hasBrand ?b FILTER(?y != ?b && EXISTS {?m ?q ?b}) }",
    "# comment\nSELECT ?m # } {\nWHERE { ?m akg:hasBrand ?b . # }\n}",
    "PREFIX : <urn:> SELECT ?m { ?m akg:hasBrand ?b ; a akg:ModelGeneration ; . :a :b ?m }",
    "SELECT ?m { ?m akg:hasBrand ?b . FILTER(?b IN (<urn:a>, <urn:b>)) } ORDER BY DESC(STR(?m)) ?b",
]


@pytest.mark.parametrize("query", AWKWARD, ids=range(len(AWKWARD)))
def test_evidence_never_changes_what_an_awkward_query_answers(graph, query):
    plain, backed = (graph.query(query, evidence=flag) for flag in (False, True))
    assert [row.cells for row in backed.rows] == [row.cells for row in plain.rows]


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * FROM <http://127.0.0.1/> { ?s ?p ?o }",
    ],
)
def test_what_writes_or_calls_elsewhere_is_refused(graph, query):
    with pytest.raises(OperationRefused):
        graph.query(query)


def test_from_reads_one_graph_of_the_release(graph, bundle):
    name = bundle.graph_name(bundle.root / "data" / "dataset.ttl")
    found = graph.query(f"SELECT DISTINCT ?s FROM <{name}> {{ ?s a dcat:Dataset }}")
    assert {row.cells["s"].value.split("#")[0] for row in found.rows} == {
        "https://w3id.org/alliance-kg/dataset"
    }
    elsewhere = graph.query(f"SELECT ?s FROM <{name}> {{ ?s a akg:Plant }}")
    assert elsewhere.rows == ()


def test_relative_iris_are_resolved_against_the_base(graph):
    found = graph.query(f"BASE <{ID}> SELECT ?m {{ ?m akg:usesPlatform <platform/ampr-medium> }}")
    assert len(found.rows) == 4


def test_a_query_that_does_not_parse_is_an_error_with_its_place(graph):
    with pytest.raises(QuerySyntaxError, match=r"^query:2:\d+: "):
        graph.query("SELECT *\nWHERE { ?s ?p }")


# --- the rest


def test_a_description_is_had_by_name(graph):
    assert graph.describe("AmpR Medium").node == MEDIUM


def test_the_claims_about_an_entity_are_evidence(graph):
    assert {item.acceptance for item in graph.claims("AmpR Medium")} >= {"accepted"}


def test_the_rdflib_dataset_has_the_triples_of_the_files(graph, bundle):
    dataset = graph.to_rdflib()
    assert len(dataset) == len({quad.triple for quad in read_quads(bundle)})


@pytest.mark.filterwarnings("ignore:Dataset.:DeprecationWarning")  # rdflib's own calls
def test_the_rdflib_dataset_answers_as_the_store_does(graph):
    query = graph.catalog.find("brands-sharing-a-platform").query
    theirs = [[str(term) for term in row] for row in graph.to_rdflib().query(query)]
    ours = [[term.value for term in row.values()] for row in graph.store.select(query).rows]
    assert theirs == ours


def test_labels_are_for_iris_only(graph):
    found = graph.labels([MEDIUM, Literal("x")], "en")
    assert found == {MEDIUM.value: "AmpR Medium"}


def test_an_export_is_that_of_the_command_line(graph, run, tmp_path):
    graph.export(tmp_path / "one.nq")
    assert run("export", "-o", str(tmp_path / "other.nq")).code == 0
    assert (tmp_path / "one.nq").read_bytes() == (tmp_path / "other.nq").read_bytes()


def test_an_export_in_a_form_that_is_none_is_refused(graph, tmp_path):
    with pytest.raises(UnknownFormat):
        graph.export(tmp_path / "graph", "xls")
    assert list(tmp_path.iterdir()) == []
