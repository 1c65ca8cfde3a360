"""Files and folders that are written whole or not at all."""

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from alliance_kg.errors import InputError, UsageError

MARK = "export.json"
"""The file by which a folder is known as an export that may be replaced."""


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises InputError with the reason."""
    with new_file(path) as out:
        out.write(content)


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to, put in place when the block ends without an error.

    A crash or a full disk leaves the old file or none. What is no plain file (a device,
    a pipe) is written to and not replaced. Raises InputError with the reason.
    """
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as out:
                yield out
            return
        _sweep(path)
        partial = _aside(path)
        try:
            with partial.open("wb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            partial.replace(path)
            _sync(path.parent)
        finally:
            with contextlib.suppress(OSError):
                partial.unlink()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


@contextlib.contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Give an empty folder to fill, put in place when the block ends without an error.

    A folder of that name is replaced if it is empty or an earlier export (it holds
    `export.json`); the old one stands until the new one is complete. Should the
    process die between the two renames of the exchange, the next export to the same
    place finds the old folder aside and puts it back.

    Raises UsageError for a folder that is something else, InputError with the reason
    when it cannot be written.
    """
    try:
        _sweep(path)
        _check_replaceable(path)
        partial = _aside(path)
        partial.mkdir()
        try:
            yield partial
            _sync_tree(partial)
            _exchange(partial, path)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def mark(folder: Path, content: dict[str, object]) -> None:
    """Write into a folder the file that says what it is."""
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    (folder / MARK).write_text(text, encoding="utf-8")


def _check_replaceable(path: Path) -> None:
    if not path.exists():
        return
    if not path.is_dir():
        raise UsageError(f"{path}: this format is a folder, and here is a file; name another place")
    if any(path.iterdir()) and not (path / MARK).is_file():
        raise UsageError(
            f"{path}: not empty and not an earlier export (it has no {MARK}); "
            "name an empty or a new folder"
        )


def _exchange(new: Path, path: Path) -> None:
    old = _retired(path)
    if path.exists():
        path.rename(old)
    new.rename(path)
    _sync(path.parent)
    shutil.rmtree(old, ignore_errors=True)


def _retired(path: Path) -> Path:
    return path.with_name(f".{path.name[:200]}.old")


def _aside(path: Path) -> Path:
    """Return where a file is written before it is complete; the process is part of the name."""
    return path.with_name(f".{path.name[:200]}.{os.getpid()}.partial")


def _sweep(path: Path) -> None:
    """Remove what processes that died left beside a path, and put back what they retired."""
    if not path.parent.is_dir():
        return
    old = _retired(path)
    if old.exists() and not path.exists():
        old.rename(path)
    start, end = f".{path.name[:200]}.", ".partial"
    for left in path.parent.iterdir():
        owner = left.name[len(start) : -len(end)]
        if left.name == f"{start}{owner}{end}" and owner.isdigit() and not _is_alive(int(owner)):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    left.unlink()


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _sync_tree(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
