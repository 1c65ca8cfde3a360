"""The words of a query, and the limits that protect a store."""

import pyoxigraph
import pytest
from hypothesis import given
from pyoxigraph import Literal, NamedNode

from alliance_kg.errors import QuerySyntaxError
from alliance_kg.sparql.lexis import MAX_DEPTH, MAX_JOINS, MAX_WORDS, Cursor, Var, place, tokens
from strategies import literals, texts


def words(text):
    return [(word.kind, word.text) for word in tokens(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("?x $y", [("var", "?x"), ("var", "$y")]),
        ("<http://a/#b>#c", [("iri", "<http://a/#b>")]),
        ("?a<?b", [("var", "?a"), ("mark", "<"), ("var", "?b")]),
        (r"ex:a\#b ?y", [("pname", r"ex:a\#b"), ("var", "?y")]),
        ("ex:a.b.", [("pname", "ex:a.b"), ("mark", ".")]),
        ("ex:%41", [("pname", "ex:%41")]),
        (":a :", [("pname", ":a"), ("pname", ":")]),
        ("_:b1.", [("blank", "_:b1"), ("mark", ".")]),
        ("[ ]", [("blank", "[ ]")]),
        ('"a#b"', [("string", '"a#b"')]),
        ('"a\\"b"', [("string", '"a\\"b"')]),
        ('"""a"b\nc"""', [("string", '"""a"b\nc"""')]),
        ("'''a''b'''", [("string", "'''a''b'''")]),
        ('""', [("string", '""')]),
        ('"a"@en-GB', [("string", '"a"'), ("lang", "@en-GB")]),
        ("1 1.5 .5 1e3", [("number", "1"), ("number", "1.5"), ("number", ".5"), ("number", "1e3")]),
        ("a#c\rb", [("word", "a"), ("word", "b")]),
        ("?a&&!?b", [("var", "?a"), ("mark", "&&"), ("mark", "!"), ("var", "?b")]),
    ],
)
def test_a_query_is_cut_into_its_words(text, found):
    assert words(text) == found


@pytest.mark.parametrize("name", ["été", "e\u0301te\u0301", "हिन्दी", "日本", "x·y"])
def test_names_in_any_script_are_words_as_for_the_store(name):
    pyoxigraph.Store().query(f"SELECT ?{name} {{ ?{name} ?p ?o }}")
    assert words(f"?{name}") == [("var", f"?{name}")]


@given(texts)
def test_any_text_is_cut_or_refused_with_a_place(text):
    try:
        found = list(tokens(text))
    except QuerySyntaxError as error:
        assert error.line >= 1
    else:
        assert all(text[word.start : word.end] == word.text for word in found)


@given(literals)
def test_a_literal_is_read_as_it_was_written(literal):
    assert Cursor(str(literal), {}).term() == literal


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("?x", Var("x")),
        ("ex:a", NamedNode("http://example.org/a")),
        (r"ex:a\#b", NamedNode("http://example.org/a#b")),
        (r"<http://example.org/\u00e9>", NamedNode("http://example.org/é")),
        (r'"\u00e9\t"', Literal("é\t")),
        ("'x'@EN-gb", Literal("x", language="en-gb")),
        ("-1", Literal(-1)),
        ("TRUE", Literal(True)),
    ],
)
def test_a_term_is_read_with_its_prefix_and_escapes(text, term):
    assert Cursor(text, {"ex": "http://example.org/"}).term() == term


@pytest.mark.parametrize(
    "text",
    [
        r'"\ud800"',
        '"x"@abcdefghijk',
        "<relative>",
        r"<http://a/\ud800>",
        '"\udcff"',
        "no:a",
        "SELECT",
    ],
)
def test_what_is_no_term_is_refused_with_its_place(text):
    with pytest.raises(QuerySyntaxError, match=r"query:1:[12]: "):
        Cursor(text, {}).term()


def test_a_place_counts_lines_and_columns_from_one():
    assert [place("ab\ncd", at) for at in (0, 1, 3, 4)] == [(1, 1), (1, 2), (2, 1), (2, 2)]


@pytest.mark.parametrize("pair", ["()", "{}", "[]"])
def test_nesting_is_allowed_to_a_depth_and_no_further(pair):
    deepest = pair[0] * MAX_DEPTH + " 1 " + pair[1] * MAX_DEPTH
    Cursor(deepest, {})
    with pytest.raises(QuerySyntaxError, match="levels deep"):
        Cursor(pair[0] + deepest + pair[1], {})


@pytest.mark.parametrize("link", ["+1", "!", "|ex:a", "||?a", "UNION{}", "MINUS{?a ?b ?c}", "{}"])
def test_a_chain_that_would_crash_a_store_is_refused(link):
    with pytest.raises(QuerySyntaxError, match="too long for a store"):
        Cursor(link * (MAX_JOINS + 1), {})


def test_a_long_list_of_values_is_no_chain():
    Cursor("VALUES ?x { " + "<http://a/b> " * (MAX_WORDS // 2) + "}", {})


def test_a_query_of_too_many_words_is_refused():
    with pytest.raises(QuerySyntaxError, match="too long for a store"):
        Cursor("?x " * (MAX_WORDS + 1), {})
