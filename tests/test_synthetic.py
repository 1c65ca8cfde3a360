"""The synthetic alliances keep to the shapes, to their seed and to the size asked for."""

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from pyoxigraph import parse
from synthetic import generate

from alliance_kg import KnowledgeGraph
from alliance_kg.bundle import Bundle
from alliance_kg.report import Severity
from alliance_kg.validation import ENGINES, validate

ROOT = Path(__file__).resolve().parents[1]

# What looks for faults, for what only reasoning makes, or at the one article.
UNANSWERED = {
    "derivations",
    "entities-without-a-label",
    "facts-without-evidence",
    "misspelt-names",
    "models-without-a-platform-in-the-article",
    "unused-passages",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("synthetic") / "alliances"
    written = generate(folder, triples=10_000, seed=7)
    return folder, written


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.ttl")}


def test_there_are_as_many_triples_as_asked_for_in_whole_alliances(made):
    folder, written = made
    quads = [quad for path in Bundle.open(folder).data for quad in parse(path=path)]
    assert len(quads) == len({quad.triple for quad in quads}) == written.triples
    assert 10_000 <= written.triples < 10_000 + written.triples / written.alliances
    assert json.loads((folder / "synthetic.json").read_text())["triples"] == written.triples


@pytest.mark.parametrize("engine", ENGINES)
def test_it_conforms_for_both_engines(made, engine):
    report = validate(Bundle.open(made[0]), engine=engine)
    assert [result.sentence() for result in report.results] == []
    idle = {shape.rpartition("#")[2] for shape, count in report.focus_nodes.items() if not count}
    assert idle == {"BatteryElectricModel", "CodedPlace", "Derivation"}


def test_the_questions_have_rows(made):
    graph = KnowledgeGraph.open(made[0])
    empty = {it.slug for it in graph.catalog if not graph.store.select(it.query).rows}
    assert (empty, len(list(graph.catalog)) >= 116) == (UNANSWERED, True)


def test_a_row_has_its_claims(made):
    answer = KnowledgeGraph.open(made[0]).ask("brands-sharing-a-platform")
    assert answer.rows
    assert all(row.evidence for row in answer.rows)


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(made, tmp_path):
    generate(tmp_path / "again", triples=10_000, seed=7)
    generate(tmp_path / "other", triples=10_000, seed=8)
    assert files(tmp_path / "again") == files(made[0])
    assert files(tmp_path / "other") != files(made[0])


@pytest.mark.parametrize("form", ["nt", "nq"])
def test_one_file_has_the_same_triples_in_the_same_graphs(made, tmp_path, form):
    generate(tmp_path / form, triples=10_000, seed=7, form=form)
    bundle = Bundle.open(made[0])
    expected = {
        (quad.triple, bundle.graph_name(path) if form == "nq" else None)
        for path in bundle.data
        for quad in parse(path=path)
    }
    found = {
        (quad.triple, getattr(quad.graph_name, "value", None) or None)
        for quad in parse(path=tmp_path / form / f"alliances.{form}")
    }
    assert found == expected


def test_the_subjects_spoilt_are_those_that_break_a_rule(tmp_path):
    folder = tmp_path / "spoilt"
    written = generate(folder, triples=10_000, seed=7, violations=0.02)
    report = validate(Bundle.open(folder))
    listed = set((folder / "spoilt.txt").read_text().split())
    found = {it.focus_node for it in report.results if it.severity is Severity.VIOLATION}
    assert found == listed
    assert written.spoilt == len(listed) >= 20


def test_large_graphs_are_in_parts_and_memory_does_not_grow(tmp_path, monkeypatch):
    monkeypatch.setattr("synthetic.PART_TRIPLES", 20_000)
    peaks = []
    for count in (20_000, 80_000):
        tracemalloc.start()
        written = generate(tmp_path / str(count), triples=count)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert written.parts == len(list((tmp_path / "80000" / "data").iterdir())) >= 4
    assert peaks[1] < 1.5 * peaks[0]


def test_the_command_writes_a_folder_and_says_what(tmp_path):
    script = ROOT / "benchmarks" / "synthetic.py"
    call = [sys.executable, str(script), "--triples", "3000", "-o", str(tmp_path / "out")]
    done = subprocess.run(call, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "triples, " in done.stdout
    again = subprocess.run(call, capture_output=True, text=True)
    assert again.returncode == 2
    assert "is not empty; name a new folder" in again.stderr
