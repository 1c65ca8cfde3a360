"""A release is complete, described, checked, and the same bytes wherever it is built."""

import hashlib
import json
import re
import shutil
import subprocess

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat
from rdflib.plugins.sparql.results.jsonresults import JSONResultParser

from alliance_kg import media
from alliance_kg.bundle import Bundle
from alliance_kg.errors import AllianceError, InputError
from alliance_kg.export.reified import restored
from alliance_kg.publishing import publication, publish
from alliance_kg.publishing.catalog import DROPPED
from alliance_kg.publishing.publication import FORMS
from alliance_kg.statements import Order, Statements
from alliance_kg.stores.loading import read_file, read_quads

pytestmark = pytest.mark.slow

DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
SPDX = "http://spdx.org/rdf/terms#"


@pytest.fixture(scope="module")
def built(bundle, tmp_path_factory):
    folder = tmp_path_factory.mktemp("one") / "release"
    return folder, publish(bundle, folder, previous=str(bundle.root))


@pytest.fixture(scope="module")
def folder(built):
    return built[0]


def files(folder):
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert len(found) > 500
    return found


# --- the same bytes


def checkout(bundle, target):
    """Copy what a release is made from, as a checkout elsewhere has it."""
    for name in ("ontology", "data", "queries", "tests/golden"):
        shutil.copytree(bundle.root / name, target / name)
    for name in ("requirements/runtime.txt", *publication._COPIED):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(bundle.root / name, target / name)
    return Bundle.open(target)


def test_another_build_in_another_folder_is_the_same_bytes(bundle, folder, run, tmp_path):
    elsewhere = checkout(bundle, tmp_path / "some where" / "else")
    result = run(
        "release", "-g", str(elsewhere.root), str(tmp_path / "out"),
        "--previous", str(elsewhere.root),
        env={"PYTHONHASHSEED": "5", "TZ": "Asia/Tokyo", "LC_ALL": "it_IT.UTF-8"},
        timeout=300,
    )  # fmt: skip
    assert (result.code, result.stderr) == (0, "")
    one, other = files(folder), files(tmp_path / "out")
    differing = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
    # The edition compared with is named as it was given, and these two are two paths.
    assert differing == {"SHA256SUMS", "changes.md", "changes.it.md", "changes.json"}
    here, there = str(bundle.root).encode(), str(elsewhere.root).encode()
    for name in differing - {"SHA256SUMS"}:
        assert one[name].replace(here, b"") == other[name].replace(there, b"")


def test_no_file_names_a_place_on_this_machine(bundle, folder):
    naming = {
        name for name, content in files(folder).items() if str(bundle.root).encode() in content
    }
    assert naming == {"changes.md", "changes.it.md", "changes.json"}  # as it was given


def test_a_release_compared_with_is_named_by_its_version(bundle, folder, tmp_path):
    publish(bundle, tmp_path / "out", previous=str(folder))
    assert (tmp_path / "out/changes.md").read_text(
        encoding="utf-8"
    ) == "# Changes from `0.1.0` to `0.1.0`\n\nNothing differs.\n"


# --- what is in it


def test_every_format_is_in_it(folder):
    assert FORMS.keys() == media.EXPORTS.keys()
    for name, file in FORMS.items():
        assert (folder / file).is_dir() == (name in media.FOLDERS)


RDF = {
    "alliance-kg.nq": RdfFormat.N_QUADS,
    "alliance-kg.trig": RdfFormat.TRIG,
    "alliance-kg.jsonld": RdfFormat.JSON_LD,
    "alliance-kg.nt": RdfFormat.N_TRIPLES,
    "alliance-kg.ttl": RdfFormat.TURTLE,
    "alliance-kg.rdf": RdfFormat.RDF_XML,
    "alliance-kg.rdf12.ttl": RdfFormat.TURTLE,
    "alliance-kg.rdf12.nt": RdfFormat.N_TRIPLES,
}


def digest(quads, order):
    with Statements(quads, order) as found:
        return hashlib.sha256("".join(f"{line}\n" for line in found.lines()).encode()).hexdigest()


@pytest.mark.parametrize("name", RDF)
def test_every_rdf_file_parses_back_to_the_same_canonical_digest(folder, bundle, name):
    order = Order.CANONICAL if RDF[name].supports_datasets else Order.MERGED
    quads = read_file(folder / name, RDF[name])
    if "rdf12" in name:
        quads = (pyoxigraph.Quad(*triple) for triple in restored(quad.triple for quad in quads))
    assert digest(quads, order) == digest(read_quads(bundle), order)


def test_every_turtle_and_json_ld_file_parses(folder):
    parsed = 0
    for path in [*folder.rglob("*.ttl"), *folder.rglob("*.jsonld"), *folder.rglob("*.trig")]:
        if path.name == "context.jsonld":
            continue
        base = "https://example.org/x/" if path.name == "manifest.ttl" else None
        form = RdfFormat.from_extension(path.suffix[1:])
        assert sum(1 for _ in pyoxigraph.parse(path=path, format=form, base_iri=base)) > 5
        parsed += 1
    assert parsed > 15


def test_the_canonical_digest_is_that_of_the_file(folder, built):
    text = (folder / "alliance-kg.nq").read_bytes()
    assert hashlib.sha256(text).hexdigest() == built[1].canonical
    said = json.loads((folder / "export.json").read_text(encoding="utf-8"))
    assert said["canonical"] == built[1].canonical
    assert (said["version"], said["digest"]) == (built[1].version, built[1].digest)


def test_a_file_and_its_json_ld_are_one_graph(folder):
    for name in ("ontology", "alignments", "prefixes", "exceptions", "schemes", "shapes"):
        turtle = read_file(folder / f"{name}.ttl", RdfFormat.TURTLE)
        json_ld = read_file(folder / f"{name}.jsonld", RdfFormat.JSON_LD)
        assert digest(turtle, Order.MERGED) == digest(json_ld, Order.MERGED)


def test_every_redirect_to_a_version_leads_to_a_file(folder, bundle):
    rules = (bundle.root / "w3id/.htaccess").read_text(encoding="utf-8")
    targets = set(re.findall(r"alliance-kg/(?:latest|\$\d)/(\S+?\.(?:jsonld|ttl|trig|rq))", rules))
    assert len(targets) > 5
    for target in targets:
        for name in ("ontology", "alignments", "shapes", "prefixes", "exceptions"):
            if "$1" in target and not target.startswith("queries"):
                assert (folder / target.replace("$1", name)).is_file()
        assert "$1" in target or (folder / target).is_file()


# --- checksums


def test_sha256sum_agrees(folder):
    program = shutil.which("sha256sum")
    if program is None:
        pytest.skip("needs sha256sum")
    done = subprocess.run([program, "-c", "--strict", "--quiet", "SHA256SUMS"], cwd=folder)
    assert done.returncode == 0


def test_every_file_is_in_the_checksums(folder, built):
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = [line[66:] for line in lines]
    assert listed == sorted(listed)
    assert set(listed) == files(folder).keys() - {"SHA256SUMS"}
    assert built[1].files == len(listed) + 1


# --- descriptions


@pytest.fixture(scope="module")
def described(folder):
    found = {}
    for quad in pyoxigraph.parse(path=folder / "dcat.ttl", format=RdfFormat.TURTLE):
        found.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(
            quad.object.value
        )
    return found


def distributions(described):
    return {
        node[f"{DCTERMS}identifier"][0]: node
        for node in described.values()
        if f"{DCAT}Distribution" in str(node)
    }


def test_every_form_is_a_distribution_with_its_size_and_checksum(folder, described):
    found = distributions(described)
    assert found.keys() == set(FORMS.values())
    for file, node in found.items():
        checksum = described[node[f"{SPDX}checksum"][0]][f"{SPDX}checksumValue"][0]
        path = folder / file
        if path.is_file():
            assert int(node[f"{DCAT}byteSize"][0]) == path.stat().st_size
            assert checksum == hashlib.sha256(path.read_bytes()).hexdigest()
        else:
            lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines(keepends=True)
            text = "".join(line for line in lines if line[66:].startswith(f"{file}/"))
            assert checksum == hashlib.sha256(text.encode()).hexdigest()


def test_lossy_forms_say_what_they_drop(described):
    found = distributions(described)
    for name, file in FORMS.items():
        said = found[file].get(f"{DCTERMS}description", [])
        assert {f"dropped: {text}" for text in DROPPED.get(name, ())} == set(said)
    lossless = {"nq", "trig", "jsonld"}
    assert FORMS.keys() - lossless == DROPPED.keys()


def test_no_address_is_promised_unless_it_is_given(folder, bundle, tmp_path):
    text = (folder / "dcat.ttl").read_text(encoding="utf-8")
    assert "accessURL" not in text
    assert "downloadURL" not in text
    publish(bundle, tmp_path / "out", base="https://example.org/kg")
    served = (tmp_path / "out/dcat.ttl").read_text(encoding="utf-8")
    assert "dcat:downloadURL <https://example.org/kg/alliance-kg.nq>" in served
    assert served.count("dcat:accessURL") == len(FORMS)


def test_the_bill_of_materials_holds_what_the_lock_pins(folder, bundle):
    content = json.loads((folder / "sbom.cdx.json").read_text(encoding="utf-8"))
    lock = (bundle.root / "requirements/runtime.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^([\w.-]+)==([^\s\\;]+)", lock, re.MULTILINE)
    assert [(it["name"], it["version"]) for it in content["components"]] == pinned
    assert len(pinned) > 10
    hashes = [
        one["content"]
        for it in content["components"]
        for reference in it["externalReferences"]
        for one in reference["hashes"]
    ]
    assert hashes == re.findall(r"sha256:(\w{64})", lock)
    references = [it["bom-ref"] for it in content["components"]]
    assert len(set(references)) == len(references)
    assert content["metadata"]["timestamp"] == "2026-11-22T00:00:00Z"


@pytest.mark.parametrize("number", range(3))
def test_expected_answers_are_what_another_engine_gives(folder, number):
    """A third of the defaults each: rdflib reads the release's own files, nothing of ours."""
    names = sorted((folder / "expected").glob("*.default.rq"))
    assert len(names) > 100
    graph = rdflib_graph(folder)
    for path in names[number * 7 : 63 : 21]:
        with path.with_suffix(".srj").open("rb") as file:
            wanted = JSONResultParser().parse(file)
        found = graph.query(path.read_text(encoding="utf-8"))
        rows = [[None if cell is None else cell.n3() for cell in row] for row in found]
        assert rows == [[None if cell is None else cell.n3() for cell in row] for row in wanted]


GRAPHS = {}


def rdflib_graph(folder):
    if folder not in GRAPHS:
        GRAPHS[folder] = rdflib.Graph().parse(folder / "alliance-kg.nt", format="nt")
    return GRAPHS[folder]


def test_the_manifest_names_each_case_once_with_its_files(folder):
    base = "https://example.org/expected/manifest.ttl"
    mf = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
    quads = list(
        pyoxigraph.parse(
            path=folder / "expected/manifest.ttl", format=RdfFormat.TURTLE, base_iri=base
        )
    )
    tests = {
        quad.subject.value.partition("#")[2]
        for quad in quads
        if quad.object == NamedNode(f"{mf}QueryEvaluationTest")
    }
    listed = [
        quad.object.value.partition("#")[2]
        for quad in quads
        if quad.predicate.value.endswith("#first")
    ]
    queries = {path.stem for path in (folder / "expected").glob("*.rq")}
    assert sorted(listed) == sorted(tests) == sorted(queries)
    assert queries == {path.stem for path in (folder / "expected").glob("*.srj")}


# --- changes


def test_changes_from_the_previous_release_are_reported(bundle, folder, tmp_path):
    elsewhere = checkout(bundle, tmp_path / "elsewhere")
    facts = elsewhere.root / "data/article/facts.ttl"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace('"Alpine"@en', '"Alpine cars"@en', 1), encoding="utf-8")
    publish(elsewhere, tmp_path / "out", previous=str(folder))
    told = json.loads((tmp_path / "out/changes.json").read_text(encoding="utf-8"))
    assert told["counts"] == {"facts": {"changed": 1}}
    assert "Alpine cars" in (tmp_path / "out/changes.md").read_text(encoding="utf-8")
    assert "## Fatti" in (tmp_path / "out/changes.it.md").read_text(encoding="utf-8")


def test_a_release_is_equal_to_the_checkout_it_was_made_from(run, folder, bundle):
    result = run("diff", str(folder), str(bundle.root), "-f", "json")
    content = json.loads(result.stdout)
    assert (result.code, content["equal"], content["not_compared"]) == (0, True, [])


# --- what goes wrong


def test_what_a_folder_does_not_have_is_named_as_left_out(copy, tmp_path):
    made = publish(Bundle.open(copy), tmp_path / "out")
    assert made.left_out == (
        "CITATION.cff",
        "LICENSE",
        "LICENSE-DATA",
        "CHANGELOG.md",
        "sbom.cdx.json (no requirements/runtime.txt)",
        "expected (no tests/golden)",
    )
    said = json.loads((tmp_path / "out/export.json").read_text(encoding="utf-8"))
    assert tuple(said["left_out"]) == made.left_out


def test_an_earlier_release_is_replaced(bundle, folder, tmp_path):
    shutil.copytree(folder, tmp_path / "out")
    (tmp_path / "out" / "stray").touch()
    publish(bundle, tmp_path / "out", previous=str(folder))
    assert not (tmp_path / "out" / "stray").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


BAD = [
    (["out", "--previous", "nowhere"], 3, "nowhere: no such file or folder"),
    (["out", "--base", "not an iri"], 2, "base: 'not an iri' is not an IRI"),
    (["nowhere/out"], 3, "nowhere/out: No such file"),
    (["mine"], 2, "mine: not empty and not an earlier export"),
    (["mine/thesis.txt"], 2, "here is a file"),
    ([], 2, "Missing argument 'DIR'"),
]


@pytest.mark.parametrize(("arguments", "code", "reason"), BAD, ids=[" ".join(b[0]) for b in BAD])
def test_what_cannot_be_built_is_told_before_it_is(run, tmp_path, arguments, code, reason):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("work", encoding="utf-8")
    result = run("release", *arguments, cwd=tmp_path)
    assert (result.code, result.stdout, result.stderr.count("\n")) == (code, "", 1)
    assert reason in result.stderr
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "thesis.txt"]


def test_without_a_date_there_is_no_release(copy, tmp_path):
    dataset = copy / "data/dataset.ttl"
    text = dataset.read_text(encoding="utf-8")
    dataset.write_text(re.sub(r" *dcterms:issued .*\n", "", text), encoding="utf-8")
    with pytest.raises(InputError, match=r"dcterms:issued"):
        publish(Bundle.open(copy), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_form_that_does_not_read_back_is_not_published(copy, tmp_path, monkeypatch):
    def save(contents, name, path):
        real(contents, name, path)
        if name == "trig":
            path.write_bytes(path.read_bytes().replace(b"Alpine", b"Alpime", 1))

    real = publication.save
    monkeypatch.setattr(publication, "save", save)
    with pytest.raises(AllianceError, match=r"alliance-kg\.trig does not read back"):
        publish(Bundle.open(copy), tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["release"]


def test_a_lock_that_pins_nothing_is_told(bundle, tmp_path):
    elsewhere = checkout(bundle, tmp_path / "elsewhere")
    (elsewhere.root / "requirements/runtime.txt").write_text("# empty\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"runtime\.txt: pins no package"):
        publish(elsewhere, tmp_path / "out")
    assert not (tmp_path / "out").exists()
