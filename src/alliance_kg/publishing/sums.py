"""Checksums as `sha256sum` prints and checks them."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def sha256(content: Path | Iterable[bytes]) -> str:
    """Return the SHA-256 of a file or of pieces, lower-case hexadecimal."""
    if isinstance(content, Path):
        with content.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    digest = hashlib.sha256()
    for piece in content:
        digest.update(piece)
    return digest.hexdigest()


def listing(paths: Iterable[Path], root: Path) -> str:
    """Return what `sha256sum` prints for files, named by their path below a folder."""
    return "".join(f"{sha256(path)}  {path.relative_to(root).as_posix()}\n" for path in paths)
