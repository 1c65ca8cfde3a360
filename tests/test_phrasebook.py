"""Paraphrases of every question, counted once, kept on disk, and made again when they change."""

import resource
import signal
import sqlite3

import pytest

from alliance_kg.errors import InputError
from alliance_kg.matching import features, paraphrases, phrasebook
from alliance_kg.matching.likeness import Likener
from alliance_kg.matching.phrasebook import UNANSWERED, Phrasing
from alliance_kg.names import fold
from alliance_kg.question import LANGUAGES

WAYS = [
    Phrasing("range", "en", "how far does {model} go"),
    Phrasing("range", "it", "quanta strada fa {model}"),
    Phrasing("price", "en", "what does {model} cost"),
    Phrasing("price", "en", "price of {model}"),
    Phrasing(UNANSWERED, "en", "what colour is {model}"),
]


def files(graph):
    return paraphrases.files(graph.bundle.root / "queries")


def test_every_question_has_paraphrases_in_both_languages(graph):
    found = {path.stem: path for path in files(graph) if path.parent.name == "paraphrases"}
    assert sorted(found) == sorted(graph.catalog.slugs)
    assert len(found) >= 116
    for slug, path in found.items():
        ways = list(paraphrases.read(path, graph.catalog.find(slug)))
        for language in LANGUAGES:
            texts = [one.text for one in ways if one.language == language]
            assert len(texts) >= 60, (slug, language)
            assert len({text.casefold() for text in texts}) == len(texts), (slug, language)


def test_what_no_question_answers_is_told_in_both_languages(graph):
    (path,) = [path for path in files(graph) if path.parent.name == "queries"]
    ways = list(paraphrases.read(path, None))
    assert {one.slug for one in ways} == {UNANSWERED}
    for language in LANGUAGES:
        assert sum(one.language == language for one in ways) >= 300


def test_a_paraphrase_has_a_slot_where_a_name_would_stand(graph):
    names = {
        f" {fold(one.name)} "
        for kind in ("Company", "Brand", "Plant", "Person", "VehicleModel", "VehiclePlatform")
        for one in graph.names.spellings(kind)
        if one.name[:1].isupper()
    }
    assert len(names) > 100
    naming = [
        (one.slug, one.text)
        for path in files(graph)
        if path.parent.name == "paraphrases"
        for one in paraphrases.read(path, graph.catalog.find(path.stem))
        if any(name in f" {fold(one.text)} " for name in names)
    ]
    assert naming == []


def test_a_sentence_is_most_like_the_question_that_has_its_words(tmp_path):
    likener = Likener(phrasebook.opened(tmp_path / "book", lambda: WAYS, "one"))
    tokens = list(features.tokens_of("how far can {model} go", "en"))
    scores = {slug: likener.measure(slug, tokens) for slug in ("range", "price", UNANSWERED)}
    assert max(scores, key=lambda slug: scores[slug].near) == "range"
    assert scores["range"].covered > scores["price"].covered
    assert scores["range"].likelier > scores["price"].likelier
    assert likener.promising(tokens, 1) == ["range"]


def test_a_word_of_what_no_question_answers_counts_against_a_question(tmp_path):
    likener = Likener(phrasebook.opened(tmp_path / "book", lambda: WAYS, "one"))
    tokens = list(features.tokens_of("what colour does {model} have", "en"))
    assert likener.measure("price", tokens).unanswered > 0


def test_a_phrasebook_is_read_from_its_file_until_the_state_changes(tmp_path):
    path = tmp_path / "cache" / "book.sqlite"
    phrasebook.opened(path, lambda: WAYS, "one")
    assert path.is_file()

    def never():
        pytest.fail("the phrasings were read again")

    kept = phrasebook.opened(path, never, "one")
    assert kept.feature("{model}") is not None
    assert kept.whole.times == {"range": 2, "price": 2, UNANSWERED: 1}
    changed = phrasebook.opened(path, lambda: WAYS[:2], "two")
    assert changed.whole.times == {"range": 2}
    assert phrasebook.opened(path, never, "two").whole.times == {"range": 2}
    assert [one.name for one in path.parent.iterdir()] == ["book.sqlite"]


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(4096)])
def test_a_spoiled_file_is_made_again(tmp_path, content):
    path = tmp_path / "book.sqlite"
    path.write_bytes(content)
    assert phrasebook.opened(path, lambda: WAYS, "one").whole.times["range"] == 2
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM feature").fetchone()[0] > 10


def test_a_file_that_is_spoiled_within_is_made_again_when_that_shows(tmp_path):
    path = tmp_path / "book.sqlite"
    many = [Phrasing(f"q{n}", "en", f"word{n} beside other{n} of {{x}}") for n in range(400)]
    phrasebook.opened(path, lambda: many, "one")
    content = bytearray(path.read_bytes())
    size = len(content)
    begin, end = size * 3 // 10, size * 9 // 10  # what is looked at first is at the end
    content[begin:end] = bytes(end - begin)
    path.write_bytes(content)
    times = []
    found = phrasebook.opened(path, lambda: times.append(1) or many, "one")
    assert times == []
    assert all(found.feature(f"en:word{n}") is not None for n in range(400))
    assert times == [1]
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_disk_that_is_full_leaves_no_litter(tmp_path):
    many = [Phrasing(f"q{n}", "en", f"word{n} beside other{n}") for n in range(4000)]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    kept = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (102_400, hard))
    try:
        book = phrasebook.opened(tmp_path / "cache" / "book", lambda: many, "one")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, kept)
    assert book.whole.times["q7"] == 1
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_paraphrase_that_is_not_there_is_named(run, copy):
    path = copy / "queries" / "paraphrases" / "seats.toml"
    path.parent.mkdir(exist_ok=True)
    path.symlink_to("/nowhere/seats.toml")
    result = run("ask", "-g", str(copy), "Where does Mitsubishi Motors hang its hat?")
    assert (result.code, result.stdout) == (3, "")
    assert result.stderr == f"alliance-kg: {path}: No such file or directory\n"


def test_where_nothing_can_be_written_the_phrasebook_is_in_memory(tmp_path):
    (tmp_path / "file").touch()
    book = phrasebook.opened(tmp_path / "file" / "book.sqlite", lambda: WAYS, "one")
    assert book.whole.times["price"] == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("en = [", "each language is a list"),
        ('fr = ["quel est le prix"]', "'fr' is no language of questions"),
        ('en = "one"', "'en' is no language of questions"),
        ("en = [1]", "1 is no sentence"),
        ('en = ["who leads {boss}"]', "has no parameter 'boss'"),
    ],
)
def test_a_wrong_file_is_refused_by_name(graph, tmp_path, content, reason):
    path = tmp_path / "company-leaders.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=reason) as caught:
        list(paraphrases.read(path, graph.catalog.find("company-leaders")))
    assert str(path) in str(caught.value)
