"""The fast SHACL engine reports what the reference reports, result by result."""

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from alliance_kg.bundle import Bundle
from alliance_kg.errors import InputError, OperationRefused
from alliance_kg.validation import ENGINES, check, fast, reference
from alliance_kg.validation.support import refuse_unsupported
from alliance_kg.validation.triples import Triples, parse_file
from engines import agreed

BUNDLE = Bundle.open()
ARTICLE = tuple(path for path in BUNDLE.data if path.parent.name == "article")
XSD = "http://www.w3.org/2001/XMLSchema#"


@cache
def triples_of(paths: tuple[Path, ...]) -> tuple[Triple, ...]:
    return tuple(triple for path in paths for triple in parse_file(path, path.read_bytes()))


@cache
def shapes() -> Triples:
    return Triples(triples_of((*BUNDLE.shapes, BUNDLE.root / "ontology" / "prefixes.ttl")))


def broken(triples: tuple[Triple, ...], count: int, seed: int) -> Iterator[Triple]:
    """Break some triples of ours: each is lost, or altered in one of its parts, or doubled."""
    choose = random.Random(seed)  # noqa: S311 - a seeded choice is wanted
    ours = [
        it for it in triples if "alliance-kg/" in str(it.subject) and "#" not in str(it.subject)
    ]
    chosen = set(map(str, choose.sample(ours, count)))
    for triple in triples:
        if str(triple) not in chosen:
            yield triple
            continue
        other = choose.choice(ours)
        yield from choose.choice(
            [
                [],
                [Triple(triple.subject, triple.predicate, other.object)],
                [Triple(triple.subject, other.predicate, triple.object)],
                [Triple(other.subject, triple.predicate, triple.object)],
                [triple, Triple(triple.subject, triple.predicate, other.object)],
                [Triple(triple.subject, triple.predicate, spoilt(triple.object, choose))],
            ]
        )


def spoilt(term: object, choose: random.Random) -> Literal | NamedNode:
    """A term of another form: longer, in another language, of another type, not of its type."""
    if not isinstance(term, Literal):
        return choose.choice([NamedNode(f"{getattr(term, 'value', '')}x"), Literal("x")])
    return choose.choice(
        [
            Literal(f"0{term.value}", datatype=term.datatype) if not term.language else term,
            Literal(term.value, language="fr"),
            Literal(term.value, datatype=NamedNode(f"{XSD}string")),
            Literal(f"{term.value}x", datatype=NamedNode(f"{XSD}dateTime")),
        ]
    )


@pytest.mark.parametrize(
    ("paths", "count", "seed"),
    [
        (BUNDLE.data, 0, 0),
        (BUNDLE.data, 400, 1),
        (ARTICLE, 40, 2),
        (ARTICLE, 160, 3),
        (ARTICLE, 640, 4),
    ],
    ids=["release", "release-400", "article-40", "article-160", "article-640"],
)
def test_both_engines_report_the_same(paths: tuple[Path, ...], count: int, seed: int) -> None:
    data = Triples([*triples_of(BUNDLE.ontology), *broken(triples_of(paths), count, seed)])
    found = fast.run(data, shapes()), reference.run(data, shapes())
    ours, theirs = (agreed(results, rewritten=True) for results in found)
    assert (ours - theirs, theirs - ours) == ({}, {})
    assert sum(ours.values()) >= count


# ---- what is not checked is said

PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> .\n"
SILENT = {
    "a constraint that is misspelt": ("sh:mincount 1", "sh:mincount"),
    "a constraint in JavaScript": ("sh:js [ sh:jsFunctionName 'f' ]", "sh:js"),
    "an expression": ("sh:expression [ sh:path ex:p ]", "sh:expression"),
    "a target by query": ("sh:target [ sh:select 'SELECT ?this WHERE {}' ]", "sh:target"),
    "a rule": ("sh:rule [ a sh:TripleRule ]", "sh:rule"),
    "inference": ("sh:entailment <http://www.w3.org/ns/entailment/RDFS>", "sh:entailment"),
    "a property shape that is not there": ("sh:property ex:Nope", "<http://example.org/Nope>"),
    "a shape that is not there": ("sh:node ex:Nope", "<http://example.org/Nope>"),
    "a property shape without a path": ("sh:property [ sh:minCount 1 ]", "no sh:path"),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("part", "named"), SILENT.values(), ids=SILENT)
def test_what_an_engine_would_pass_over_is_named(engine: str, part: str, named: str) -> None:
    text = f"{PREFIXES} ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; {part} ."
    rules = list(parse_file(Path("shapes.ttl"), text.encode()))
    with pytest.raises(InputError, match=r"the shapes cannot be used: ") as caught:
        check((), rules, engine=engine)
    assert named in str(caught.value)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("word", ["SERVICE", "service", "SERVICE SILENT", "#\\n SERVICE"])
def test_a_query_that_calls_elsewhere_is_refused(engine: str, word: str) -> None:
    query = f"SELECT $this WHERE {{ {word} <http://127.0.0.1:9/> {{ $this ?p ?o }} }}"
    text = (
        f"{PREFIXES} ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; "
        f'sh:sparql [ sh:select "{query}" ] .'
    )
    rules = list(parse_file(Path("shapes.ttl"), text.encode()))
    with pytest.raises(OperationRefused, match="SERVICE is refused"):
        check((), rules, engine=engine)


def test_our_shapes_are_checked_to_the_last_constraint() -> None:
    refuse_unsupported(shapes())


WITHIN = """
@prefix : <urn:example:> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
:Shape a sh:NodeShape ;
    sh:targetSubjectsOf :p ;
    sh:property [ sh:path :p ; sh:or ( [ sh:class :Upper ] [ sh:class :Other ] ) ] ;
    sh:not [ sh:class :Never ] ;
    sh:property [ sh:path :q ; sh:class :Upper ] .
"""
NODES = """
@prefix : <urn:example:> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Lower rdfs:subClassOf :Middle . :Middle rdfs:subClassOf :Upper .
:low a :Lower . :other a :Other . :none a :None .
:a :p :low , :other ; :q :low .
:b :p :none , "low" , [ a :Middle ] ; :q :other , "low" .
:c a :Never ; :p :low .
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_a_class_within_another_shape_is_one_with_what_is_below_it(
    engine: str, tmp_path: Path
) -> None:
    shapes, data = tmp_path / "shapes.ttl", tmp_path / "data.ttl"
    shapes.write_text(WITHIN, encoding="utf-8")
    data.write_text(NODES, encoding="utf-8")
    read = [Triples(parse_file(path, path.read_bytes())) for path in (data, shapes)]
    found = (fast.run if engine == "shacl" else reference.run)(*read)
    assert sorted(
        (str(it.focus), str(it.value), it.component.rpartition("#")[2]) for it in found
    ) == [
        ("<urn:example:b>", '"low"', "ClassConstraintComponent"),
        ("<urn:example:b>", '"low"', "OrConstraintComponent"),
        ("<urn:example:b>", "<urn:example:none>", "OrConstraintComponent"),
        ("<urn:example:b>", "<urn:example:other>", "ClassConstraintComponent"),
        ("<urn:example:c>", "<urn:example:c>", "NotConstraintComponent"),
    ]
