"""Where the files of a release are."""

import pytest

from alliance_kg.bundle import Bundle
from alliance_kg.errors import InputError


@pytest.mark.parametrize(
    ("part", "least"), [("ontology", 4), ("shapes", 1), ("data", 7), ("queries", 24)]
)
def test_the_release_has_files_of_each_part(bundle, part, least):
    assert len(getattr(bundle, part)) >= least


@pytest.mark.parametrize("part", ["ontology", "shapes", "data", "queries"])
def test_the_files_of_a_part_are_sorted(bundle, part):
    paths = getattr(bundle, part)
    assert list(paths) == sorted(paths)


def test_shapes_are_not_loaded_into_a_store(bundle):
    assert set(bundle.turtle).isdisjoint(bundle.shapes)


def test_the_release_is_all_parts(bundle):
    total = sum(len(getattr(bundle, part)) for part in ("ontology", "shapes", "data", "queries"))
    assert len(set(bundle.files)) == total


@pytest.mark.parametrize(
    ("file", "graph"),
    [
        ("data/article/facts.ttl", "article/facts"),
        ("data/dataset.ttl", "dataset"),
        ("ontology/alliance.ttl", "alliance"),
        ("ontology/schemes.ttl", "schemes"),
    ],
)
def test_a_file_is_in_the_graph_of_its_path(bundle, file, graph):
    assert bundle.graph_name(bundle.root / file) == f"https://w3id.org/alliance-kg/graph/{graph}"


def test_no_two_files_share_a_graph(bundle):
    names = [bundle.graph_name(path) for path in bundle.turtle]
    assert len(set(names)) == len(names)


def test_a_file_is_named_by_its_path_in_the_release(bundle):
    assert bundle.label(bundle.root / "data" / "dataset.ttl") == "data/dataset.ttl"


def test_another_folder_can_be_opened(copy, bundle):
    labels = [Bundle.open(copy).label(path) for path in Bundle.open(copy).files]
    assert labels == [bundle.label(path) for path in bundle.files]


def test_a_folder_without_an_ontology_is_an_error_that_says_what_to_name(tmp_path):
    with pytest.raises(InputError, match=r"no ontology/\*\.ttl; name a folder with ontology/"):
        Bundle.open(tmp_path)


def test_a_folder_without_data_is_an_error(tmp_path):
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "prefixes.ttl").touch()
    with pytest.raises(InputError, match=r"no data/\*\.ttl"):
        Bundle.open(tmp_path)


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(InputError):
        Bundle.open(tmp_path / "nowhere")
