"""Terms as people write them."""

import pytest
from hypothesis import given
from pyoxigraph import Literal, NamedNode

from alliance_kg.errors import BadParameter, DataSyntaxError, InputError
from alliance_kg.terms import Prefixes, akg, concept, local_name, number_of, read_value, text_of
from strategies import texts

PREFIXES = Prefixes({"ex": "http://example.org/", "long": "http://example.org/longer/"})
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("ex:a", "http://example.org/a"),
        ("ex:a/b:c", "http://example.org/a/b:c"),
        ("ex:", "http://example.org/"),
        ("http://example.org/a", "http://example.org/a"),
        ("<http://example.org/a>", "http://example.org/a"),
        ("<urn:x:y>", "urn:x:y"),
    ],
)
def test_an_iri_is_read_whole_in_brackets_or_prefixed(text, iri):
    assert PREFIXES.expand(text) == NamedNode(iri)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("plain", "'plain' is neither an IRI nor a prefixed name"),
        ("no:a", "prefix 'no' is not declared; known are ex, long"),
        ("ex:a b", "'ex:a b' is not an IRI"),
        ("<http://example.org/x>y>", "'<http://example.org/x>y>' is not an IRI"),
        ("http://example.org/{}", "'http://example.org/{}' is not an IRI"),
    ],
)
def test_what_is_no_iri_is_a_bad_parameter(text, reason):
    with pytest.raises(BadParameter) as caught:
        PREFIXES.expand(text)
    assert str(caught.value).startswith(reason)


@given(texts)
def test_any_text_expands_or_is_a_bad_parameter(text):
    try:
        assert isinstance(PREFIXES.expand(text), NamedNode)
    except BadParameter as error:
        assert text in str(error) or "prefix" in str(error)


def test_the_longest_namespace_contracts():
    assert PREFIXES.contract("http://example.org/longer/a") == "long:a"


def test_an_iri_below_no_namespace_stays_whole():
    assert PREFIXES.contract("http://other.org/a") == "http://other.org/a"


def test_the_prefix_table_of_the_release_is_sorted(bundle):
    names = list(Prefixes.read(bundle.root / "ontology" / "prefixes.ttl").namespaces)
    assert names == sorted(names)


def test_the_prefix_table_of_the_release_has_our_namespaces(bundle):
    table = Prefixes.read(bundle.root / "ontology" / "prefixes.ttl").namespaces
    assert {"akg", "akgd", "akgs", "akgsh", "akgq", "akgc", "akgp", "akgg"} <= table.keys()


def test_a_missing_prefix_table_says_what_it_is_for(tmp_path):
    with pytest.raises(InputError, match=r"prefixes\.ttl: .*; it holds the prefixes"):
        Prefixes.read(tmp_path / "prefixes.ttl")


def test_a_broken_prefix_table_is_an_error_with_its_line(tmp_path):
    path = tmp_path / "prefixes.ttl"
    path.write_text("<http://a/> <http://b/>\n oops .\n", encoding="utf-8")
    with pytest.raises(DataSyntaxError) as caught:
        Prefixes.read(path)
    assert caught.value.line == 2


def test_our_names_are_built_from_local_names():
    assert [akg("Plant").value, concept("phase", "ongoing").value] == [
        "https://w3id.org/alliance-kg/ontology#Plant",
        "https://w3id.org/alliance-kg/scheme/phase/ongoing",
    ]


@pytest.mark.parametrize(
    ("iri", "name"),
    [("http://a/b#c", "c"), ("http://a/b/c", "c"), ("http://a/b/", "")],
)
def test_a_local_name_stands_after_the_last_hash_or_slash(iri, name):
    assert local_name(iri) == name


def test_a_term_is_its_value_as_text():
    assert [text_of(NamedNode("http://a/")), text_of(Literal("x", language="en"))] == [
        "http://a/",
        "x",
    ]


def test_an_integer_literal_is_its_number():
    assert number_of(Literal(42)) == 42


@pytest.mark.parametrize(
    ("kind", "text", "literal"),
    [
        ("string", ' "x" ', Literal(' "x" ')),
        ("integer", "-7", Literal("-7", datatype=NamedNode(f"{XSD}integer"))),
        ("decimal", "1.5", Literal("1.5", datatype=NamedNode(f"{XSD}decimal"))),
        ("decimal", ".5", Literal(".5", datatype=NamedNode(f"{XSD}decimal"))),
        (
            "date",
            "2025-09-17",
            Literal("2025-09-17T00:00:00Z", datatype=NamedNode(f"{XSD}dateTime")),
        ),
    ],
)
def test_a_value_is_read_by_its_type(kind, text, literal):
    assert read_value(kind, text) == literal


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "1.0"),
        ("integer", ""),
        ("integer", "1\n"),
        ("integer", "١"),
        ("decimal", "1e3"),
        ("decimal", "."),
        ("date", "17/09/2025"),
        ("date", "2025-02-30"),
    ],
)
def test_a_value_outside_the_type_is_a_bad_parameter(kind, text):
    with pytest.raises(BadParameter, match=r"is not (of type|a date)"):
        read_value(kind, text)
