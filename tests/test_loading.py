"""Files become named graphs; what does not parse is refused with its place."""

import re

import pytest
from pyoxigraph import NamedNode, Quad

from alliance_kg.bundle import Bundle
from alliance_kg.errors import DataSyntaxError, InputError
from alliance_kg.stores.loading import load, read_quads


def test_each_file_is_in_its_named_graph(graph, bundle):
    rows = graph.store.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").rows
    assert {row["g"].value for row in rows} == {bundle.graph_name(path) for path in bundle.turtle}


def test_the_store_holds_as_many_quads_as_the_files(graph, bundle):
    assert len(graph.store.store) == len(set(read_quads(bundle)))


def test_the_quads_of_a_file_are_in_its_graph(bundle):
    graphs = {quad.graph_name.value for quad in read_quads(bundle)}
    assert graphs == {bundle.graph_name(path) for path in bundle.turtle}


def test_literals_are_read_as_written(copy):
    """A store would make 1.5 of it, and the file's own form would be lost."""
    (copy / "data" / "dataset.ttl").write_text("<urn:s> <urn:p> 01.50 .", encoding="utf-8")
    quads = [quad for quad in read_quads(Bundle.open(copy)) if quad.subject == NamedNode("urn:s")]
    assert [quad.object.value for quad in quads] == ["01.50"]


def test_quads_are_quads(bundle):
    assert isinstance(next(read_quads(bundle)), Quad)


READERS = [lambda found: load(found, {}), lambda found: list(read_quads(found))]
BROKEN = [
    (b"<urn:s> <urn:p> .\n", 1, "not a valid rdf object"),
    (b"<urn:s> <urn:p> <urn:o> .\n<urn:s> oops:p 1 .\n", 2, "prefix"),
    (b'<urn:s> <urn:p> <urn:o> .\n\n<urn:s> <urn:p> "open .\n', 3, ""),
    (b"<urn:s> <urn:p> <not an iri> .\n", 1, ""),
    (b'<urn:s> <urn:p> "\xff" .\n', 1, ""),
]


@pytest.mark.parametrize("reader", READERS, ids=["load", "read_quads"])
@pytest.mark.parametrize(("content", "line", "word"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_refused_with_file_line_and_column(copy, reader, content, line, word):
    path = copy / "data" / "article" / "facts.ttl"
    path.write_bytes(content)
    with pytest.raises(DataSyntaxError) as caught:
        reader(Bundle.open(copy))
    found = re.fullmatch(rf"{re.escape(str(path))}:{line}:\d+: ([^\n]+)", str(caught.value))
    assert found
    assert word in found[1].lower()


@pytest.mark.parametrize("reader", READERS, ids=["load", "read_quads"])
def test_a_file_that_went_away_is_an_error(copy, reader):
    found = Bundle.open(copy)
    (copy / "data" / "dataset.ttl").unlink()
    with pytest.raises(InputError, match=r"dataset\.ttl: "):
        reader(found)


def test_a_folder_named_like_a_file_is_an_error(copy):
    (copy / "data" / "folder.ttl").mkdir()
    with pytest.raises(InputError, match=r"folder\.ttl: "):
        load(Bundle.open(copy), {})


def test_blank_nodes_of_two_files_are_two_however_they_are_called(copy):
    for name in ("one", "two"):
        (copy / "data" / f"{name}.ttl").write_text(f'_:x <urn:p> "{name}" .\n', encoding="utf-8")
    found = [quad.subject for quad in read_quads(Bundle.open(copy)) if "urn:p" in str(quad)]
    assert len(set(found)) == 2
