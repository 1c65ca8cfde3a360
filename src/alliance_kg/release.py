"""Which release this is: its version and the digest of its files."""

from functools import cached_property

from alliance_kg import __version__
from alliance_kg.bundle import Bundle
from alliance_kg.errors import InputError


class Release:
    """A version and the SHA-256 that stands for all files of the release.

    The digest is computed when first asked for: the SHA-256 of what `sha256sum` prints
    for the files, in the bundle's order and named by their path below its root.
    """

    def __init__(self, bundle: Bundle) -> None:
        self.version = __version__
        self._bundle = bundle

    @cached_property
    def digest(self) -> str:
        """The digest, lower-case hexadecimal. Raises InputError for an unreadable file."""
        import hashlib

        total = hashlib.sha256()
        for path in self._bundle.files:
            try:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
            except OSError as error:
                raise InputError(f"{path}: {error.strerror}") from error
            total.update(f"{digest}  {self._bundle.label(path)}\n".encode())
        return total.hexdigest()
