"""What follows from the facts, with reasons; what contradicts, with the triples that do."""

from functools import cache

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import OWL, RDF, Graph, URIRef
from rdflib.term import BNode

from alliance_kg.bundle import Bundle
from alliance_kg.errors import AllianceError
from alliance_kg.reasoning import DERIVED, close, derived_quads
from handmade import OWN, PREFIXES

AKG = f"{OWN}ontology#"
ID = f"{OWN}id/"
HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


@pytest.fixture(scope="module")
def closure(graph):
    return graph.reason()


@cache
def ontology():
    root = Bundle.open().root / "ontology"
    return root / "alliance.ttl", root / "schemes.ttl"


@pytest.fixture
def closed(tmp_path):
    """Close a few facts under the ontology."""

    def call(text):
        path = tmp_path / "facts.ttl"
        path.write_text(HEAD + text, encoding="utf-8")
        return close(ontology()[:1], (path,))

    return call


def facts(closure):
    return {tuple(map(str, item.fact)) for item in closure.derived}


# --- the release


def test_the_release_is_consistent(closure):
    assert (closure.inconsistencies, closure.is_consistent) == ((), True)


def test_something_follows_from_the_release(closure):
    assert len(closure.derived) >= 100
    assert {item.rule for item in closure.derived} >= {"cax-sco", "prp-spo2"}


def test_a_derived_fact_is_not_asserted(graph, closure):
    files = Graph()
    for path in (p for p in graph.bundle.data if p.stem == "facts"):
        files.parse(path)
    assert [item.fact for item in closure.derived if item.fact in files] == []


def test_every_derived_fact_is_told_once_and_in_order(closure):
    told = [item.fact for item in closure.derived]
    assert len(told) == len(set(told))
    assert told == sorted(told, key=str)


def test_a_derived_fact_says_something_of_an_entity_in_words_of_the_ontology(closure):
    for subject, predicate, value in (item.fact for item in closure.derived):
        assert str(subject).startswith(ID)
        words = str(value) if predicate == RDF.type else str(predicate)
        assert words.startswith(AKG) or predicate == OWL.sameAs


def test_every_premise_is_asserted_or_derived(graph, closure):
    asserted = Graph()
    for path in (*ontology(), *(p for p in graph.bundle.data if p.stem == "facts")):
        asserted.parse(path)
    derived = {item.fact for item in closure.derived}
    for item in closure.derived:
        assert item.premises
        for premise in item.premises:
            # An anonymous class has another name in each reading of the file.
            if not any(isinstance(term, BNode) for term in premise):
                assert premise in asserted or premise in derived, premise


def test_no_derived_fact_explains_itself(closure):
    premises = {item.fact: set(item.premises) for item in closure.derived}
    grounded = set()
    while True:
        found = {
            fact
            for fact, needed in premises.items()
            if fact not in grounded and not (needed & premises.keys()) - grounded
        }
        if not found:
            break
        grounded |= found
    assert premises.keys() - grounded == set()


@pytest.mark.parametrize(
    "fact",
    [
        ("vehicle/nissan-micra-6", f"{AKG}isAssignedToPlant", f"{ID}plant/douai"),
        ("vehicle/renault-twingo-e-tech-electric", str(RDF.type), f"{AKG}BatteryElectricModel"),
        ("plant/douai", str(RDF.type), f"{AKG}Facility"),
    ],
)
def test_what_must_follow_follows(closure, fact):
    assert (f"{ID}{fact[0]}", *fact[1:]) in facts(closure)


# --- by hand


def test_the_plant_of_a_model_follows_from_its_assignment(closed):
    found = closed("event:x akg:assignsModel event:car ; akg:atPlant event:plant .")
    (item,) = [item for item in found.derived if str(item.fact[1]) == f"{AKG}isAssignedToPlant"]
    assert item.rule == "prp-spo2"
    assert [str(p[1]).removeprefix(AKG) for p in item.premises[:2]] == ["assignsModel", "atPlant"]


def test_a_premise_that_is_derived_is_explained_too(closed):
    found = closed("event:a a akg:BoardMeeting .")
    by_fact = {item.fact: item for item in found.derived}
    kinds = {str(fact[2]).removeprefix(AKG) for fact in by_fact}
    assert kinds == {"Event", "Situation"}
    wide = by_fact[URIRef(f"{ID}event/a"), RDF.type, URIRef(f"{AKG}Situation")]
    assert wide.premises[0] in by_fact


def test_nothing_follows_from_nothing(closed):
    found = closed("")
    assert (found.derived, found.inconsistencies) == ((), ())
    assert found.asserted > 1000


def test_two_names_of_one_thing_share_what_is_said(closed):
    """isHeldBy is functional: two holders are one person, or a contradiction elsewhere."""
    found = closed("holding:a akg:isHeldBy person:b , person:c . person:b akg:birthYear 1968 .")
    b, c, year = f"{ID}person/b", f"{ID}person/c", f"{AKG}birthYear"
    assert {(b, str(OWL.sameAs), c), (c, str(OWL.sameAs), b), (c, year, "1968")} <= facts(found)


BROKEN = {
    "disjoint classes": ("cax-adc", "company:a a akg:Company , akg:Person ."),
    "disjoint by what is derived": (
        "cax-adc", "company:a a akg:Person . event:b akg:isRunBy company:a .",
    ),
    "irreflexive": ("prp-irp", "event:a akg:isBasedOn event:a ."),
    "asymmetric": ("prp-asyp", "event:a akg:isBasedOn event:b . event:b akg:isBasedOn event:a ."),
    "two values": ("prp-fp with eq-diff1", "person:a akg:birthYear 1968 , 1969 ."),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_contradiction_is_found_with_triples_that_name_the_culprit(closed, name):
    rule, text = BROKEN[name]
    found = closed(text)
    assert not found.is_consistent
    faults = [fault for fault in found.inconsistencies if fault.rule == rule]
    culprit = f"{ID}{text.split(' ')[0].replace(':', '/')}"
    assert faults
    assert all(culprit in str(fault.premises) for fault in faults)


def test_a_value_written_in_two_ways_is_one_value(closed):
    assert closed('quantity:a akg:numericValue "1.5"^^xsd:decimal , "1.50"^^xsd:decimal .')[1] == ()


def test_a_fact_that_no_rule_explains_is_told_as_our_bug(tmp_path):
    """A transitive property is no part of the ontology, and the table has no rule for it."""
    path = tmp_path / "schema.ttl"
    path.write_text(
        f"{HEAD}akg:p a <{OWL.TransitiveProperty}> . event:a akg:p event:b ."
        " event:b akg:p event:c .",
        encoding="utf-8",
    )
    with pytest.raises(AllianceError, match=r"no OWL 2 RL rule here explains .* a p c"):
        close((path,), ())


# --- as RDF


@pytest.fixture(scope="module")
def quads(closure):
    return list(derived_quads(closure))


def of(quads, predicate):
    return [quad for quad in quads if quad.predicate.value == predicate]


def test_derived_facts_are_in_a_graph_of_their_own(quads):
    assert f"{OWN}graph/derived" == DERIVED
    assert {quad.graph_name.value for quad in quads} == {DERIVED}


def test_every_derived_fact_is_there_with_one_rule_and_its_premises(closure, quads):
    rules = of(quads, f"{AKG}followsRule")
    assert [quad.object.value for quad in rules] == [item.rule for item in closure.derived]
    premises = of(quads, f"{AKG}hasPremise")
    assert len(premises) == sum(len(item.premises) for item in closure.derived)
    assert {quad.subject for quad in premises} == {quad.subject for quad in rules}


def test_every_derivation_states_a_fact_of_the_graph(closure, quads):
    held = {tuple(map(str, (quad.subject, quad.predicate, quad.object))) for quad in quads}
    parts = [
        {quad.subject: quad.object for quad in of(quads, str(RDF[role]))}
        for role in ("subject", "predicate", "object")
    ]
    derivations = {quad.subject for quad in of(quads, f"{AKG}followsRule")}
    assert len(derivations) == len(closure.derived)
    for node in derivations:
        assert tuple(str(part[node]) for part in parts) in held


def test_a_literal_keeps_its_language_and_its_datatype(closed):
    found = closed(
        "holding:a akg:isHeldBy person:b , person:c . person:b akg:birthYear 1968 ;"
        ' akg:rationale "x"@it .'
    )
    written = {str(quad.object) for quad in derived_quads(found)}
    assert {'"x"@it', '"1968"^^<http://www.w3.org/2001/XMLSchema#integer>'} <= written


# --- on the command line


@pytest.fixture(scope="module")
def written(run):
    result = run("reason", "-f", "trig", timeout=120)
    assert (result.code, result.stderr) == (0, "")
    return list(parse(result.stdout, format=RdfFormat.TRIG))


def test_trig_holds_the_derived_graph(written, quads):
    assert set(written) == set(quads)


def test_a_broken_copy_is_inconsistent_and_the_triples_are_named(run, copy):
    path = copy / "data" / "article" / "facts.ttl"
    text = "\n<https://w3id.org/alliance-kg/id/person/ivan-espinosa> a akg:Company ."
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    result = run("reason", "-g", str(copy), "-f", "csv", "--lang", "en", timeout=120)
    assert result.code == 1
    lines = result.stderr.splitlines()
    assert any(
        line.startswith("inconsistent by cax-adc: Ivan Espinosa rdf:type ")
        and " but Ivan Espinosa rdf:type " in line
        and {"company", "person"} & set(line.split())
        for line in lines
    )
    assert result.stdout.startswith("fact,rule,premises\n")
