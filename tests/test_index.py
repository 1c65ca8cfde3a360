"""The index finds names and headers as the release itself would give them."""

import sqlite3

import pytest

from alliance_kg.errors import StoreUnavailable
from alliance_kg.index import Index, Spelling, build
from alliance_kg.names import fold

HEADER = {"title": {"en": "Which?"}, "competency": ["CQ1"], "n": 1}
SPELLINGS = (
    Spelling("Douai", "https://example.org/plant", False),
    Spelling("Douai", "https://example.org/town", True),
    Spelling("Méga", "https://example.org/car", True),
)
KINDS = (("Plant", "https://example.org/plant"), ("Place", "https://example.org/town"))


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "an index.sqlite"
    build(path, ((fold(it.name), it) for it in SPELLINGS), KINDS, [("which", HEADER)])
    return path


def test_a_folded_name_finds_all_that_bear_it(path):
    assert Index(path).named("douai") == SPELLINGS[:2]


def test_a_kind_leaves_its_instances(path):
    assert Index(path).named("douai", "Plant") == SPELLINGS[:1]


def test_an_unknown_name_finds_nothing(path):
    assert Index(path).named("' OR 1=1 --") == ()


def test_all_spellings_come_sorted(path):
    assert Index(path).spellings() == SPELLINGS


def test_a_header_comes_back_as_it_was(path):
    assert Index(path).header("which") == HEADER


def test_a_question_without_header_has_none(path):
    assert Index(path).header("other") is None


def test_a_file_that_is_no_index_is_refused(tmp_path):
    path = tmp_path / "index.sqlite"
    path.write_bytes(b"not a database at all, but long enough to be read as one" * 20)
    with pytest.raises(OSError, match="file is not a database"):
        Index(path)


def test_a_missing_index_is_refused(tmp_path):
    with pytest.raises(OSError, match="unable to open"):
        Index(tmp_path / "index.sqlite")


def test_an_index_of_another_interpreter_is_refused(path):
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 1")
    database.close()
    with pytest.raises(OSError, match="another version of Python"):
        Index(path)


def test_an_index_is_not_written_over(path):
    with pytest.raises(OSError, match="already exists"):
        build(path, (), (), ())


def test_a_damaged_index_says_what_to_remove(tmp_path):
    path = tmp_path / "store" / "index.sqlite"
    path.parent.mkdir()
    many = [Spelling(f"Name {n}", f"https://example.org/{n}", True) for n in range(2000)]
    build(path, ((fold(one.name), one) for one in many), KINDS, [("which", HEADER)])
    content = bytearray(path.read_bytes())
    content[len(content) // 10 :] = bytes(len(content) - len(content) // 10)
    path.write_bytes(content)
    index = Index(path)
    with pytest.raises(StoreUnavailable, match=f"remove {path.parent}, it is made again"):
        index.spellings()
