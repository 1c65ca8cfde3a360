"""The answer in a sentence: templates, lists, agreement, and every template there is."""

import pytest
from pyoxigraph import Literal, NamedNode

from alliance_kg import KnowledgeGraph, message
from alliance_kg.answer import Answer, AnswerRow
from alliance_kg.errors import QuestionError
from alliance_kg.question import LANGUAGES, Question
from alliance_kg.sentence import day_in_words, sentence, template
from alliance_kg.terms import XSD, read_value

GRAPH = KnowledgeGraph.open()
QUESTIONS = list(GRAPH.catalog)
TEMPLATES = [
    pytest.param(question, key, language, id=f"{question.slug}-{key}.{language}")
    for question in QUESTIONS
    for key in ("sentence", "empty")
    for language in LANGUAGES
]
HEADER = """\
#+ sentence.en = "{}"
#+ sentence.it = "{}"
#+ empty.en = "None."
#+ empty.it = "Nessuno."
#+ columns.brand = {{ label.en = "Brand", label.it = "Marca", kind = "Brand" }}
#+ columns.model = {{ label.en = "Model", label.it = "Modello", kind = "VehicleModel" }}
#+ columns.amount = {{ label.en = "A", label.it = "A", kind = "decimal" }}
#+ parameters.brand = {{ type = "iri", kind = "Brand", all.en = "any", all.it = "tutte" }}
SELECT ?brand ?model WHERE {{ VALUES ?brand {{ UNDEF }} ?model ?property ?brand }}
"""
LABELS = {f"urn:{name}": name for name in ("Alpine", "Espace", "Nissan", "Renault", "Micra")}


def question(tmp_path, english, italian="x"):
    path = tmp_path / "which.rq"
    path.write_text(HEADER.format(english, italian), encoding="utf-8")
    return Question.read(path)


def told(tmp_path, text, rows, language="en", **parameters):
    """Return the sentence of an answer with rows of (brand, model, …), as labels."""
    asked = question(tmp_path, text, text)
    columns = ("brand", "model", "amount")
    cells = [
        {
            column: value if isinstance(value, Literal) else NamedNode(f"urn:{value}")
            for column, value in zip(columns, row, strict=False)
            if value is not None
        }
        for row in rows
    ]
    values = {name: NamedNode(f"urn:{value}") for name, value in parameters.items()}
    rows = tuple(AnswerRow(each) for each in cells)
    return sentence(Answer(asked, values, columns, rows, GRAPH.release, language, LABELS))


TWO = [("Renault", "Espace"), ("Renault", "Micra"), ("Nissan", "Micra")]


# --- what the names stand for


def test_a_column_is_the_list_of_its_values_each_once(tmp_path):
    assert told(tmp_path, "{model}", TWO) == "Espace and Micra"


def test_a_parameter_is_the_value_it_was_given_or_its_words_when_open(tmp_path):
    assert told(tmp_path, "of {brand}", TWO, brand="Nissan") == "Of Nissan"
    assert told(tmp_path, "of {brand}", TWO) == "Of any"


def test_the_list_of_a_parameter_is_that_of_its_column(tmp_path):
    assert told(tmp_path, "{brand, list}", TWO) == "Renault and Nissan"


def test_an_item_of_a_list_speaks_of_its_own_rows(tmp_path):
    text = "{brand, list, item {{brand} ({model, plural, one {#} other {#}}: {model})}}"
    assert told(tmp_path, text, TWO) == "Renault (2: Espace and Micra) and Nissan (1: Micra)"


def test_a_list_of_rows_has_an_item_for_each(tmp_path):
    text = "{rows, list, item {{brand} {model}}}"
    assert told(tmp_path, text, TWO) == "Renault Espace, Renault Micra and Nissan Micra"


def test_the_count_is_that_of_the_rows(tmp_path):
    text = "{count} {count, plural, one {row} other {rows}}"
    assert [told(tmp_path, text, TWO[:end]) for end in (1, 3)] == ["1 row", "3 rows"]


def test_a_select_tells_given_from_open_and_some_from_none(tmp_path):
    text = "{brand, select, open {o} other {g}}{model, select, none {n} other {s}}"
    assert told(tmp_path, text, [("Nissan", None)]) == "On"
    assert told(tmp_path, text, [("Nissan", "Micra")], brand="Nissan") == "Gs"


def test_a_decimal_has_a_comma_in_italian(tmp_path):
    amount = Literal("43.4", datatype=NamedNode(f"{XSD}decimal"))
    row = [("Nissan", "Micra", amount)]
    assert told(tmp_path, "{amount}", row) == "43.4"
    assert told(tmp_path, "{amount}", row, "it") == "43,4"


@pytest.mark.parametrize(
    ("day", "english", "italian"),
    [
        ("2025-03-01", "1 March 2025", "1º marzo 2025"),
        ("2025-09-17", "17 September 2025", "17 settembre 2025"),
    ],
)
def test_a_day_is_told_in_words(tmp_path, day, english, italian):
    assert [day_in_words(day, language) for language in LANGUAGES] == [english, italian]
    row = [("Nissan", "Micra", read_value("date", day))]
    assert told(tmp_path, "{amount}", row, "it") == italian


def test_an_instant_within_a_day_stays_as_it_is(tmp_path):
    text = "2025-09-17T10:30:00Z"
    instant = Literal(text, datatype=NamedNode(f"{XSD}dateTime"))
    assert told(tmp_path, "{amount}", [("Nissan", "Micra", instant)]) == text


def test_an_item_with_commas_is_kept_apart_by_semicolons(tmp_path):
    text = "{rows, list, item {{brand}, {model}}}"
    assert told(tmp_path, text, TWO[:2], "it") == "Renault, Espace; e Renault, Micra"


def test_a_name_that_ends_a_sentence_brings_its_mark(tmp_path):
    assert told(tmp_path, "{amount}.", [("a", "b", Literal("Renault S.A."))]) == "Renault S.A."
    assert told(tmp_path, "{amount}.", [("a", "b", Literal("Which?"))]) == "Which?"


# --- agreement, in the words of the catalogue


@pytest.mark.parametrize(
    ("brands", "english", "italian"),
    [
        (["Alpine"], "1 brand has cars on", "1 marca ha auto su"),
        (["Alpine", "Nissan", "Renault"], "3 brands share", "3 marche condividono"),
    ],
)
def test_the_verb_agrees_with_the_number_of_brands(brands, english, italian):
    asked = GRAPH.catalog.find("brands-sharing-a-platform")
    rows = tuple(
        AnswerRow({"brand": NamedNode(f"urn:{brand}"), "model": NamedNode("urn:Micra")})
        for brand in brands
    )
    values = {"platform": NamedNode("urn:Alpine")}
    found = [
        sentence(Answer(asked, values, asked_columns(asked), rows, GRAPH.release, language, LABELS))
        for language in LANGUAGES
    ]
    assert [text.split(" Alpine:")[0] for text in found] == [english, italian]


def asked_columns(asked):
    return tuple(column.name for column in asked.columns)


# --- the day asked about


@pytest.mark.parametrize(
    ("language", "end"), [("en", "(as of 8 March 2025)."), ("it", "(all'8 marzo 2025).")]
)
def test_the_clock_stands_within_the_sentence(graph, language, end):
    held = graph.at(as_of="2025-03-08")
    answer = held.ask("ceo-of-company", {"company": "Nissan"}, language=language, evidence=False)
    assert sentence(answer).endswith(end)


# --- templates that are none


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{nobody}", "'nobody' is none of amount, brand, count, model"),
        ("{rows, list}", "'rows' is none of amount, brand, model"),
        ("{count, select, other {}}", "'count' is none of amount, brand, model"),
        ("{brand", "',' is missing at character 7, in the argument at character 1"),
    ],
)
def test_a_template_that_cannot_be_told_is_an_error_of_the_question(tmp_path, text, reason):
    asked = question(tmp_path, text)
    with pytest.raises(QuestionError) as refused:
        template(asked, "sentence", "en")
    assert str(refused.value) == f"{asked.path}: sentence.en: {reason}"


# --- every template of the catalogue


def test_there_are_templates():
    assert len(TEMPLATES) >= 4 * 116


@pytest.mark.parametrize(("asked", "key", "language"), TEMPLATES)
def test_every_template_is_a_message_of_columns_and_parameters(asked, key, language):
    parsed = template(asked, key, language)
    for argument in message.arguments(parsed):
        if argument.kind == "plural":
            assert set(argument.options) >= {"one", "other"}
        if argument.kind == "select":
            assert set(argument.options) - {"other"} in ({"open"}, {"none"})
            is_parameter = argument.name in {one.name for one in asked.parameters}
            assert ("open" in argument.options) is is_parameter


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.slug)
def test_every_sentence_reads_as_one_for_any_number_of_rows(asked, language):
    """With no row, one, two and many, open and given; cells may be missing."""
    columns = asked_columns(asked)
    for count in (0, 1, 2, 8):
        for filled in (columns, columns[:1]):
            rows = tuple(
                AnswerRow({name: NamedNode(f"urn:N{at}") for name in filled}) for at in range(count)
            )
            for values in ({}, {one.name: NamedNode("urn:Given") for one in asked.parameters}):
                labels = {f"urn:N{at}": f"N{at}" for at in range(count)} | {"urn:Given": "Given"}
                answer = Answer(asked, values, columns, rows, GRAPH.release, language, labels)
                text = sentence(answer)
                assert text.endswith((".", "?"))
                if filled == columns:
                    assert text[0].isupper() or text[0].isdigit() or text[0] in "“«"
                    assert not set("{}#") & set(text), text
                    assert not any(odd in text for odd in ("  ", " .", " ,", "..", "()", ": ."))


def test_given_parameters_are_named_in_the_sentence():
    """A sentence that leaves out what was asked about could be of any of its values."""
    silent = set()
    for asked in QUESTIONS:
        for parameter in asked.parameters:
            columns = asked_columns(asked)
            labels = {"urn:Given": "Given", "urn:N": "N"}
            for rows in ((), (AnswerRow({name: NamedNode("urn:N") for name in columns}),)):
                if parameter.name in columns and rows:
                    rows[0].cells[parameter.name] = NamedNode("urn:Given")
                values = {parameter.name: NamedNode("urn:Given")}
                answer = Answer(asked, values, columns, rows, GRAPH.release, "it", labels)
                if "Given" not in sentence(answer):
                    silent.add((asked.slug, parameter.name, len(rows)))
    assert silent == set()
