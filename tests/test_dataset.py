"""The description of the dataset says what the files hold."""

import re
from collections import defaultdict
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import NamedNode

from alliance_kg import __version__
from alliance_kg.bundle import Bundle

BUNDLE = Bundle.open()
ROOT = Path(__file__).resolve().parents[1]
FILE = BUNDLE.root / "data" / "dataset.ttl"
OTHERS = [path for path in BUNDLE.data if path != FILE]
DATASET = "https://w3id.org/alliance-kg/dataset"
DCAT, DCTERMS = "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/"
VOID = "http://rdfs.org/ns/void#"
RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def described():
    found = defaultdict(lambda: defaultdict(list))
    for quad in pyoxigraph.parse(path=FILE):
        found[quad.subject.value][quad.predicate.value].append(quad.object)
    return found


DESCRIBED = described()


def values(subject, predicate):
    return [term.value for term in DESCRIBED[subject][predicate]]


def counts(subject):
    names = ["triples", "entities", "distinctSubjects", "distinctObjects", "properties", "classes"]
    return {name: [int(value) for value in values(subject, VOID + name)] for name in names}


def counted(*paths):
    """Count as VoID does, with queries: the pages' generator counts in Python."""
    store = pyoxigraph.Store()
    for path in paths:
        store.extend(pyoxigraph.Quad(*quad.triple) for quad in pyoxigraph.parse(path=path))
    ask = {
        "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "entities": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o FILTER(ISIRI(?s)) }",
        "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
        "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
        "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
        "classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
    }
    return {name: [int(next(iter(store.query(q)))[0].value)] for name, q in ask.items()}


def test_each_data_file_is_a_subset():
    assert len(OTHERS) >= 8
    assert sorted(values(DATASET, f"{VOID}subset")) == sorted(map(BUNDLE.graph_name, OTHERS))


def test_the_counts_of_the_whole_are_those_of_the_files():
    assert counts(DATASET) == counted(*OTHERS), "run make docs"


@pytest.mark.parametrize("path", OTHERS, ids=BUNDLE.label)
def test_the_counts_of_a_subset_are_those_of_its_file(path):
    assert counts(BUNDLE.graph_name(path)) == counted(path), "run make docs"


@pytest.mark.parametrize("path", OTHERS, ids=BUNDLE.label)
def test_the_classes_of_a_subset_are_those_of_its_file(path):
    members = defaultdict(set)
    for quad in pyoxigraph.parse(path=path):
        if quad.predicate == RDF_TYPE:
            members[quad.object.value].add(quad.subject.value)
    partitions = values(BUNDLE.graph_name(path), f"{VOID}classPartition")
    told = {
        values(part, f"{VOID}class")[0]: int(values(part, f"{VOID}entities")[0])
        for part in partitions
    }

    assert told == {name: len(found) for name, found in members.items()}, "run make docs"


@pytest.mark.parametrize("path", OTHERS, ids=BUNDLE.label)
def test_the_names_in_a_subset_begin_with_its_spaces(path):
    spaces = tuple(values(BUNDLE.graph_name(path), f"{VOID}uriSpace"))
    subjects = {quad.subject.value for quad in pyoxigraph.parse(path=path)}

    assert spaces
    assert [subject for subject in subjects if not subject.startswith(spaces)] == []


def test_an_example_is_described_in_its_subset():
    for path in OTHERS:
        subjects = {quad.subject.value for quad in pyoxigraph.parse(path=path)}
        examples = values(BUNDLE.graph_name(path), f"{VOID}exampleResource")
        assert examples
        assert subjects.issuperset(examples)


@pytest.mark.parametrize(
    "predicate",
    [
        *(f"{DCTERMS}{name}" for name in ("title", "description", "identifier", "publisher")),
        *(f"{DCTERMS}{name}" for name in ("creator", "license", "issued", "modified")),
        *(f"{DCTERMS}{name}" for name in ("language", "spatial", "temporal", "provenance")),
        *(f"{DCTERMS}{name}" for name in ("source", "bibliographicCitation", "conformsTo")),
        *(f"{DCAT}{name}" for name in ("keyword", "theme", "version")),
    ],
)
def test_the_dataset_has_what_a_catalogue_asks_for(predicate):
    assert values(DATASET, predicate)


@pytest.mark.parametrize("name", [f"{DCTERMS}title", f"{DCTERMS}description", f"{DCAT}keyword"])
def test_the_dataset_is_described_in_both_languages(name):
    assert {term.language for term in DESCRIBED[DATASET][name]} == {"en", "it"}


def test_the_licence_is_that_of_the_file_of_licence():
    licence = re.search(r"https://creativecommons\S+", (ROOT / "LICENSE-DATA").read_text())[0]
    assert values(DATASET, f"{DCTERMS}license") == [licence]


def test_the_citation_names_the_version():
    (citation,) = values(DATASET, f"{DCTERMS}bibliographicCitation")
    assert f"version {__version__}," in citation


def test_the_sources_of_the_dataset_are_all_that_claims_are_made_by():
    made_by = NamedNode("https://w3id.org/alliance-kg/ontology#isMadeBy")
    claimed = {
        quad.object.value
        for path in OTHERS
        for quad in pyoxigraph.parse(path=path)
        if quad.predicate == made_by
    }
    assert len(claimed) > 100
    assert set(values(DATASET, f"{DCTERMS}source")) == claimed


def test_no_address_is_promised_to_download_from():
    promised = {f"{DCAT}downloadURL", f"{DCAT}accessURL", f"{VOID}dataDump"}
    assert [name for block in DESCRIBED.values() for name in block if name in promised] == []


def test_what_the_description_names_of_ours_is_described():
    known = {quad.subject for path in BUNDLE.turtle for quad in pyoxigraph.parse(path=path)}
    named = {
        term
        for block in DESCRIBED.values()
        for terms in block.values()
        for term in terms
        if isinstance(term, NamedNode) and term.value.startswith("https://w3id.org/alliance-kg/")
    }
    named -= {NamedNode("https://w3id.org/alliance-kg/ontology#")}
    assert sorted(node.value for node in named - known) == []
