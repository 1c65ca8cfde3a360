"""Property paths: read, written back, told from numbers."""

import pytest
from hypothesis import given
from rdflib.plugins.sparql.parser import parseQuery

from alliance_kg.sparql.lexis import Cursor
from alliance_kg.sparql.paths import read_path, written
from alliance_kg.sparql.syntax import read
from sparql import paths

EX = {"ex": "http://example.org/"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ex:p", "<p>"),
        ("a", "<type>"),
        ("^ex:p", "^(<p>)"),
        ("ex:p/ex:q|ex:r", "((<p>/<q>)|<r>)"),
        ("ex:p/(ex:q|ex:r)", "(<p>/(<q>|<r>))"),
        ("^ex:p*", "^((<p>)*)"),
        ("(^ex:p)?", "(^(<p>))?"),
        ("!ex:p", "!(<p>)"),
        ("!(ex:p|^ex:q|a)", "!(<p>|<type>|^<q>)"),
        ("!()", "!()"),
    ],
)
def test_a_path_is_read_with_the_precedence_of_the_grammar(text, found):
    shown = written(read_path(Cursor(text, EX))).replace("http://example.org/", "")

    assert shown.replace("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "") == found


@given(path=paths)
def test_what_is_written_is_the_same_path_and_sparql(path):
    text = written(read_path(Cursor(path, EX)))

    assert written(read_path(Cursor(text, {}))) == text
    parseQuery(f"SELECT * {{ ?s {text} ?o }}")


def test_the_sign_of_a_number_is_no_path():
    (pattern,) = read("SELECT * { ?s ex:p +5 }", EX).where.patterns

    assert pattern.object.value == "+5"
