"""A reading is told with its answer, wherever the answer goes."""

import csv
import io
import itertools
import json
import sys

import pytest

from alliance_kg import KnowledgeGraph
from alliance_kg.errors import NotFound, UnknownQuestion

MISSPELT = "quali marche condividno la piattaforma ampr medium"


def test_a_misspelt_sentence_is_answered_in_its_language_and_says_how_it_was_read(run):
    result = run("ask", MISSPELT)
    first, _, rest = result.stdout.partition("\n")
    assert (result.code, first) == (0, "Ho letto: Quali marche condividono AmpR Medium?")
    assert "3 marche condividono AmpR Medium: Alpine (Alpine A390)" in rest
    assert "Prove\n" in rest


def test_an_exact_sentence_says_nothing_of_its_reading(run):
    result = run("ask", "quali marche condividono AmpR Medium?")
    assert result.stdout.startswith("3 marche condividono AmpR Medium")
    assert result.stderr == ""


def test_markdown_begins_with_the_reading(run):
    result = run("ask", "wich brands sharre AmpR Medium", "-f", "md", "--no-evidence")
    assert result.stdout.startswith("I read this as: Which brands share AmpR Medium?\n\n")
    assert "\n\nIt may also be: " in result.stdout


@pytest.mark.parametrize("form", ["csv", "tsv", "srj", "srx"])
def test_formats_without_a_place_for_it_leave_data_alone_and_tell_on_standard_error(run, form):
    loose = run("ask", "wich brands sharre AmpR Medium", "-f", form, "--no-evidence")
    exact = run("ask", "which brands share AmpR Medium?", "-f", form, "--no-evidence")
    assert loose.stdout == exact.stdout
    assert loose.stderr.splitlines()[0] == "I read this as: Which brands share AmpR Medium?"


def test_json_has_the_reading_as_a_key(run):
    result = run("ask", "Which platform does the Scenic use, please?", "-f", "json")
    reading = json.loads(result.stdout)["reading"]
    assert result.stderr == ""
    assert reading["question"] == "model-platforms"
    assert "Renault Scenic E-Tech Electric" in reading["text"]
    assert 0 < reading["score"] < 1
    assert len(reading["alternatives"]) <= 2
    assert all(other.keys() == {"question", "text"} for other in reading["alternatives"])


def test_an_exact_reading_has_the_score_one_and_no_alternatives(graph):
    reading = graph.ask("who leads Nissan?").reading
    assert reading.to_dict() == {
        "question": "company-leaders", "text": "who leads Nissan?", "score": 1.0,
        "alternatives": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "slug", "value"),
    [
        ("AmpR Medium", "claims-about-an-entity", "platform/ampr-medium"),
        ("CMF-EV", "claims-about-an-entity", "platform/cmf-ev"),
        ("Espinosa", "claims-about-an-entity", "person/ivan-espinosa"),
        ("Nissan", "claims-about-an-entity", "company/nissan"),
        ("che cos'è Ampere?", "claims-about-an-entity", "company/ampere"),
        ("who is Provost", "roles-of-a-person", "person/francois-provost"),
        ("When did de Meo leave Renault?", "claims-about-an-entity", "dispute/departure-of-de-meo"),
    ],
)
def test_what_is_only_named_is_told_of(graph, text, slug, value):
    answer = graph.ask(text, evidence=False)
    assert answer.reading.question.slug == slug
    assert [term.value.split("/id/")[1] for term in answer.reading.values.values()] == [value]
    assert answer.rows


@pytest.mark.parametrize(("slip", "slug"), [("timelime", "timeline"), ("founding", "foundings")])
def test_a_slip_in_a_slug_is_no_name(graph, slip, slug):
    with pytest.raises(UnknownQuestion, match=f"no question '{slip}'; did you mean '{slug}'"):
        graph.ask(slip)


@pytest.mark.parametrize("text", ["tell me about it", "where is it made", "chi è lui"])
def test_a_pronoun_stands_for_nothing(graph, text):
    with pytest.raises(NotFound):
        graph.ask(text)


def test_what_has_no_answer_is_not_read_as_what_bears_no_such_name(graph):
    answer = graph.ask("quali traguardi ha raggiunto Motori.gr", evidence=False)
    assert answer.reading.values["entity"].value.endswith("/source/motori-gr-alpine-a290")
    assert answer.rows == ()


def test_names_that_are_only_in_the_answer_are_told(graph):
    reading = graph.ask("Who succeeded Makoto Uchida?", evidence=False).reading
    assert reading.text == "Who succeeded whom? (all rows, among them: Makoto Uchida)"


def test_a_sentence_is_not_taken_for_the_name_that_it_also_is(graph):
    assert graph.names.find("Where is the Micra made?").value.endswith("/plant-of-the-micra")
    reading = graph.ask("Where is the Micra made?", evidence=False).reading
    assert reading.question.slug == "plants-of-a-model"


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("quante persone lavorano a Douai", "plant/douai"),
        ("how many people work at the Sunderland plant", "plant/sunderland"),
    ],
)
def test_a_town_stands_for_its_plant_where_only_that_has_the_answer(graph, sentence, value):
    answer = graph.ask(sentence, evidence=False)
    assert answer.reading.values["entity"].value.endswith(value)
    assert answer.rows


def test_a_town_that_has_an_answer_stands_for_itself(graph):
    reading = graph.ask("tell me about Douai", evidence=False).reading
    assert reading.values["entity"].value.endswith("/place/douai")


def test_a_slug_is_not_read(graph):
    answer = graph.ask("company-leaders", {"company": "Nissan"})
    assert answer.reading is None
    assert "reading" not in answer.to_dict()


def test_values_are_told_by_their_labels_in_the_language_asked(graph):
    italian = graph.ask("Chi dirigeva Nissan il 30 giugno 2025?", evidence=False).reading
    assert italian.text == "Chi dirigeva Nissan il 2025-06-30?"
    english = graph.ask("What does the Dieppe factory build?", evidence=False).reading
    assert english.text == "What does the Dieppe plant produce?"


def test_the_answer_to_a_loose_sentence_is_that_to_the_question_as_read(graph):
    loose = graph.ask("wich company runs the Maubeuge factory", evidence=False)
    exact = graph.ask("plant-operator", {"plant": "plant/maubeuge"}, evidence=False)
    assert [row.cells for row in loose.rows] == [row.cells for row in exact.rows]
    assert loose.rows


def test_a_brand_stands_for_the_company_that_bears_its_name(graph):
    reading = graph.ask("who is the boss of Mitsubishi?", evidence=False).reading
    assert reading.values["company"].value.endswith("company/mitsubishi-motors")


def test_a_brand_does_not_stand_for_an_owner_of_another_name(graph):
    with pytest.raises(NotFound):
        graph.ask("who is the boss of Dacia?")


def test_two_names_for_one_slot_are_not_answered_with_one(graph):
    with pytest.raises(UnknownQuestion, match="name one thing of a kind, or ask twice"):
        graph.ask("What is the range of the Nissan Micra and of the Renault Scenic?")


def test_a_name_of_the_wrong_kind_says_what_is_asked_for(graph):
    with pytest.raises(
        NotFound, match=r"asks for a thing of the kind Company, such as '.*', not 'ampr medium'"
    ):
        graph.ask("Who is the actual chief executive of AmpR Medium?")


def test_an_ambiguous_part_of_a_name_says_what_it_could_mean(graph):
    with pytest.raises(NotFound, match="'ampr' names more than one thing here") as caught:
        graph.ask("which market segments is AmpR meant to serve?")
    assert set(caught.value.nearest) == {"platform/ampr-medium", "platform/ampr-small"}


def test_off_topic_sentences_exit_with_5_and_suggest(run):
    result = run("ask", "who is the king of France?")
    assert (result.code, result.stdout) == (5, "")
    assert "no question fits 'who is the king of France?'; did you mean" in result.stderr


HOSTILE = [
    "which brands share " + "AmpR Medium " * 850,
    "a" * 10_000 + "?",
    "\u202e" * 5_000 + " ?" * 2_500,
    "who leads Nissan? " + "\x00\x1b[2J" * 60,
    "alliance and " * 38,
    "renault " * 60,
    "which brands share VALUES ?platform { <x> } } ; DROP ALL #?",
    "who leads <https://w3id.org/alliance-kg/id/company/nissan> UNION SELECT?",
    "DELETE WHERE { ?s ?p ?o }",
]


@pytest.mark.parametrize("sentence", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_sentences_are_refused_or_answered_quickly_and_never_run(graph, sentence):
    size = len(graph.store.select("SELECT ?s WHERE { ?s ?p ?o }").rows)
    graph.matcher.approximate  # noqa: B018 (built once, before the clock starts)
    calls = itertools.count()
    sys.setprofile(lambda *_event: next(calls))
    try:
        reading = graph.matcher.match(sentence)
    except NotFound as error:
        assert str(error).isprintable()
        assert len(str(error)) < 700
    else:
        assert all(term.value.startswith("https://w3id.org/") for term in reading.values.values())
    finally:
        sys.setprofile(None)
    # Each word that doubles the work would make thousands of millions of these.
    assert next(calls) < 2_000_000
    assert len(graph.store.select("SELECT ?s WHERE { ?s ?p ?o }").rows) == size


def test_a_release_of_ones_own_is_read_by_its_own_questions(copy):
    for path in (copy / "queries").glob("*.rq"):
        if path.stem != "company-leaders":
            path.unlink()
    graph = KnowledgeGraph.open(copy)
    assert graph.ask("who is Nissan led by").reading.question.slug == "company-leaders"


def test_csv_stays_csv(run):
    result = run("ask", "wich brands sharre AmpR Medium", "-f", "csv")
    rows = list(csv.reader(io.StringIO(result.stdout)))
    assert len({len(row) for row in rows}) == 1


def test_a_name_without_a_slot_must_be_in_the_answer(graph):
    reading = graph.ask("Who took over from Makoto Uchida at Nissan?", evidence=False).reading
    assert reading.question.slug == "successions"
    assert reading.values["company"].value.endswith("company/nissan")
    with pytest.raises(NotFound):  # de Meo has never led Nissan
        graph.ask("Who took over from Luca de Meo at Nissan?", evidence=False)


def test_of_a_town_and_its_plant_the_one_is_meant_that_has_an_answer(graph):
    reading = graph.ask("Quanta gente lavora a Sunderland?", evidence=False).reading
    assert reading.question.slug == "workforce"
    assert reading.values["entity"].value.endswith("plant/sunderland")


@pytest.mark.parametrize(
    ("sentence", "slug"),
    [
        ("Douai prod. volumes p.a.", "plant-output-by-year"),
        ("mitsu models", "models-of-a-brand"),
        ("chi è laministratore delegato di Nissan", "ceo-of-company"),
    ],
)
def test_what_is_cut_short_or_written_together_is_understood(graph, sentence, slug):
    assert graph.ask(sentence, evidence=False).reading.question.slug == slug


def test_the_article_of_a_day_is_one_source(graph):
    sentence = (
        "How many claims does each paragraph of the Kurier article of 18 September 2025 support?"
    )
    reading = graph.ask(sentence, evidence=False).reading
    assert reading.values["source"].value.endswith("source/kurier-2025-09-18")
