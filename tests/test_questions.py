"""The catalogue: golden answers on three stores, words in both languages, evidence."""

import json
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat

from alliance_kg import KnowledgeGraph
from alliance_kg.matching import fold_phrasing
from alliance_kg.question import LANGUAGES, Question
from alliance_kg.sparql.syntax import read
from alliance_kg.terms import akg, concept, read_value

GRAPH = KnowledgeGraph.open()
QUESTIONS = list(GRAPH.catalog)
GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(GOLDEN.glob("*/*.json"))
REQUIRED = {f"CQ{number:02}" for number in range(1, 41)}


def case(path: Path) -> tuple[str, list[list[str | None]]]:
    """Return the bound query of a golden case and the rows it must give."""
    content = json.loads(path.read_text(encoding="utf-8"))
    question = GRAPH.catalog.find(path.parent.name)
    values = {
        name: NamedNode(text) if text.startswith("http") else read_value("date", text)
        for name, text in content["parameters"].items()
    }
    return question.bind(values), content["rows"]


def texts(solutions: pyoxigraph.QuerySolutions) -> list[list[str | None]]:
    return [[None if term is None else str(term) for term in row] for row in solutions]


@cache
def one_graph() -> pyoxigraph.Store:
    """Return a store that holds everything in its default graph."""
    store = pyoxigraph.Store()
    for path in GRAPH.bundle.turtle:
        store.load(path=path, format=RdfFormat.TURTLE)
    return store


@cache
def rdflib_graph() -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in GRAPH.bundle.turtle:
        graph.parse(data=path.read_bytes(), format="turtle")
    return graph


def each_case(test):
    return pytest.mark.parametrize(
        "path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}"
    )(test)


def each_question(test):
    return pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.slug)(test)


def test_there_are_questions_and_cases():
    assert (len(QUESTIONS) >= 116, len(CASES) >= 330) == (True, True)


def test_every_question_has_a_golden_answer_of_its_default():
    assert {path.parent.name for path in CASES if path.stem == "default"} == set(
        GRAPH.catalog.slugs
    )


def test_the_required_competency_questions_are_answered():
    assert {code for question in QUESTIONS for code in question.competency} >= REQUIRED


@each_case
def test_the_embedded_store_gives_the_golden_rows(path):
    query, rows = case(path)
    solutions = GRAPH.store.select(query)

    assert [
        [str(row[name]) if name in row else None for name in solutions.variables]
        for row in solutions.rows
    ] == rows


@each_case
def test_one_default_graph_gives_the_golden_rows(path):
    query, rows = case(path)

    assert texts(one_graph().query(query)) == rows


@pytest.fixture
def literals_as_written(monkeypatch):
    """Keep rdflib from rewriting "…Z" to "…+00:00"; others in this process may want it."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@each_case
@pytest.mark.usefixtures("literals_as_written")
def test_rdflib_gives_the_golden_rows(path):
    query, rows = case(path)

    assert [
        [None if term is None else _canonical(term) for term in row]
        for row in rdflib_graph().query(query)
    ] == rows


def _canonical(term: rdflib.term.Node) -> str:
    """Return rdflib's term in the form that Oxigraph writes."""
    text = term.n3()
    return text.removesuffix("^^<http://www.w3.org/2001/XMLSchema#string>")


@each_question
def test_the_header_describes_the_columns_of_the_query(question):
    described = tuple(column.name for column in question.columns)

    assert described == GRAPH.store.select(question.query).variables


@each_question
def test_every_parameter_has_its_place_in_the_query_and_words_in_both_languages(question):
    for parameter in question.parameters:
        assert f"VALUES ?{parameter.name} {{ UNDEF }}" in question.query
        assert set(parameter.description) == set(parameter.open_words) == set(LANGUAGES)


@each_question
def test_words_are_there_in_both_languages(question):
    for words in (question.title, question.sentence, question.empty):
        assert all(words[language].strip() for language in LANGUAGES)
    for column in question.columns:
        assert set(column.label) == set(LANGUAGES)
    assert all(len(question.phrasings[language]) >= 2 for language in LANGUAGES)


def test_no_two_questions_share_a_phrasing():
    seen: dict[str, str] = {}
    for question in QUESTIONS:
        for language in LANGUAGES:
            for phrasing in (question.title[language], *question.phrasings[language]):
                folded = fold_phrasing(phrasing)
                assert seen.setdefault(folded, question.slug) == question.slug


@each_question
def test_every_phrasing_is_read_as_its_question(question):
    examples = _examples(question)
    for language in LANGUAGES:
        for phrasing in question.phrasings[language]:
            reading = GRAPH.matcher.match(phrasing.format(**examples))
            assert reading.question.slug == question.slug


def _examples(question: Question) -> dict[str, str]:
    """Return for each parameter a day or the label of an entity that fits it."""
    chosen = {}
    for parameter in question.parameters:
        if parameter.type == "date":
            chosen[parameter.name] = "2025-09-17"
            continue
        names = GRAPH.names.spellings(parameter.kind)
        entities = [name for name in names if "/id/" in name.iri and name.is_label]
        usable = [
            name.name
            for name in entities
            if len(GRAPH.names.matches(name.name, parameter.kind)) == 1
        ]
        chosen[parameter.name] = usable[0]
    return chosen


@each_question
def test_every_row_has_evidence(question):
    answer = GRAPH.ask(question.slug)

    assert [row.cells for row in answer.rows if not row.evidence] == []


@each_question
def test_the_order_is_total(question):
    """Shuffled input gives the same rows in the same order."""
    solutions = GRAPH.store.select(question.query)
    shuffled = pyoxigraph.Store()
    for path in reversed(GRAPH.bundle.turtle):
        quads = list(pyoxigraph.parse(path=path, format=RdfFormat.TURTLE))
        shuffled.extend(reversed(quads))

    assert texts(shuffled.query(question.query)) == [
        [str(row[name]) if name in row else None for name in solutions.variables]
        for row in solutions.rows
    ]


@each_question
def test_the_query_is_portable_sparql(question):
    features = read(question.query).features

    assert features.isdisjoint({"path", "blank node", "sub-select", "graph", "service"})


def test_a_fact_that_lost_its_claims_is_found(copy):
    """The facts are many and all have a claim, so that no golden answer shows one."""
    graph = KnowledgeGraph.open(copy)
    claimed = graph.ask("birth-years").rows[0].evidence
    for item in claimed:
        graph.store.update(f"DELETE WHERE {{ GRAPH ?g {{ {item.claim} ?p ?o }} }}")
    rows = graph.ask("facts-without-evidence").rows
    assert {tuple(row.cells.values()) for row in rows} >= {item.fact[:2] for item in claimed}
    assert all(row.cells["subject"] == claimed[0].fact[0] for row in rows)


def test_a_situation_whose_description_is_not_accepted_is_found(copy):
    graph = KnowledgeGraph.open(copy)
    accepted = concept("acceptance", "accepted")
    (row, *_) = graph.store.select(
        f"SELECT ?claim ?node WHERE {{ ?claim {akg('describes')} ?node ; "
        f"{akg('hasAcceptance')} {accepted} }} ORDER BY ?claim"
    ).rows
    graph.store.update(f"DELETE WHERE {{ GRAPH ?g {{ ?claim {akg('describes')} {row['node']} }} }}")
    found = {each.cells["subject"] for each in graph.ask("facts-without-evidence").rows}
    assert found == {row["node"]}
