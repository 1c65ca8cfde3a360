"""A reader can trace any fact: one of the article to its characters, any other to a link."""

import hashlib
import json
import re

import pyoxigraph
import pytest
from pyoxigraph import NamedNode

from alliance_kg.bundle import Bundle
from alliance_kg.claims import claims_of
from alliance_kg.terms import BASE

DATA = Bundle.open().root / "data"
AKG = f"{BASE}ontology#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
ARTICLE = NamedNode(f"{BASE}id/source/il-messaggero-2025-09-17")

# Facts that no source says, by the beginning of their subject, and why.
UNCLAIMED = {
    f"{BASE}id/time/": "a value of the calendar: the claim is for the fact that points to it",
}


def facts(*files):
    """Return what files say of the world, types and labels left out."""
    return [
        (quad.subject, quad.predicate, quad.object)
        for file in files
        for quad in pyoxigraph.parse(path=DATA / file)
        if quad.predicate.value.startswith(AKG)
        or quad.predicate.value in (f"{SKOS}exactMatch", f"{SKOS}closeMatch")
        or quad.predicate.value.endswith("homepage")
    ]


def is_excepted(fact):
    return fact[0].value.startswith(tuple(UNCLAIMED))


@pytest.fixture(scope="module")
def links(run):
    """Return the address of each source, by its short name, as the command line prints it."""
    rows = json.loads(run("sources", "list", "-f", "json").stdout)
    return {row["source"]: row["url"] for row in rows}


def test_every_source_is_printed_with_a_link_of_its_own(links):
    assert len(links) >= 188
    assert {
        name: url for name, url in links.items() if not re.match(r"https?://\S+\.\S+", url)
    } == {}
    assert len(set(links.values())) == len(links)


def test_every_fact_beside_the_article_is_traced_to_a_link(graph, links):
    told = [
        fact for fact in facts("background/facts.ttl", "identifiers.ttl") if not is_excepted(fact)
    ]
    backing = claims_of(graph.store, told)
    lost = [
        fact
        for fact in told
        if not any(
            item.acceptance == "accepted" and links.get(item.source.value.rpartition("/")[2])
            for item in backing.get(fact, ())
        )
    ]

    assert len(told) >= 1_050
    assert lost == []


def test_every_fact_of_the_article_is_traced_to_its_characters(graph):
    told = [fact for fact in facts("article/facts.ttl") if not is_excepted(fact)]
    length = graph.store.select(f"SELECT ?n {{ {ARTICLE} akg:characterLength ?n }}").rows[0]["n"]
    backing = claims_of(graph.store, told)
    lost = [
        fact
        for fact in told
        if not any(
            item.source == ARTICLE
            and item.acceptance == "accepted"
            and item.span is not None
            and 0 <= item.span.start < item.span.end <= int(length.value)
            for item in backing.get(fact, ())
        )
    ]

    assert len(told) >= 200
    assert lost == []


def test_the_characters_behind_every_fact_are_those_that_were_read(graph, article_text):
    told = [fact for fact in facts("article/facts.ttl") if not is_excepted(fact)]
    rows = graph.store.select(
        f"SELECT ?start ?end ?digest {{ ?span akg:isSpanOf {ARTICLE} ; akg:startOffset ?start ; "
        "akg:endOffset ?end ; akg:contentDigest ?digest }"
    ).rows
    digests = {(int(r["start"].value), int(r["end"].value)): r["digest"].value for r in rows}
    spans = {
        (item.span.start, item.span.end)
        for items in claims_of(graph.store, told).values()
        for item in items
        if item.source == ARTICLE
    }
    read = {
        (start, end): hashlib.sha256(article_text[start:end].encode()).hexdigest()
        for start, end in spans
    }

    assert len(spans) >= 110
    assert read == {span: digests[span] for span in spans}


def test_an_exception_is_still_needed(graph):
    """A subject that is excepted has facts that nothing claims."""
    told = facts("article/facts.ttl", "background/facts.ttl")
    backing = claims_of(graph.store, told)
    for start, reason in UNCLAIMED.items():
        unclaimed = [f for f in told if f[0].value.startswith(start) and not backing.get(f)]
        assert (len(unclaimed) > 0, len(reason) > 15) == (True, True)


@pytest.mark.parametrize(
    "target", ["Alpine A390", "claim/renault-group-douai-plant/007", "source/geonames"]
)
def test_the_command_prints_the_link_beside_every_claim(run, links, target):
    rows = json.loads(run("evidence", target, "-f", "json").stdout)

    assert rows
    assert [row["url"] for row in rows] == [links[row["claim"].split("/")[0]] for row in rows]


def test_the_table_for_people_shows_the_link_and_the_characters(run):
    text = run("evidence", "claim/il-messaggero-2025-09-17/144", "--lang", "en").stdout

    assert "Address" in text
    assert "characters 1972–1980" in text
    assert re.search(r"https://motori\.ilmessaggero\.it/\S+", text)
