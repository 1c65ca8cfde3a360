"""Entities are found by what people call them."""

import pytest
from hypothesis import given
from pyoxigraph import NamedNode

from alliance_kg.errors import BadParameter, NotFound
from alliance_kg.names import fold
from strategies import texts

ID = "https://w3id.org/alliance-kg/id/"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Mégane  E-Tech", "megane e tech"),
        ("ME\u0301GANE", "megane"),
        ("Straße", "strasse"),
        ("l'Alleanza?", "l alleanza"),
        ("AmpR Medium", "ampr medium"),
        ("  ", ""),
        ("¿?!", ""),
        ("é\u202eà", "e a"),
    ],
)
def test_case_accents_and_punctuation_do_not_count(text, folded):
    assert fold(text) == folded


@given(texts)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("AmpR Medium", "platform/ampr-medium"),
        ("ampr  MEDIUM", "platform/ampr-medium"),
        ("platform/ampr-medium", "platform/ampr-medium"),
        ("akgd:platform/ampr-medium", "platform/ampr-medium"),
        (f"{ID}platform/ampr-medium", "platform/ampr-medium"),
        (f"<{ID}platform/ampr-medium>", "platform/ampr-medium"),
        ("AOB", "body/alliance-operating-board"),
        ("Alleanza Renault-Nissan-Mitsubishi", "alliance/renault-nissan-mitsubishi"),
        ("renault nissan mitsubishi alliance", "alliance/renault-nissan-mitsubishi"),
        ("Douai plant", "plant/douai"),
        ("stabilimento di Douai", "plant/douai"),
        ("ivan espinosa", "person/ivan-espinosa"),
    ],
)
def test_an_entity_is_found_by_label_alias_short_name_or_iri(graph, text, entity):
    assert graph.names.find(text) == NamedNode(ID + entity)


@pytest.mark.parametrize(
    ("kind", "entity"), [("Company", "company/nissan"), ("Brand", "brand/nissan")]
)
def test_a_kind_settles_a_name_that_two_things_bear(graph, kind, entity):
    assert graph.names.find("Nissan", kind) == NamedNode(ID + entity)


def test_a_kind_holds_for_the_classes_below_it(graph):
    assert graph.names.find("Nissan", "Organization") == NamedNode(f"{ID}company/nissan")


def test_a_concept_is_found_by_its_label_in_either_language(graph):
    found = [graph.names.find(text, "Concept") for text in ("ongoing", "in corso")]
    assert found == [NamedNode("https://w3id.org/alliance-kg/scheme/phase/ongoing")] * 2


def test_a_name_of_several_things_is_refused_with_all_of_them(graph):
    with pytest.raises(NotFound, match="'Nissan' names more than one thing here") as caught:
        graph.names.find("Nissan")
    assert caught.value.nearest == ("brand/nissan", "company/nissan")


def test_each_of_several_things_is_found_by_its_short_name(graph):
    found = [graph.names.find(short).value for short in ("brand/nissan", "company/nissan")]
    assert found == [f"{ID}brand/nissan", f"{ID}company/nissan"]


def test_an_unknown_name_is_refused_with_the_three_nearest(graph):
    with pytest.raises(NotFound, match="no entity here is called 'Alpin'") as caught:
        graph.names.find("Alpin")
    assert len(caught.value.nearest) == 3
    assert caught.value.nearest[0] == "Alpine"


def test_the_letters_of_a_unit_are_near_to_no_longer_name(graph):
    assert "l" in {name for name, _, _ in graph.names.search("l")}
    found = graph.names.search("Tesla")
    assert found
    assert all(len(name) > 2 for name, _, _ in found)


def test_a_name_that_is_like_no_other_has_none_near_it(graph):
    remedy = "^no Company here is called 'Tesla' or much like it; search for a part of its name$"
    with pytest.raises(NotFound, match=remedy) as caught:
        graph.names.find("Tesla", "Company")
    assert caught.value.nearest == ()


def test_a_name_is_near_to_those_that_share_a_word_with_it(graph):
    assert set(graph.names.nearest("AmpR Large", "VehiclePlatform")) >= {
        "AmpR Medium",
        "AmpR Small",
    }


def test_a_name_of_another_kind_is_unknown(graph):
    with pytest.raises(NotFound, match="no Plant here is called 'AmpR Medium'"):
        graph.names.find("AmpR Medium", "Plant")


def test_an_iri_of_another_kind_is_unknown(graph):
    with pytest.raises(NotFound):
        graph.names.find("platform/ampr-medium", "Plant")


@pytest.mark.parametrize(
    "text", ["", " ", "?", "king of France", "x:y", "http://[", "a/b", "> } #", "\x00", "\udcff"]
)
def test_what_names_nothing_is_not_found(graph, text):
    with pytest.raises(NotFound):
        graph.names.find(text)


@given(text=texts)
def test_any_text_is_found_or_not_found(graph, text):
    try:
        assert isinstance(graph.names.find(text), NamedNode)
    except NotFound as error:
        assert len(error.nearest) <= 3 or "more than one" in str(error)


@pytest.mark.parametrize("kind", ["a b", "x> } #", "é{}"])
def test_a_kind_that_is_no_name_of_a_class_is_refused(graph, kind):
    with pytest.raises(BadParameter, match="is not the name of a class"):
        graph.names.find("Nissan", kind)


def test_searching_forgives_misspellings(graph):
    names = [name for name, _, _ in graph.names.search("eclips cros", limit=3)]
    assert any("Eclipse Cross" in name for name in names)


def test_searching_gives_each_thing_once(graph):
    iris = [iri for _, iri, _ in graph.names.search("Renault", limit=50)]
    assert len(set(iris)) == len(iris)


def test_searching_gives_the_best_first(graph):
    scores = [score for _, _, score in graph.names.search("Renault", limit=50)]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("language", "label"), [("en", "Douai plant"), ("it", "stabilimento di Douai")]
)
def test_a_label_is_in_the_language_asked_for(graph, language, label):
    iri = f"{ID}plant/douai"
    assert graph.names.labels([iri], language)[iri].casefold() == label.casefold()


def test_what_has_no_label_is_left_out(graph):
    assert graph.names.labels([f"{ID}none/none"], "en") == {}


def test_no_iris_have_no_labels(graph):
    assert graph.names.labels([], "en") == {}


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (f"{ID}brand/nissan", "brand/nissan"),
        ("https://w3id.org/alliance-kg/ontology#Plant", "akg:Plant"),
        ("http://example.org/x", "http://example.org/x"),
    ],
)
def test_a_short_name_is_the_shortest_text_that_names_an_iri(graph, iri, short):
    assert graph.names.short(iri) == short
