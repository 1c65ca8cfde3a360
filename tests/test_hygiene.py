"""Hygiene of the ontology: each query finds no fault, and finds the one in its fixture.

A query of `ontology/hygiene` selects the terms that break one rule, `?term` first. Its fixture
in `tests/hygiene` adds a fault to `conforms.ttl` and states the terms found in `# expect:` lines.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Quad, Store, parse
from rdflib import Graph
from rdflib.util import from_n3

from alliance_kg.bundle import Bundle
from exemptions import exempted

BUNDLE = Bundle.open()
QUERIES = sorted((BUNDLE.root / "ontology" / "hygiene").glob("*.rq"))
FIXTURES = Path(__file__).parent / "hygiene"
CONFORMS = FIXTURES / "conforms.ttl"


def header(path: Path) -> dict:
    lines = path.read_text(encoding="utf-8").splitlines()
    return tomllib.loads("\n".join(line[2:] for line in lines if line.startswith("#+")))


def store(*paths: Path) -> Store:
    merged = Store()
    for path in paths:
        merged.extend(Quad(*quad.triple) for quad in parse(path=path))
    return merged


@cache
def shipped() -> Store:
    return store(*BUNDLE.turtle)


def offenders(data: Store, query: Path) -> set[str]:
    return {row["term"].value for row in data.query(query.read_text(encoding="utf-8"))}


def expected(fixture: Path) -> set[str]:
    text = fixture.read_text(encoding="utf-8")
    names = Graph().parse(CONFORMS).namespace_manager
    marks = [line for line in text.splitlines() if line.startswith("# expect: ")]
    return {str(from_n3(line.removeprefix("# expect: "), nsm=names)) for line in marks}


def test_there_are_25_queries_and_as_many_fixtures():
    assert len(QUERIES) == 25
    assert {path.stem for path in FIXTURES.glob("*.ttl")} == {
        "conforms",
        *(path.stem for path in QUERIES),
    }


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_a_query_has_a_title_in_both_languages_and_a_severity(query):
    fields = header(query)

    assert fields["title"].keys() == {"en", "it"}
    assert fields["severity"] in {"error", "warning"}


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_a_query_declares_the_prefixes_it_uses_in_order(query):
    text = query.read_text(encoding="utf-8")
    declared = re.findall(r"^PREFIX (\w+):", text, re.MULTILINE)
    # Without IRIs and strings, whose colons are no prefixes.
    body = re.sub(r'^(#|PREFIX).*$|<[^>\s]*>|"[^"]*"', "", text, flags=re.MULTILINE)

    assert declared == sorted(set(re.findall(r"(?<!\w)([a-z]+):", body)))


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_only_exempted_terms_break_a_rule_and_each_exemption_is_needed(query):
    assert offenders(shipped(), query) == exempted(query.stem)


def test_no_query_complains_about_the_small_ontology():
    data = store(CONFORMS)

    assert {query.stem for query in QUERIES if offenders(data, query)} == set()


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_a_fixture_makes_its_query_complain_and_no_other(query):
    fixture = FIXTURES / query.name.replace(".rq", ".ttl")
    data = store(CONFORMS, fixture)
    found = {other.stem: offenders(data, other) for other in QUERIES}

    assert {name: terms for name, terms in found.items() if terms} == {
        query.stem: expected(fixture)
    }
