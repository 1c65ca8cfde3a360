"""What happened and held when: situations with their bounds, and what two days differ in."""

from datetime import date
from typing import NamedTuple

from pyoxigraph import NamedNode

from alliance_kg import validity
from alliance_kg.stores import Row, Store
from alliance_kg.terms import text_of

_PROLOGUE = """PREFIX akg: <https://w3id.org/alliance-kg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
_ENTRIES = (
    _PROLOGUE
    + """SELECT ?situation ?kind ?time ?earliestBegin ?latestBegin ?earliestEnd ?latestEnd ?status
WHERE {
  %s
  ?situation akg:hasTimeExtent ?time ;
      a ?kind .
  OPTIONAL { ?time akg:earliestBegin ?earliestBegin . }
  OPTIONAL { ?time akg:latestBegin ?latestBegin . }
  OPTIONAL { ?time akg:earliestEnd ?earliestEnd . }
  OPTIONAL { ?time akg:latestEnd ?latestEnd . }
  OPTIONAL { ?situation akg:hasEventStatus ?status . }
}
ORDER BY ?situation ?time"""
)
# A situation concerns an entity that it names, directly or through what it concerns.
_ABOUT = """{ SELECT DISTINCT ?situation WHERE {
    { ?situation ?slot %(node)s . }
    UNION { ?situation ?slot ?part . ?part akg:hasBrand|akg:isPartOf|akg:isOwnedBy %(node)s . }
    UNION { BIND(%(node)s AS ?situation) }
  } }"""


class Entry(NamedTuple):
    """One situation in time: its kind, its extents, its bounds.

    Bounds are ISO 8601 instants in UTC, half-open, '' where open; of several extents the
    tightest bounds count. `status` is planned, occurred, cancelled or ''.
    """

    situation: NamedNode
    kind: NamedNode
    times: tuple[NamedNode, ...]
    earliest_begin: str
    latest_begin: str
    earliest_end: str
    latest_end: str
    status: str

    @property
    def order(self) -> tuple[str, str, str]:
        """Sort key: by the first instant that is possible, else the last."""
        anchor = self.earliest_begin or self.latest_begin or self.latest_end or "9"
        return anchor, self.latest_begin or "9", self.situation.value


def timeline(store: Store, node: NamedNode | None = None) -> tuple[Entry, ...]:
    """Return all situations that have a time, or those that concern a node, in order."""
    about = _ABOUT % {"node": node} if node is not None else ""
    found: dict[str, list[Row]] = {}
    for row in store.select(_ENTRIES % about).rows:
        found.setdefault(text_of(row["situation"]), []).append(row)
    return tuple(sorted((_entry(rows) for rows in found.values()), key=lambda e: e.order))


class Change(NamedTuple):
    """One situation that one day has and another has not: began or ended between."""

    entry: Entry
    began: bool


def changes(store: Store, first: date, last: date) -> tuple[Change, ...]:
    """Return what began and what ended after the first day and by the last.

    An event begins when it happens and does not end. What may hold on both days, for
    want of a bound, is no change.
    """
    before, after = validity.hidden(store, first), validity.hidden(store, last)
    return tuple(
        Change(entry, began=entry.situation.value in before)
        for entry in timeline(store)
        if (entry.situation.value in before) != (entry.situation.value in after)
    )


def _entry(rows: list[Row]) -> Entry:
    def bound(name: str, *, latest: bool) -> str:
        values = sorted({text_of(row[name]) for row in rows if name in row})
        return (values[0] if latest else values[-1]) if values else ""

    first = rows[0]
    times = dict.fromkeys(row["time"] for row in rows)
    situation, kind = first["situation"], first["kind"]
    if not isinstance(situation, NamedNode) or not isinstance(kind, NamedNode):
        raise TypeError(f"situation {situation} or its class {kind} is not an IRI")
    return Entry(
        situation,
        kind,
        tuple(time for time in times if isinstance(time, NamedNode)),
        bound("earliestBegin", latest=False),
        bound("latestBegin", latest=True),
        bound("earliestEnd", latest=False),
        bound("latestEnd", latest=True),
        text_of(first["status"]).rpartition("/")[2] if "status" in first else "",
    )
