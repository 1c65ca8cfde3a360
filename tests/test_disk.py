"""A store on disk is the old one or the new one, whatever happens on the way."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from alliance_kg import KnowledgeGraph, inputs
from alliance_kg.errors import (
    AllianceError,
    DataSyntaxError,
    InputError,
    OperationRefused,
    StoreUnavailable,
    UnknownFormat,
)
from alliance_kg.stores import disk, fingerprint, generations, locking

EX = "http://example.org/"


@pytest.fixture(scope="module")
def held(bundle, tmp_path_factory):
    """A folder with a store that holds the release."""
    folder = tmp_path_factory.mktemp("held")
    disk.load(inputs.sources_of(bundle), folder, bundle)
    return folder


@pytest.fixture
def file(tmp_path):
    """Write a file and return its path."""

    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def folder(tmp_path, file):
    """A folder with a small store."""
    loaded(tmp_path / "store", file("old.ttl", "<urn:old> <urn:p> 1 ."))
    return tmp_path / "store"


def loaded(folder, *paths):
    return disk.load([inputs.source(path) for path in paths], folder)


def subjects(folder):
    """Return the subjects in the store of a folder."""
    store = KnowledgeGraph.open(folder).store
    return {row["s"].value for row in store.select("SELECT ?s { ?s ?p ?o }").rows}


# --- the release


def test_a_store_on_disk_holds_what_the_files_hold(held, graph):
    assert fingerprint.of(KnowledgeGraph.open(held).store.store) == (
        fingerprint.of(graph.store.store)
    )


def test_it_answers_as_the_files_do(held, graph):
    asked = KnowledgeGraph.open(held)
    for slug in graph.catalog.slugs[::12]:
        assert asked.ask(slug).to_dict() == graph.ask(slug).to_dict()


def test_it_answers_for_a_day_and_stays_as_it_is(held):
    before = len(KnowledgeGraph.open(held).store.store)
    then = KnowledgeGraph.open(held, as_of="2025-03-01")
    plain = KnowledgeGraph.open(as_of="2025-03-01")
    assert then.ask("ceo-of-company").to_dict() == plain.ask("ceo-of-company").to_dict()
    assert then.at(as_of="2026-05-01").moment.as_of.year == 2026
    assert len(KnowledgeGraph.open(held).store.store) == before


def test_it_is_asked_within_limits_where_it_is(held):
    query = "SELECT (COUNT(*) AS ?n) { ?s a akg:Claim }"
    asked = KnowledgeGraph.open(held)
    assert asked.query(query, timeout_s=60).to_dict() == asked.query(query).to_dict()


def test_it_is_the_store_of_its_release_and_of_no_other(copy, tmp_path, run):
    assert run("load", "-g", str(copy), "--into", str(tmp_path / "s")).code == 0
    asked = KnowledgeGraph.open(tmp_path / "s")
    assert asked.bundle.root == copy
    (copy / "queries" / "timeline.rq").unlink()
    with pytest.raises(StoreUnavailable, match="holds another release"):
        KnowledgeGraph.open(tmp_path / "s")
    shutil.rmtree(copy)
    with pytest.raises(StoreUnavailable, match="has gone"):
        KnowledgeGraph.open(tmp_path / "s")


@pytest.mark.parametrize(
    "command", [["ask", "timeline"], ["questions", "run", "timeline"], ["stats"], ["version"]]
)
def test_commands_take_its_folder(held, run, command):
    at = 2 if command[0] == "questions" else len(command)
    given = [*command[:at], "-g", str(held), *command[at:]]
    if command == ["version"]:
        assert run(*given).code == 3  # of files, which are elsewhere
    else:
        assert run(*given).stdout == run(*command).stdout


# --- single files


def test_triples_go_to_a_graph_called_like_their_place(file, tmp_path):
    held = loaded(tmp_path / "s", file("r/data/article/facts.ttl", "<urn:a> <urn:p> 1 ."),
                  file("other.nt", '<urn:b> <urn:p> "x" .'))  # fmt: skip
    store = KnowledgeGraph.open(tmp_path / "s").store
    assert (held.quads, held.graphs) == (2, 2)
    assert store.ask("ASK { GRAPH <https://w3id.org/alliance-kg/graph/article/facts> { ?s ?p 1 } }")
    assert store.ask('ASK { GRAPH <https://w3id.org/alliance-kg/graph/other> { ?s ?p "x" } }')


def test_quads_keep_their_graphs(file, tmp_path):
    loaded(tmp_path / "s", file("a.nq", "<urn:a> <urn:p> <urn:o> <urn:g> .\n"))
    assert KnowledgeGraph.open(tmp_path / "s").store.ask("ASK { GRAPH <urn:g> { ?s ?p ?o } }")


def test_a_statement_that_comes_twice_counts_once(file, tmp_path):
    twice = "<urn:a> <urn:p> 1 . <urn:a> <urn:p> 01 . <urn:a> <urn:p> 1 ."
    assert loaded(tmp_path / "s", file("a.ttl", twice)).quads == 1


def test_blank_nodes_of_two_files_are_two(file, tmp_path):
    content = "_:b <urn:p> <urn:o> .\n"
    held = loaded(tmp_path / "s", file("x/a.nt", content), file("y/a.nt", content))
    assert held.quads == 2


def test_a_store_of_single_files_has_no_release_to_check(folder, run):
    assert subjects(folder) == {"urn:old"}
    graph = KnowledgeGraph.open(folder)
    for call in (graph.validate, graph.reason, graph.to_rdflib):
        with pytest.raises(OperationRefused, match="without the files of a release"):
            call()
    assert run("export", "-g", str(folder)).code == 2


def test_the_files_of_a_store_of_a_release_are_exported(held, run):
    assert run("export", "-g", str(held), "-f", "nt").stdout == run("export", "-f", "nt").stdout


# --- files that cannot be loaded


@pytest.mark.parametrize(
    ("name", "content", "error", "words"),
    [
        ("a.ttl", b"<urn:s> <urn:p> 1 .\n<urn:s> oops", DataSyntaxError, r"a\.ttl:2:"),
        ("a.nq", b"<urn:s> <urn:p> 1 .\n" * 3, DataSyntaxError, r"a\.nq:1:"),
        ("a.ttl", b"\xef\xbb\xbf<urn:s> <urn:p> 1 .", DataSyntaxError, "byte order mark"),
        ("a.ttl", "<urn:s> <urn:p> 1 .".encode("utf-16"), DataSyntaxError, "UTF-16"),
        ("a.ttl", b'<urn:s> <urn:p> "\xff" .', DataSyntaxError, r"a\.ttl:1:"),
        ("a.nt", b"\x1f\x8b\x08", DataSyntaxError, "compressed"),
        ("a.rdf", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', DataSyntaxError, "a DTD is refused"),
        ("a.rdf", b"<x/>" + b" " * 2000 + b"<!ENTITY a 'b'>", DataSyntaxError, "DTD is refused"),
        ("a.jsonld", b'{"@context": "http://127.0.0.1:1/"}', DataSyntaxError, r"a\.jsonld"),
        ("a.xls", b"", UnknownFormat, "no format"),
        ("a", b"", UnknownFormat, "no format"),
    ],
)
def test_a_file_that_cannot_be_loaded_changes_nothing(folder, file, name, content, error, words):
    good = file("good.ttl", "<urn:new> <urn:p> 1 .")
    with pytest.raises(error, match=words):
        loaded(folder, good, file(name, content))
    assert subjects(folder) == {"urn:old"}
    assert len(list(folder.glob("store-*"))) == 1


def test_the_line_of_a_fault_is_that_of_the_file_however_it_is_read(folder, file):
    good = "<urn:s> <urn:p> <urn:o> .\n" * 100_000
    bad = file("a.nt", f"{good}<urn:s> oops\n{good}")
    with pytest.raises(DataSyntaxError, match=r"a\.nt:100001:"):
        loaded(folder, bad)
    assert subjects(folder) == {"urn:old"}


def test_a_file_that_cannot_be_loaded_is_not_read_to_its_end(folder, file, monkeypatch):
    read = []
    quads_of = disk._quads
    monkeypatch.setattr(disk, "_quads", lambda all_: (read.append(1) or q for q in quads_of(all_)))
    monkeypatch.setattr(disk, "fill", lambda *_: (_ for _ in ()).throw(InputError("no")))
    with pytest.raises(InputError, match="no"):
        loaded(folder, file("a.nt", "<urn:s> <urn:p> <urn:o> .\n" * 1_000_000))
    assert len(read) < 1_000_000


def test_a_file_that_is_missing_changes_nothing(folder, tmp_path):
    with pytest.raises(InputError, match=r"nothing\.ttl: No such file"):
        loaded(folder, tmp_path / "nothing.ttl")
    assert subjects(folder) == {"urn:old"}


# --- what may happen on the way


LOAD = [sys.executable, "-m", "alliance_kg", "load"]


def test_a_process_that_is_killed_leaves_the_old_store_or_the_new_one(folder, file, environment):
    new = file("new.nt", "".join(f"<urn:new> <urn:p> <urn:o{n}> .\n" for n in range(30_000)))
    command = [*LOAD, str(new), "--into", str(folder)]
    began = time.monotonic()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    whole_s = time.monotonic() - began
    assert subjects(folder) == {"urn:new"}
    old = file("old.ttl", "<urn:old> <urn:p> 1 .")
    seen, killed = set(), 0
    for number in range(10):
        loaded(folder, old)
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
            time.sleep(whole_s * (0.25 + 0.08 * number))
            process.send_signal(signal.SIGKILL)
        killed += process.returncode == -signal.SIGKILL
        found = subjects(folder)
        assert len(found) == 1
        assert disk.examine(folder)[1] == ()
        seen |= found
    assert seen <= {"urn:old", "urn:new"}
    assert killed
    loaded(folder, old)
    assert len(list(folder.glob("store-*"))) <= 2  # the current one and the one before


@pytest.mark.parametrize("number", range(1, 9))
def test_a_disk_that_fails_at_any_step_leaves_the_old_store(folder, file, monkeypatch, number):
    calls = []

    def fail(handle):
        calls.append(handle)
        if len(calls) == number:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(generations.os, "fsync", fail)
    new = file("new.ttl", "<urn:new> <urn:p> 1 .")
    with pytest.raises(StoreUnavailable, match="No space left on device; it holds what it held"):
        loaded(folder, new)
    monkeypatch.undo()
    assert subjects(folder) == {"urn:old"}
    assert disk.examine(folder)[1] == ()


def test_a_disk_that_is_full_leaves_the_old_store(file, tmp_path, run):
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(small)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        loaded(small / "s", file("old.ttl", "<urn:old> <urn:p> 1 ."))
        lines = (f"<urn:s{n}> <urn:p> <urn:o{n}> .\n" for n in range(200_000))
        found = run("load", str(file("new.nt", "".join(lines))), "--into", str(small / "s"))
        assert (found.code, found.stdout) == (4, "")
        assert "No space left on device" in found.stderr
        assert found.stderr.count("\n") == 1
        assert subjects(small / "s") == {"urn:old"}
    finally:
        subprocess.run([shutil.which("umount"), str(small)], check=True)


def test_a_second_process_waits_for_no_one(folder, file, run):
    new = file("new.ttl", "<urn:new> <urn:p> 1 .")
    with locking.alone(folder / "lock", str(folder)):
        found = run("load", str(new), "--into", str(folder))
    assert found.code == 4
    assert f"another process loads into it (pid {os.getpid()}); wait" in found.stderr
    assert subjects(folder) == {"urn:old"}
    assert run("load", str(new), "--into", str(folder)).code == 0


@pytest.mark.parametrize("place", ["file/store", "/proc/store"])
def test_a_folder_that_cannot_be_written_to(file, run, tmp_path, place):
    new = file("file", "").with_name("new.ttl")
    new.write_text("<urn:new> <urn:p> 1 .", encoding="utf-8")
    found = run("load", str(new), "--into", str(tmp_path / place))
    assert (found.code, found.stdout, found.stderr.count("\n")) == (4, "", 1)


def test_litter_is_removed_by_the_next_load(folder, file):
    (folder / "store-killed").mkdir()
    (folder / "store-killed" / "000001.sst").write_bytes(b"half")
    (folder / "store-killed.current").write_text("store-killed\n", encoding="utf-8")
    loaded(folder, file("new.ttl", "<urn:new> <urn:p> 1 ."))
    assert not list(folder.glob("store-killed*"))
    assert subjects(folder) == {"urn:new"}


def test_who_reads_the_old_store_goes_on_reading_it(folder, file):
    reading = KnowledgeGraph.open(folder)
    loaded(folder, file("new.ttl", "<urn:new> <urn:p> 1 ."))
    assert reading.query("ASK { <urn:old> ?p ?o }", timeout_s=60)
    assert subjects(folder) == {"urn:new"}


# --- doctor


def test_doctor_says_what_a_sound_store_holds(held, run, graph):
    found = run("doctor", str(held), "-f", "csv")
    assert found.code == 0
    assert f"quads,{len(graph.store.store)}\n" in found.stdout


def test_doctor_finds_flipped_bytes(held, tmp_path, run):
    broken = tmp_path / "broken"
    shutil.copytree(held, broken)
    tables = sorted(broken.glob("store-*/*.sst"), key=lambda path: -path.stat().st_size)
    assert tables
    content = bytearray(tables[0].read_bytes())
    content[len(content) // 3] ^= 0xFF
    tables[0].write_bytes(content)
    found = run("doctor", str(broken))
    assert found.code == 1
    assert f"{broken}: " in found.stdout


def test_doctor_finds_a_store_that_holds_something_else(folder, file, tmp_path):
    loaded(tmp_path / "other", file("new.ttl", "<urn:new> <urn:p> 1, 2 ."))
    other = generations.current(tmp_path / "other")[0]
    own = generations.current(folder)[0]
    shutil.rmtree(own)
    shutil.copytree(other, own)
    faults = disk.examine(folder)[1]
    assert len(faults) == 1
    assert "holds 2 quads" in faults[0]


def test_a_folder_without_a_store_has_nothing_to_examine(tmp_path, run):
    found = run("doctor", str(tmp_path))
    assert (found.code, found.stdout) == (4, "")
    assert "holds no store; make one with load --into" in found.stderr


@pytest.mark.parametrize(
    "pointer", ["", "store-x", "store-x\n{}", "store-x\nnot json", "../elsewhere\n{}", b"\xff"]
)
def test_a_pointer_that_is_broken_is_told(tmp_path, pointer):
    content = pointer if isinstance(pointer, bytes) else pointer.encode()
    (tmp_path / "current").write_bytes(content)
    with pytest.raises(AllianceError) as caught:
        KnowledgeGraph.open(tmp_path)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 4


# --- the digest


def quads(text):
    return list(parse(text, RdfFormat.TURTLE))


def test_order_and_labels_of_blank_nodes_do_not_matter():
    one = quads("<urn:a> <urn:p> [ <urn:q> 1 ], 2 .")
    assert fingerprint.of(one) == fingerprint.of(
        reversed(quads("<urn:a> <urn:p> [ <urn:q> 1 ], 2 ."))
    )


def test_literals_count_as_the_store_holds_them():
    assert fingerprint.of(quads("<urn:a> <urn:p> 01, 2.50 .")) == (
        fingerprint.of(quads("<urn:a> <urn:p> 1, 2.5 ."))
    )


@pytest.mark.parametrize(
    "other", ['"1"', "2", "<urn:1>", '"1"@en', "1.0e0"], ids=["text", "2", "IRI", "en", "double"]
)
def test_another_value_is_another_digest(other):
    assert fingerprint.of(quads("<urn:a> <urn:p> 1 .")) != (
        fingerprint.of(quads(f"<urn:a> <urn:p> {other} ."))
    )


_LINES = [
    f"<{EX}a> <{EX}p> <{EX}b> .\n",
    f'<{EX}a> <{EX}p> "a . b" .\n',
    f'<{EX}a> <{EX}p> "caf\u00e9"@fr .\n',
    f'<{EX}a> <{EX}p> "x"@en-GB .\n',
    f'<{EX}a> <{EX}p> "_:x \\u00e9 \\" .\\n" .\n',
    f'<{EX}a> <{EX}p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .\n',
    f'<{EX}a> <{EX}p> "y"^^<http://www.w3.org/2001/XMLSchema#string> .\n',
    f"_:b <{EX}p> _:c .\n",
    f"<{EX}c>  <{EX}p>\t<{EX}b>.\n",
    f"<{EX}d> <{EX}p> <{EX}b> . # it is so .\n",
    f"<{EX}e> <{EX}p> <{EX}b> .\r\n",
    f"<{EX}f><{EX}p><{EX}b> .\n",
    f'<{EX}f><{EX}p>"c"@en .\n',
    f'<{EX}k> <{EX}p> "c" @en .\n',
    f" <{EX}g> <{EX}p> <{EX}b> .\n",
    f'<{EX}g> <{EX}p> "\x01 \x0b \x7f" .\n',
    f'<{EX}g> <{EX}p> "#5 # 6" .\n',
    f'<{EX}h> <{EX}p> <<( _:a <{EX}p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> )>> .\n',
    f"<{EX}h> <{EX}p> <<(<{EX}a> <{EX}p> <{EX}b>)>> .\n",
    f"<{EX}caf\\u00e9> <{EX}p> <{EX}b> .\n",
    "# a remark .\n",
    f"# <{EX}a> <{EX}p> <{EX}z> .\n",
    "\n",
    " \n",
]


@given(st.lists(st.sampled_from(_LINES), unique=True), st.integers(1, 200), st.booleans())
def test_lines_count_as_what_they_say_in_whatever_pieces_they_come(lines, size, is_ended):
    content = "".join(lines).encode().removesuffix(b"" if is_ended else b"\n")
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    graph = NamedNode(f"{EX}graph")
    for form, place in ((RdfFormat.N_QUADS, None), (RdfFormat.N_TRIPLES, graph)):
        said = (
            Quad(quad.subject, quad.predicate, quad.object, place or quad.graph_name)
            for quad in parse(content, form)
        )
        assert fingerprint.of_lines(pieces, form, place) == fingerprint.of(said)


@given(st.lists(st.sampled_from(_LINES), unique=True))
def test_lines_count_as_the_store_gives_them_back(lines):
    content = "".join(lines).encode()
    store = pyoxigraph.Store()
    store.load(content, RdfFormat.N_QUADS)
    assert fingerprint.of_lines([content], RdfFormat.N_QUADS) == fingerprint.of_store(store)


def test_parts_add_up_to_the_whole():
    one, other = quads("<urn:a> <urn:p> 1, 2 ."), quads("<urn:b> <urn:p> 3 .")
    parts = (fingerprint.of(one), fingerprint.of(other))
    assert fingerprint.together(parts) == fingerprint.of([*one, *other])


def test_the_graph_counts():
    terms = (NamedNode(f"{EX}a"),) * 3
    assert fingerprint.of([Quad(*terms, NamedNode("urn:g"))]) != (
        fingerprint.of([Quad(*terms, NamedNode("urn:h"))])
    )


def test_a_store_written_out_has_the_digest_of_its_quads():
    store = pyoxigraph.Store()
    store.load(
        rb"""
        <urn:a> <urn:p> [ <urn:q> 01, "a .\n_: \"b\" .\n", "ciao"@it ] .
        <urn:_:g> { <urn:\u00e8> <urn:p> "\u00e8 \U0001F697", true, 2.50, [] . }
        _:g { <urn:a> <urn:p> <urn:o> . }
        """,
        format=RdfFormat.TRIG,
    )
    held = fingerprint.of_store(store)
    assert held == fingerprint.of(store)
    assert held.quads == 9


def test_the_digest_of_nothing_is_zero():
    assert fingerprint.of_store(pyoxigraph.Store()) == (0, "0" * 64)
    assert fingerprint.of([]) == (0, "0" * 64)
