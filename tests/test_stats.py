"""The counts are those of the files."""

from collections import Counter

import pytest

from alliance_kg.loading import read_quads
from alliance_kg.stats import counts
from alliance_kg.terms import RDF_TYPE, akg


@pytest.fixture(scope="module")
def found(graph):
    return counts(graph.store)


def of(found, measure):
    return {item.key: item.count for item in found if item.measure == measure}


def test_there_are_four_measures(found):
    measures = ["instances", "claims by status", "claims by acceptance", "claims by source"]
    assert list(dict.fromkeys(item.measure for item in found)) == measures


def test_instances_are_counted_by_class_as_the_files_say(found, bundle):
    typed = {
        (quad.subject, quad.object.value)
        for quad in read_quads(bundle)
        if quad.predicate == RDF_TYPE and quad.object.value.startswith(akg("").value)
    }
    assert of(found, "instances") == Counter(kind for _, kind in typed)


@pytest.mark.parametrize(
    "measure", ["claims by status", "claims by acceptance", "claims by source"]
)
def test_every_claim_is_counted_once(found, measure):
    total = of(found, "instances")[akg("Claim").value]
    assert sum(of(found, measure).values()) == total


def test_the_largest_comes_first_within_a_measure(found):
    for measure in {item.measure for item in found}:
        numbers = [item.count for item in found if item.measure == measure]
        assert numbers == sorted(numbers, reverse=True)
