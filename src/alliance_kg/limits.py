"""Free queries within limits: evaluated by a worker process that is killed when they pass.

The store in this process cannot be stopped once it evaluates: it takes no timeout, and
a query of five kilobytes can crash it. So a free query, and the proof of its rows, runs in
a process of its own (`worker`), which has the time and memory given and not more.
"""

import contextlib
import json
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import IO, NamedTuple

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from alliance_kg import worker
from alliance_kg.errors import (
    BadParameter,
    LimitReached,
    OperationRefused,
    QuerySyntaxError,
    StoreUnavailable,
)
from alliance_kg.stores import Solutions, Store, TimedStore, solutions_of, truth_of
from alliance_kg.stores.embedded import EmbeddedStore

TIMEOUT_S = 30.0
MEMORY_MB = 2048


class Limits(NamedTuple):
    """What one query and its proof may use; None is no limit.

    `memory_mb` is on top of what the open store takes, and is enforced on Linux.
    """

    timeout_s: float | None = TIMEOUT_S
    memory_mb: int | None = MEMORY_MB
    size_bytes: int = 64 * 2**20

    def check(self) -> "Limits":
        """Return these limits. Raises BadParameter for what can limit nothing."""
        if self.timeout_s is not None and not 0 < self.timeout_s <= 86_400:
            raise BadParameter(
                f"timeout: {self.timeout_s:g} is not a number of seconds up to 86400"
            )
        if self.memory_mb is not None and not 0 < self.memory_mb <= 2**24:
            raise BadParameter(f"memory: {self.memory_mb} is not a number of megabytes above 0")
        return self


def limited(
    store: Store, prefixes: Mapping[str, str], limits: Limits
) -> AbstractContextManager[Store]:
    """Return a store that answers as another does, within limits, while it is entered.

    The limits of a remote store's memory are its own; each request takes `timeout_s`.
    Raises BadParameter.
    """
    limits.check()
    if isinstance(store, EmbeddedStore):
        return LimitedStore(store, prefixes, limits)
    if isinstance(store, TimedStore) and limits.timeout_s is not None:
        return nullcontext(store.within(limits.timeout_s))
    return nullcontext(store)


def within(
    store: Store, prefixes: Mapping[str, str], given: Limits
) -> AbstractContextManager[Store]:
    """Give a store within limits of time and memory; the store itself when there is neither."""
    if given.timeout_s is None and given.memory_mb is None:
        return nullcontext(store)
    return limited(store, prefixes, given)


class LimitedStore:
    """A store in this process, asked in another: a context manager.

    All its queries share the time, counted from when it is entered. A query that passes a
    limit raises LimitReached, and so does every later one.
    """

    def __init__(self, store: EmbeddedStore, prefixes: Mapping[str, str], limits: Limits) -> None:
        self._store, self._prefixes, self._limits = store, dict(prefixes), limits
        self._is_late = False

    def __enter__(self) -> "LimitedStore":
        self._words = tempfile.TemporaryFile()
        # A process of its own session: Ctrl-C is for the one in front, which then kills it.
        # `-P`: modules are those of this installation, not of the current folder.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "alliance_kg.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
            start_new_session=True,
        )
        self._timer = threading.Timer(self._limits.timeout_s or 0, self._end)
        self._timer.daemon = True
        try:
            if self._limits.timeout_s is not None:
                self._timer.start()
            self._set_up()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()

    def select(self, query: str) -> Solutions:
        """Evaluate a SELECT query; all rows are read before this returns."""
        return solutions_of(self._results(query))

    def ask(self, query: str) -> bool:
        """Evaluate an ASK query."""
        return truth_of(self._results(query))

    def construct(self, query: str) -> Iterator[Triple]:
        """Evaluate a CONSTRUCT or DESCRIBE query."""
        kind, body = self._evaluate(query)
        if kind != worker.TRIPLES:
            raise TypeError("not a CONSTRUCT or DESCRIBE query")
        yield from (quad.triple for quad in parse(body, RdfFormat.N_TRIPLES))

    def update(self, update: str) -> None:
        """Refuse. Raises OperationRefused."""
        raise OperationRefused(f"within limits a store is only read: {update[:40]!r} is refused")

    def close(self) -> None:
        """End the process, whatever it does, and wait until it is gone."""
        self._timer.cancel()
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._words):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what is left in a buffer goes nowhere
                    pipe.close()

    def _set_up(self) -> None:
        timeout_s, folder = self._limits.timeout_s, self._store.folder
        setup = {
            "folder": None if folder is None else str(folder),
            "prefixes": self._prefixes,
            "memory_mb": self._limits.memory_mb,
            "cpu_s": None if timeout_s is None else int(timeout_s) + 5,
        }
        self._send(worker.SETUP, json.dumps(setup).encode())
        if folder is None:
            held = self._store.store.dump(format=RdfFormat.N_QUADS)
            self._send(worker.QUADS, held or b"")
            self._send(worker.QUADS)

    def _results(self, query: str) -> QuerySolutions | QueryBoolean:
        kind, body = self._evaluate(query)
        if kind != worker.RESULTS:
            raise TypeError("not a SELECT or ASK query")
        return parse_query_results(body, QueryResultsFormat.JSON)

    def _evaluate(self, query: str) -> tuple[bytes, bytes]:
        """Return what a query gives, RESULTS or TRIPLES, and the body."""
        self._send(worker.QUERY, query.encode("utf-8"))
        source = self._pipe(self._process.stdout)
        form, pieces, size = b"", list[bytes](), 0
        while (frame := worker.read_frame(source)) is not None:
            kind, content = frame
            if kind == worker.ERROR:
                raise self._told(json.loads(content))
            if kind == worker.END:
                return form, b"".join(pieces)
            if kind != worker.DATA:
                form = kind
            size += len(content)
            if size > self._limits.size_bytes:
                self._process.kill()
                raise LimitReached(
                    f"the result is larger than {self._limits.size_bytes // 2**20} MiB; "
                    "ask for less, or add LIMIT"
                )
            pieces.append(content)
        raise self._ended()

    def _send(self, kind: bytes, content: bytes = b"") -> None:
        try:
            worker.write_frame(self._pipe(self._process.stdin), kind, content)
        except OSError as error:
            raise self._ended() from error

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        if pipe is None:  # never, with the arguments above
            raise TypeError("the process has no pipe")
        return pipe

    def _end(self) -> None:
        self._is_late = True
        self._process.kill()

    def _told(self, error: Mapping[str, object]) -> Exception:
        """Return the exception for what the worker says went wrong."""
        if "memory" in error:
            return self._too_large()
        line, column, reason = error.get("line"), error.get("column"), str(error["reason"])
        if "line" not in error:
            return StoreUnavailable(reason)
        return QuerySyntaxError(
            "query",
            line if isinstance(line, int) else None,
            column if isinstance(column, int) else None,
            reason,
        )

    def _ended(self) -> Exception:
        """Return the exception for a worker that is gone, by how it went."""
        code = self._process.wait()
        if self._is_late:
            return LimitReached(
                f"the query ran longer than {self._limits.timeout_s:g} s; ask for less, or allow "
                "more time (--timeout, timeout_s)"
            )
        self._words.seek(0)
        words = " ".join(self._words.read()[-500:].decode("utf-8", "replace").split())
        if code == -signal.SIGABRT or "MemoryError" in words or "bad_alloc" in words:
            return self._too_large()
        if code == -signal.SIGSEGV:
            return LimitReached("the query crashed the store, probably by its depth; simplify it")
        if code < 0:
            name = signal.Signals(-code).name
            return LimitReached(f"the query was ended from outside ({name}); ask for less")
        return StoreUnavailable(f"the process that evaluates queries ended by itself: {words}")

    def _too_large(self) -> LimitReached:
        return LimitReached(
            f"the query needs more than {self._limits.memory_mb} MB of memory; ask for less, or "
            "allow more (--memory, memory_mb)"
        )
