"""The catalogue as RDF says what the question files say, in SHACL's vocabulary."""

import io

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import RdfFormat

from alliance_kg.catalog import Catalog
from alliance_kg.editions import contents_of
from alliance_kg.export import write_to

SH = "http://www.w3.org/ns/shacl#"
PROLOGUE = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX csvw: <http://www.w3.org/ns/csvw#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


@pytest.fixture(scope="module")
def content(bundle):
    out = io.BytesIO()
    with contents_of(bundle) as contents:
        write_to(contents, "questions", out)
    return out.getvalue()


@pytest.fixture(scope="module")
def store(content):
    found = pyoxigraph.Store()
    found.load(content, format=RdfFormat.TURTLE)
    return found


@pytest.fixture(scope="module")
def questions(bundle):
    found = {question.slug: question for question in Catalog(bundle)}
    assert len(found) > 100
    return found


def rows(store, query):
    return [tuple(term.value for term in row) for row in store.query(PROLOGUE + query)]


def test_every_question_has_its_query(store, questions):
    found = rows(store, "SELECT ?slug ?text { ?q dcterms:identifier ?slug ; sh:select ?text }")
    assert dict(found) == {slug: question.query for slug, question in questions.items()}


def test_a_query_taken_from_the_catalogue_runs_as_it_stands(store, graph):
    found = rows(
        store,
        'SELECT ?text { ?q dcterms:identifier "brands-sharing-a-platform" ; sh:select ?text }',
    )
    assert len(graph.query(found[0][0]).rows) == len(graph.ask("brands-sharing-a-platform").rows)


@pytest.mark.parametrize("language", ["en", "it"])
def test_every_question_has_its_title(store, questions, language):
    found = rows(
        store,
        "SELECT ?slug ?title { ?q dcterms:identifier ?slug ; dcterms:title ?title "
        f"FILTER(LANG(?title) = '{language}') }}",
    )
    assert dict(found) == {slug: question.title[language] for slug, question in questions.items()}


@pytest.mark.parametrize("language", ["en", "it"])
def test_every_question_has_its_phrasings(store, questions, language):
    found = rows(
        store,
        "SELECT ?slug ?text { ?q dcterms:identifier ?slug ; skos:altLabel ?text "
        f"FILTER(LANG(?text) = '{language}') }}",
    )
    assert sorted(found) == sorted(
        (slug, text) for slug, it in questions.items() for text in it.phrasings[language]
    )


def test_the_local_name_of_a_path_is_the_name_of_the_parameter(store, questions):
    found = rows(
        store,
        "SELECT ?slug ?name { ?q dcterms:identifier ?slug ; sh:parameter/sh:path ?path "
        "BIND(REPLACE(STR(?path), '.*#', '') AS ?name) }",
    )
    assert sorted(found) == sorted(
        (slug, parameter.name) for slug, it in questions.items() for parameter in it.parameters
    )


def test_the_columns_are_those_of_the_answer_in_order(store, questions):
    first = "?q dcterms:identifier ?slug ; csvw:tableSchema/csvw:column/rdf:rest*"
    found = rows(
        store,
        f"SELECT ?slug ?name ?cell {{ {first} ?cell . ?cell rdf:first/csvw:name ?name }}",
    )
    found.sort(key=lambda row: (row[0], int(row[2].rpartition("-")[2])))
    assert [row[:2] for row in found] == [
        (slug, column.name) for slug, it in sorted(questions.items()) for column in it.columns
    ]


def test_the_catalogue_has_no_blank_nodes(content):
    assert b"_:" not in content
    assert b"[" not in b"".join(line for line in content.splitlines() if b'"' not in line)


def test_the_catalogue_is_a_valid_shapes_graph(content, bundle):
    import pyshacl

    shapes = rdflib.Graph().parse(data=content, format="turtle")
    shapes.parse(bundle.root / "ontology" / "prefixes.ttl", format="turtle")
    conforms, _, report = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, report
