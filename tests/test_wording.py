"""Sentences as words: folded, stemmed, one key for all words of one meaning."""

import pytest

from alliance_kg.matching import thesaurus, wording
from alliance_kg.question import LANGUAGES


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Who leads\x00 \x1b[31mNissan?", ["who", "leads", "31mnissan"]),
        ("\u202eDov'è l'AOB?\u202c", ["dov", "e", "l", "aob"]),
        ("Renault s.a.s., E-Tech", ["renault", "sas", "e", "tech"]),
        ("", []),
    ],
)
def test_the_words_of_a_text_are_folded_without_marks_that_do_not_show(text, words):
    assert wording.words_of(text) == words


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "factory", "factories"),
        ("en", "share", "shared"),
        ("en", "stop", "stopped"),
        ("it", "marca", "marche"),
        ("it", "modello", "modelli"),
        ("it", "condividono", "condividere"),
    ],
)
def test_inflections_have_one_stem(language, one, other):
    assert wording.stem(one, language) == wording.stem(other, language)


@pytest.mark.parametrize("word", ["Ariya", "R5", "is", "Micra"])
def test_a_short_word_or_a_name_with_figures_keeps_its_letters(word):
    assert wording.stem(word.lower(), "en") == word.lower()


def test_words_of_one_meaning_have_one_key_in_both_languages():
    keys = {
        wording.key("factory", "en"), wording.key("plants", "en"),
        wording.key("stabilimenti", "it"), wording.key("fabbrica", "it"),
    }  # fmt: skip
    assert keys == {"plant"}


def test_a_word_that_says_nothing_has_no_key():
    assert [wording.key(word, "it") for word in ("della", "quali", "oggi")] == [None] * 3


def test_a_word_that_is_not_known_is_its_own_key():
    assert wording.key("airbags", "en") == "en:airbag"


def test_a_group_of_words_is_one_and_keeps_its_places():
    words = ["who", "is", "chief", "executive", "officer", "of", "nissan"]
    assert wording.grouped(words, "en") == ["who", "is", "=ceo", "", "", "of", "nissan"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_concept_has_words_in_each_language(language):
    concepts = [line for line in thesaurus.concepts().strip().splitlines() if line[0] != " "]
    told = dict(wording._concepts(language))
    assert len(concepts) >= 100
    assert [concept for concept in concepts if not told.get(concept)] == []
    assert len(concepts) == len(set(concepts))
