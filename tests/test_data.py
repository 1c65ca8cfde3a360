"""The curated data itself: what it stands on, and that every triple of it matters."""

import hashlib
import re
import time
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat

from alliance_kg import KnowledgeGraph
from alliance_kg.bundle import Bundle
from alliance_kg.terms import BASE, local_name

BUNDLE = Bundle.open()
AKG = f"{BASE}ontology#"
FACT_FILES = [path for path in BUNDLE.data if path.name == "facts.ttl"]
CLAIM_FILES = [path for path in BUNDLE.data if path.name == "claims.ttl"]
COVERAGE = BUNDLE.root / "docs" / "article-coverage.md"
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

# Triples that no question and no rule needs: the ways to write a name that people may type.
OPTIONAL_PREDICATES = {f"{SKOS}altLabel", f"{SKOS}hiddenLabel"}


def triples(*paths: Path) -> list[pyoxigraph.Quad]:
    return [quad for path in paths for quad in pyoxigraph.parse(path=path)]


FACTS = [quad for quad in triples(*FACT_FILES) if quad.predicate.value.startswith(AKG)]


@cache
def graph() -> KnowledgeGraph:
    return KnowledgeGraph.open()


def answer_to(query: str) -> list[str]:
    return [str(row) for row in graph().store.select(query).rows]


@cache
def whole_answers() -> dict[str, list[str]]:
    """Return the default answer of every question, quickest first."""
    took = {}
    for question in graph().catalog:
        start = time.perf_counter()
        rows = answer_to(question.query)
        took[question.query] = (time.perf_counter() - start, rows)
    return {query: rows for query, (_, rows) in sorted(took.items(), key=lambda item: item[1][0])}


def is_noticed(fact: pyoxigraph.Quad) -> bool:
    """Whether some question answers differently without a fact: those that name it first."""
    name = f"akg:{local_name(fact.predicate.value)} "
    by_name = sorted(whole_answers().items(), key=lambda item: name not in item[0])
    store = graph().store.store
    dropped = list(store.quads_for_pattern(*fact.triple))
    for quad in dropped:
        store.remove(quad)
    changed = any(answer_to(query) != rows for query, rows in by_name)
    store.extend(dropped)
    return changed


def test_there_are_facts_to_drop():
    assert len(FACTS) >= 1_900


@pytest.mark.parametrize("part", range(8))
def test_dropping_any_fact_changes_an_answer(part):
    """In eight parts, so that they run in parallel."""
    unnoticed = [str(fact) for fact in FACTS[part::8] if not is_noticed(fact)]

    assert unnoticed == []


def test_what_is_no_fact_is_a_type_a_label_or_an_alias():
    others = {
        quad.predicate.value
        for quad in triples(*FACT_FILES)
        if not quad.predicate.value.startswith(AKG)
    }

    assert others == {RDF_TYPE, RDFS_LABEL} | OPTIONAL_PREDICATES


@pytest.mark.parametrize("path", BUNDLE.turtle, ids=BUNDLE.label)
def test_two_parsers_read_the_same_triples(path):
    ours = pyoxigraph.Dataset(pyoxigraph.parse(path=path))
    text = rdflib.Graph().parse(data=path.read_bytes(), format="turtle").serialize(format="nt")
    theirs = pyoxigraph.Dataset(pyoxigraph.parse(text, format=RdfFormat.N_TRIPLES))
    # rdflib writes "…Z" as "…+00:00": compare what a store makes of both.
    assert len(ours) == len(theirs)


@pytest.mark.parametrize("path", BUNDLE.data, ids=BUNDLE.label)
def test_data_has_no_blank_nodes(path):
    found = [
        quad
        for quad in triples(path)
        if pyoxigraph.BlankNode in (type(quad.subject), type(quad.object))
    ]

    assert found == []


@pytest.mark.parametrize("path", BUNDLE.data, ids=BUNDLE.label)
def test_each_subject_has_one_block_in_a_file(path):
    text = path.read_text(encoding="utf-8")
    subjects = re.findall(r"^(<[^>]+>|\w+:\w+) ", text, re.MULTILINE)

    assert len(subjects) == len(set(subjects)) > 0


@pytest.mark.parametrize("path", BUNDLE.turtle, ids=BUNDLE.label)
def test_prefixes_are_those_of_the_table_and_all_are_used(path):
    text = path.read_text(encoding="utf-8")
    declared = dict(re.findall(r"^@prefix (\w+): <([^>]+)> \.$", text, re.MULTILINE))
    body = re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>|^#.*$|^@prefix.*$', "", text, flags=re.MULTILINE)
    used = set(re.findall(r"(?<![\w:])(\w+):", body))
    used |= set(re.findall(r"\^\^(\w+):", text))

    assert set(declared) == used
    assert declared.items() <= graph().prefixes.namespaces.items()


def test_literals_are_those_that_stores_keep():
    """A store that canonicalizes must give back what the files say (design, section 4)."""
    store = pyoxigraph.Store()
    for path in BUNDLE.data:
        store.load(path=path, format=RdfFormat.TURTLE)

    assert {quad.triple for quad in store} == {quad.triple for quad in triples(*BUNDLE.data)}


def test_every_row_of_the_fact_sheet_is_encoded_or_listed_with_a_reason():
    claimed = {
        quad.object.value
        for quad in triples(*CLAIM_FILES)
        if quad.predicate.value == f"{SKOS}notation" and quad.object.value.startswith("A")
    }
    text = COVERAGE.read_text(encoding="utf-8")
    section = text.split("## Rows that are not facts of the graph")[1].split("\n## ")[0]
    listed = dict(re.findall(r"^\| (A\d{3}) \| (.+) \|$", section, re.MULTILINE))

    assert claimed.isdisjoint(listed)
    assert claimed | set(listed) == {f"A{number:03}" for number in range(1, 152)}
    assert all(len(reason) > 15 for reason in listed.values())


def test_the_coverage_of_the_background_names_each_rows_claims():
    text = (BUNDLE.root / "docs" / "background-coverage.md").read_text(encoding="utf-8")
    table = dict(re.findall(r"^\| (B\d{3}) \| [^|]+ \| \w+ \| ([^|]+) \|$", text, re.MULTILINE))
    told = {
        (row, f"{source}/{number}")
        for row, cell in table.items()
        for source, numbers in (part.split(" ", 1) for part in cell.split("; "))
        for number in re.findall(r"\d{3}(?= \(|,|$)", numbers)
    }
    held = {
        (quad.object.value, quad.subject.value.removeprefix(f"{BASE}claim/"))
        for quad in triples(*CLAIM_FILES)
        if quad.predicate.value == f"{SKOS}notation" and quad.object.value.startswith("B")
    }
    counts = re.search(r"There are (\d+) claims of (\d+) pages: (\d+) accepted", text)
    claims = [
        quad.predicate.value + quad.object.value
        for quad in triples(BUNDLE.root / "data" / "background" / "claims.ttl")
    ]

    assert len(told) >= 900
    assert told == held
    assert [int(number) for number in counts.groups()] == [
        claims.count(f"{RDF_TYPE}{AKG}Claim"),
        len({claim for claim in claims if claim.startswith(f"{AKG}isMadeBy")}),
        claims.count(f"{AKG}hasAcceptance{BASE}scheme/acceptance/accepted"),
    ]


def test_every_span_is_the_passage_it_was_when_it_was_read(article_text):
    found = {}
    for quad in triples(BUNDLE.root / "data" / "article" / "source.ttl"):
        found.setdefault(quad.subject.value, {})[quad.predicate.value] = quad.object.value
    spans = [span for span in found.values() if f"{AKG}startOffset" in span]
    wrong = [
        span
        for span in spans
        if hashlib.sha256(
            article_text[int(span[f"{AKG}startOffset"]) : int(span[f"{AKG}endOffset"])].encode()
        ).hexdigest()
        != span[f"{AKG}contentDigest"]
    ]

    assert (len(spans) >= 130, wrong) == (True, [])


def test_paragraphs_are_those_of_the_text(article_text):
    breaks = [at for at, mark in enumerate(article_text) if article_text[at - 1 : at + 1] == "\n\n"]
    rows = graph().store.select(
        "SELECT ?start ?paragraph { ?span akg:startOffset ?start ; akg:paragraph ?paragraph }"
    )

    assert [
        row
        for row in rows.rows
        if int(row["paragraph"].value) != 1 + sum(at < int(row["start"].value) for at in breaks)
    ] == []


# --- the dates of sources


def span_of(text):
    """Return the first instants of a day, month or year and of the one after it, as ISO 8601."""
    year, month, day = (int(part) for part in f"{text}-0-0".split("-")[:3])
    begin = date(year, month or 1, day or 1)
    if day:
        after = begin + timedelta(days=1)
    else:
        after = date(year + (not month or month == 12), month % 12 + 1 if month else 1, 1)
    return f"{begin}T00:00:00Z", f"{after}T00:00:00Z"


def test_the_edtf_of_a_source_and_its_bounds_are_the_same_stretch_of_time():
    rows = (
        graph()
        .store.select(
            """SELECT ?edtf ?from ?before {
              ?source akg:issuedEdtf ?edtf ; akg:issuedNotBefore ?from .
              OPTIONAL { ?source akg:issuedNotAfter ?before }
            }"""
        )
        .rows
    )
    stated = {row["edtf"].value: (row["from"].value, row.get("before")) for row in rows}
    told = {}
    for edtf in stated:
        first, _, last = edtf.strip("[]").partition("..")
        told[edtf] = (span_of(first)[0], span_of(last or first)[1])
        if edtf.endswith("..]"):
            told[edtf] = (told[edtf][0], None)

    assert len(stated) >= 80
    assert {edtf: (begin, end and end.value) for edtf, (begin, end) in stated.items()} == told


# --- what the article does not say stays unsaid in its layer


@pytest.mark.parametrize(
    "pattern",
    [
        "?vehicle akg:usesPlatform ?platform",
        "?vehicle akg:isPositionedInSegment ?segment . ?vehicle akg:hasBrand ?brand",
        "?brand akg:isOwnedBy <https://w3id.org/alliance-kg/id/company/renault-group>",
        "<https://w3id.org/alliance-kg/id/event/douai-conversion> akg:hasTimeExtent ?time",
        "<https://w3id.org/alliance-kg/id/investment/douai-conversion> akg:hasTimeExtent ?time",
        "?holding akg:isHeldBy <https://w3id.org/alliance-kg/id/person/jean-dominique-senard>",
        "?event a akg:BoardMeeting ; akg:hasTimeExtent ?time . ?time akg:earliestBegin ?date",
        "?holding a akg:RoleHolding ; akg:hasTimeExtent ?time . ?time akg:earliestBegin ?date",
        "?assignment akg:assignsModel <https://w3id.org/alliance-kg/id/vehicle/nissan-micra-6> ; "
        "akg:inPhase ?phase",
    ],
)
def test_the_articles_layer_leaves_unsaid_what_the_article_does(pattern):
    article = NamedNode(f"{BASE}graph/article/facts")

    assert not graph().store.ask(f"ASK {{ GRAPH {article} {{ {pattern} }} }}")


def test_the_articles_tension_over_production_is_kept_on_both_sides():
    rows = (
        graph()
        .store.select(
            """SELECT DISTINCT ?model ?phase WHERE {
          ?claim rdf:predicate akg:inPhase ;
              rdf:subject ?assignment ;
              rdf:object ?phase ;
              akg:hasAcceptance <https://w3id.org/alliance-kg/scheme/acceptance/undecided> ;
              akg:isMadeBy <https://w3id.org/alliance-kg/id/source/il-messaggero-2025-09-17> ;
              akg:conflictsWith ?other .
          ?assignment akg:assignsModel ?model .
        }"""
        )
        .rows
    )
    phases = sorted(tuple(local_name(row[name].value) for name in row) for row in rows)

    assert phases == [
        ("mitsubishi-eclipse-cross-2", "about-to-start"),
        ("mitsubishi-eclipse-cross-2", "ongoing"),
        ("nissan-micra-6", "about-to-start"),
        ("nissan-micra-6", "ongoing"),
    ]


def test_each_of_the_six_models_has_platform_segment_and_brand_owner():
    answer = graph().ask("model-profiles")

    assert len(answer.rows) >= 6
    assert [row.cells for row in answer.rows if set(row.cells) != set(answer.columns)] == []
