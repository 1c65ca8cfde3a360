"""All ways to ask the questions of a catalogue, counted once and kept on disk.

One SQLite file: for every feature (`features.of`) how much it tells, which questions have
it how often, and in which phrasings. A sentence reads only the rows of its own features.
The file is a cache, made again when the phrasings change.
"""

import contextlib
import marshal
import math
import sqlite3
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from alliance_kg.matching import features
from alliance_kg.question import LANGUAGES

UNANSWERED = ""
"""In place of a slug: what people also ask, and no question answers."""

_TABLES = """
CREATE TABLE feature (name TEXT PRIMARY KEY, content BLOB) WITHOUT ROWID;
CREATE TABLE word (language TEXT, word TEXT, times INTEGER, PRIMARY KEY (language, word))
    WITHOUT ROWID;
CREATE TABLE whole (name TEXT PRIMARY KEY, content BLOB) WITHOUT ROWID;
"""
MOST = 4.75
"""How much a word tells that no question has, or one of many: weights are scaled to it, so
that they do not depend on how many questions a catalogue has."""
_PAIR, _OWN, _SLOT = 0.6, 0.4, 0.4
"""How much neighbours, a stem beside its concept, and slots tell, of what a word does."""
_MOST_PAIR, _MOST_SLOT = 2.5, 2.0
"""The most that is counted for neighbours of a slot and for a slot before these factors:
names of slots are of few questions each, and yet tell no more than that something is named."""


class Phrasing(NamedTuple):
    """One way to ask a question, with its slots; `slug` is UNANSWERED for what none answers."""

    slug: str
    language: str
    text: str


class Feature(NamedTuple):
    """How much a feature tells, how many phrasings have it, which, and how many of each slug."""

    weight: float
    times: int
    by_slug: Mapping[str, int]
    phrasings: "array[int]"

    @property
    def is_asked(self) -> bool:
        """Whether some question has it."""
        return any(slug != UNANSWERED for slug in self.by_slug)


class Whole(NamedTuple):
    """What is known of all phrasings, which are sorted by slug.

    The length of each as a vector; for each slug their places from the first up to the
    last, how many they are, and how many have which slots.
    """

    lengths: "array[float]"
    places: Mapping[str, tuple[int, int]]
    times: Mapping[str, int]
    slots: Mapping[str, Mapping[tuple[str, ...], int]]


class Phrasebook:
    """The counted phrasings of a catalogue, read-only.

    `again` counts them again: a file that turns out to be spoiled is one no more.
    """

    def __init__(
        self, database: sqlite3.Connection, again: Callable[[], sqlite3.Connection]
    ) -> None:
        self._database, self._again = database, again
        self._known: dict[str, Feature | None] = {}

    def feature(self, name: str) -> Feature | None:
        """Return what is known of a feature, None when no phrasing has it."""
        if name not in self._known:
            found = self._content("feature", name)
            if found is None:
                self._known[name] = None
            else:
                weight, times, by_slug, phrasings = found
                self._known[name] = Feature(weight, times, by_slug, array("I", phrasings))
        return self._known[name]

    @cached_property
    def whole(self) -> Whole:
        """What is known of all phrasings."""
        lengths, places, times, slots = self._content("whole", "whole") or (b"", {}, {}, {})
        return Whole(array("f", lengths), places, times, slots)

    def times(self, word: str, language: str) -> int:
        """Return how often the phrasings of questions in a language have a folded word."""
        found = self._rows(
            "SELECT times FROM word WHERE language = ? AND word = ?", (language, word)
        )
        return int(found[0][0]) if found else 0

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, int]]:
        """All folded words, how often questions have each, by language."""
        found: dict[str, dict[str, int]] = {language: {} for language in LANGUAGES}
        for language, word, times in self._rows("SELECT * FROM word"):
            found[language][word] = times
        return found

    def weight(self, name: str) -> float:
        """Return how much a feature tells; a word that no phrasing has tells the most."""
        found = self.feature(name)
        return MOST if found is None else found.weight

    def _content(self, table: str, name: str) -> tuple | None:  # type: ignore[type-arg]
        rows = self._rows(f"SELECT content FROM {table} WHERE name = ?", (name,), marshal.loads)  # noqa: S608
        return rows[0][0] if rows else None

    def _rows(
        self,
        query: str,
        values: tuple[str, ...] = (),
        read: Callable[[Any], Any] | None = None,  # Any: what marshal may hold
    ) -> list[tuple[Any, ...]]:
        """Return the rows of a query; with `read` only the first value of each, read by it."""
        for is_last in (False, True):
            try:
                rows = self._database.execute(query, values).fetchall()
                return [(read(row[0]),) for row in rows] if read else rows
            except (sqlite3.DatabaseError, EOFError, TypeError, ValueError):
                if is_last:
                    raise
                self._database = self._again()
        raise AssertionError("the last try returns or raises")


def opened(path: Path, phrasings: Callable[[], Iterable[Phrasing]], state: str) -> Phrasebook:
    """Return the phrasebook kept in a file, made again unless it is whole and of that state.

    `phrasings` is called only then. A file that cannot be written is no error: the
    phrasebook is then of this process alone.
    """
    written_by = f"{sys.hexversion:x}\n{state}"  # marshal's form is the interpreter's

    def again() -> sqlite3.Connection:
        memory = sqlite3.connect(":memory:", check_same_thread=False)
        _fill(memory, phrasings(), written_by)
        with contextlib.suppress(OSError, sqlite3.Error):
            _keep(memory, path)
        return memory

    with contextlib.suppress(sqlite3.Error):
        database = sqlite3.connect(
            f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        found = database.execute("SELECT content FROM whole WHERE name = 'state'").fetchone()
        if found == (written_by,):
            return Phrasebook(database, again)
    return Phrasebook(again(), again)


def _keep(memory: sqlite3.Connection, path: Path) -> None:
    """Write a phrasebook to a file: all of it or nothing."""
    import os
    import tempfile

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix="phrasebook-", dir=path.parent)
    os.close(handle)
    try:
        with contextlib.closing(sqlite3.connect(name)) as disk:
            disk.execute("PRAGMA journal_mode = OFF")  # a file that is not whole is removed
            memory.backup(disk)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _fill(database: sqlite3.Connection, phrasings: Iterable[Phrasing], state: str) -> None:
    counted = _Counted(phrasings)
    database.executescript(_TABLES)
    database.executemany("INSERT INTO feature VALUES (?, ?)", counted.features())
    database.executemany(
        "INSERT INTO word VALUES (?, ?, ?)",
        ((*key, times) for key, times in sorted(counted.words.items())),
    )
    database.executemany(
        "INSERT INTO whole VALUES (?, ?)", [("whole", counted.whole()), ("state", state)]
    )
    database.commit()


class _Counted:
    """Phrasings as they are counted."""

    def __init__(self, phrasings: Iterable[Phrasing]) -> None:
        self.words: Counter[tuple[str, str]] = Counter()
        self._slugs: list[str] = []
        self._slots: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
        self._features: list[frozenset[str]] = []
        self._having: dict[str, list[int]] = defaultdict(list)
        by_slug = sorted(phrasings, key=lambda one: one.slug)
        for at, (slug, language, text) in enumerate(by_slug):
            # What no question answers has slots for anything.
            one_name = "" if slug == UNANSWERED else None
            tokens = list(features.tokens_of(text, language, one_name))
            self._slugs.append(slug)
            self._slots[slug][tuple(sorted(one.key for one in tokens if one.is_slot))] += 1
            self._features.append(features.of(tokens))
            for name in self._features[-1]:
                self._having[name].append(at)
            for word in features.words_of(text):
                # What no question answers is spelt rightly too, but no word of questions.
                self.words[language, word] += slug != UNANSWERED
        self._times = Counter(self._slugs)
        self._weights = {name: self._weight(name, having) for name, having in self._having.items()}

    def _weight(self, name: str, having: list[int]) -> float:
        slugs = len({self._slugs[at] for at in having})
        told = MOST * math.log(1 + len(self._times) / slugs) / math.log(1 + len(self._times))
        if features.is_pair(name):
            return _PAIR * (min(told, _MOST_PAIR) if "{" in name else told)
        if name.startswith("{"):
            return _SLOT * min(told, _MOST_SLOT)
        return _OWN * told if name.startswith("~") else told

    def features(self) -> Iterator[tuple[str, bytes]]:
        for name, having in sorted(self._having.items()):
            by_slug = dict(Counter(self._slugs[at] for at in having))
            content = (self._weights[name], len(having), by_slug, array("I", having).tobytes())
            yield name, marshal.dumps(content)

    def whole(self) -> bytes:
        lengths = array(
            "f",
            (
                math.sqrt(sum(self._weights[name] ** 2 for name in found)) or 1.0
                for found in self._features
            ),
        )
        slots = {slug: dict(found) for slug, found in self._slots.items()}
        places: dict[str, tuple[int, int]] = {}
        for at, slug in enumerate(self._slugs):
            places[slug] = (places.get(slug, (at, at))[0], at + 1)
        return marshal.dumps((lengths.tobytes(), places, dict(self._times), slots))
