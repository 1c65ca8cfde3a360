"""What of a shipment a store has acknowledged, so that a load can go on after a crash."""

import json
import os
from pathlib import Path

from alliance_kg.errors import InputError


class Journal:
    """A small file, replaced whole and flushed to disk at every entry."""

    def __init__(self, path: Path, run: str, done: dict[str, int]) -> None:
        self.path, self.run, self._done = path, run, done

    @classmethod
    def begin(cls, path: Path, run: str) -> "Journal":
        """Start a journal, in the place of any other. Raises InputError."""
        journal = cls(path, run, {})
        journal._write()
        return journal

    @classmethod
    def resume(cls, path: Path, run: str) -> "Journal":
        """Go on with the journal of the same run.

        Raises InputError when there is none, or that of another shipment.
        """
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            found, done = str(content["run"]), {str(k): int(v) for k, v in content["done"].items()}
        except FileNotFoundError as error:
            raise InputError(f"{path}: no load to resume; leave --resume out") from error
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise InputError(f"{path}: not a journal ({error}); leave --resume out") from error
        if found != run:
            raise InputError(
                f"{path}: another load was under way, of other files or another profile; "
                "leave --resume out to begin anew"
            )
        return cls(path, run, done)

    def chunks(self, graph: str) -> int:
        """Return how many chunks of a graph were acknowledged."""
        return self._done.get(graph, 0)

    def acknowledge(self, graph: str, chunks: int) -> None:
        """Note that a graph's first chunks have arrived. Raises InputError."""
        self._done[graph] = chunks
        self._write()

    def end(self) -> None:
        """Remove the journal: there is nothing to resume any more."""
        self.path.unlink(missing_ok=True)

    def _write(self) -> None:
        partial = self.path.with_suffix(".partial")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("w", encoding="utf-8") as file:
                json.dump({"run": self.run, "done": self._done}, file)
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
