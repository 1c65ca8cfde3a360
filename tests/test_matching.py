"""A sentence is read as the question it fits, or refused."""

import re

import pytest
from hypothesis import given, settings

from alliance_kg.errors import BadParameter, NotFound, UnknownQuestion
from alliance_kg.matching import fitting
from alliance_kg.question import LANGUAGES, Parameter
from strategies import texts

ID = "https://w3id.org/alliance-kg/id/"

SENTENCES = [
    ("which brands share AmpR Medium?", "en", "brands-sharing-a-platform",
     {"platform": "platform/ampr-medium"}),
    ("who else uses AmpR Small", "en", "brands-sharing-a-platform",
     {"platform": "platform/ampr-small"}),
    ("quali marche condividono AmpR Medium?", "it", "brands-sharing-a-platform",
     {"platform": "platform/ampr-medium"}),
    ("CHI USA AMPR SMALL", "it", "brands-sharing-a-platform",
     {"platform": "platform/ampr-small"}),
    ("which brands share a platform?", "en", "brands-sharing-a-platform", {}),
    ("who leads Nissan?", "en", "company-leaders", {"company": "company/nissan"}),
    ("Who is the CEO of Mitsubishi Motors", "en", "ceo-of-company",
     {"company": "company/mitsubishi-motors"}),
    ("chi guida Nissan?", "it", "company-leaders", {"company": "company/nissan"}),
    ("chi e il ceo di Renault Group", "it", "ceo-of-company",
     {"company": "company/renault-group"}),
    ("which brands share the Douai plant with Nissan?", "en", "brands-sharing-a-plant",
     {"plant": "plant/douai", "brand": "brand/nissan"}),
    ("with which brands does Alpine share a plant?", "en", "brands-sharing-a-plant",
     {"brand": "brand/alpine"}),
    ("quali marche condividono lo stabilimento di Douai con Nissan?", "it",
     "brands-sharing-a-plant", {"plant": "plant/douai", "brand": "brand/nissan"}),
    ("since when has the Douai plant made only electric vehicles?", "en", "electric-since",
     {"plant": "plant/douai"}),
    ("da quando lo stabilimento di Douai è al 100% elettrico?", "it", "electric-since",
     {"plant": "plant/douai"}),
    ("which is the first Mitsubishi made in France?", "en", "first-of-a-brand-in-a-country",
     {"brand": "brand/mitsubishi", "country": "place/france"}),
    ("qual è la prima Mitsubishi prodotta in Francia?", "it", "first-of-a-brand-in-a-country",
     {"brand": "brand/mitsubishi", "country": "place/france"}),
    ("what is the timeline?", "en", "timeline", {}),
    ("Qual e\u0300 la cronologia?", "it", "timeline", {}),
    ("che cosa si afferma di Ivan Espinosa?", "it", "claims-about-an-entity",
     {"entity": "person/ivan-espinosa"}),
    ("what is claimed about AOB", "en", "claims-about-an-entity",
     {"entity": "body/alliance-operating-board"}),
    ("compare the platforms", "en", "compare-platforms", {}),
    ("confronta le piattaforme", "it", "compare-platforms", {}),
    ("for which brands does the Douai plant produce?", "en", "brands-at-a-plant",
     {"plant": "plant/douai"}),
    ("who visited Douai plant for the first time", "en", "first-times",
     {"scope": "plant/douai"}),
    ("per chi era la prima volta?", "it", "first-times", {}),
    ("which events have no date?", "en", "events-without-a-date", {}),
    ("quali eventi sono senza data?", "it", "events-without-a-date", {}),
]  # fmt: skip


def read(graph, sentence, language="en"):
    return graph.matcher.match(sentence, language)


@pytest.mark.parametrize(
    ("sentence", "language", "slug", "values"), SENTENCES, ids=[case[0] for case in SENTENCES]
)
def test_a_sentence_is_read_as_its_question_in_its_language(
    graph, sentence, language, slug, values
):
    reading = read(graph, sentence)
    named = {name: term.value.removeprefix(ID) for name, term in reading.values.items()}
    assert (reading.question.slug, reading.language, named) == (slug, language, values)


def test_the_sentences_ask_many_questions():
    assert len({case[2] for case in SENTENCES}) >= 11
    assert len(SENTENCES) >= 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_is_reached_by_its_own_title(graph, language):
    questions = list(graph.catalog)
    assert len(questions) >= 24
    lost = [
        question.slug
        for question in questions
        if "{" not in question.title[language]
        and read(graph, question.title[language], language).question.slug != question.slug
    ]
    assert lost == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrasing_without_a_slot_reaches_its_question(graph, language):
    plain = [
        (question.slug, phrasing)
        for question in graph.catalog
        for phrasing in question.phrasings[language]
        if "{" not in phrasing
    ]
    assert len(plain) >= 24
    assert [
        phrasing
        for slug, phrasing in plain
        if read(graph, phrasing, language).question.slug != slug
    ] == []


@pytest.mark.parametrize(
    ("english", "italian"),
    [
        ("which brands share AmpR Medium?", "quali marche condividono AmpR Medium?"),
        ("who leads Nissan?", "chi guida Nissan?"),
        ("what is the timeline?", "qual è la cronologia?"),
    ],
)
def test_the_same_question_has_equal_rows_in_both_languages(graph, english, italian):
    def rows(sentence):
        # Labels are in the language asked in; everything else is the same.
        return [
            (
                [(name, {**cell, "label": ""}) for name, cell in row["cells"].items()],
                row["evidence"],
            )
            for row in graph.ask(sentence).to_dict()["rows"]
        ]

    assert rows(english) == rows(italian)


def test_the_brands_that_share_ampr_medium_are_the_same_in_either_language(graph):
    for sentence in ("which brands share AmpR Medium?", "quali marche condividono AmpR Medium?"):
        rows = graph.ask(sentence).to_dict()["rows"]
        assert {row["cells"]["brand"]["label"] for row in rows} == {
            "Alpine", "Mitsubishi", "Renault"
        }  # fmt: skip


REFUSED = [
    "who is the king of France?",
    "which brands",
    "which brands share AmpR Medium and the moon?",
    "which brands share AmpR Medium? which brands share AmpR Small?",
    "which brands share {platform}?",
    "which brands share } UNION { ?s ?p ?o }?",
    'which brands share "> } #?',
    "which brands share VALUES ?platform { UNDEF }?",
    "which brands share \x00\x1b[31m?",
    "which brands share " + "AmpR Medium " * 850 + "?",
    "x " * 5_000 + "?",
    "ما هي العلامات التجارية؟ ?",
    "\u202e?muideM RpmA erahs sdnarb hcihw",
    "? ? ?",
    "SELECT * WHERE { ?s ?p ?o }",
]


@pytest.mark.parametrize("sentence", REFUSED, ids=range(len(REFUSED)))
def test_what_fits_no_phrasing_is_refused(graph, sentence):
    with pytest.raises(NotFound) as caught:
        graph.ask(sentence)
    assert len(caught.value.nearest) <= 3
    assert re.search("; did you mean |, such as |; search for ", str(caught.value))


@pytest.mark.parametrize("sentence", REFUSED, ids=range(len(REFUSED)))
def test_a_refusal_is_one_short_line_of_printable_text(graph, sentence):
    with pytest.raises(NotFound) as caught:
        graph.ask(sentence)
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) < 700


def test_a_sentence_that_fits_nothing_gets_the_three_nearest_questions(graph):
    with pytest.raises(
        UnknownQuestion, match="no question fits 'who is the king of France\\?'"
    ) as e:
        graph.ask("who is the king of France?")
    assert len(set(e.value.nearest)) == 3
    assert set(e.value.nearest) <= set(graph.catalog.slugs)


def test_a_question_about_an_unknown_entity_names_the_nearest_entities(graph):
    with pytest.raises(NotFound, match="no VehiclePlatform here is called 'ampr large'") as caught:
        graph.ask("which brands share AmpR Large?")
    assert set(caught.value.nearest) >= {"AmpR Medium", "AmpR Small"}


def test_words_that_run_into_a_slot_do_not_fit(graph):
    with pytest.raises(UnknownQuestion):
        graph.ask("who leadsNissan ?")


@given(sentence=texts)
@settings(max_examples=25, deadline=None)
def test_any_text_is_read_or_not_found(graph, sentence):
    try:
        reading = read(graph, sentence)
    except NotFound as error:
        assert str(error)
    else:
        assert reading.question.slug in graph.catalog


@given(sentence=texts)
@settings(max_examples=25, deadline=None)
def test_any_text_in_a_slot_is_an_entity_or_not_found(graph, sentence):
    try:
        reading = read(graph, f"which brands share {sentence}?")
    except NotFound as error:
        assert str(error)
    else:
        assert all(term.value.startswith(ID) for term in reading.values.values())


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [("integer", "3", "3"), ("string", "x", "x"), ("date", "2025-09-17", "2025-09-17T00:00:00Z")],
)
def test_a_literal_parameter_is_read_by_its_type(graph, kind, text, value):
    parameter = Parameter("n", kind, "", {}, {})
    assert fitting.value_of(parameter, text, graph.names).value == value


def test_a_bad_literal_is_refused_with_the_parameters_name(graph):
    with pytest.raises(BadParameter, match="n: 'three' is not of type integer"):
        fitting.value_of(Parameter("n", "integer", "", {}, {}), "three", graph.names)


@pytest.mark.parametrize(
    ("phrasing", "folded"),
    [
        ("who leads {company}?", "who leads {company}"),
        ("Qual è {a} in {b}!", "qual e {a} in {b}"),
    ],
)
def test_a_phrasing_is_folded_around_its_slots(phrasing, folded):
    assert fitting.fold_phrasing(phrasing) == folded
