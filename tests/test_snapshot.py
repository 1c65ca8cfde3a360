"""A snapshot answers as the files do, and never stands in the way."""

import os
import shutil

import pytest

from alliance_kg import KnowledgeGraph, snapshot
from alliance_kg.bundle import Bundle
from alliance_kg.errors import DataSyntaxError
from alliance_kg.terms import Prefixes

SLUG = "brands-sharing-a-platform"


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "alliance-kg"


def prefixes_of(bundle):
    return Prefixes.read(bundle.root / "ontology" / "prefixes.ttl")


def opened(bundle):
    return snapshot.open_snapshot(bundle, prefixes_of(bundle))


def stores(cache):
    return sorted(path.name for path in cache.glob("*/store-*"))


def test_the_first_opening_leaves_a_snapshot_and_loads(bundle, cache):
    _, index = opened(bundle)
    assert (index, len(stores(cache))) == (None, 1)


def test_the_second_opening_reads_it(bundle):
    opened(bundle)
    _, index = opened(bundle)
    assert index is not None


def test_a_snapshot_holds_what_the_files_hold(bundle):
    loaded, _ = opened(bundle)
    read, _ = opened(bundle)
    assert set(read.store) == set(loaded.store)


def test_names_from_the_index_are_those_of_the_store(bundle, graph):
    opened(bundle)
    cached = KnowledgeGraph.open(from_cache=True)
    for kind in ("", "VehiclePlatform", "Company", "Concept"):
        assert set(cached.names.spellings(kind)) == set(graph.names.spellings(kind))


def test_headers_from_the_index_are_those_of_the_files(bundle, graph):
    opened(bundle)
    cached = KnowledgeGraph.open(from_cache=True)
    pairs = zip(cached.catalog, graph.catalog, strict=True)
    assert all(one.header == other.header for one, other in pairs)


def test_answers_are_the_same(bundle, graph):
    opened(bundle)
    cached = KnowledgeGraph.open(from_cache=True).ask(SLUG, {"platform": "ampr  medium"})
    assert cached.to_dict() == graph.ask(SLUG, {"platform": "AmpR Medium"}).to_dict()


@pytest.mark.parametrize("part", ["data/identifiers.ttl", f"queries/{SLUG}.rq"])
def test_a_changed_file_makes_a_new_snapshot(copy, cache, part):
    opened(Bundle.open(copy))
    os.utime(copy / part, (1, 1))
    _, index = opened(Bundle.open(copy))
    assert (index, len(stores(cache))) == (None, 2)


def test_a_damaged_index_is_no_error(bundle, cache):
    opened(bundle)
    for path in cache.glob("*/store-*/index.sqlite"):
        path.write_bytes(b"damaged" * 100)
    _, index = opened(bundle)
    assert index is None


def test_a_lost_store_is_no_error(bundle, cache):
    opened(bundle)
    for path in cache.glob("*/store-*"):
        shutil.rmtree(path)
    _, index = opened(bundle)
    assert index is None


def test_a_cache_that_cannot_be_written_is_no_error(bundle, cache):
    cache.parent.mkdir(parents=True)
    cache.write_text("a file where the folder should be")
    store, index = opened(bundle)
    assert (index, len(store.store) > 1_000) == (None, True)


def test_a_failed_build_leaves_nothing(bundle, cache, monkeypatch):
    def fail(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr("alliance_kg.index.build", fail)
    opened(bundle)
    assert stores(cache) == []


def test_data_that_does_not_parse_is_an_error(copy):
    (copy / "data" / "identifiers.ttl").write_text("<a", encoding="utf-8")
    with pytest.raises(DataSyntaxError, match=r"identifiers\.ttl:1"):
        opened(Bundle.open(copy))


def test_an_old_snapshot_goes_when_a_new_one_is_built(copy, cache):
    opened(Bundle.open(copy))
    for path in cache.glob("*/store-*"):
        os.utime(path, (1, 1))
    os.utime(copy / "data" / "identifiers.ttl", (1, 1))
    opened(Bundle.open(copy))
    assert len(stores(cache)) == 1
