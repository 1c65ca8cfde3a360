"""The questions of a release, by slug."""

import pytest

from alliance_kg.bundle import Bundle
from alliance_kg.catalog import Catalog
from alliance_kg.errors import UnknownQuestion
from alliance_kg.question import Question


def test_the_slugs_are_sorted(graph):
    assert list(graph.catalog.slugs) == sorted(graph.catalog.slugs)


def test_the_catalogue_has_its_questions(graph):
    assert len(graph.catalog.slugs) >= 24


def test_iterating_gives_each_question_once(graph):
    assert [question.slug for question in graph.catalog] == list(graph.catalog.slugs)


def test_a_question_is_found_by_its_slug(graph):
    assert graph.catalog.find("timeline").title["en"].startswith("What is the timeline")


@pytest.mark.parametrize(("slug", "known"), [("timeline", True), ("king", False), (7, False)])
def test_membership_goes_by_slug(graph, slug, known):
    assert (slug in graph.catalog) is known


def test_an_unknown_slug_is_refused_with_the_three_nearest(graph):
    with pytest.raises(UnknownQuestion) as caught:
        graph.catalog.find("brands-sharing-platforms")
    assert len(caught.value.nearest) == 3
    assert caught.value.nearest[0] == "brands-sharing-a-platform"


def test_an_unknown_slug_however_long_gives_a_short_message(graph):
    with pytest.raises(UnknownQuestion) as caught:
        graph.catalog.find("x" * 10_000)
    assert len(str(caught.value)) < 400


def test_a_question_whose_neighbour_is_broken_can_be_found(copy):
    (copy / "queries" / "timeline.rq").write_bytes(b"\xff")
    assert isinstance(Catalog(Bundle.open(copy)).find("themes"), Question)
