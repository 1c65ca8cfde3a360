"""The shipped data conform, and what breaks them is named with place, rule and remedy."""

import re
import shutil
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple
from rdflib import RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from alliance_kg.bundle import Bundle
from alliance_kg.errors import DataSyntaxError, InputError, UsageError
from alliance_kg.report import Severity, ValidationReport, ValidationResult
from alliance_kg.validation import ENGINES, check, validate
from alliance_kg.validation.targets import focus_nodes
from alliance_kg.validation.triples import Triples, parse_file

AKG = Namespace("https://w3id.org/alliance-kg/ontology#")
AKGSH = Namespace("https://w3id.org/alliance-kg/shapes#")
OWN = "https://w3id.org/alliance-kg/"
ACCEPTED = URIRef(f"{OWN}scheme/acceptance/accepted")
BATCH = 240

Fact = tuple[str, str, str]


@pytest.fixture(scope="module")
def report() -> ValidationReport:
    return validate(Bundle.open())


@pytest.fixture
def copy(tmp_path: Path) -> Bundle:
    root = Bundle.open().root
    for part in ("ontology", "data"):
        shutil.copytree(root / part, tmp_path / part)
    return Bundle.open(tmp_path)


def triples_of(*paths: Path) -> list[Triple]:
    return [triple for path in paths for triple in parse_file(path, path.read_bytes())]


@cache
def data() -> Graph:
    graph = Graph()
    for path in Bundle.open().data:
        graph.parse(path)
    return graph


@cache
def vocabulary() -> Graph:
    graph = Graph()
    for path in Bundle.open().ontology:
        graph.parse(path)
    return graph


@cache
def everything() -> list[Triple]:
    return triples_of(*Bundle.open().turtle)


@cache
def shapes() -> list[Triple]:
    bundle = Bundle.open()
    return triples_of(*bundle.shapes, bundle.root / "ontology" / "prefixes.ttl")


def remove_block(path: Path, iri: str) -> None:
    text = path.read_text(encoding="utf-8")
    rest = re.sub(rf"^<{re.escape(iri)}> .*?\.\n(\n|\Z)", "", text, flags=re.S | re.M)
    assert rest != text
    path.write_text(rest, encoding="utf-8")


def of_rule(report: ValidationReport, rule: str) -> list[ValidationResult]:
    return [result for result in report.results if result.source_shape == str(AKGSH[rule])]


# ---- the shipped data


def test_the_shipped_data_break_no_rule(report: ValidationReport) -> None:
    assert [result.sentence() for result in report.results] == []
    assert report.conforms


def test_every_shape_looks_at_something(report: ValidationReport) -> None:
    idle = {shape for shape, count in report.focus_nodes.items() if count == 0}
    # Inferred or derived, never written down: the rules have something to do only when broken.
    assert idle == {str(AKGSH.BatteryElectricModel), str(AKGSH.Derivation)}


def test_every_file_is_looked_at(report: ValidationReport) -> None:
    bundle = Bundle.open()
    assert set(report.files) == {
        bundle.label(path) for path in (*bundle.ontology, *bundle.shapes, *bundle.data)
    }


def test_every_individual_of_ours_is_checked_by_some_shape() -> None:
    nodes = focus_nodes(Triples(everything()), Triples(shapes())).values()
    checked = {node.value for node in set().union(*nodes) if isinstance(node, NamedNode)}
    kinds = tuple(f"{OWN}{kind}/" for kind in ("id", "claim", "span"))
    ours = {str(subject) for subject in data().subjects() if str(subject).startswith(kinds)}
    assert len(ours) >= 2000
    assert ours - checked == set()


# ---- a lost claim


def triple(claim: Node) -> tuple[Node | None, ...]:
    return tuple(data().value(claim, part) for part in (RDF.subject, RDF.predicate, RDF.object))


def partners(claim: Node) -> set[Node]:
    """The claims whose loss would change what the loss of this one shows."""
    near = {*data().objects(claim, AKG.agreesWith), *data().objects(claim, AKG.conflictsWith)}
    node = data().value(claim, AKG.describes)
    if node is not None:
        near.update(data().subjects(RDF.subject, node))
    else:
        node = data().value(claim, RDF.subject)
    near.update(data().subjects(AKG.describes, node))
    source, _, number = str(claim).rpartition("/")
    near.add(URIRef(f"{source}/{int(number) + 1:03d}"))
    near.add(URIRef(f"{source}/{int(number) - 1:03d}"))
    return near


def batches() -> list[list[Node]]:
    """All claims, in groups whose losses do not hide each other."""
    groups: list[list[Node]] = []
    for claim in sorted(data().subjects(RDF.type, AKG.Claim)):
        near = partners(claim)
        fitting = (it for it in groups if len(it) < BATCH and near.isdisjoint(it))
        next(fitting, groups.append([]) or groups[-1]).append(claim)
    return [group for group in groups if group]


# Of these four the rest of the data tell only what they contradict: nothing else speaks of
# the same property of the same thing.
HALF_KNOWN = {
    f"{OWN}claim/{name}"
    for name in (
        "anagioiayoga-3282/002",
        "il-messaggero-2024-09/003",
        "ne-connected-2023-10-13/006",
        "swap-it-2026/004",
    )
}
FOREIGN = {
    RDF.type: ("is a", "è un"),
    RDFS.label: ("label", "etichetta"),
    SKOS.altLabel: ("also called", "detto anche"),
    SKOS.hiddenLabel: ("also spelt", "scritto anche"),
    SKOS.exactMatch: ("same as", "uguale a"),
    SKOS.closeMatch: ("close to", "vicino a"),
}


def name_of(term: Node, language: str) -> str:
    """What a person calls a term: its label, the words of a foreign property, its text."""
    if term in FOREIGN:
        return FOREIGN[URIRef(term)][language == "it"]
    for graph in (data(), vocabulary()):
        for predicate in (RDFS.label, SKOS.prefLabel):
            for text in graph.objects(term, predicate):
                if isinstance(text, Literal) and text.language == language:
                    return str(text)
    return str(term).rpartition("/")[2] if isinstance(term, URIRef) else str(term)


def names_of_fact(claim: Node, language: str) -> list[str]:
    """What a sentence about a lost claim must name: the node, or the whole triple.

    The object of a triple that is no fact is known to its claim alone.
    """
    described = data().value(claim, AKG.describes)
    if described is not None:
        return [name_of(described, language)]
    parts = [part for part in triple(claim) if part is not None]
    is_fact = data().value(claim, AKG.hasAcceptance) == ACCEPTED
    return [name_of(part, language) for part in (parts if is_fact else parts[:2])]


def is_about(result: ValidationResult, claim: Node) -> bool:
    """Whether a result is about a lost claim: names it, or its fact, or the node it describes."""
    if str(claim) in (result.value, result.focus_node):
        return True
    described = data().value(claim, AKG.describes)
    if described is not None:
        return result.focus_node == str(described) and result.source_shape == str(AKGSH.Fact)
    fact = tuple(str(part) for part in triple(claim))
    return (result.focus_node, result.path, result.value) == fact


@cache
def losses() -> tuple[tuple[Node, tuple[ValidationResult, ...]], ...]:
    return tuple(_losses())


def _losses() -> Iterator[tuple[Node, tuple[ValidationResult, ...]]]:
    for group in batches():
        gone = {NamedNode(str(claim)) for claim in group}
        results = check((it for it in everything() if it.subject not in gone), shapes())
        worst = tuple(result for result in results if result.severity is Severity.VIOLATION)
        for claim in group:
            yield claim, tuple(result for result in worst if is_about(result, claim))


def names(sentence: str, words: Iterable[str]) -> bool:
    return all(word in sentence for word in words)


def test_a_lost_claim_is_a_violation_whose_sentence_names_its_fact() -> None:
    """Each claim is lost once, with others that have nothing to do with it."""
    unnamed, count = [], 0
    for claim, results in losses():
        count += 1
        for language in ("en", "it"):
            words = names_of_fact(claim, language)
            if not any(names(result.sentence(language), words) for result in results):
                unnamed.append(
                    (str(claim), language, words, [it.sentence(language) for it in results])
                )
    assert count >= 1300
    assert {claim for claim, *_ in unnamed} == HALF_KNOWN, [
        it for it in unnamed if it[0] not in HALF_KNOWN
    ]
    for _, language, _, sentences in unnamed:
        told = "in conflict with '" if language == "en" else "in conflitto con «"
        assert any(told in sentence for sentence in sentences), sentences


def test_a_lost_claim_itself_is_always_named() -> None:
    for claim, results in losses():
        assert any(str(claim) == result.value for result in results), claim


def only_claim(**wanted: Node) -> URIRef:
    """An accepted claim of the article that no other agrees with, with the given predicate."""
    article = URIRef(f"{OWN}id/source/il-messaggero-2025-09-17")
    for claim in sorted(data().subjects(RDF.predicate, wanted["predicate"])):
        alone = (claim, AKG.isMadeBy, article) in data() and not any(
            data().objects(claim, AKG.agreesWith)
        )
        if alone and data().value(claim, AKG.hasAcceptance) == ACCEPTED:
            return URIRef(claim)
    raise AssertionError(wanted)


def test_a_fact_without_an_accepted_claim_is_a_violation_at_its_line(copy: Bundle) -> None:
    claim = only_claim(predicate=AKG.isLocatedIn)
    remove_block(copy.root / "data/article/claims.ttl", str(claim))
    report = validate(copy)
    assert not report.conforms
    (result,) = of_rule(report, "Fact")
    assert (result.focus_node, result.path, result.value) == tuple(map(str, triple(claim)))
    assert result.file == "data/article/facts.ttl"
    assert result.line is not None
    lines = (copy.root / result.file).read_text(encoding="utf-8").splitlines()
    assert lines[result.line - 1].strip().startswith("akg:isLocatedIn")
    assert str(result.value) in lines[result.line - 1]


def test_the_sentence_of_a_lost_claim_says_the_fact_in_both_languages(copy: Bundle) -> None:
    claim = only_claim(predicate=AKG.isOperatedBy)
    remove_block(copy.root / "data/article/claims.ttl", str(claim))
    (result,) = of_rule(validate(copy), "Fact")
    english, italian = result.sentence("en"), result.sentence("it")
    assert english.startswith(f"data/article/facts.ttl:{result.line}: violation: ")
    assert (
        "supports the fact 'Ampere's production line in Douai – is operated by – Ampere' – add"
        in english
    )
    assert english.endswith("[Fact]")
    assert italian.startswith(f"data/article/facts.ttl:{result.line}: violazione: ")
    assert "sostiene il fatto «" in italian
    assert "Ampere» – aggiungere o ripristinare" in italian
    assert "https:" not in english + italian


def test_a_lost_claim_that_another_source_repeats_is_named_by_that_one(copy: Bundle) -> None:
    lost = next(
        claim
        for claim in sorted(data().subjects(AKG.agreesWith))
        if str(claim).startswith(f"{OWN}claim/il-messaggero-2025-09-17/")
    )
    partner = data().value(lost, AKG.agreesWith)
    remove_block(copy.root / "data/article/claims.ttl", str(lost))
    report = validate(copy)
    result = next(it for it in of_rule(report, "Claim-agreesWith") if it.value == str(lost))
    assert result.focus_node == str(partner)
    assert result.file == "data/background/claims.ttl"
    assert [str(lost)] == [it.value for it in of_rule(report, "ClaimsNumbered")]


def test_a_lost_type_is_still_noticed(copy: Bundle) -> None:
    path = copy.root / "data/article/facts.ttl"
    text = path.read_text(encoding="utf-8")
    start = "<https://w3id.org/alliance-kg/id/plant/douai>"
    path.write_text(text.replace(f"{start} a akg:Plant ;", start), encoding="utf-8")
    report = validate(copy)
    assert {it.focus_node for it in of_rule(report, "Plant")} == {f"{OWN}id/plant/douai"}


def test_a_misspelt_property_is_found_where_it_is_written(copy: Bundle) -> None:
    path = copy.root / "data/background/facts.ttl"
    path.write_text(
        path.read_text(encoding="utf-8").replace("akg:usesPlatform", "akg:usesPlatfrom", 1),
        encoding="utf-8",
    )
    (result,) = of_rule(validate(copy), "DefinedProperty")
    assert result.value == str(AKG.usesPlatfrom)
    assert result.file == "data/background/facts.ttl"
    assert result.line is not None
    assert "usesPlatfrom" in path.read_text(encoding="utf-8").splitlines()[result.line - 1]


def test_an_individual_described_nowhere_is_found_where_it_is_pointed_to(copy: Bundle) -> None:
    remove_block(copy.root / "data/article/facts.ttl", f"{OWN}id/brand/alpine")
    results = of_rule(validate(copy), "DescribedIndividual")
    assert [it.focus_node for it in results] == [f"{OWN}id/brand/alpine"]
    assert results[0].file is not None


def test_a_concept_of_another_list_is_a_violation(copy: Bundle) -> None:
    path = copy.root / "data/article/facts.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("scheme/role/chief-executive>", "scheme/phase/ongoing>", 1), encoding="utf-8"
    )
    report = validate(copy)
    rules = {result.source_shape.removeprefix(AKGSH) for result in report.results}
    assert rules & {"RoleHolding-hasRole", "Participation-inCapacity"}


# ---- bad input


def edit(path: Path, iri: str, old: str, new: str) -> None:
    """Replace a text, given as a pattern, in the block of a subject."""
    text = path.read_text(encoding="utf-8")
    start = text.index(f"\n<{iri}> a ") + 1
    end = text.index(" .\n", start)
    block = text[start:end]
    changed = re.sub(old, new, block, count=1)
    assert changed != block, (iri, old)
    path.write_text(text[:start] + changed + text[end:], encoding="utf-8")


BAD_INPUT = {
    # rule: file, subject, text to replace, new text, what stands in the line named
    "TimeExtent-earliestBegin": (
        "data/background/facts.ttl", "id/time/since-2025-04-01",
        '(?<=earliestBegin ")2025-04-01', "2025-04-31", '"2025-04-31T00:00:00Z"',
    ),
    "TimeExtent-beginBeforeEnd": (
        "data/background/facts.ttl", "id/time/2025-05-27",
        '(?<=latestEnd ")2025', "2024", "akg:earliestBegin",
    ),
    "EdtfSameEnds": (
        "data/background/facts.ttl", "id/time/since-2016-10",
        "(?<=akg:edtf )", '"2016-10/2017-10" ; #', '"2016-10/2017-10"',
    ),
    "Claim-isMadeBy": (
        "data/background/claims.ttl", "claim/acko-drive-2025-05/001",
        " *akg:isMadeBy .*\n", "", "claim/acko-drive-2025-05/001> a akg:Claim",
    ),
    "Source-issuedVerbatim": (
        "data/background/sources.ttl", "id/source/acko-drive-2025-05",
        " *akg:issuedVerbatim .*\n", "", "id/source/acko-drive-2025-05> a akg:WebPage",
    ),
    "SourceDateBounded": (
        "data/background/sources.ttl", "id/source/all-car-news-2023-11",
        " *akg:issuedNotAfter .*\n", "", 'akg:issuedVerbatim "2023-11"',
    ),
    "Dispute-hasSide": (
        "data/disputes.ttl", "id/dispute/date-of-the-meeting",
        "(?<=akg:hasSide )(<[^>]*>) , .* ;\n", r"\1 ;\n", "akg:hasSide",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ValidationReport]:
    """One copy of the data with every case of bad input in it, and its report."""
    root, target = Bundle.open().root, tmp_path_factory.mktemp("spoilt")
    for part in ("ontology", "data"):
        shutil.copytree(root / part, target / part)
    for file, subject, old, new, _ in BAD_INPUT.values():
        edit(target / file, f"{OWN}{subject}", old, new)
    return target, validate(Bundle.open(target))


@pytest.mark.parametrize("rule", BAD_INPUT)
def test_bad_input_is_found_in_its_file_and_line(
    spoilt: tuple[Path, ValidationReport], rule: str
) -> None:
    root, report = spoilt
    file, subject, *_, words = BAD_INPUT[rule]
    results = of_rule(report, rule)
    assert {(it.severity, it.file) for it in results} == {(Severity.VIOLATION, file)}
    assert {it.focus_node for it in results} == {f"{OWN}{subject}"}
    (line,) = {it.line for it in results}
    assert line is not None
    assert words in (root / file).read_text(encoding="utf-8").splitlines()[line - 1]


def test_a_syntax_error_has_file_line_and_column(copy: Bundle) -> None:
    path = copy.root / "data/article/facts.ttl"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, "akg:Plant a nosuch:Thing ."]) + "\n", encoding="utf-8")
    with pytest.raises(DataSyntaxError, match="nosuch") as caught:
        validate(copy)
    assert caught.value.place == str(path)
    assert caught.value.line == len(lines) + 1
    assert caught.value.column is not None
    assert str(caught.value).startswith(f"{path}:{len(lines) + 1}:{caught.value.column}: ")


@pytest.mark.parametrize("text", [b"\xff\xfe", b"<a> <b> <c> .", b'<urn:a> <urn:b> "x'])
def test_a_file_that_is_no_turtle_is_a_syntax_error(copy: Bundle, text: bytes) -> None:
    (copy.root / "data/article/facts.ttl").write_bytes(text)
    with pytest.raises(DataSyntaxError):
        validate(copy)


def test_a_file_that_is_gone_is_named(copy: Bundle) -> None:
    (copy.root / "data/article/facts.ttl").unlink()
    with pytest.raises(InputError, match=r"data/article/facts\.ttl: No such file"):
        validate(copy)


PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> .\n"
BROKEN_SHAPES = {
    "a count that is no number": "sh:property [ sh:path ex:p ; sh:minCount 'one' ]",
    "a query that does not parse": "sh:sparql [ sh:select 'SELECT $this WHERE { $this a' ]",
    "a query of the wrong form": "sh:sparql [ sh:select 'CONSTRUCT WHERE { $this ?p ?o }' ]",
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("part", BROKEN_SHAPES.values(), ids=BROKEN_SHAPES)
def test_shapes_that_cannot_be_used_are_an_input_error(engine: str, part: str) -> None:
    text = f"{PREFIXES} ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; {part} ."
    rules = list(parse_file(Path("broken.ttl"), text.encode()))
    data = list(parse_file(Path("data.ttl"), f"{PREFIXES} ex:a ex:p ex:b .".encode()))
    with pytest.raises(InputError, match="the shapes cannot be used: "):
        check(data, rules, engine=engine)


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(UsageError, match="no SHACL engine 'jena'; choose one of shacl, pyshacl"):
        validate(Bundle.open(), engine="jena")
