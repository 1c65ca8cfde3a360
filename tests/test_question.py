"""A question file: its header, its parameters, its text with values bound."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Store

from alliance_kg.bundle import Bundle
from alliance_kg.errors import BadParameter, InputError, QuestionError
from alliance_kg.question import Question
from alliance_kg.sparql.syntax import read
from strategies import HOSTILE, terms, texts

HEADER = """\
#+ title.en = "Which?"
#+ title.it = "Quale?"
#+ sentence.en = "{a}"
#+ sentence.it = "{a}"
#+ empty.en = "None."
#+ empty.it = "Nessuno."
#+ columns.a = { label.en = "A", label.it = "A", kind = "string" }
#+ columns.b = { label.en = "B", label.it = "B", kind = "string" }
#+ parameters.a = { type = "string", description.en = "a", description.it = "a" }
#+ parameters.b = { type = "string", description.en = "b", description.it = "b" }
"""
QUERY = """\
SELECT ?a ?b
WHERE {
  VALUES ?a { UNDEF }
  VALUES ?b { UNDEF }
}"""
BUNDLE = Bundle.open()
ASKED = [
    (question, parameter.name)
    for path in BUNDLE.queries
    for question in [Question.read(path)]
    for parameter in question.parameters
]


def write(tmp_path, text):
    path = tmp_path / "which.rq"
    path.write_text(text, encoding="utf-8")
    return Question.read(path)


@pytest.fixture(scope="module")
def question(tmp_path_factory):
    return write(tmp_path_factory.mktemp("questions"), HEADER + QUERY)


def answer(query):
    """Ask a store that holds nothing: only what was bound can come back."""
    return [
        {variable.value: row[variable] for variable in solutions.variables if row[variable]}
        for solutions in [Store().query(query)]
        for row in solutions
    ]


@given(value=terms)
def test_a_bound_value_comes_back_as_the_very_same_term(question, value):
    assert answer(question.bind({"a": value})) == [{"a": value}]


@given(one=terms, other=terms)
def test_two_bound_values_come_back_as_they_went_in(question, one, other):
    assert answer(question.bind({"a": one, "b": other})) == [{"a": one, "b": other}]


@given(text=texts)
def test_a_bound_query_has_the_variables_of_the_open_one(question, text):
    bound, opened = (read(question.bind(values)) for values in ({"a": Literal(text)}, {}))
    assert bound.where.variables == opened.where.variables


@given(text=texts)
def test_a_bound_query_does_nothing_that_the_open_one_does_not(question, text):
    bound = read(question.bind({"a": Literal(text)}))
    assert (bound.features, bound.datasets, bound.form) == (set(), [], "SELECT")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_a_value(question, text):
    assert answer(question.bind({"a": Literal(text)})) == [{"a": Literal(text)}]


def test_a_value_that_looks_like_the_next_parameters_block_stays_a_value(question):
    """Replacing one parameter after the other would put the second value outside the quotes."""
    values = {"a": Literal("VALUES ?b { }"), "b": Literal(" } UNION { ?s ?p ?o } #")}
    assert answer(question.bind(values)) == [values]


def test_there_are_parameters_to_bind():
    assert len(ASKED) >= 24


@pytest.mark.parametrize(
    ("question", "name"), ASKED, ids=[f"{question.slug}-{name}" for question, name in ASKED]
)
def test_each_block_of_a_parameter_takes_its_value(question, name):
    value = NamedNode("https://example.org/x")
    blocks = question.query.count(f"VALUES ?{name} {{ UNDEF }}")
    assert blocks >= 1
    assert question.bind({name: value}).count(f"VALUES ?{name} {{ {value} }}") == blocks


@given(data=st.data(), text=texts)
@settings(max_examples=50)
def test_hostile_text_leaves_every_question_one_that_the_store_can_read(data, text):
    question, name = data.draw(st.sampled_from(ASKED))
    bound = question.bind({name: Literal(text)})
    opened = {variable.value for variable in Store().query(question.query).variables}
    assert {variable.value for variable in Store().query(bound).variables} == opened


def test_a_query_without_values_is_the_one_of_the_file(question):
    assert question.bind({}) == QUERY


def test_a_question_is_a_valid_query_with_its_header(question):
    assert answer(question.text) == [{}]


def test_an_unknown_parameter_is_refused_with_those_there_are(question):
    with pytest.raises(BadParameter, match="which has no parameter 'c'; it has a, b"):
        question.bind({"c": Literal("x")})


def test_a_question_without_parameters_says_so(tmp_path):
    bare = write(tmp_path, "SELECT ?a { VALUES ?a { 1 } }")
    with pytest.raises(BadParameter, match="it has none"):
        bare.bind({"a": Literal("x")})


def test_the_header_gives_titles_and_columns(question):
    assert (question.title["it"], [column.name for column in question.columns]) == (
        "Quale?",
        ["a", "b"],
    )


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ('title.en = "Which?"', 'title.en = "Which?', "1:", "header: "),
        ('title.it = "Quale?"', "title.it = Quale?", "2:15", "header: Invalid value"),
        ('#+ empty.en = "None."', "#+ empty.en", "5:", "header: "),
    ],
)
def test_a_broken_header_is_an_error_with_line_and_column(tmp_path, old, new, place, reason):
    broken = write(tmp_path, HEADER.replace(old, new) + QUERY)
    with pytest.raises(QuestionError) as caught:
        _ = broken.title
    assert re.match(rf".*which\.rq:{place}.*{reason}", str(caught.value))


@pytest.mark.parametrize("key", ["title", "sentence", "empty"])
@pytest.mark.parametrize("language", ["en", "it"])
def test_a_missing_language_is_an_error_that_names_it(tmp_path, key, language):
    kept = [line for line in HEADER.splitlines() if not line.startswith(f"#+ {key}.{language}")]
    incomplete = write(tmp_path, "\n".join([*kept, QUERY]))
    with pytest.raises(QuestionError, match=rf"which\.rq: header has no {key}\.{language}"):
        getattr(incomplete, key)


def test_a_parameter_of_an_unknown_type_is_an_error(tmp_path):
    odd = write(tmp_path, HEADER.replace('type = "string"', 'type = "color"') + QUERY)
    with pytest.raises(QuestionError, match="parameter a: type 'color' is none of iri, string"):
        _ = odd.parameters


def test_a_title_that_is_no_table_is_an_error(tmp_path):
    odd = write(tmp_path, '#+ title = "Which?"\n' + QUERY)
    with pytest.raises(QuestionError, match="header: title is not a table"):
        _ = odd.title


def test_a_file_that_is_not_utf8_is_an_error(tmp_path):
    path = tmp_path / "which.rq"
    path.write_bytes(b'#+ title.en = "\xff"\n')
    with pytest.raises(QuestionError, match=r"which\.rq: not UTF-8"):
        Question.read(path)


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(InputError, match=r"which\.rq: No such file"):
        Question.read(tmp_path / "which.rq")
