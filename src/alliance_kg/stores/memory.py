"""What was looked up before, kept while the store stays as it is."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

from alliance_kg.stores import Store

MOST = 200_000
"""Beyond as many things known, all is forgotten."""

_UNKNOWN: Any = object()  # Any: stands among values of every kind

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class Memory:
    """Remembers what look-ups in a store returned.

    Only of a store that counts its changes in `revision`; of any other, such as a remote
    one that others write to, nothing is remembered.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._revision: object = None
        self._known: dict[str, dict[Any, Any]] = {}  # Any: each kind has keys of its own

    def forget(self) -> None:
        """Begin anew."""
        self._known = {}

    def known(self, kind: str) -> dict[Any, Any]:  # Any: as above
        """Return what is known of a kind, to be read; `add` adds to it."""
        revision = getattr(self._store, "revision", None)
        if revision is None or revision != self._revision:
            self.forget()
            self._revision = revision
        return self._known.setdefault(kind, {})

    @staticmethod
    def add(known: dict[_Key, _Value], found: Mapping[_Key, _Value]) -> None:
        """Add to what is known of a kind; what was known goes when it is too much."""
        if len(known) > MOST:
            known.clear()
        known.update(found)

    def look_up(
        self,
        kind: str,
        keys: Sequence[_Key],
        look_up: Callable[[list[_Key]], Mapping[_Key, _Value]],
        nothing: _Value,
    ) -> list[_Value]:
        """Return what is known of each key, `nothing` where nothing was found.

        `look_up` is called with the keys not asked for before, each once.
        """
        known = self.known(kind)
        values = [known.get(key, _UNKNOWN) for key in keys]
        missing = [key for key, value in zip(keys, values, strict=True) if value is _UNKNOWN]
        if not missing:
            return values
        found = look_up(list(dict.fromkeys(missing)))
        now = {key: found.get(key, nothing) for key in missing}
        self.add(known, now)
        return [
            now[key] if value is _UNKNOWN else value
            for key, value in zip(keys, values, strict=True)
        ]
