"""The counts are those of the files."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance_kg.stats import Gap, counts, gaps
from alliance_kg.stores.loading import read_quads
from alliance_kg.terms import RDF_TYPE, akg
from handmade import OWN, store

ARTICLE = f"{OWN}id/source/il-messaggero-2025-09-17"


@pytest.fixture(scope="module")
def found(graph):
    return counts(graph.store)


def of(found, measure):
    return {item.key: item.number for item in found if item.measure == measure}


def test_there_are_five_measures(found):
    measures = [
        "instances", "facts by class", "claims by status", "claims by acceptance",
        "claims by source",
    ]  # fmt: skip
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
        numbers = [item.number for item in found if item.measure == measure]
        assert numbers == sorted(numbers, reverse=True)


def test_facts_are_counted_by_class_as_the_files_say(found, bundle):
    triples = {quad.triple for quad in read_quads(bundle)}
    own = akg("").value
    facts = Counter(t.subject for t in triples if t.predicate.value.startswith(own))
    expected = Counter()
    for triple in triples:
        if triple.predicate == RDF_TYPE and triple.object.value.startswith(own):
            expected[triple.object.value] += facts[triple.subject]
    evidence = {akg(name).value for name in ("Claim", "TextSpan", "NewsArticle", "WebPage")}
    assert of(found, "facts by class") == {
        kind: number for kind, number in expected.items() if number and kind not in evidence
    }


# --- what no claim rests on


def covered(graph, source):
    rows = graph.store.select(
        f"SELECT ?start ?end {{ ?claim akg:isFoundAt ?span . ?span akg:isSpanOf <{source}> ;"
        " akg:startOffset ?start ; akg:endOffset ?end }"
    ).rows
    spans = [(int(row["start"].value), int(row["end"].value)) for row in rows]
    return {at for start, end in spans for at in range(start, end)}


def test_the_gaps_of_the_article_are_the_characters_that_no_claim_rests_on(graph):
    found = gaps(graph.store)
    assert {gap.source for gap in found} == {ARTICLE}
    told = [at for gap in found for at in range(gap.start, gap.end)]
    assert len(told) == len(set(told))
    assert set(told) == set(range(2119)) - covered(graph, ARTICLE)


def test_gaps_are_in_reading_order_and_apart(graph):
    found = gaps(graph.store)
    assert all(before.end < after.start for before, after in pairwise(found))


def text_store(length, spans):
    claims = "".join(
        f"claim:{n} akg:isFoundAt <urn:span{n}> . <urn:span{n}> akg:isSpanOf source:a ;"
        f" akg:startOffset {start} ; akg:endOffset {end} .\n"
        for n, (start, end) in enumerate(spans)
    )
    return store(f"source:a akg:characterLength {length} .\n{claims}")


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([(0, 10)], []),
        ([(2, 4)], [(0, 2), (4, 10)]),
        ([(0, 4), (4, 10)], []),
        ([(0, 6), (2, 4)], [(6, 10)]),
        ([(0, 3), (5, 7), (5, 6)], [(3, 5), (7, 10)]),
        ([], [(0, 10)]),
    ],
)
def test_gaps_lie_between_the_spans(spans, found):
    assert [(gap.start, gap.end) for gap in gaps(text_store(10, spans))] == found


def test_a_span_that_no_claim_uses_covers_nothing():
    held = store(
        "source:a akg:characterLength 10 . <urn:s> akg:isSpanOf source:a ;"
        " akg:startOffset 2 ; akg:endOffset 5 ."
    )
    assert gaps(held) == (Gap(f"{OWN}id/source/a", 0, 10),)


spans = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted).map(tuple)


@given(spans=st.lists(spans, max_size=8))
@settings(max_examples=50, deadline=None)
def test_gaps_are_exactly_the_characters_outside_the_spans(spans):
    outside = set(range(20)) - {at for start, end in spans for at in range(start, end)}
    found = [at for gap in gaps(text_store(20, spans)) for at in range(gap.start, gap.end)]
    assert found == sorted(outside)
