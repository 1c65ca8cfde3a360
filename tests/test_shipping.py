"""A load into a remote store ends with what the files hold, or says that it does not."""

import contextlib
import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest

import endpoints
from alliance_kg import KnowledgeGraph, inputs, shipping
from alliance_kg.errors import BadParameter, InputError, StoreUnavailable
from alliance_kg.release import Release
from alliance_kg.shipping import profiles, shipment
from alliance_kg.shipping.journal import Journal
from alliance_kg.shipping.target import Target
from alliance_kg.stores import connection, fingerprint

LOAD = [sys.executable, "-m", "alliance_kg", "load"]


@pytest.fixture
def signed_in(server, monkeypatch, tmp_path):
    """The server, and a place of its own for journals."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return server


@pytest.fixture
def target(signed_in):
    """The server as a target whose chunks are small, so that there are many."""
    known = profiles.find(signed_in.profile)
    return Target(signed_in.base, known._replace(triples=150, deletes=known.deletes and 100))


@pytest.fixture(scope="module")
def some(bundle):
    """Some files of the release: a few graphs of some thousand triples."""
    return tuple(each for each in inputs.sources_of(bundle) if "article" in str(each.path))


@pytest.fixture
def go(target, some, tmp_path):
    """Load some files; return what differs afterwards."""
    sent = shipment.plan(some, target.profile)

    def load(tell=lambda _: None, resume=False, **options):
        begin = Journal.resume if resume else Journal.begin
        journal = begin(tmp_path / "journal.json", sent.digest)
        return shipping.load(target, some, sent, journal, tell, **options)

    return load


def command(server, environment, *arguments):
    run = subprocess.run(
        [*LOAD, "--to", server.base, "--profile", server.profile, *arguments],
        env={**environment, **server.credentials},
        capture_output=True,
        text=True,
    )
    return run.returncode, run.stdout, run.stderr


def graphs(target):
    """Return the names of all graphs of ours that the server holds."""
    # Not DISTINCT, which takes Virtuoso eleven seconds where this takes a hundredth.
    rows = target.asked().select("SELECT ?g { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g").rows
    return {row["g"].value for row in rows if row["g"].value.startswith(connection.MARKER[:30])}


# --- the release, on each server


def test_the_release_is_loaded_and_verified(signed_in, target, environment, bundle):
    code, out, err = command(signed_in, environment, "-f", "json")
    assert (code, err) == (0, "")
    assert sum(row["triples"] for row in json.loads(out)) > 20_000
    assert command(signed_in, environment, "--verify-only")[0] == 0
    assert not [name for name in graphs(target) if "#stage" in name]
    held = KnowledgeGraph.open(store=signed_in.store)  # which compares the release
    marker = held.store.select(connection._HELD).rows
    assert [row["digest"].value for row in marker] == [Release(bundle).digest]


def test_loading_again_changes_nothing_and_keeps_the_previous_when_asked(target, go):
    assert go() == ()
    before = graphs(target)
    assert go(keeps_previous=True) == ()
    assert graphs(target) - before == {f"{part}#previous" for part in parts(target)}
    assert go() == ()


@pytest.mark.parametrize("updates", [1, 2])
def test_a_crash_while_publishing_leaves_the_release_before_as_the_previous(
    target, tmp_path, monkeypatch, updates
):
    """The store carries out so many updates that publish, and is then gone for the client."""
    path = tmp_path / "data" / f"crash-{updates}.nt"
    path.parent.mkdir()
    old, new = (b'<urn:s> <urn:p> "%s" .\n' % text for text in (b"old", b"new"))
    path.write_bytes(old)
    source = (inputs.source(path),)
    graph = source[0].graph.value

    def load(content, resume=False):
        path.write_bytes(content)
        sent = shipment.plan(source, target.profile)
        journal = (Journal.resume if resume else Journal.begin)(tmp_path / "j.json", sent.digest)
        return shipping.load(target, source, sent, journal, lambda _: None, keeps_previous=True)

    assert load(old) == ()
    carry_out, left = target.update, [updates]

    def lose(update, *, is_safe=False):
        if left[0] == 0:
            raise StoreUnavailable("gone")
        carry_out(update, is_safe=is_safe)
        left[0] -= f"<{graph}>" in update

    monkeypatch.setattr(target, "update", lose)
    with contextlib.suppress(StoreUnavailable):  # one update may publish all of it
        load(new)
    monkeypatch.undo()
    if (tmp_path / "j.json").exists():
        assert load(new, resume=True) == ()
    assert target.held(graph) == fingerprint.of(parse_line(new))
    assert target.held(f"{graph}{shipping.PREVIOUS}") == fingerprint.of(parse_line(old))
    assert not [name for name in graphs(target) if name.startswith(f"{graph}#stage")]


@pytest.mark.parametrize("error", [StoreUnavailable, InputError])
def test_a_crash_between_two_pieces_of_a_deletion_is_ended_by_resume(
    target, tmp_path, monkeypatch, error
):
    if target.profile.deletes is None:
        pytest.skip("deletes a graph at once")
    path = tmp_path / "data" / f"pieces-{error.__name__}.nt"
    path.parent.mkdir()
    old, new = (
        b"".join(b'<urn:s> <urn:p> "%s %d" .\n' % (text, n) for n in range(350))
        for text in (b"old", b"new")
    )
    path.write_bytes(old)
    source = (inputs.source(path),)
    graph = source[0].graph.value

    told = []

    def load(begin):
        sent = shipment.plan(source, target.profile)
        journal = begin(tmp_path / "j.json", sent.digest)
        return shipping.load(target, source, sent, journal, told.append, keeps_previous=True)

    assert load(Journal.begin) == ()
    path.write_bytes(new)
    carry_out, pieces = target.update, []

    def lose(update, *, is_safe=False):
        if pieces and "#stage" in update:
            raise error("gone")
        carry_out(update, is_safe=is_safe)
        if update.startswith("DELETE") and "#stage" in update:
            pieces.append(update)

    monkeypatch.setattr(target, "update", lose)
    with pytest.raises(error):
        load(Journal.begin)
    monkeypatch.undo()
    staged = [name for name in graphs(target) if name.startswith(f"{graph}#stage")]
    assert [target.count(name) for name in staged] == [250]
    told.clear()
    assert load(Journal.resume) == ()
    assert told == []  # nothing is sent again
    assert target.held(graph) == fingerprint.of(parse_line(new))
    assert target.held(f"{graph}{shipping.PREVIOUS}") == fingerprint.of(parse_line(old))
    assert not [name for name in graphs(target) if "#stage" in name or "loading" in name]


def parse_line(line):
    return pyoxigraph.parse(line, pyoxigraph.RdfFormat.N_TRIPLES)


def test_what_was_acknowledged_and_then_lost_is_sent_again_by_resume(target, some, tmp_path):
    sent = shipment.plan(some, target.profile)
    journal = Journal.begin(tmp_path / "journal.json", sent.digest)
    for part in sent.parts:
        target.drop(part.graph)
        journal.acknowledge(part.graph, part.chunks)
    again = Journal.resume(tmp_path / "journal.json", sent.digest)
    assert shipping.load(target, some, sent, again, lambda _: None) == ()
    assert [shipping.faults(target, part) for part in sent.parts] == [()] * len(sent.parts)
    assert not journal.path.exists()


def parts(target):
    return {name for name in graphs(target) if "/article/" in name and "#" not in name}


# --- what differs


def test_a_graph_that_differs_is_told(signed_in, target, go, some, environment):
    assert go() == ()
    sent = shipment.plan(some, target.profile)
    graph = sent.parts[0].graph
    target.update(f"INSERT DATA {{ GRAPH <{graph}> {{ <urn:s> <urn:p> <urn:o> }} }}")
    found = shipping.faults(target, sent.parts[0])
    assert found[0].startswith(f"<{graph}> holds {sent.parts[0].held.quads + 1:,} triples")
    code, out, _ = command(
        signed_in, environment, "--verify-only", *(str(each.path) for each in some)
    )
    assert (code, graph in out) == (1, True)


def test_what_did_not_arrive_is_not_published(target, go, monkeypatch):
    assert go() == ()
    before = graphs(target)
    monkeypatch.setattr(target, "held", lambda _graph: fingerprint.of(()))
    assert len(go()) == len(parts(target))
    assert {name for name in graphs(target) if "#stage" not in name} == before


@pytest.mark.parametrize(("profile", "times"), [("virtuoso", 3), ("oxigraph", 1)])
def test_what_a_store_says_it_rolled_back_is_sent_again(profile, times):
    with endpoints.misbehaving() as (address, seen):
        known = profiles.find(profile)._replace(update="/deadlocked-twice")
        told = contextlib.nullcontext() if times > 1 else pytest.raises(StoreUnavailable)
        with told:
            Target(address, known).update("MOVE <urn:a> TO <urn:b>")
        assert len(seen) == times


READ_BACK = """
import re, sys
from pathlib import Path
from alliance_kg.shipping import profiles
from alliance_kg.shipping.target import Target

def peak_kb():  # not ru_maxrss, which begins with the peak of the parent
    return int(re.search("VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1])

target = Target(sys.argv[1], profiles.find("oxigraph")._replace(graphs="/many-triples"))
before_kb = peak_kb()
print(target.held("urn:g").quads, peak_kb() - before_kb)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read in /proc")
def test_a_graph_is_read_back_in_little_memory(environment):
    with endpoints.misbehaving() as (address, _):
        run = subprocess.run(
            [sys.executable, "-c", READ_BACK, address],
            env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
    triples, grown_kb = map(int, run.stdout.split())
    assert triples == 50_000
    assert grown_kb < 10_000  # of 100 MB


# --- before anything is sent


@pytest.fixture
def oxigraph_profile():
    return profiles.find("oxigraph")


def ship(tmp_path, content, profile, name="a.ttl"):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return shipment.plan((inputs.source(path),), profile)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f"<urn:{'x' * 1_900}> <urn:p> 1 .", "IRIs of more than 1,800 characters"),
        (f'<urn:s> <urn:p> "{"x" * 70_000}" .', "texts of more than 60,000 bytes"),
        ("<urn:s> <urn:p> 9223372036854775808 .", "integers beyond"),
        ("<urn:s> <urn:p> 0.12345678901234567 .", "decimals of more than 15 digits"),
        ('<urn:s> <urn:p> "x"^^<http://www.w3.org/2001/XMLSchema#integer> .', "a number that is"),
        ('<urn:s> <urn:p> "P1Y"^^<http://www.w3.org/2001/XMLSchema#duration> .', "durations"),
        (
            '<urn:s> <urn:p> "-0044-03-15"^^<http://www.w3.org/2001/XMLSchema#date> .',
            "years before 1",
        ),
    ],
)
def test_what_a_store_would_change_is_refused_before(tmp_path, content, words):
    with pytest.raises(InputError, match=words):
        ship(tmp_path, content, profiles.find("virtuoso"))


def test_what_a_store_keeps_is_not_refused(tmp_path, oxigraph_profile):
    sent = ship(tmp_path, f"<urn:{'x' * 1_900}> <urn:p> 9223372036854775808 .", oxigraph_profile)
    assert sent.triples == 1


def test_blank_nodes_get_the_same_names_every_time(tmp_path, oxigraph_profile):
    content = "<urn:s> <urn:p> [ <urn:q> [ <urn:r> 1 ] ], [ <urn:q> 2 ] ."
    first = ship(tmp_path, content, oxigraph_profile)
    assert ship(tmp_path, content, oxigraph_profile) == first
    source = (inputs.source(tmp_path / "a.ttl"),)
    sent = b"".join(shipment.chunks(source, first.parts[0].graph, oxigraph_profile)).decode()
    assert "_:" not in sent
    assert len({word for word in sent.split() if "genid/" in word}) == 3


def test_chunks_keep_the_limits_and_lose_nothing(tmp_path, oxigraph_profile):
    content = "".join(f"<urn:s{n}> <urn:p> {n} .\n" for n in range(1_000))
    few = oxigraph_profile._replace(triples=100, size_bytes=4_000)
    sent = ship(tmp_path, content, few)
    source = (inputs.source(tmp_path / "a.ttl"),)
    pieces = list(shipment.chunks(source, sent.parts[0].graph, few))
    assert len(pieces) == sent.parts[0].chunks
    assert all(len(piece) <= 4_000 and piece.count(b"\n") <= 100 for piece in pieces)
    assert sum(piece.count(b"\n") for piece in pieces) == 1_000


def test_a_triple_outside_any_graph_is_refused(tmp_path, oxigraph_profile):
    with pytest.raises(InputError, match="outside any named graph"):
        ship(tmp_path, "<urn:s> <urn:p> <urn:o> .\n", oxigraph_profile, "a.nq")


def test_a_profile_that_does_not_exist_is_refused():
    with pytest.raises(BadParameter, match="choose one of oxigraph, virtuoso, fuseki"):
        profiles.find("mysql")


# --- the command


def test_a_dry_run_sends_nothing(run):
    found = run("load", "--to", "http://127.0.0.1:1", "--dry-run", "-f", "csv")
    assert found.code == 0
    assert "graph/article/facts" in found.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 2, "give --into FOLDER or --to URL"),
        (["--into", "x", "--to", "http://127.0.0.1:1"], 2, "one of the two"),
        (["--into", "x", "--resume"], 2, "leave the options of --to out"),
        (["--into", "x", "--take-over"], 2, "leave the options of --to out"),
        (["--to", "http://127.0.0.1:1", "--profile", "x"], 2, "no profile 'x'"),
        (["--to", "http://u:p@127.0.0.1:1"], 2, "holds a user name or password"),
        (["--to", "http://127.0.0.1:1", "--resume"], 3, "no load to resume"),
        (["--to", "http://127.0.0.1:1"], 4, "refuses connections"),
    ],
)
def test_what_cannot_be_loaded_is_told_in_one_line(run, tmp_path, arguments, code, words):
    found = run("load", *arguments, env={"XDG_STATE_HOME": str(tmp_path)}, cwd=tmp_path)
    assert (found.code, found.stdout, found.stderr.count("\n")) == (code, "", 1)
    assert words in found.stderr


# --- the journal


def test_a_journal_remembers_what_was_acknowledged(tmp_path):
    journal = Journal.begin(tmp_path / "state" / "j.json", "run")
    journal.acknowledge("urn:g", 7)
    again = Journal.resume(tmp_path / "state" / "j.json", "run")
    assert again.token == journal.token
    assert (again.chunks("urn:g"), again.chunks("urn:h")) == (7, 0)
    again.end()
    with pytest.raises(InputError, match="no load to resume"):
        Journal.resume(tmp_path / "state" / "j.json", "run")


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", '{"run": "run", "done": 1}', '{"run": "run", "done": {}, "tokens": []}'],
)
def test_a_broken_journal_is_none(tmp_path, content):
    path = tmp_path / "j.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="not a journal"):
        Journal.resume(path, "run")


def test_the_journal_of_other_files_is_not_gone_on_with(tmp_path):
    Journal.begin(tmp_path / "j.json", "one")
    with pytest.raises(InputError, match="another load was under way"):
        Journal.resume(tmp_path / "j.json", "two")
