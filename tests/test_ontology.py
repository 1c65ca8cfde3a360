"""The ontology is sound: profiles, reasoners, coverage by facts and questions, metadata."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import owlrl
import pyoxigraph
import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple
from rdflib import OWL, RDF, RDFS, SH, SKOS, XSD, Graph, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, VANN

from alliance_kg import __version__
from alliance_kg.bundle import Bundle
from alliance_kg.question import Question
from alliance_kg.sparql.syntax import read
from alliance_kg.terms import BASE
from exemptions import exempted

BUNDLE = Bundle.open()
AKG = Namespace(f"{BASE}ontology#")
SCHEME = f"{BASE}scheme/"
ID = f"{BASE}id/"
ONTOLOGY = URIRef(f"{BASE}ontology")
FILES = {path.stem: path for path in BUNDLE.ontology}
# What describes the files rather than the domain: no part of what a reasoner is asked.
DESCRIPTION = "dataset.ttl"
FACTS = [path for path in BUNDLE.data if path.name != DESCRIPTION]
TERM_KINDS = (OWL.AnnotationProperty, OWL.Class, OWL.DatatypeProperty, OWL.ObjectProperty)
PARTS = {
    "ontology": [FILES["alliance"]],
    "ontology and alignments": [FILES[name] for name in ("alliance", "alignments", "schemes")],
    "ontology and data": [FILES["alliance"], FILES["schemes"], *FACTS],
}
# The way RDF names the parts of a statement is reserved vocabulary in OWL 2 DL, and a publication
# date is an xsd:date, which HermiT and OWL 2 RL do not know. Both are annotations to a reasoner.
UNKNOWN_TO_OWL = {RDF.subject, RDF.predicate, RDF.object, DCTERMS.issued}


@cache
def graph(*paths: Path) -> Graph:
    merged = Graph()
    for path in paths:
        merged.parse(path, format="turtle")
    return merged


@cache
def tbox() -> Graph:
    return graph(FILES["alliance"])


@cache
def everything() -> Graph:
    return graph(*BUNDLE.turtle)


@cache
def own_terms() -> frozenset[URIRef]:
    return frozenset(
        term
        for kind in TERM_KINDS
        for term in tbox().subjects(RDF.type, kind)
        if isinstance(term, URIRef) and term.startswith(AKG)
    )


@cache
def concepts() -> frozenset[URIRef]:
    return frozenset(everything().subjects(RDF.type, SKOS.Concept))


def own_iris(terms: Iterable[object]) -> set[str]:
    return {str(term) for term in terms if isinstance(term, URIRef) and term.startswith(BASE)}


@cache
def asked() -> dict[str, set[str]]:
    """The IRIs of ours in the patterns and the filters of each question."""
    found = {}
    for path in BUNDLE.queries:
        text = Question.read(path).query
        prefixes = dict(re.findall(r"^PREFIX (\w+): <([^>]+)>", text, re.MULTILINE))
        body = re.sub(r"^(PREFIX |\s*#).*$", "", text, flags=re.MULTILINE)
        iris = {
            prefixes[prefix] + name
            for prefix, name in re.findall(r"(?<![\w:?$<])(\w+):(\w[\w-]*)", body)
            if prefix in prefixes
        }
        iris |= set(re.findall(rf"<({re.escape(BASE)}[^>]*)>", text)) - set(prefixes.values())
        found[path.stem] = {iri for iri in iris if iri.startswith(BASE)}
    return found


# ---- OWL 2 DL, OWL 2 RL and HermiT


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Iterable[Path]], list[str]]:
    """Let the OWL API and HermiT, which come with owlready2, judge the files together."""
    java, javac = shutil.which("java"), shutil.which("javac")
    if java is None or javac is None:
        reason = "no JDK here: the OWL profiles need java and javac on the PATH"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    # Found, not imported: all that is wanted of owlready2 is its jar.
    package = importlib.util.find_spec("owlready2")
    jar = Path(package.origin).parent / "hermit" / "HermiT.jar"
    source = Path(__file__).parent / "ontology_profile" / "ProfileCheck.java"
    classes = tmp_path_factory.mktemp("profile")
    subprocess.run([javac, "-cp", jar, "-d", classes, source], check=True)

    def judge(paths: Iterable[Path]) -> list[str]:
        # One document: read apart, the OWL API takes properties declared elsewhere for annotations.
        # RDF/XML, because the version in the wheel reads Turtle poorly.
        document = classes / "merged.owl"
        pyoxigraph.serialize(statements(paths), document, format=RdfFormat.RDF_XML)
        command = [java, "-cp", os.pathsep.join(map(str, (jar, classes))), "ProfileCheck", document]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        *found, total = run.stdout.splitlines()
        assert int(total.removeprefix("logical axioms: ")) > 0
        return found

    return judge


def statements(paths: Iterable[Path]) -> list[Triple]:
    return [
        quad.triple
        for path in paths
        for quad in pyoxigraph.parse(path=path)
        if URIRef(quad.predicate.value) not in UNKNOWN_TO_OWL
        and quad.object != NamedNode(RDF.Statement)
    ]


@pytest.mark.parametrize("part", PARTS)
def test_it_is_in_owl_2_dl_and_rl_consistent_and_satisfiable(part, complaints):
    assert complaints(PARTS[part]) == []


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        ("akg:Brand rdfs:subClassOf akg:Person .", "unsatisfiable: <"),
        ("akg:Brand rdfs:subClassOf akg:Mark .", "not in OWL 2 DL: "),
        ("akg:issuedVerbatim rdfs:range xsd:date .", "beyond HermiT: "),
        ("akg:Brand owl:hasKey ( akg:birthYear ) ; rdfs:subClassOf [ a owl:Restriction ;"
         " owl:onProperty akg:isOwnedBy ; owl:someValuesFrom akg:Company ] .",
         "not in OWL 2 RL: "),
        ("<x:one> a owl:NamedIndividual, akg:Brand, akg:Person .", "inconsistent"),
    ],
)  # fmt: skip
def test_a_fault_is_noticed(fault, complaint, complaints, tmp_path):
    path = tmp_path / "fault.ttl"
    prefixes = {"akg": AKG, "owl": OWL, "rdfs": RDFS, "xsd": XSD}
    lines = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in prefixes.items()]
    path.write_text("\n".join([*lines, fault]), encoding="utf-8")

    assert any(line.startswith(complaint) for line in complaints([FILES["alliance"], path]))


# ---- OWL RL closure


@cache
def closure() -> Graph:
    """Everything that follows by the rules of OWL 2 RL from ontology, schemes and facts."""
    files = [FILES["alliance"], FILES["schemes"], *(path for path in FACTS if is_of_facts(path))]
    expanded = Graph()
    for path in files:
        expanded.parse(path, format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(expanded)
    return expanded


def is_of_facts(path: Path) -> bool:
    return path.name in {"facts.ttl", "identifiers.ttl"}


def test_the_closure_has_no_error():
    errors = set(closure().subjects(RDF.type, owlrl.Namespaces.ERRNS.ErrorMessage))
    messages = {str(text) for error in errors for text in closure().objects(error)}
    assert messages == set()


def test_a_contradiction_is_an_error_of_the_closure():
    bad = Graph()
    for predicate in (OWL.members, RDF.first, RDF.rest):
        bad += tbox().triples((None, predicate, None))
    bad += tbox().triples((None, RDF.type, OWL.AllDisjointClasses))
    for kind in (AKG.Brand, AKG.Person):
        bad.add((URIRef("x:one"), RDF.type, kind))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(bad)

    assert (None, RDF.type, owlrl.Namespaces.ERRNS.ErrorMessage) in bad


def test_a_model_assigned_to_a_plant_is_linked_to_it():
    facts = graph(*FACTS)
    assigned = {
        (model, plant)
        for assignment, model in facts.subject_objects(AKG.assignsModel)
        for plant in facts.objects(assignment, AKG.atPlant)
    }

    assert len(assigned) >= 6
    assert set(closure().subject_objects(AKG.isAssignedToPlant)) == assigned


def test_a_model_with_a_battery_electric_powertrain_is_a_battery_electric_model():
    facts = graph(*FACTS)
    powertrain = URIRef(f"{SCHEME}powertrain/battery-electric")
    electric = {
        thing
        for thing in facts.subjects(AKG.hasPowertrain, powertrain)
        if set(facts.objects(thing, RDF.type)) & below(AKG.VehicleModel)
    }

    assert len(electric) >= 6
    assert set(closure().subjects(RDF.type, AKG.BatteryElectricModel)) == electric


def test_what_only_follows_is_never_written_down():
    facts = graph(*FACTS)

    assert not list(facts.subject_objects(AKG.isAssignedToPlant))
    assert not list(facts.subjects(RDF.type, AKG.BatteryElectricModel))


# ---- Coverage


def test_every_iri_of_ours_in_the_data_is_defined():
    data = everything()
    described = {str(subject) for subject in data.subjects(RDF.type)}
    documents = {BUNDLE.graph_name(path) for path in BUNDLE.turtle}
    versions = {str(iri) for iri in data.objects(None, OWL.versionIRI)}
    namespaces = {str(namespace) for namespace in data.objects(None, SH.namespace)}
    used = own_iris(term for triple in data for term in triple)

    assert len(used) > 500
    assert used - described - documents - versions - namespaces == set()


def test_every_iri_of_ours_in_a_question_is_defined():
    described = {str(subject) for subject in everything().subjects(RDF.type)}
    unknown = {
        (slug, iri)
        for slug, iris in asked().items()
        for iri in iris
        if iri not in described and iri.startswith((AKG, SCHEME, ID))
    }
    assert unknown == set()


def test_the_terms_of_a_question_are_those_that_the_package_reads():
    """Guard the shortcut that finds terms by their looks."""
    for path in BUNDLE.queries:
        where = read(Question.read(path).query).where
        predicates = {
            pattern.predicate.value
            for group in where.walk()
            for pattern in group.patterns
            if isinstance(pattern.predicate, NamedNode)
        }
        assert {iri for iri in predicates if iri.startswith(BASE)} <= asked()[path.stem]


def below(term: URIRef) -> set[URIRef]:
    """The term and all below it: a class is used when one of its subclasses is."""
    return {
        *tbox().transitive_subjects(RDFS.subClassOf, term),
        *tbox().transitive_subjects(RDFS.subPropertyOf, term),
    }


def used_terms() -> set[str]:
    """The IRIs in facts and questions, and the predicates in the ontology itself."""
    facts = own_iris(term for triple in graph(*FACTS) for term in triple)
    # What an exemption names is not used by being named there.
    exemptions = graph(FILES["exceptions"])
    kinds = own_iris([*exemptions.predicates(), *exemptions.objects(None, RDF.type)])
    return facts.union(kinds, own_iris(tbox().predicates()), *asked().values())


def test_every_term_is_used_by_a_fact_or_a_question():
    used = used_terms()
    idle = {str(term) for term in own_terms() if not {*map(str, below(term))} & used}

    assert idle == exempted("term-used")


def test_every_concept_is_used_by_a_fact_a_question_or_an_axiom():
    used = used_terms() | own_iris(tbox().objects())
    idle = {concept for concept in concepts() if str(concept) not in used}
    schemes = {str(everything().value(concept, SKOS.inScheme)) for concept in idle}
    whole = {
        iri
        for iri in exempted("concept-used")
        if (URIRef(iri), RDF.type, SKOS.ConceptScheme) in everything()
    }
    single = {
        str(concept)
        for concept in idle
        if str(everything().value(concept, SKOS.inScheme)) not in whole
    }

    assert single | (schemes & whole) == exempted("concept-used")


def test_every_scheme_has_concepts():
    schemes = set(everything().subjects(RDF.type, SKOS.ConceptScheme))
    assert len(schemes) >= 12
    assert schemes - set(everything().objects(None, SKOS.inScheme)) == set()


def test_every_competency_question_of_a_term_is_answered_by_a_question():
    """A term is tied to a competency question that some question of the catalogue answers."""
    answered = {name for path in BUNDLE.queries for name in Question.read(path).competency}
    tied = {
        str(term)
        for term in own_terms()
        if {str(name) for name in tbox().objects(term, AKG.competencyQuestion)} & answered
    }

    assert {str(term) for term in own_terms()} - tied == exempted("competency-answered")


def test_an_exemption_names_a_check_and_gives_its_reason():
    exceptions = graph(FILES["exceptions"])
    checks = {path.stem for path in (BUNDLE.root / "ontology" / "hygiene").glob("*.rq")}
    checks |= {"term-used", "concept-used", "competency-answered"}
    exemptions = set(exceptions.subjects(RDF.type, AKG.Exemption))

    assert exemptions == set(exceptions.subjects())
    for exemption in exemptions:
        assert str(exceptions.value(exemption, AKG.waivesCheck)) in checks
        assert list(exceptions.objects(exemption, AKG.exempts))
        reasons = {reason.language for reason in exceptions.objects(exemption, SKOS.editorialNote)}
        assert reasons == {"en", "it"}


# ---- Metadata


MINIMUM = (DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.creator, OWL.versionIRI)
RECOMMENDED = (
    VANN.preferredNamespaceUri, VANN.preferredNamespacePrefix, OWL.versionInfo, DCTERMS.created,
    DCTERMS.modified, DCTERMS.contributor, DCTERMS.publisher, DCTERMS.bibliographicCitation,
)  # fmt: skip


def headers(path: Path) -> list[URIRef]:
    return list(graph(path).subjects(RDF.type, OWL.Ontology))


@pytest.mark.parametrize("name", ["alliance", "alignments"])
def test_a_file_has_one_header_with_the_minimal_metadata(name):
    (header,) = headers(FILES[name])
    missing = [key for key in MINIMUM if graph(FILES[name]).value(header, key) is None]

    assert missing == []


def test_the_ontology_has_the_recommended_metadata():
    assert [key for key in RECOMMENDED if tbox().value(ONTOLOGY, key) is None] == []


@pytest.mark.parametrize("name", ["alliance", "alignments", "prefixes"])
@pytest.mark.parametrize("key", [DCTERMS.title, DCTERMS.description])
def test_title_and_description_are_in_both_languages(name, key):
    (header,) = headers(FILES[name])
    languages = sorted(text.language for text in graph(FILES[name]).objects(header, key))

    assert languages == ["en", "it"]


def test_licence_and_creator_are_things_not_texts_and_the_creator_has_a_name():
    for name in ("alliance", "alignments", "prefixes"):
        (header,) = headers(FILES[name])
        assert isinstance(graph(FILES[name]).value(header, DCTERMS.license), URIRef)
        creator = graph(FILES[name]).value(header, DCTERMS.creator)
        assert (creator, RDF.type, FOAF.Agent) in tbox()
        assert tbox().value(creator, RDFS.label)


def test_the_namespace_of_the_header_is_that_of_the_terms_and_of_the_prefix_table():
    table = graph(FILES["prefixes"])
    declared = {
        str(table.value(node, SH.prefix)): str(table.value(node, SH.namespace))
        for node in table.objects(None, SH.declare)
    }

    assert str(tbox().value(ONTOLOGY, VANN.preferredNamespaceUri)) == declared["akg"] == str(AKG)
    assert str(tbox().value(ONTOLOGY, VANN.preferredNamespacePrefix)) == "akg"


def test_every_version_is_that_of_the_package():
    for path in BUNDLE.ontology:
        for header in headers(path):
            for version in graph(path).objects(header, OWL.versionInfo):
                assert str(version) == __version__
            for iri in graph(path).objects(header, OWL.versionIRI):
                assert iri == URIRef(f"{header}/{__version__}")
    citation = str(tbox().value(ONTOLOGY, DCTERMS.bibliographicCitation))
    assert f"version {__version__}," in citation
    assert citation.endswith(f"/{__version__}")


def test_nothing_is_imported():
    assert list(everything().subject_objects(OWL.imports)) == []
