"""Nanopublications follow the guidelines: four graphs, tied to each other, one a claim."""

import io
from collections import Counter, defaultdict

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat

from alliance_kg.bundle import Bundle
from alliance_kg.editions import contents_of
from alliance_kg.errors import InputError
from alliance_kg.export import write_to
from alliance_kg.stores.loading import read_quads
from alliance_kg.terms import RDF, RDF_TYPE, akg, concept

NP = "http://www.nanopub.org/nschema#"
PARTS = ("assertion", "provenance", "pubinfo")


def exported(bundle):
    out = io.BytesIO()
    with contents_of(bundle) as contents:
        write_to(contents, "nanopub", out)
    return out.getvalue()


@pytest.fixture(scope="module")
def content(bundle):
    return exported(bundle)


@pytest.fixture(scope="module")
def graphs(content):
    found = defaultdict(list)
    for quad in pyoxigraph.parse(content, format=RdfFormat.TRIG):
        found[quad.graph_name.value].append(quad.triple)
    return found


@pytest.fixture(scope="module")
def heads(graphs):
    return {name.removesuffix("#head"): graphs[name] for name in graphs if name.endswith("#head")}


@pytest.fixture(scope="module")
def quads(bundle):
    return list(read_quads(bundle))


def claim_of(name):
    return NamedNode(name.replace("/np/", "/claim/"))


def test_there_is_one_for_each_accepted_claim(heads, quads):
    accepted = {
        quad.subject
        for quad in quads
        if quad.predicate == akg("hasAcceptance")
        and quad.object == concept("acceptance", "accepted")
    }
    assert {claim_of(name) for name in heads} == accepted
    assert len(accepted) > 900


def test_every_graph_is_one_of_the_four_of_its_nanopublication(graphs, heads):
    counted = Counter(name.partition("#")[0] for name in graphs)
    assert counted == dict.fromkeys(heads, 4)


def test_a_head_names_the_three_others_and_nothing_else(heads):
    for name, head in heads.items():
        said = {(t.subject.value, t.predicate.value, t.object.value) for t in head}
        assert said == {
            (name, RDF_TYPE.value, f"{NP}Nanopublication"),
            (name, f"{NP}hasAssertion", f"{name}#assertion"),
            (name, f"{NP}hasProvenance", f"{name}#provenance"),
            (name, f"{NP}hasPublicationInfo", f"{name}#pubinfo"),
        }


def test_the_provenance_is_about_the_assertion(graphs, heads):
    for name in heads:
        subjects = {triple.subject.value for triple in graphs[f"{name}#provenance"]}
        assert f"{name}#assertion" in subjects


def test_the_publication_info_is_about_the_nanopublication(graphs, heads):
    for name in heads:
        said = {t.predicate.value for t in graphs[f"{name}#pubinfo"] if t.subject.value == name}
        assert {
            f"http://purl.org/dc/terms/{it}" for it in ("created", "creator", "license")
        } <= said


def test_what_is_asserted_are_facts_of_the_files(graphs, heads, quads):
    facts = {quad.triple for quad in quads}
    asserted = {triple for name in heads for triple in graphs[f"{name}#assertion"]}
    assert asserted <= facts
    assert len(asserted) > 900


def test_a_claim_of_a_triple_asserts_that_triple(graphs):
    name = "https://w3id.org/alliance-kg/np/il-messaggero-2025-09-17/062"
    base = "https://w3id.org/alliance-kg/"
    assert [str(triple) for triple in graphs[f"{name}#assertion"]] == [
        f"<{base}id/vehicle/nissan-micra-6> <{base}ontology#hasPowertrain> "
        f"<{base}scheme/powertrain/battery-electric>"
    ]


def test_the_parts_of_a_stated_triple_are_not_repeated_in_the_provenance(graphs, heads):
    parts = {f"{RDF}{part}" for part in ("subject", "predicate", "object")}
    for name in heads:
        assert not parts & {triple.predicate.value for triple in graphs[f"{name}#provenance"]}


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_rdflib_reads_as_many_graphs(content, graphs):
    dataset = rdflib.Dataset()
    dataset.parse(data=content, format="trig")
    read = {str(graph.identifier) for graph in dataset.graphs() if len(graph)}
    assert read == set(graphs)


def test_without_a_licence_there_is_nothing_to_publish(copy):
    (copy / "data" / "dataset.ttl").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=r"dcterms:creator, license and issued.*dataset\.ttl"):
        exported(Bundle.open(copy))
