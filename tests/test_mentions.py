"""Entities in sentences: by any name, in part, slightly misspelt."""

import pytest

from alliance_kg.matching.mentions import Named, NameIndex
from alliance_kg.matching.wording import words_of

ORDINARY = {"who", "runs", "the", "plant", "and", "large", "uses", "electric"}
NAMES = [
    Named("Douai plant", "plant/douai", True, frozenset({"Plant"})),
    Named("Douai", "place/douai", True, frozenset({"Place"})),
    Named("Douai", "plant/douai", False, frozenset({"Plant"})),
    Named("Maubeuge plant", "plant/maubeuge", True, frozenset({"Plant"})),
    Named("Stabilimento di Maubeuge", "plant/maubeuge", True, frozenset({"Plant"})),
    Named("AmpR Medium", "platform/medium", True, frozenset({"VehiclePlatform"})),
    Named("AmpR Small", "platform/small", True, frozenset({"VehiclePlatform"})),
    Named("Scenic E-Tech Electric", "car/scenic", True, frozenset({"VehicleModel"})),
    Named("Scenic E-Tech Electric, 60 kWh", "car/scenic-60", True, frozenset({"VehicleModel"})),
    Named("Renault-Nissan Alliance", "alliance", True, frozenset({"Alliance"})),
    Named("Nissan", "company/nissan", True, frozenset({"Company"})),
    Named("Renault", "brand/renault", True, frozenset({"Brand"})),
]


@pytest.fixture
def index():
    return NameIndex(NAMES, ORDINARY.__contains__)


def found(index, text, kind=""):
    mentions = index.find(words_of(text), lambda _named: True)
    return [index.entities(mention, kind) for mention in mentions]


@pytest.mark.parametrize(
    ("text", "kind", "entity"),
    [
        ("who runs the Douai plant", "Plant", "plant/douai"),
        ("who runs the Douai factory", "Plant", "plant/douai"),
        ("who runs Douai", "Plant", "plant/douai"),
        ("who runs Douai", "", "place/douai"),
        ("who runs Maubeuge", "Plant", "plant/maubeuge"),
        ("stabilimento di Maubeuge", "Plant", "plant/maubeuge"),
        ("who uses ampr meduim", "", "platform/medium"),
        ("who uses AmpRMedium", "", "platform/medium"),
        ("the Scenic", "VehicleModel", "car/scenic"),
        ("the Scenic E-Tech Electric, 60 kWh", "VehicleModel", "car/scenic-60"),
    ],
)
def test_a_name_is_found_whole_in_part_or_misspelt(index, text, kind, entity):
    assert found(index, text, kind) == [(entity,)]


def test_a_part_of_several_names_means_each_of_them(index):
    assert found(index, "who uses AmpR") == [("platform/medium", "platform/small")]


def test_names_beside_each_other_are_two(index):
    assert found(index, "Nissan and Douai plant") == [("company/nissan",), ("plant/douai",)]


def test_words_between_names_do_not_make_them_one(index):
    assert found(index, "Renault in Nissan") == [("brand/renault",), ("company/nissan",)]


@pytest.mark.parametrize("text", ["", "who runs the plant", "large electric", "Tesla", "Fessan"])
def test_ordinary_and_unknown_words_name_nothing(index, text):
    assert found(index, text) == []


def test_a_name_of_another_kind_means_nothing_of_this_one(index):
    assert found(index, "AmpR Medium", "Plant") == [()]
