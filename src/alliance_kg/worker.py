"""A process that evaluates queries for another and may be killed at any moment.

`python -m alliance_kg.worker` reads frames from standard input and writes frames to
standard output: first how to open the store, then query by query. Each answer ends with an END
or an ERROR frame; one without either is no answer, however whole it looks.

A frame is one letter, the length of its content in four bytes, big-endian, the content.
"""

import contextlib
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pyoxigraph
from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat

from alliance_kg.errors import QuerySyntaxError, StoreUnavailable
from alliance_kg.stores.embedded import EmbeddedStore

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

SETUP, QUADS, QUERY = b"S", b"Q", b"?"
RESULTS, TRIPLES, DATA, END, ERROR = b"R", b"T", b"D", b"E", b"X"

_PIECE_BYTES = 256 * 1024


def write_frame(output: IO[bytes], kind: bytes, content: bytes = b"") -> None:
    """Write a frame and flush it. Raises OSError when the other side has gone."""
    output.write(kind + len(content).to_bytes(4, "big") + content)
    output.flush()


def read_frame(source: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Read a frame: its letter and its content; None where the stream ends, also half-way."""
    head = source.read(5)
    if len(head) < 5:
        return None
    length = int.from_bytes(head[1:], "big")
    content = source.read(length)
    return (head[:1], content) if len(content) == length else None


def main() -> None:
    """Serve the process that started this one, until it closes the pipe."""
    source = sys.stdin.buffer
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no frame
    first = read_frame(source)
    if first is None:
        return
    setup = json.loads(first[1])
    store = EmbeddedStore(_open(setup["folder"], source), setup["prefixes"])
    bound(setup["memory_mb"], setup["cpu_s"])
    while (frame := read_frame(source)) is not None:
        _answer(store, frame[1].decode("utf-8"), output)


def _open(folder: str | None, source: IO[bytes]) -> pyoxigraph.Store:
    if folder is not None:
        return pyoxigraph.Store.read_only(folder)
    store = pyoxigraph.Store()
    while (frame := read_frame(source)) is not None and frame[0] == QUADS:
        if not frame[1]:
            break
        store.bulk_load(frame[1], format=RdfFormat.N_QUADS)
    return store


def _answer(store: EmbeddedStore, query: str, output: IO[bytes]) -> None:
    try:
        results = store.evaluate(query)
        with io.BufferedWriter(_Frames(output), _PIECE_BYTES) as body:
            if isinstance(results, QueryTriples):
                write_frame(output, TRIPLES)
                results.serialize(body, RdfFormat.N_TRIPLES)
            else:
                write_frame(output, RESULTS)
                results.serialize(body, QueryResultsFormat.JSON)
    except QuerySyntaxError as error:
        told = {"line": error.line, "column": error.column, "reason": error.reason}
        write_frame(output, ERROR, json.dumps(told).encode())
    except MemoryError:
        write_frame(output, ERROR, b'{"memory": true}')
    except (StoreUnavailable, OSError, RuntimeError) as error:
        write_frame(output, ERROR, json.dumps({"reason": str(error)}).encode())
    else:
        write_frame(output, END)


class _Frames(io.RawIOBase):
    """What results are written to: each write is a frame."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output

    def writable(self) -> bool:
        return True

    def write(self, piece: "ReadableBuffer") -> int:
        content = bytes(piece)
        write_frame(self._output, DATA, content)
        return len(content)


def bound(memory_mb: int | None, cpu_s: int | None) -> None:
    """Bound what this process may use from here on; POSIX only.

    Memory is counted on top of what the open store takes. The clock of the parent ends a
    query; processor time ends this process if the parent is no longer there to do so.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory_mb is not None:
        # Where the system does not say what is in use (macOS), it enforces no limit either.
        in_use = 0
        with contextlib.suppress(OSError):
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
            in_use = pages * resource.getpagesize()
        _lower(resource.RLIMIT_AS, in_use + memory_mb * 2**20, resource.setrlimit)
    if cpu_s is not None:
        _lower(resource.RLIMIT_CPU, cpu_s, resource.setrlimit)


def _lower(kind: int, limit: int, set_limit: Callable[[int, tuple[int, int]], None]) -> None:
    with contextlib.suppress(OSError, ValueError):  # a lower limit is already in force
        set_limit(kind, (limit, limit))


if __name__ == "__main__":
    main()
