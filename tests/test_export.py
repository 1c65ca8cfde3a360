"""An export is the files' own triples, the same bytes each time, whole or not at all."""

import json
import os
import subprocess
import sys

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple

from alliance_kg import media
from alliance_kg.errors import InputError
from alliance_kg.export import serialize, serialize_triples, write
from alliance_kg.loading import read_quads

FORMATS = {
    "ttl": (RdfFormat.TURTLE, "turtle"),
    "nt": (RdfFormat.N_TRIPLES, "nt"),
    "nq": (RdfFormat.N_QUADS, "nquads"),
    "trig": (RdfFormat.TRIG, "trig"),
    "jsonld": (RdfFormat.JSON_LD, "json-ld"),
    "rdfxml": (RdfFormat.RDF_XML, "xml"),
}
DATASETS = ("nq", "trig", "jsonld")


@pytest.fixture(scope="module")
def quads(bundle):
    return list(read_quads(bundle))


@pytest.fixture(scope="module")
def exported(graph, quads):
    return {name: serialize(quads, name, graph.prefixes.namespaces) for name in FORMATS}


def test_there_is_a_case_for_each_format():
    assert FORMATS.keys() == media.GRAPHS.keys()


def canonical(quads, *, merged=False):
    """Return quads as sorted lines, blank nodes named by what is said of them (RDFC-1.0)."""
    named = [Quad(quad.subject, quad.predicate, quad.object) for quad in quads] if merged else quads
    dataset = pyoxigraph.Dataset(named)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_parses_back_to_the_triples_of_the_files(exported, quads, name):
    found = pyoxigraph.parse(exported[name], format=FORMATS[name][0])
    assert canonical(found, merged=True) == canonical(quads, merged=True)


@pytest.mark.parametrize("name", DATASETS)
def test_a_format_of_datasets_keeps_one_graph_a_file(exported, quads, name):
    found = pyoxigraph.parse(exported[name], format=FORMATS[name][0])
    assert canonical(found) == canonical(quads)


def in_rdflib(content, name):
    """Parse with rdflib and return its triples, canonical, read back from N-Triples."""
    parsed = rdflib.Dataset(default_union=True) if name in DATASETS else rdflib.Graph()
    parsed.parse(data=content, format=FORMATS[name][1])
    lines = "".join(
        f"{' '.join(term.n3() for term in triple)} .\n" for triple in parsed.triples((None,) * 3)
    )
    return canonical(pyoxigraph.parse(lines, format=RdfFormat.N_TRIPLES), merged=True)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # its own parsers' calls
@pytest.mark.parametrize("name", FORMATS)
def test_rdflib_reads_the_same_triples(exported, quads, name):
    # Both sides through rdflib, which writes the Z of a time as +00:00.
    wanted = in_rdflib("".join(f"{quad.triple} .\n" for quad in quads), "nt")
    assert in_rdflib(exported[name], name) == wanted


def test_json_ld_is_json(exported):
    assert json.loads(exported["jsonld"])


@pytest.mark.parametrize("name", FORMATS)
def test_the_order_of_the_statements_does_not_matter(exported, graph, quads, name):
    assert serialize(reversed(quads), name, graph.prefixes.namespaces) == exported[name]


@pytest.mark.parametrize("name", FORMATS)
def test_two_processes_give_the_same_bytes(environment, name):
    program = [sys.executable, "-m", "alliance_kg", "export", "-f", name]
    one, other = (
        subprocess.run(
            program, env=environment | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    )
    assert one == other != b""


def test_blank_nodes_get_the_same_labels_whatever_they_were_called(graph):
    made = []
    for first, second in (("x", "y"), ("y", "x")):
        one, two = pyoxigraph.BlankNode(first), pyoxigraph.BlankNode(second)
        p = NamedNode("urn:p")
        quads = [Quad(one, p, Literal("1")), Quad(two, p, Literal("2")), Quad(one, p, two)]
        made.append(serialize(quads, "nt", graph.prefixes.namespaces))
    assert made[0] == made[1]


def test_literals_are_exported_as_they_are_written():
    odd = Literal("01.50", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))
    content = serialize([Quad(NamedNode("urn:s"), NamedNode("urn:p"), odd)], "nt", {})
    assert b'"01.50"' in content


@pytest.mark.parametrize("name", ["ttl", "trig"])
def test_prefixes_that_nothing_uses_are_not_declared(name):
    quad = Quad(NamedNode("http://a/s"), NamedNode("http://b/p"), Literal("o"))
    content = serialize([quad], name, {"a": "http://a/", "b": "http://b/", "c": "http://c/"})
    declared = {line.split()[1] for line in content.decode().splitlines() if "@prefix" in line}
    assert declared == {"a:", "b:"}


def test_triples_are_exported_once_and_sorted():
    p = NamedNode("urn:p")
    b, a = (Triple(NamedNode(f"urn:{name}"), p, Literal(name)) for name in "ba")
    assert serialize_triples([b, a, b], "nt", {}) == f"{a} .\n{b} .\n".encode()


# --- files


def test_a_file_is_written_whole(tmp_path):
    write(tmp_path / "x.ttl", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("x.ttl", b"new")]


def test_a_file_is_replaced_whole(tmp_path):
    (tmp_path / "x.ttl").write_bytes(b"older and longer")
    write(tmp_path / "x.ttl", b"new")
    assert (tmp_path / "x.ttl").read_bytes() == b"new"


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    (tmp_path / "x.ttl").write_bytes(b"old")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(InputError, match=r"x\.ttl: No space left on device"):
        write(tmp_path / "x.ttl", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("x.ttl", b"old")]


@pytest.mark.parametrize("name", ["", ".", "folder", "file/x", "nowhere/x", "x" * 300])
def test_a_path_that_cannot_be_written_is_an_error(tmp_path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(InputError):
        write(tmp_path / name, b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_a_pipe_is_written_to_and_not_replaced(tmp_path):
    """Never try this on a device of the machine: a write that replaces it would break others."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write(pipe, b"new")
        assert (pipe.is_fifo(), os.read(reader, 10)) == (True, b"new")
    finally:
        os.close(reader)


def test_an_unwritable_target_leaves_the_old_file(run, tmp_path):
    old = tmp_path / "release.nq"
    old.mkdir()
    (old / "kept").write_bytes(b"old")
    result = run("export", "-o", str(old))
    assert (result.code, result.stdout) == (3, "")
    assert [path.name for path in tmp_path.iterdir()] == ["release.nq"]


def test_the_suffix_chooses_the_format(run, tmp_path, exported):
    run("export", "-o", str(tmp_path / "release.nq"))
    assert (tmp_path / "release.nq").read_bytes() == exported["nq"]
