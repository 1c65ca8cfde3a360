"""The shipped data conform, and what breaks them is named with place, rule and remedy."""

import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SKOS, Graph, Namespace, URIRef
from rdflib.term import Node

from alliance_kg.bundle import Bundle
from alliance_kg.errors import DataSyntaxError, InputError, UsageError
from alliance_kg.report import Severity, ValidationReport, ValidationResult
from alliance_kg.validation import check, focus_nodes, parse, validate

AKG = Namespace("https://w3id.org/alliance-kg/ontology#")
AKGSH = Namespace("https://w3id.org/alliance-kg/shapes#")
OWN = "https://w3id.org/alliance-kg/"
ACCEPTED = URIRef(f"{OWN}scheme/acceptance/accepted")
# The shapes that notice a lost claim; the others are left out of the long loop for speed.
WATCHERS = (
    "AgreementLinked", "AliasClaimed", "Claim", "ClaimsComplete", "ClaimsNumbered", "Dispute",
    "Fact", "KindClaimed", "TextSpan",
)  # fmt: skip
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


def graph_of(*paths: Path) -> Graph:
    graph = Graph()
    for path in paths:
        parse(path, path.read_bytes(), graph)
    return graph


@cache
def data() -> Graph:
    return graph_of(*Bundle.open().data)


@cache
def shapes() -> Graph:
    bundle = Bundle.open()
    return graph_of(*bundle.shapes, bundle.root / "ontology" / "prefixes.ttl")


def remove_block(path: Path, iri: str) -> None:
    text = path.read_text(encoding="utf-8")
    rest = re.sub(rf"^<{re.escape(iri)}> .*?\.\n(\n|\Z)", "", text, flags=re.S | re.M)
    assert rest != text
    path.write_text(rest, encoding="utf-8")


def of_rule(report: ValidationReport, rule: str) -> list[ValidationResult]:
    return [result for result in report.results if result.source_shape == str(AKGSH[rule])]


# ---- the shipped data


def test_the_shipped_data_break_no_rule(report: ValidationReport) -> None:
    worst = [result.sentence() for result in report.results if result.severity != Severity.INFO]
    assert worst == []
    assert report.conforms


def test_the_only_notes_are_names_that_no_source_is_known_to_use(report: ValidationReport) -> None:
    assert {result.source_shape for result in report.results} <= {str(AKGSH.AliasClaimed)}


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
    whole = data() + graph_of(*Bundle.open().ontology)
    checked = set().union(*focus_nodes(whole, shapes()).values())
    kinds = tuple(f"{OWN}{kind}/" for kind in ("id", "claim", "span"))
    ours = {subject for subject in data().subjects() if str(subject).startswith(kinds)}
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


@cache
def watching() -> Graph:
    graph = shapes()
    others = {
        shape
        for shape in graph.subjects(RDF.type)
        if str(shape).startswith(AKGSH)
        and str(shape).removeprefix(AKGSH).partition("-")[0] not in WATCHERS
    }
    part = Graph()
    for found in graph:
        if found[0] not in others:
            part.add(found)
    return part


def names_fact(result: ValidationResult, claim: Node) -> bool:
    """Whether a result names what a claim said: the node, or the triple by all its terms."""
    described = data().value(claim, AKG.describes)
    if described is not None:
        return result.focus_node == str(described)
    fact = tuple(str(term) for term in triple(claim))
    if (result.focus_node, result.path, result.value) == fact:
        return True
    kind = (result.source_shape, result.focus_node) == (str(AKGSH.KindClaimed), fact[0])
    if fact[1] == str(RDF.type) and kind:
        return True
    # Another source says the same: its claim is named with the triple, and points to the lost one.
    return result.value == str(claim) and triple(URIRef(result.focus_node)) == triple(claim)


def stands_anyway(claim: Node) -> bool:
    """Whether what a claim says needs no claim, or keeps one when this is lost.

    Names and values of the calendar need none; another source may bear out the same node.
    """
    node = data().value(claim, AKG.describes)
    is_time = (node, RDF.type, AKG.TimeExtent) in data()
    if data().value(claim, RDF.predicate) == RDFS.label:
        return True
    if is_time and (node, AKG.verbatimTime, None) not in data():
        return True
    others = set(data().subjects(AKG.describes, node or data().value(claim, RDF.subject)))
    if node is not None:
        others |= set(data().subjects(RDF.subject, node))
    return any(data().value(it, AKG.hasAcceptance) == ACCEPTED for it in others - {claim})


def names_claim(result: ValidationResult, claim: Node) -> bool:
    last = str(data().value(claim, AKG.isMadeBy))
    return str(claim) in (result.value, result.focus_node) or (
        result.source_shape == str(AKGSH.ClaimsComplete) and result.focus_node == last
    )


def losses() -> Iterator[tuple[Node, tuple[ValidationResult, ...]]]:
    vocabulary = graph_of(*Bundle.open().ontology)
    for group in batches():
        rest = data() + vocabulary
        for claim in group:
            rest.remove((claim, None, None))
        results = check(rest, watching())
        for claim in group:
            yield claim, results


def test_a_lost_claim_is_noticed_and_its_fact_is_named() -> None:
    count = 0
    for claim, results in losses():
        count += 1
        worst = [result for result in results if result.severity is Severity.VIOLATION]
        assert any(names_claim(result, claim) for result in worst), claim
        if data().value(claim, AKG.hasAcceptance) == ACCEPTED and not stands_anyway(claim):
            assert any(names_fact(result, claim) for result in results), claim
    assert count >= 1200


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


def test_a_shape_that_is_not_well_formed_is_an_input_error() -> None:
    broken = Graph().parse(
        data=f"""@prefix sh: <http://www.w3.org/ns/shacl#> .
        <{AKGSH}Broken> a sh:NodeShape ; sh:targetSubjectsOf <{SKOS.notation}> ;
            sh:property <{AKGSH}Broken-path> .
        <{AKGSH}Broken-path> a sh:PropertyShape ; sh:minCount "one" ."""
    )
    with pytest.raises(InputError, match="the shapes cannot be used"):
        check(data(), broken)


def test_a_query_in_a_shape_that_does_not_parse_is_an_input_error() -> None:
    broken = Graph().parse(
        data=f"""@prefix sh: <http://www.w3.org/ns/shacl#> .
        <{AKGSH}Broken> a sh:NodeShape ; sh:targetSubjectsOf <{SKOS.notation}> ;
            sh:sparql [ sh:select "SELECT $this WHERE {{ $this a" ] ."""
    )
    with pytest.raises(InputError, match="a query of a shape does not parse"):
        check(data(), broken)


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(UsageError, match="no SHACL engine 'jena' here; choose one of pyshacl"):
        validate(Bundle.open(), engine="jena")
