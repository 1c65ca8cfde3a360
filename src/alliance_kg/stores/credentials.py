"""User name and password of a store: from the environment, a file or the keyring.

Never from an option or an address: both end up in histories, process lists and logs.
"""

import os
from pathlib import Path
from typing import NamedTuple

from alliance_kg.errors import InputError, UsageError

_USER, _PASSWORD = "ALLIANCE_KG_STORE_USER", "ALLIANCE_KG_STORE_PASSWORD"
_FILE = "ALLIANCE_KG_STORE_CREDENTIALS"
_SERVICE = "alliance-kg"

WAY_OUT = f"set {_USER} and {_PASSWORD}, or {_FILE} to a file with user:password"


class Credentials(NamedTuple):
    """A user name and a password; the text of one never shows the password."""

    user: str
    password: str

    def __repr__(self) -> str:
        return f"Credentials(user={self.user!r}, password='…')"

    def redact(self, text: str) -> str:
        """Return a text without the password."""
        return text.replace(self.password, "…") if self.password else text


def find() -> Credentials | None:
    """Return the credentials that the environment gives, itself or by a file; None if none.

    Raises UsageError for half of a pair, InputError for a file that cannot be read, that
    others may read, or that does not hold `user:password`.
    """
    user, password = os.environ.get(_USER), os.environ.get(_PASSWORD)
    if user and password is not None:
        return Credentials(user, password)
    if user or password:
        raise UsageError(f"{_USER} and {_PASSWORD} belong together, and only one is set")
    path = os.environ.get(_FILE)
    return _read(Path(path)) if path else None


def from_keyring(place: str) -> Credentials | None:
    """Return what the keyring, if that package is installed, holds for a place.

    An entry is one of the service `alliance-kg PLACE`, where the place is scheme, host
    and port: `keyring set "alliance-kg https://store.example" USER`.
    """
    import importlib.util

    if importlib.util.find_spec("keyring") is None:
        return None
    import keyring

    found = keyring.get_credential(f"{_SERVICE} {place}", None)
    return None if found is None else Credentials(found.username, found.password)


def _read(path: Path) -> Credentials:
    try:
        with path.open(encoding="utf-8") as file:
            # Asked of the file that is open, not of the name, which may be another's by now.
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & 0o077:
                raise InputError(f"{path}: others may read it; chmod 600 it")
            user, colon, password = file.readline().rstrip("\r\n").partition(":")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 at byte {error.start}") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    if not colon or not user:
        raise InputError(f"{path}: its first line is not user:password")
    return Credentials(user, password)
