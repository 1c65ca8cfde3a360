"""Proofs as people and programs read them: trees, Markdown, JSON, RDF."""

import json

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, RdfFormat

from alliance_kg.cli import proving
from alliance_kg.proof import rdf as proofgraph
from alliance_kg.proof.rdf import PROV
from alliance_kg.terms import BASE

QUERY = "SELECT ?m { ?m akg:hasPowertrain ?p FILTER NOT EXISTS { ?m akg:atPlant ?x } } ORDER BY ?m"


def shown(graph, answer, name, row=1):
    return proving.shown(graph, answer, name, "full", row, None)


@pytest.fixture(scope="module")
def answer(graph):
    return graph.ask("which brands share AmpR Medium?")


def test_a_tree_goes_from_row_to_witness_to_fact_to_claim(graph, answer):
    lines = shown(graph, answer, "table").splitlines()
    start = lines.index("Row 1: AmpR Medium · Alpine · Alpine A390")

    assert lines[start + 1] == "  Witness 1"
    assert lines[start + 2] == "    Alpine A390 uses platform AmpR Medium"
    assert lines[start + 3].startswith("      background  ")
    assert lines[start + 3].endswith(")")


def test_a_tree_speaks_italian(graph):
    content = shown(graph, graph.ask("quali marche condividono AmpR Medium?"), "table")

    assert "\nRiga 1: " in content
    assert "\n  Prova 1\n" in content


def test_markdown_is_a_list_in_lists(graph, answer):
    content = shown(graph, answer, "md")

    assert "\n- Row 1: " in content
    assert "\n    - Alpine A390 uses platform AmpR Medium\n" in content


def test_an_absence_is_told_with_its_scope_and_clocks(graph):
    then = graph.at(as_of="2025-09-17")
    content = shown(then, then.query(QUERY, evidence=True), "table")

    assert f"in the whole graph ({graph.release.version}, as of 2025-09-17)" in content
    assert "akg:atPlant ?x }" in content


def test_an_absence_in_json_has_its_pattern_and_graph(graph):
    document = json.loads(shown(graph, graph.query(QUERY, evidence=True), "json"))
    (witness,) = document["rows"][0]["proof"]["witnesses"]

    assert [list(each) for each in witness["absences"]] == [["pattern", "graph"]]
    assert witness["absences"][0]["graph"] is None


def test_json_is_the_contract_and_a_proof_for_each_row(graph, answer):
    document = json.loads(proving.shown(graph, answer, "json", "full", None, None))
    proofs = [row.pop("proof") for row in document["rows"]]

    assert document == json.loads(json.dumps(answer.to_dict()))
    assert all(each["witnesses"] and each["more"] == 0 for each in proofs)


def test_a_layer_is_named_with_its_graph(graph):
    found = graph.query("SELECT ?c { ?c a akg:Plant } ORDER BY ?c", evidence=True)
    document = json.loads(shown(graph, found, "json"))
    (fact,) = document["rows"][0]["proof"]["witnesses"][0]["facts"]

    assert "claims" in fact or fact["layer"]["kind"] == "type"


def test_many_witnesses_say_how_many_are_left_out(graph):
    found = graph.prove("ASK { ?m akg:hasBrand ?b . ?n akg:hasBrand ?c }")
    content = shown(graph, found, "table")

    assert "  Witness 20 of 20\n" in content
    assert "more derivations" in content


def test_a_large_group_is_shown_in_part(graph):
    found = graph.query("SELECT (COUNT(?c) AS ?n) { ?c a akg:Claim }", evidence=True)
    content = shown(graph, found, "table")

    assert f"and {int(found.rows[0].cells['n'].value) - 40} more" in content


@pytest.fixture(scope="module")
def triples(graph, answer):
    return set(proofgraph.answer(answer, graph.proofs(answer)))


def objects(triples, subject, predicate):
    return {t.object for t in triples if t.subject == subject and t.predicate == predicate}


def test_a_row_in_rdf_is_derived_from_witnesses_of_facts_of_claims(triples, answer):
    base = f"{BASE}proof/{answer.release.version}/brands-sharing-a-platform"
    row = NamedNode(f"{base}/row/1")
    (witness,) = objects(triples, row, NamedNode(f"{PROV}wasDerivedFrom"))
    facts = objects(triples, witness, NamedNode(f"{PROV}hadMember"))
    claims = {
        claim.value
        for fact in facts
        for claim in objects(triples, fact, NamedNode(f"{PROV}wasDerivedFrom"))
    }

    assert len(facts) == 2
    assert claims == {item.claim.value for item in answer.rows[0].evidence}


@pytest.mark.parametrize("name", ["ttl", "nt", "nq", "trig", "jsonld", "rdfxml"])
def test_a_proof_comes_in_each_format_of_rdf(graph, answer, name, triples):
    forms = {"jsonld": RdfFormat.JSON_LD, "rdfxml": RdfFormat.RDF_XML}
    form = forms.get(name) or RdfFormat.from_extension(name)
    content = proving.shown(graph, answer, name, "full", None, None)

    assert {quad.triple for quad in pyoxigraph.parse(content, format=form)} == triples
