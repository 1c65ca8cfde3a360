"""Evidence in reading order."""

from pyoxigraph import NamedNode

from alliance_kg.evidence import Evidence, Span

FACT = (NamedNode("urn:s"), NamedNode("urn:p"), NamedNode("urn:o"))


def item(claim, source="urn:source", span=None):
    return Evidence(FACT, "stated", "accepted", NamedNode(claim), NamedNode(source), span)


def test_what_has_a_place_in_a_text_comes_before_what_has_none():
    background, read = item("urn:1"), item("urn:2", span=Span(0, 5, 1))
    assert sorted([background, read], key=lambda each: each.order) == [read, background]


def test_places_of_one_source_go_in_reading_order():
    late, early = item("urn:1", span=Span(9, 12, 2)), item("urn:2", span=Span(3, 12, 1))
    assert sorted([late, early], key=lambda each: each.order) == [early, late]


def test_sources_are_not_mixed():
    items = [
        item("urn:1", "urn:b", Span(1, 2, 1)),
        item("urn:2", "urn:a", Span(8, 9, 1)),
        item("urn:3", "urn:b", Span(0, 1, 1)),
    ]
    ordered = [each.source.value for each in sorted(items, key=lambda each: each.order)]
    assert ordered == ["urn:a", "urn:b", "urn:b"]


def test_equal_evidence_is_one():
    assert len({item("urn:1", span=Span(1, 2, 1)), item("urn:1", span=Span(1, 2, 1))}) == 1


def test_facts_of_one_claim_have_an_order_too():
    facts = [(*FACT[:2], NamedNode(f"urn:{name}")) for name in "cab"]
    items = [item("urn:1")._replace(fact=fact) for fact in facts]
    ordered = [each.fact[2].value for each in sorted(items, key=lambda each: each.order)]
    assert ordered == ["urn:a", "urn:b", "urn:c"]
