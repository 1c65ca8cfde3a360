"""Keeping other processes of this machine away while something is written."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from alliance_kg.errors import StoreBusy


@contextlib.contextmanager
def alone(lock: Path, thing: str) -> Iterator[None]:
    """Hold a lock file until the block or the process ends; `thing` is what is written.

    The file stays, with the number of the last process that held it. Raises OSError, and
    StoreBusy when another process holds it. POSIX only: elsewhere nothing is kept
    away.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise StoreBusy(
                f"{thing}: another process loads into it (pid {file.read().strip()}); "
                "wait for it to end"
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
