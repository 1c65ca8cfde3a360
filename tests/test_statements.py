"""Statements are sorted, named and read again, whether they fit in memory or not."""

import itertools
import random
import tempfile

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from alliance_kg.errors import InputError
from alliance_kg.spool import Spool
from alliance_kg.statements import Order, Statements, canonical
from alliance_kg.stores.loading import read_quads

LINES = st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"])))


@given(LINES, st.integers(0, 40))
def test_lines_come_sorted_and_once_whatever_fits_in_memory(lines, limit):
    with Spool(lines, limit=limit) as spool:
        assert list(spool) == sorted(set(lines))
        assert list(spool) == sorted(set(lines))


def test_lines_may_be_added_after_reading():
    with Spool(["b", "c"], limit=0) as spool:
        assert list(spool) == ["b", "c"]
        spool.add("a")
        assert list(spool) == ["a", "b", "c"]


def test_what_is_on_disk_is_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Spool("abc", limit=0) as spool:
        assert list(spool) == ["a", "b", "c"]
        assert list(tmp_path.iterdir())
    assert list(tmp_path.iterdir()) == []


def test_no_room_to_sort_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(InputError, match=r"nowhere: No such file.*sorting needs room"):
        Spool("abc", limit=0)


@pytest.mark.parametrize("order", Order)
def test_sorting_on_disk_gives_what_sorting_in_memory_does(bundle, order):
    quads = list(read_quads(bundle))
    random.Random(1).shuffle(quads)  # noqa: S311
    with Statements(quads, order) as one, Statements(quads, order, limit=100_000) as other:
        assert list(one.lines()) == list(other.lines())


@pytest.mark.parametrize("order", Order)
def test_statements_are_read_back_as_they_went_in(bundle, order):
    quads = list(read_quads(bundle))
    with Statements(quads, order) as found:
        lines = [str(quad) for quad in found.quads()]
    if order is Order.MERGED:
        quads = [Quad(*quad.triple) for quad in quads]
    assert sorted(lines) == sorted({str(quad) for quad in canonical(quads)})


def test_nodes_hold_all_that_their_statements_say(bundle):
    with Statements(read_quads(bundle), Order.BY_GRAPH) as found:
        told = [
            str(Quad(node.subject, NamedNode(predicate), value, node.graph))
            for node in found.nodes()
            for predicate, values in node.values.items()
            for value in values
        ]
        assert told == [str(quad) for quad in found.quads()]


def test_a_subject_comes_once_when_graphs_are_merged(bundle):
    with Statements(read_quads(bundle), Order.MERGED) as found:
        subjects = [node.subject for node in found.nodes()]
    assert len(subjects) == len(set(subjects)) > 1000


def test_blank_nodes_are_named_as_in_the_whole_dataset(bundle):
    quads = list(read_quads(bundle))
    dataset = pyoxigraph.Dataset(quads)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    with Statements(quads) as found:
        lines = list(found.lines())
    assert lines == sorted(f"{quad} ." for quad in dataset)
    assert sum("_:c14n" in line for line in lines) > 10


def test_names_of_blank_nodes_do_not_depend_on_what_they_were_called():
    p = NamedNode("urn:p")
    texts = set()
    for names in itertools.permutations("xyz"):
        one, two, three = map(BlankNode, names)
        quads = [Quad(one, p, two), Quad(two, p, three), Quad(three, p, Literal("end"))]
        with Statements(quads) as found:
            texts.add("\n".join(found.lines()))
    assert len(texts) == 1
