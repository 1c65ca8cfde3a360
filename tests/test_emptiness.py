"""Why an answer has no rows."""

import json

import pytest
from pyoxigraph import NamedNode

from alliance_kg import KnowledgeGraph, emptiness
from alliance_kg import graph as facade
from alliance_kg.sentence import sentence
from alliance_kg.terms import BASE, read_value


def why(answer):
    assert answer.rows == ()
    return answer.empty_because


def entity(name):
    return NamedNode(f"{BASE}id/{name}")


def test_an_answer_with_rows_has_no_reason_and_asks_no_more(graph, monkeypatch):
    def never(*arguments):
        raise AssertionError(arguments)

    monkeypatch.setattr(emptiness, "why_empty", never)
    answer = graph.ask("seats")
    assert answer.rows
    assert answer.empty_because is None
    assert "empty_because" not in answer.to_dict()


# --- no such fact


def test_a_question_that_nothing_answers_knows_no_such_fact(graph):
    assert why(graph.ask("derivations")).code == "no-such-fact"


def test_the_template_says_that_there_is_no_such_fact_and_it_is_not_said_twice(graph):
    answer = graph.ask("entities-without-a-label")
    assert why(answer).words == "The graph knows no such fact."
    assert sentence(answer) == "Everything has a name in English and in Italian."


# --- hidden by a date


@pytest.mark.parametrize("clock", ["as_of", "known_by"])
def test_rows_that_a_date_hides_are_counted(graph, clock):
    asked = ("ceo-of-company", {"company": "Nissan"})
    expected = len(graph.ask(*asked).rows)
    reason = why(graph.at(**{clock: "1900-01-01"}).answer(
        graph.catalog.find(asked[0]), {"company": entity("company/nissan")}))  # fmt: skip
    assert (reason.code, reason.hidden_rows) == ("hidden-by-date", expected)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            "The graph knows no chief executive of Ampere (nothing of the kind held on 8 March "
            "1900). 2 rows are hidden by the date.",
        ),
        (
            "it",
            "Il grafo non conosce amministratori delegati di Ampere (nulla del genere valeva "
            "l'8 marzo 1900). 2 righe sono nascoste dalla data.",
        ),
    ],
)
def test_the_sentence_says_what_the_date_hides(graph, language, told):
    held = graph.at(as_of="1900-03-08")
    assert sentence(held.ask("ceo-of-company", {"company": "Ampere"}, language=language)) == told


def test_what_a_date_does_not_hide_has_the_other_reason(graph):
    held = graph.at(as_of="2025-09-17")
    assert why(held.ask("ceo-of-company", {"company": "Minth"})).code == "other-values"


def test_a_query_of_ones_own_is_told_of_the_date_only(graph):
    nissan = entity("company/nissan")
    query = f"SELECT ?x WHERE {{ ?x akg:hasRole ?role ; akg:inOrganization {nissan} }}"
    hidden = graph.at(as_of="1900-01-01").query(query)
    assert why(hidden).hidden_rows == len(graph.query(query).rows)
    assert why(graph.query("SELECT ?x WHERE { ?x a akg:Nothing }")) is None


def test_the_cache_serves_a_graph_that_was_opened_from_it(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    opened = []
    real = facade.open_release

    def opening(*args, from_cache, **named):
        opened.append(from_cache)
        return real(*args, from_cache=from_cache, **named)

    monkeypatch.setattr(facade, "open_release", opening)
    held = KnowledgeGraph.open(as_of="1900-01-01", from_cache=True)
    assert why(held.ask("ceo-of-company", {"company": "Nissan"})).code == "hidden-by-date"
    assert opened == [True, True]


# --- a value that is nothing here


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "'urn:x' is nothing in the graph."), ("it", "'urn:x' non è nulla nel grafo.")],
)
def test_a_value_that_is_nothing_in_the_graph_is_said(graph, language, words):
    asked = graph.catalog.find("seats")
    answer = graph.answer(asked, {"company": NamedNode("urn:x")}, language=language)
    assert why(answer) == ("unknown-value", words, 0, {})


# --- values that do have an answer


def test_what_is_nearest_by_name_comes_first(graph):
    reason = why(graph.ask("brands-sharing-a-platform", {"platform": "CMF-B EV"}))
    assert reason.code == "other-values"
    assert reason.nearest["platform"][0] == entity("platform/cmf-ev")
    assert reason.words == "There are answers for CMF-EV, AmpR Medium and AmpR Small."


def test_of_many_three_are_named(graph):
    reason = why(graph.ask("model-platforms", {"model": "Nissan Micra (model series)"}))
    assert len(reason.nearest["model"]) == 3
    assert reason.words.startswith("There are answers for Nissan ")
    assert reason.words.endswith(" and 8 more.")


def test_what_is_of_the_same_class_comes_before_what_is_not(graph):
    """A plant is told of plants first, though other things have names more like its own."""
    asked = ("counts-stated-and-counted", {"scope": "Maubeuge plant"})
    assert why(graph.ask(*asked)).nearest["scope"][0] == entity("plant/douai")


def test_every_value_that_is_named_does_have_an_answer(graph):
    """For every question with one parameter, asked of something that has no answer."""
    checked = 0
    for asked in graph.catalog:
        if len(asked.parameters) != 1 or asked.parameters[0].type != "iri":
            continue
        name = asked.parameters[0].name
        reason = graph.answer(asked, {name: entity("place/japan")}, evidence=False).empty_because
        for value in reason.nearest.get(name, ()) if reason else ():
            assert graph.answer(asked, {name: value}, evidence=False).rows
            checked += 1
    assert checked > 100


def test_a_parameter_that_is_no_column_is_told_by_what_leaving_it_open_gives(graph):
    asked = graph.catalog.find("stakes-on-a-date")
    values = {"date": read_value("date", "1800-01-01"), "company": entity("company/nissan")}
    reason = why(graph.answer(asked, values))
    assert reason.nearest == {"date": ()}
    left = len(graph.answer(asked, {"company": values["company"]}).rows)
    assert reason.words == f"With 'date' left open there are {left} rows."


def test_of_two_parameters_each_is_told_by_its_name(graph):
    asked = ("first-of-a-brand-in-a-country", {"brand": "Nissan", "country": "Francia"})
    reason = why(graph.ask(*asked, language="it"))
    assert reason.nearest == {"brand": (entity("brand/mitsubishi"),)}
    assert reason.words == "Ci sono risposte con altri valori di «Marca»: Mitsubishi."


# --- in JSON


def test_json_says_why_with_labels(graph):
    document = graph.ask("seats", {"company": "Ford"}).to_dict()
    reason = document["empty_because"]
    assert list(reason) == ["code", "words", "nearest"]
    assert reason["code"] == "other-values"
    assert {cell["label"] for cell in reason["nearest"]["company"]} <= {
        "Ampere", "Mitsubishi Motors", "Nissan", "Renault Group",
    }  # fmt: skip
    assert json.loads(json.dumps(document)) == document


def test_json_counts_what_a_date_hides(graph):
    query = "SELECT ?x { ?x akg:isOperatedBy ?company }"
    document = graph.at(known_by="1900-01-01").query(query).to_dict()
    assert document["empty_because"]["hidden_rows"] == len(graph.query(query).rows)
