"""The two laws of proofs, for every question of the catalogue; `laws` says what they are."""

import json
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

import laws
from alliance_kg import KnowledgeGraph
from alliance_kg.sparql.plan import plan
from alliance_kg.sparql.syntax import read
from alliance_kg.terms import read_value

GRAPH = KnowledgeGraph.open()
QUESTIONS = list(GRAPH.catalog)
NEGATING = {question.slug for question in QUESTIONS if "EXISTS" in question.query}
CASES = sorted(
    path
    for path in (Path(__file__).parent / "golden").glob("*/*.json")
    if path.parent.name in NEGATING and path.stem != "default"
)
# Of a long answer the first, the last, and rows evenly between are proved.
ROWS = 12


def sample(rows):
    step = max(1, len(rows) // (ROWS - 1))
    return sorted({*range(0, len(rows), step), *([len(rows) - 1] if rows else [])})


def test_there_are_questions_and_cases_to_prove():
    assert (len(QUESTIONS) >= 116, len(CASES) >= 40) == (True, True)


def assert_laws(query):
    answer = GRAPH.query(query, evidence=True)
    made = plan(read(query, GRAPH.prefixes.namespaces))
    for at in sample(answer.rows):
        row = answer.rows[at]
        assert row.witnesses
        for witness in row.witnesses[:3]:
            laws.assert_laws(made, row, witness)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.slug)
def test_the_laws_hold_for_each_question(question):
    assert_laws(question.query)


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_laws_hold_for_parameters_with_a_negation(path):
    """What absences depend on changes with a parameter: a date opens and closes them."""
    content = json.loads(path.read_text(encoding="utf-8"))
    question = GRAPH.catalog.find(path.parent.name)
    values = {
        name: NamedNode(text) if text.startswith("http") else read_value("date", text)
        for name, text in content["parameters"].items()
    }
    assert_laws(question.bind(values))
