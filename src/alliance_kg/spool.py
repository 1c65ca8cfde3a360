"""Lines in sorted order, each once: in memory while they are few, on disk beyond."""

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Self

from alliance_kg.errors import InputError

LIMIT = 32_000_000
"""How many characters of lines stay in memory before a sorted run of them goes to disk."""


class Closing:
    """What is closed at the end of a `with` block."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of what is held."""
        raise NotImplementedError


class Spool(Closing):
    """A set of lines, read in the order of their code points, as often as wanted.

    Lines hold no line feed. Memory stays below a small multiple of `limit` characters
    (by default LIMIT) however many lines are added. Raises InputError when the disk is full.
    """

    def __init__(self, lines: Iterable[str] = (), *, limit: int | None = None) -> None:
        self._limit = LIMIT if limit is None else limit
        self._held: list[str] = []
        self._size = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._runs: list[Path] = []
        self._is_sorted = False
        self.update(lines)

    def add(self, line: str) -> None:
        """Add a line; the order does not matter."""
        self._held.append(line)
        self._size += len(line)
        self._is_sorted = False
        if self._size > self._limit:
            self._spill()

    def update(self, lines: Iterable[str]) -> None:
        """Add lines."""
        for line in lines:
            self.add(line)

    def __iter__(self) -> Iterator[str]:
        if not self._is_sorted:
            self._held = sorted(set(self._held))
            self._size = sum(map(len, self._held))
            self._is_sorted = True
        if not self._runs:
            return iter(self._held)
        return self._merged()

    def close(self) -> None:
        """Forget the lines and remove what is on disk."""
        self._held, self._runs = [], []
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _merged(self) -> Iterator[str]:
        with ExitStack() as stack:
            runs = [
                stack.enter_context(path.open(encoding="utf-8", newline="\n"))
                for path in self._runs
            ]
            # Without its line feed, which does not sort before a tab.
            texts = [(line[:-1] for line in run) for run in runs]
            for line, _ in groupby(heapq.merge(*texts, self._held)):
                yield line

    def _spill(self) -> None:
        try:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="alliance-kg-")
            path = Path(self._folder.name) / f"run-{len(self._runs)}"
            with path.open("w", encoding="utf-8", newline="\n") as run:
                run.writelines(f"{line}\n" for line in sorted(set(self._held)))
        except OSError as error:
            place = self._folder.name if self._folder else tempfile.gettempdir()
            raise InputError(f"{place}: {error.strerror}; sorting needs room there") from error
        self._runs.append(path)
        self._held, self._size = [], 0
