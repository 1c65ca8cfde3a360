"""What a cold start looks up, indexed once: names by folded spelling, question headers.

One SQLite file beside a snapshot's store. A look-up reads a few pages of it, so it costs
the same whatever the size of the graph. Headers are kept as Python values (marshal), which
only the interpreter that wrote them reads again: the file is a cache, never an exchange.
"""

import contextlib
import marshal
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from alliance_kg.errors import StoreUnavailable

_TABLES = """
CREATE TABLE name (folded TEXT, name TEXT, iri TEXT, is_label INTEGER);
CREATE INDEX by_folded ON name (folded);
CREATE TABLE kind (kind TEXT, iri TEXT, PRIMARY KEY (kind, iri)) WITHOUT ROWID;
CREATE TABLE header (slug TEXT PRIMARY KEY, content BLOB) WITHOUT ROWID;
"""
_SPELLINGS = "SELECT name, iri, is_label FROM name"
_OF_KIND = "iri IN (SELECT iri FROM kind WHERE kind = ?)"
_ORDER = "ORDER BY name, iri, is_label"


class Spelling(NamedTuple):
    """One way to write the name of a thing; an alias is found but not shown."""

    name: str
    iri: str
    is_label: bool


class Index:
    """The index of one release, read-only; every look-up is one statement."""

    def __init__(self, path: Path) -> None:
        """Open an index file. Raises OSError when it is not one of this interpreter.

        A look-up in a file that turns out to be damaged raises StoreUnavailable.
        """
        self._path = path
        try:
            self._database = sqlite3.connect(
                f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            written_by = self._database.execute("PRAGMA user_version").fetchone()
        except sqlite3.Error as error:
            raise OSError(f"{path}: {error}") from error
        if written_by != (_writer(),):
            raise OSError(f"{path}: written by another version of Python")

    def named(self, folded: str, kind: str = "") -> tuple[Spelling, ...]:
        """Return the spellings that fold to a text, of the instances of a kind."""
        return self._spellings("folded = ?", (folded,), kind)

    def spellings(self, kind: str = "") -> tuple[Spelling, ...]:
        """Return all spellings, of the instances of a kind, sorted."""
        return self._spellings("TRUE", (), kind)

    def header(self, slug: str) -> Mapping[str, Any] | None:  # Any: the values of a TOML table
        """Return the header of a question, None when the index has none."""
        with self._whole():
            found = self._database.execute("SELECT content FROM header WHERE slug = ?", (slug,))
            row = found.fetchone()
            return None if row is None else marshal.loads(row[0])  # noqa: S302 (our own cache)

    def _spellings(self, test: str, values: tuple[str, ...], kind: str) -> tuple[Spelling, ...]:
        if kind:
            test, values = f"{test} AND {_OF_KIND}", (*values, kind)
        with self._whole():
            rows = self._database.execute(f"{_SPELLINGS} WHERE {test} {_ORDER}", values)
            return tuple(Spelling(name, iri, bool(is_label)) for name, iri, is_label in rows)

    @contextlib.contextmanager
    def _whole(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, EOFError, TypeError, ValueError) as error:
            raise StoreUnavailable(
                f"{self._path} is damaged ({error}); remove {self._path.parent}, it is made again"
            ) from error


def build(
    path: Path,
    spellings: Iterable[tuple[str, Spelling]],
    kinds: Iterable[tuple[str, str]],
    headers: Iterable[tuple[str, Mapping[str, Any]]],
) -> None:
    """Write an index file: (folded, spelling), (kind, IRI) and (slug, header) pairs.

    Raises OSError; the file is then not to be used.
    """
    try:
        with contextlib.closing(sqlite3.connect(path)) as database:
            database.executescript(_TABLES)
            database.executemany(
                "INSERT INTO name VALUES (?, ?, ?, ?)",
                ((folded, *spelling) for folded, spelling in spellings),
            )
            database.executemany("INSERT OR IGNORE INTO kind VALUES (?, ?)", kinds)
            database.executemany(
                "INSERT INTO header VALUES (?, ?)",
                ((slug, marshal.dumps(dict(header))) for slug, header in headers),
            )
            database.execute(f"PRAGMA user_version = {_writer()}")
            database.commit()
    except sqlite3.Error as error:
        raise OSError(f"{path}: {error}") from error


def _writer() -> int:
    """Return a number for the interpreter, whose marshal format the headers are in."""
    return sys.hexversion >> 16
