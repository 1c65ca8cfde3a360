"""Each rule of the shapes is broken by a fixture, and says what is wrong in both languages.

A folder of `tests/shapes` has the name of a node shape. Its `conforms.ttl` breaks no rule;
every other file is applied to it: `# without: s p o` takes triples away (`*` is any term),
the triples of the file are added, and each `# expect: shape component severity focus` line
is one result. `t:` is the namespace of the fixtures.
"""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple
from pyshacl import validate as run_pyshacl
from rdflib import OWL, RDF, RDFS, SH, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from alliance_kg.bundle import Bundle
from alliance_kg.terms import RDF_TYPE
from alliance_kg.validation import fast, reference
from alliance_kg.validation.found import Engine, Found
from alliance_kg.validation.triples import Triples, parse_file
from engines import agreed

AKG = Namespace("https://w3id.org/alliance-kg/ontology#")
AKGSH = Namespace("https://w3id.org/alliance-kg/shapes#")
FOLDERS = sorted(path for path in (Path(__file__).parent / "shapes").iterdir() if path.is_dir())
BASES = [folder / "conforms.ttl" for folder in FOLDERS]
FIXTURES = [
    path for folder in FOLDERS for path in sorted(folder.glob("*.ttl")) if path.stem != "conforms"
]
# What a fixture can break: a parameter of a rule, and the component that reports it.
COMPONENTS = {
    SH.minCount: SH.MinCountConstraintComponent,
    SH.maxCount: SH.MaxCountConstraintComponent,
    SH["class"]: SH.ClassConstraintComponent,
    SH.datatype: SH.DatatypeConstraintComponent,
    SH.nodeKind: SH.NodeKindConstraintComponent,
    SH.node: SH.NodeConstraintComponent,
    SH.pattern: SH.PatternConstraintComponent,
    SH.minInclusive: SH.MinInclusiveConstraintComponent,
    SH.maxInclusive: SH.MaxInclusiveConstraintComponent,
    SH.minExclusive: SH.MinExclusiveConstraintComponent,
    SH.lessThan: SH.LessThanConstraintComponent,
    SH.lessThanOrEquals: SH.LessThanOrEqualsConstraintComponent,
    SH.equals: SH.EqualsConstraintComponent,
    SH.uniqueLang: SH.UniqueLangConstraintComponent,
    SH.languageIn: SH.LanguageInConstraintComponent,
    SH.qualifiedMinCount: SH.QualifiedMinCountConstraintComponent,
    SH.qualifiedMaxCount: SH.QualifiedMaxCountConstraintComponent,
    SH["or"]: SH.OrConstraintComponent,
    SH["and"]: SH.AndConstraintComponent,
    SH.xone: SH.XoneConstraintComponent,
    SH["not"]: SH.NotConstraintComponent,
    SH.sparql: SH.SPARQLConstraintComponent,
}
NO_CONSTRAINT = {
    RDF.type, SH.name, SH.description, SH.message, SH.severity, SH.path, SH.property,
    SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf,
    SH.qualifiedValueShape,
}  # fmt: skip

Expected = tuple[str, str, str, str]
ANY = NamedNode("urn:any")


def triples(path: Path) -> list[Triple]:
    return list(parse_file(path, path.read_bytes()))


@cache
def shapes() -> Graph:
    bundle = Bundle.open()
    graph = Graph()
    for path in (*bundle.shapes, bundle.root / "ontology" / "prefixes.ttl"):
        graph.parse(path)
    return graph


@cache
def vocabulary() -> list[Triple]:
    """What the shapes ask of the ontology and the schemes: kinds, subclasses, schemes."""
    kinds = {f"{OWL}{kind}" for kind in ("Class", "ObjectProperty", "DatatypeProperty")}
    kinds.add(str(SKOS.ConceptScheme))
    return [
        triple
        for path in Bundle.open().ontology
        for triple in triples(path)
        if triple.predicate.value in (str(RDFS.subClassOf), str(SKOS.inScheme))
        or (triple.predicate == RDF_TYPE and triple.object.value in kinds)
    ]


@cache
def only(name: str) -> Triples:
    """One node shape with all it refers to, and the prefixes."""
    whole, part = shapes(), Graph()
    prefixes = URIRef("https://w3id.org/alliance-kg/prefixes")
    todo: list[Node] = [AKGSH[name], prefixes]
    seen: set[Node] = set()
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            part += whole.triples((node, None, None))
            todo += [
                term
                for term in whole.objects(node)
                if isinstance(term, BNode) or str(term).startswith((AKGSH, prefixes + "#"))
            ]
    return Triples(parse_file(Path(name), part.serialize(format="nt").encode()))


@cache
def head() -> str:
    graph = shapes()
    known = {
        str(graph.value(node, SH.prefix)): str(graph.value(node, SH.namespace))
        for node in graph.objects(None, SH.declare)
    } | {"t": "https://w3id.org/alliance-kg/id/test/"}
    return "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in known.items())


def read(text: str) -> list[Triple]:
    return list(parse_file(Path(text), f"{head()}{text} .".encode()))


def notes(path: Path, key: str) -> list[str]:
    start = f"# {key}: "
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix(start) for line in lines if line.startswith(start)]


@cache
def expected(path: Path) -> Counter[Expected]:
    lines = (line.replace(" ", " , ") for line in notes(path, "expect"))
    return Counter(
        tuple(triple.object.value for triple in read(f"<urn:x> <urn:x> {line}")) for line in lines
    )


def fits(triple: Triple, pattern: Triple) -> bool:
    return all(one in (ANY, other) for one, other in zip(pattern, triple, strict=True))


def data_of(path: Path) -> Triples:
    """Apply a fixture to the base of its folder."""
    data = triples(path.parent / "conforms.ttl")
    for line in notes(path, "without"):
        (gone,) = read(line.replace("*", f"<{ANY.value}>"))
        kept = [it for it in data if not fits(it, gone)]
        assert len(kept) < len(data), f"nothing to take away: {line}"
        data = kept
    if path.stem != "conforms":
        data += triples(path)
    return Triples([*data, *vocabulary()])


def results(path: Path, engine: Engine) -> tuple[Found, ...]:
    """Check a fixture with the shape of its folder."""
    return tuple(engine(data_of(path), only(path.parent.name)))


def found(path: Path) -> Counter[Expected]:
    return Counter(
        (it.shape, it.component, it.severity, it.focus.value) for it in results(path, fast.run)
    )


def rules() -> dict[Node, set[Node]]:
    """Each named shape that constrains something, with the components it may report."""
    graph = shapes()
    table: dict[Node, set[Node]] = {}
    for kind in (SH.NodeShape, SH.PropertyShape):
        for shape in graph.subjects(RDF.type, kind):
            parameters = set(graph.predicates(shape)) - NO_CONSTRAINT
            if parameters:
                table[shape] = {COMPONENTS[parameter] for parameter in parameters}
    return table


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def test_the_fixtures_are_found() -> None:
    assert len(BASES) >= 90
    assert len(FIXTURES) >= 390


@pytest.mark.parametrize("path", BASES, ids=name_of)
def test_a_base_breaks_no_rule(path: Path) -> None:
    assert found(path) == Counter()


@pytest.mark.parametrize("path", FIXTURES, ids=name_of)
def test_a_fixture_gives_exactly_the_results_it_states(path: Path) -> None:
    assert expected(path)
    assert found(path) == expected(path)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_both_engines_report_the_same_of_all_fixtures_of_a_shape(folder: Path) -> None:
    """With rdflib's own SPARQL, so that the two share no evaluator."""
    for path in sorted(folder.glob("*.ttl")):
        theirs = reference.run(data_of(path), only(folder.name), quick=False)
        assert agreed(results(path, fast.run)) == agreed(theirs), path


def test_a_fixture_is_named_after_a_rule_it_breaks() -> None:
    for path in FIXTURES:
        rule = str(AKGSH[path.stem.partition("--")[0]])
        assert rule in {shape for shape, *_ in expected(path)}, path


def test_every_constraint_of_every_rule_is_broken_by_a_fixture() -> None:
    broken = {pair[:2] for path in FIXTURES for pair in expected(path)}
    wanted = {(str(rule), str(component)) for rule, parts in rules().items() for component in parts}
    assert wanted - broken == set()


def test_every_folder_is_a_shape_with_a_target_and_every_such_shape_has_a_folder() -> None:
    graph = shapes()
    targets = (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf)
    targeted = {str(shape) for target in targets for shape in graph.subjects(target)}
    assert {str(AKGSH[folder.name]) for folder in FOLDERS} == targeted


def test_every_property_shape_belongs_to_a_node_shape() -> None:
    graph = shapes()
    attached = set(graph.objects(None, SH.property))
    assert set(graph.subjects(RDF.type, SH.PropertyShape)) <= attached


@pytest.mark.parametrize(
    "key", [SH.name, SH.description, SH.message], ids=["name", "description", "message"]
)
def test_every_rule_speaks_both_languages(key: URIRef) -> None:
    graph = shapes()
    for rule in rules():
        texts = [text for text in graph.objects(rule, key) if isinstance(text, Literal)]
        assert sorted(str(text.language) for text in texts) == ["en", "it"], rule


def test_every_message_says_what_is_wrong_and_how_to_mend_it() -> None:
    for rule in rules():
        for message in shapes().objects(rule, SH.message):
            fault, _, remedy = str(message).partition(" – ")
            assert fault, rule
            assert remedy.endswith("."), message


def test_every_rule_has_one_severity() -> None:
    for rule in rules():
        assert len(set(shapes().objects(rule, SH.severity))) == 1, rule


def test_no_two_files_define_the_same_shape() -> None:
    seen: Counter[Node] = Counter()
    for path in Bundle.open().shapes:
        graph = Graph().parse(path)
        seen.update(set(graph.subjects(RDF.type, SH.NodeShape)))
        seen.update(set(graph.subjects(RDF.type, SH.PropertyShape)))
    assert [shape for shape, times in seen.items() if times > 1] == []


def test_every_term_of_ours_in_a_shape_is_in_the_ontology() -> None:
    used = {
        str(term)
        for triple in shapes()
        for term in triple
        if isinstance(term, URIRef) and term.startswith(AKG)
    }
    known = {triple.subject.value for triple in vocabulary()}
    assert used - known == set()


def test_every_object_property_of_ours_is_followed_to_its_individuals() -> None:
    properties = {
        triple.subject.value
        for triple in vocabulary()
        if triple.object.value == str(OWL.ObjectProperty) and triple.subject.value.startswith(AKG)
    }
    derived = {str(AKG.isAssignedToPlant)}  # never written down
    foreign = {str(AKG.hasCurrency)}  # its values are not ours
    followed = set(map(str, shapes().objects(AKGSH.DescribedIndividual, SH.targetObjectsOf)))
    assert properties - derived - foreign - followed == set()


def test_the_shapes_are_well_formed_by_the_shapes_of_shacl() -> None:
    conforms, _, text = run_pyshacl(Graph(), shacl_graph=shapes(), meta_shacl=True)
    assert conforms, text
