"""What of a shipment a store has acknowledged, so that a load can go on after a crash."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from alliance_kg.errors import InputError


class Journal:
    """A small file, replaced whole and flushed to disk at every entry.

    `tokens` are those of the locks that loads with this journal may have left in the
    store, its own first; `is_resumed` says that an earlier process made entries.
    """

    def __init__(
        self,
        path: Path,
        run: str,
        done: dict[str, int],
        tokens: tuple[str, ...],
        *,
        is_resumed: bool = False,
    ) -> None:
        self.path, self.run, self.tokens, self.is_resumed = path, run, tokens, is_resumed
        self._done = done

    @classmethod
    def begin(cls, path: Path, run: str) -> "Journal":
        """Start a journal, in the place of any other. Raises InputError."""
        try:
            earlier = tuple(str(token) for token in _read(path)["tokens"])
        except (OSError, ValueError, TypeError, KeyError):
            earlier = ()  # none, or what was there cannot be gone on with
        journal = cls(path, run, {}, (secrets.token_hex(8), *earlier))
        journal._write()
        return journal

    @classmethod
    def resume(cls, path: Path, run: str) -> "Journal":
        """Go on with the journal of the same run.

        Raises InputError when there is none, or that of another shipment.
        """
        try:
            content = _read(path)
            found, done = str(content["run"]), {str(k): int(v) for k, v in content["done"].items()}
            tokens = tuple(str(token) for token in content["tokens"])
            own = tokens[0]
        except FileNotFoundError as error:
            raise InputError(f"{path}: no load to resume; leave --resume out") from error
        except (OSError, LookupError, ValueError, TypeError, AttributeError) as error:
            raise InputError(f"{path}: not a journal ({error}); leave --resume out") from error
        if found != run:
            raise InputError(
                f"{path}: another load was under way, of other files or another profile; "
                "leave --resume out to begin anew"
            )
        return cls(path, run, done, (own, *tokens[1:]), is_resumed=True)

    @property
    def token(self) -> str:
        """What tells the lock of this load from that of another."""
        return self.tokens[0]

    def chunks(self, graph: str) -> int:
        """Return how many chunks of a graph were acknowledged."""
        return self._done.get(graph, 0)

    def acknowledge(self, graph: str, chunks: int) -> None:
        """Note that a graph's first chunks have arrived. Raises InputError."""
        self._done[graph] = chunks
        self._write()

    def forget(self) -> None:
        """Note that no lock but this journal's own is left in the store. Raises InputError."""
        self.tokens = self.tokens[:1]
        self._write()

    def end(self) -> None:
        """Remove the journal: there is nothing to resume any more."""
        self.path.unlink(missing_ok=True)

    def _write(self) -> None:
        partial = self.path.with_suffix(".partial")
        content = {"run": self.run, "tokens": self.tokens, "done": self._done}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("w", encoding="utf-8") as file:
                json.dump(content, file)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self.path)
        except OSError as error:
            raise InputError(f"{self.path}: {error.strerror}; it is the journal") from error


def place(address: str) -> Path:
    """Return where the journal of loads into a store is kept (XDG Base Directory)."""
    import hashlib

    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    name = hashlib.sha256(address.encode()).hexdigest()[:16]
    return Path(base) / "alliance-kg" / f"load-{name}.json"


def _read(path: Path) -> Any:  # JSON that anyone may have written
    return json.loads(path.read_text(encoding="utf-8"))
