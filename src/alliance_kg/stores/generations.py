"""A folder that holds one store after another, each of them whole.

A store is built in a new folder inside, and published by renaming one small file that
names it. Whoever is killed on the way, runs out of disk or is overtaken by another leaves
the old store or the new one, and at worst some litter that the next one removes.
"""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

_CURRENT = "current"
_FINISHED = "finished"
_KEPT_S = 24 * 3600
"""How long a replaced store stays for processes that still read it, in seconds."""


def holds_store(folder: Path) -> bool:
    """Whether a store was published in a folder."""
    return (folder / _CURRENT).is_file()


def current(folder: Path) -> tuple[Path, str] | None:
    """Return the folder of the published store and its manifest, None when there is none.

    Raises OSError, UnicodeDecodeError when what is there cannot be read.
    """
    try:
        text = (folder / _CURRENT).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    name, _, manifest = text.partition("\n")
    # A name, not a way out of the folder.
    return None if not name.startswith("store-") or "/" in name else (folder / name, manifest)


def publish(folder: Path, build: Callable[[Path], str]) -> Path:
    """Build a store aside and make it the current one; return its folder.

    `build` fills the empty folder that it is given and returns the manifest. Nothing is
    changed unless all of it is on disk. Raises OSError, and what `build` raises.
    """
    # Imported here: they are slow to import, and opening a store needs neither.
    import shutil
    import tempfile

    folder.mkdir(parents=True, exist_ok=True)
    target = Path(tempfile.mkdtemp(prefix="store-", dir=folder))
    pointer = target.with_suffix(".current")
    try:
        target.chmod(folder.stat().st_mode & 0o777)
        manifest = build(target)
        (target / _FINISHED).touch()
        for path in target.iterdir():
            _sync(path)
        _sync(target)
        pointer.write_text(f"{target.name}\n{manifest}", encoding="utf-8")
        _sync(pointer)
        pointer.replace(folder / _CURRENT)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        with contextlib.suppress(OSError):
            pointer.unlink(missing_ok=True)
        raise
    _sync(folder)
    return target


def sweep(folder: Path, *, is_alone: bool = False) -> None:
    """Remove what is neither current nor likely to be read by anyone any more.

    With `is_alone` nobody else builds here, so whatever was not finished is litter, and
    the newest of the replaced stores is the only one kept.
    """
    import shutil
    import time

    published = current(folder)
    kept = {published[0]} if published else set()
    old = [path for path in folder.glob("store-*") if path not in kept]
    if is_alone:
        finished = [path for path in old if (path / _FINISHED).exists()]
        kept |= set(sorted(finished, key=lambda path: path.stat().st_mtime)[-1:])
    for path in old:
        if path not in kept and (is_alone or time.time() - path.stat().st_mtime > _KEPT_S):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Have the system write a file or the entries of a folder to disk."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:  # a folder, on Windows
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
