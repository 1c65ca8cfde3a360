"""One loader of a remote store at a time: a lock in the store itself, over SPARQL 1.1 alone.

The lock is a node in a graph of its own, with a token that the loader's journal knows. It
is inserted where there is none and then read back: whoever finds another beside its own
withdraws. Where the insertion is a transaction one of two gets it; where it is not, at most
one does, since the later one sees both. The store's clock says how old a lock is.
"""

import os
import socket
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from pyoxigraph import Literal

from alliance_kg.bundle import GRAPHS
from alliance_kg.errors import StoreBusy
from alliance_kg.shipping.target import Target
from alliance_kg.stores.connection import MARKER
from alliance_kg.terms import text_of

LOCKS = f"{GRAPHS}loading"
"""The graph in which a loader says that it is at work."""

_TOKEN = "<http://purl.org/dc/terms/identifier>"  # noqa: S105 (not a password)
_HOLDER = "<http://purl.org/dc/elements/1.1/creator>"
_SINCE = "<http://www.w3.org/ns/prov#startedAtTime>"
_STAGING = "<http://rdfs.org/ns/void#subset>"
_HAS_PUBLISHED = f"<http://www.w3.org/ns/prov#generated> <{MARKER}>"

# A count: NOT EXISTS is true for Virtuoso in a group that has no pattern besides.
_INSERT = f"""INSERT {{ GRAPH <{LOCKS}> {{ %s {_TOKEN} %s ; {_HOLDER} %s ; {_SINCE} ?now %s }} }}
WHERE {{
  {{ SELECT (COUNT(*) AS ?locks) {{ GRAPH <{LOCKS}> {{ ?lock {_TOKEN} ?token }} }} }}
  FILTER (?locks = 0)
  BIND (NOW() AS ?now)
}}"""
_LOCKS = f"""SELECT ?token ?holder ?since (NOW() AS ?now) {{
  GRAPH <{LOCKS}> {{ ?lock {_TOKEN} ?token ; {_HOLDER} ?holder ; {_SINCE} ?since }}
}}"""


class Lock(NamedTuple):
    """Who loads: the token of its journal, where it runs, since how many seconds."""

    token: str
    holder: str
    age_s: float


def acquire(
    target: Target, token: str, staging: Iterable[str], replaced: Collection[str] = ()
) -> None:
    """Take the lock of a store, or go on with it when it has this token.

    `staging` are the graphs that the load leaves behind if it dies. Locks with the tokens
    in `replaced` are released before; the staging graphs of theirs are removed afterwards,
    when whoever had the lock no longer publishes them. Raises StoreBusy when another has it.
    """
    graphs = set(staging)
    left: set[str] = set()
    for lock in locks(target):
        if lock.token in {token, *replaced}:
            left |= _staging(target, lock.token) - graphs
        if lock.token in replaced:
            release(target, lock.token)
    place = Literal(f"{socket.gethostname()}, process {os.getpid()}")
    subsets = "".join(f"; {_STAGING} <{graph}> " for graph in sorted(graphs | left))
    target.update(_INSERT % (_node(token), Literal(token), place, subsets), is_safe=True)
    check(target, token)
    for graph in sorted(left):
        target.drop(graph)


def check(target: Target, token: str) -> None:
    """See that the lock is held by this token alone.

    Raises StoreBusy, and lets go of the lock, when it is not.
    """
    found = locks(target)
    others = [lock for lock in found if lock.token != token]
    if not others and found:
        return
    if len(others) < len(found):
        release(target, token)
    if not others:
        raise StoreBusy(
            f"{target.name}: the lock of this load is gone from <{LOCKS}>; go on with --resume"
        )
    raise StoreBusy(
        f"{target.name} is being loaded by another ({others[0].holder}, since "
        f"{_words(others[0].age_s)}); wait for it to end; if it died, go on with --resume where "
        "it ran, or take its place with --take-over"
    )


def locks(target: Target) -> tuple[Lock, ...]:
    """Return the locks that a store holds: none, one, or more while some withdraw.

    Raises StoreUnavailable.
    """
    return tuple(
        Lock(text_of(row["token"]), text_of(row["holder"]), _age_s(row["since"], row["now"]))
        for row in target.asked().select(_LOCKS).rows
    )


def publishing(token: str) -> str:
    """Return the operation that notes, in the update that publishes, that it was carried out."""
    return f"INSERT DATA {{ GRAPH <{LOCKS}> {{ {_node(token)} {_HAS_PUBLISHED} }} }}"


def has_published(target: Target, token: str) -> bool:
    """Whether the load with a lock has published. Raises StoreUnavailable."""
    return target.asked().ask(f"ASK {{ GRAPH <{LOCKS}> {{ {_node(token)} {_HAS_PUBLISHED} }} }}")


def release(target: Target, token: str) -> None:
    """Let go of a lock, if it is there. Raises StoreUnavailable."""
    target.update(
        f"DELETE WHERE {{ GRAPH <{LOCKS}> {{ {_node(token)} ?property ?value }} }}", is_safe=True
    )


def _staging(target: Target, token: str) -> set[str]:
    rows = target.asked().select(
        f"SELECT ?graph {{ GRAPH <{LOCKS}> {{ {_node(token)} {_STAGING} ?graph }} }}"
    ).rows  # fmt: skip
    return {text_of(row["graph"]) for row in rows}


def _node(token: str) -> str:
    return f"<{LOCKS}#{token}>"


def _age_s(since: object, now: object) -> float:
    begin, end = (_instant(term) for term in (since, now))
    return (end - begin).total_seconds()


def _instant(term: object) -> datetime:
    """Return what a clock said; some stores leave out the time zone, always or never."""
    told = datetime.fromisoformat(str(getattr(term, "value", "")))
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def _words(age_s: float) -> str:
    for unit, size_s in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if age_s >= 2 * size_s:
            return f"{age_s // size_s:.0f} {unit}"
    return f"{max(age_s, 0):.0f} seconds"
