"""The files around the package agree with it and with each other."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pyoxigraph
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pyoxigraph import NamedNode, RdfFormat

from alliance_kg import __version__
from alliance_kg.bundle import Bundle
from alliance_kg.terms import BASE

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("runtime.txt", "dev.txt", "bench.txt", "scale.txt")
# In two parts, so that this file does not name what it forbids.
ELSEWHERE = ("../" + "shared", "/work/" + "main", "/work/" + "shared", "/work/" + "notes")


def text(path):
    return (ROOT / path).read_text(encoding="utf-8")


def tracked():
    """Text files of the repository by path: what Git has, and what it would take."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a Git checkout")
    listing = subprocess.run(
        [git, "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = sorted(name for name in listing.stdout.split("\0") if (ROOT / name).is_file())
    assert len(names) > 100
    return {name: (ROOT / name).read_bytes().decode("utf-8", "replace") for name in names}


def objects(file, predicate):
    return {
        quad.object.value
        for quad in pyoxigraph.parse(path=ROOT / file, format=RdfFormat.TURTLE)
        if quad.predicate.value == predicate
    }


@pytest.mark.parametrize("file", ["data/dataset.ttl", "ontology/alliance.ttl"])
def test_a_file_carries_the_version_of_the_package(file):
    assert objects(file, "http://www.w3.org/2002/07/owl#versionInfo") == {__version__}


def test_the_version_iri_of_the_ontology_carries_the_version():
    iri = f"https://w3id.org/alliance-kg/ontology/{__version__}"
    assert objects("ontology/alliance.ttl", "http://www.w3.org/2002/07/owl#versionIRI") == {iri}


def test_the_alignments_carry_the_version():
    version = objects("ontology/alignments.ttl", "http://www.w3.org/2002/07/owl#versionInfo")
    assert version == {__version__}


def test_the_citation_carries_the_version():
    assert re.findall(r"^version: (.+)$", text("CITATION.cff"), re.MULTILINE) == [__version__]


def test_the_changelog_begins_with_the_version():
    heading = re.search(r"^## \[(.+?)\] - (.+)$", text("CHANGELOG.md"), re.MULTILINE)
    assert heading[1] == __version__


def test_changelog_citation_and_dataset_have_one_date():
    logged = re.search(r"^## \[.+?\] - (.+)$", text("CHANGELOG.md"), re.MULTILINE)[1]
    cited = re.search(r"^date-released: (.+)$", text("CITATION.cff"), re.MULTILINE)[1]
    issued = objects("data/dataset.ttl", "http://purl.org/dc/terms/issued")
    assert {logged, cited} == issued


def locked(file):
    return {
        canonicalize_name(found[1]): found[2]
        for found in re.finditer(r"^([\w.-]+)==(\S+)", text(f"requirements/{file}"), re.MULTILINE)
    }


def wanted(group):
    found = []
    for entry in PYPROJECT["dependency-groups"][group]:
        found += wanted(entry["include-group"]) if isinstance(entry, dict) else [entry]
    return found


@pytest.mark.parametrize(
    ("file", "requirements"),
    [
        ("runtime.txt", PYPROJECT["project"]["dependencies"]),
        ("runtime.txt", PYPROJECT["build-system"]["requires"]),
        ("dev.txt", PYPROJECT["project"]["dependencies"]),
        ("dev.txt", wanted("dev")),
        ("bench.txt", wanted("bench")),
        ("scale.txt", PYPROJECT["project"]["dependencies"]),
        ("scale.txt", wanted("scale")),
    ],
    ids=[
        "dependencies",
        "build",
        "dependencies, dev",
        "dev",
        "bench",
        "dependencies, scale",
        "scale",
    ],
)
def test_a_lock_holds_what_the_project_asks_for(file, requirements):
    versions = locked(file)
    unmet = [
        line
        for line in requirements
        if not (wish := Requirement(line)).specifier.contains(
            versions.get(canonicalize_name(wish.name), "0")
        )
    ]
    assert unmet == []


def test_the_development_lock_repeats_the_runtime_lock():
    assert locked("runtime.txt").items() <= locked("dev.txt").items()


@pytest.mark.parametrize("file", LOCKS)
def test_a_lock_has_a_hash_for_each_version(file):
    entries = re.split(r"^(?=[\w.-]+==)", text(f"requirements/{file}"), flags=re.MULTILINE)[1:]
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("file", LOCKS)
def test_a_lock_names_no_host(file):
    assert re.findall(r"--\w*-?index-url|--find-links|\w+://", text(f"requirements/{file}")) == []


def test_every_name_of_the_release_has_a_redirect():
    rules = re.findall(r"^RewriteRule (\S+) ", text("w3id/.htaccess"), re.MULTILINE)
    bundle = Bundle.open()
    names = {
        term.value.removeprefix(BASE).partition("#")[0]
        for path in bundle.turtle + bundle.shapes
        for quad in pyoxigraph.parse(path=path, format=RdfFormat.TURTLE)
        for term in (quad.subject, quad.object)
        if isinstance(term, NamedNode) and term.value.startswith(BASE)
    }
    names |= {f"query/{path.stem}" for path in bundle.queries}
    names |= {name.replace("claim/", "np/") for name in names if name.startswith("claim/")}
    names.add("context.jsonld")
    assert len(names) > 200
    assert sorted(name for name in names if not any(re.search(rule, name) for rule in rules)) == []


def test_continuous_integration_can_be_run():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_no_file_names_a_place_outside_the_repository():
    naming = [
        name
        for name, content in tracked().items()
        if name != ".ci/run" and any(place in content for place in ELSEWHERE)
    ]
    assert naming == []


def test_no_file_holds_a_passage_of_the_article():
    texts = os.environ.get("ALLIANCE_KG_SOURCES")
    if not texts:
        pytest.skip("needs the article's text: ALLIANCE_KG_SOURCES is not set")
    passages = set(_runs((Path(texts) / "article.txt").read_text(encoding="utf-8")))
    assert len(passages) > 100
    copied = {
        name: found
        for name, content in tracked().items()
        if (found := [" ".join(run) for run in _runs(content) if run in passages])
    }
    assert copied == {}


def _runs(content, length=8):
    """All runs of so many words, whatever stands between the words."""
    words = re.findall(r"\w+", content.lower())
    return zip(*(words[start:] for start in range(length)), strict=False)
