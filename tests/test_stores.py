"""Every store gives the same answers and the same proofs.

All questions are asked of the store in memory, and of the same release in a store on disk
and in servers of three makers, loaded as anyone loads them (`load --into`, `load --to`).
Servers that this machine does not have are left out, with the reason.
"""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

import endpoints
import laws
from alliance_kg import KnowledgeGraph
from alliance_kg.sparql.plan import plan
from alliance_kg.sparql.syntax import read
from alliance_kg.terms import read_value

MEMORY = KnowledgeGraph.open()
SLUGS = MEMORY.catalog.slugs
GOLDEN = Path(__file__).parent / "golden"
OTHERS = ("disk", *endpoints.SERVERS)
_PATIENCE_S = 600  # a busy machine is slow


def load(environment, *arguments):
    run = subprocess.run(
        [sys.executable, "-m", "alliance_kg", "load", *arguments],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stderr) == (0, "")


@pytest.fixture(scope="module", params=OTHERS)
def other(request, tmp_path_factory, environment):
    """The release in a store that is not memory."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "disk":
        load(environment, "--into", str(folder))
        yield KnowledgeGraph.open(folder)
        return
    reason = endpoints.missing(request.param)
    if reason:
        pytest.skip(reason)
    server = endpoints.SERVERS[request.param](folder)
    server.start()
    try:
        load(environment | server.credentials, "--to", server.base, "--profile", server.profile)
        with pytest.MonkeyPatch.context() as patch:
            for name, value in server.credentials.items():
                patch.setenv(name, value)
            graph = KnowledgeGraph.open(store=server.store, timeout_s=_PATIENCE_S)
        yield graph
    finally:
        server.kill()


@cache
def in_memory(slug):
    return told(MEMORY, slug)


def told(graph, slug):
    """An answer as its JSON, and all witnesses of each of its rows as what they say."""
    answer = graph.ask(slug)
    return answer.to_dict(), [(proof.witnesses, proof.to_dict()) for proof in graph.proofs(answer)]


def test_there_is_something_to_compare():
    rows = [rows for _, rows in map(in_memory, SLUGS)]
    witnesses = [each.shown for question in rows for each, _ in question]
    assert len(SLUGS) >= 116
    assert len(list(GOLDEN.glob("*/*.json"))) >= 330
    assert sum(map(len, rows)) >= 8_000
    assert sum(map(len, witnesses)) >= 12_000


@pytest.mark.parametrize("slug", SLUGS)
def test_answer_evidence_and_proofs_are_those_of_the_store_in_memory(other, slug):
    answer, proofs = told(other, slug)
    expected, expected_proofs = in_memory(slug)
    assert answer == expected
    assert proofs == expected_proofs


@pytest.mark.parametrize("slug", SLUGS)
def test_the_rows_are_the_golden_ones_whatever_the_parameters(other, slug):
    question = other.catalog.find(slug)
    cases = sorted((GOLDEN / slug).glob("*.json"))
    assert cases
    for path in cases:
        content = json.loads(path.read_text(encoding="utf-8"))
        values = {
            name: NamedNode(text) if text.startswith("http") else read_value("date", text)
            for name, text in content["parameters"].items()
        }
        found = other.store.select(question.bind(values))
        rows = [
            [str(row[name]) if name in row else None for name in found.variables]
            for row in found.rows
        ]
        assert (path.stem, rows) == (path.stem, content["rows"])


@pytest.mark.parametrize("other", ["oxigraph"], indirect=True)
@pytest.mark.parametrize("slug", SLUGS)
def test_both_laws_hold_for_each_witness_that_a_server_gave(other, slug):
    answer = other.ask(slug)
    made = plan(read(other.catalog.find(slug).bind({}), other.prefixes.namespaces))
    for row in answer.rows:
        assert row.witnesses
        for witness in row.witnesses:
            laws.assert_laws(made, row, witness)
