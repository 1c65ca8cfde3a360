"""A release is known by its version and the digest of its files."""

import hashlib

import pytest

import alliance_kg
from alliance_kg.bundle import Bundle
from alliance_kg.errors import InputError
from alliance_kg.release import Release


def test_the_version_is_that_of_the_package(graph):
    assert graph.release.version == alliance_kg.__version__


def test_the_digest_is_that_of_what_sha256sum_prints(bundle):
    lines = "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {bundle.label(path)}\n"
        for path in bundle.files
    )
    assert Release(bundle).digest == hashlib.sha256(lines.encode()).hexdigest()


def test_a_copy_elsewhere_has_the_same_digest(bundle, copy):
    assert Release(Bundle.open(copy)).digest == Release(bundle).digest


@pytest.mark.parametrize("file", ["data/dataset.ttl", "queries/timeline.rq"])
def test_one_more_byte_changes_the_digest(bundle, copy, file):
    with (copy / file).open("ab") as changed:
        changed.write(b"\n")
    assert Release(Bundle.open(copy)).digest != Release(bundle).digest


def test_a_renamed_file_changes_the_digest(bundle, copy):
    (copy / "queries" / "timeline.rq").rename(copy / "queries" / "zeitstrahl.rq")
    assert Release(Bundle.open(copy)).digest != Release(bundle).digest


def test_a_file_that_went_away_is_an_error(copy):
    found = Bundle.open(copy)
    (copy / "data" / "dataset.ttl").unlink()
    with pytest.raises(InputError, match=r"dataset\.ttl: No such file"):
        _ = Release(found).digest
