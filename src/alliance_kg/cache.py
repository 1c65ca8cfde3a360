"""Where what was made of files once is kept, and whether it is still of these files."""

import os
import zlib
from collections.abc import Iterable
from pathlib import Path


def cache_folder() -> Path:
    """Return the folder of the user that caches are kept in (XDG Base Directory Specification)."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "alliance-kg"


def state_of(files: Iterable[Path]) -> str:
    """Return a text that differs when a file does: name, size and time of change of each.

    Raises OSError for a file that is not there.
    """
    stats = ((path, path.stat()) for path in files)
    return "".join(f"{path}\t{stat.st_size}\t{stat.st_mtime_ns}\n" for path, stat in stats)


def place_of(folder: Path, kind: str = "") -> Path:
    """Return the place in the cache for what is made of a folder."""
    return cache_folder() / f"{kind}{zlib.crc32(str(folder.resolve()).encode()):08x}"
