"""When things hold and when they were known: two clocks over one graph.

`as of` is valid time: a situation that surely does not hold on the day is hidden.
`known by` is publication time: a claim whose source was not surely out by the end of the
day is hidden, and with it every fact that no other accepted claim supports.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from alliance_kg.moment import Moment
from alliance_kg.stores import Store
from alliance_kg.terms import BASE, text_of

_PROLOGUE = f"""PREFIX akg: <{BASE}ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
_PLANNED = f"<{BASE}scheme/event-status/planned>"
_TARGET = f"<{BASE}scheme/phase/planned>"
_ACCEPTED = f"<{BASE}scheme/acceptance/accepted>"

_HIDDEN_AS_OF = """
  { ?node akg:hasTimeExtent ?time . ?time akg:earliestBegin ?begin . FILTER(?begin >= %(after)s) }
  UNION {
    # The node is named here too: a filter sees only the variables of its own group.
    ?node akg:hasTimeExtent ?time . ?time akg:latestEnd ?end . FILTER(?end <= %(day)s)
    FILTER NOT EXISTS { ?node akg:hasEventStatus ?happened . }
  }
  # A plan and a target are there before the day they are for.
  FILTER NOT EXISTS { ?node akg:hasEventStatus %(planned)s }
  FILTER NOT EXISTS { ?node a akg:QuantityStatement ; akg:inPhase %(target)s }"""

_UNKNOWN_CLAIMS = """
  ?node akg:isMadeBy ?source .
  FILTER NOT EXISTS { ?source akg:issuedNotAfter ?out . FILTER(?out <= %(after)s) }"""

_IS_OUT = """akg:hasAcceptance %(accepted)s ; akg:isMadeBy ?known .
    ?known akg:issuedNotAfter ?day . FILTER(?day <= %(after)s)"""

# What a later source adds to a node is not the word of the claim that describes the node.
_LATER_FACTS = f"""
  ?claim akg:isMadeBy ?source ;
    rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?object .
  FILTER(STRSTARTS(STR(?property), STR(akg:)))
  FILTER NOT EXISTS {{ ?source akg:issuedNotAfter ?out . FILTER(?out <= %(after)s) }}
  FILTER NOT EXISTS {{
    ?other rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?object ; {_IS_OUT}
  }}
  FILTER NOT EXISTS {{
    ?claim akg:agreesWith ?other . ?other akg:describes ?subject ; {_IS_OUT}
  }}"""

# A time is a calendar value and a dispute is ours: neither is a source's word.
_OURS = f"""FILTER(STRSTARTS(STR(?subject), "{BASE}id/"))
  FILTER(!REGEX(STR(?subject), "/id/(time|source|dispute)/"))"""

_UNCLAIMED_FACTS = f"""
  ?subject ?property ?object .
  FILTER(STRSTARTS(STR(?property), STR(akg:)))
  {_OURS}
  FILTER NOT EXISTS {{
    ?claim rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?object ;
        akg:hasAcceptance {_ACCEPTED} .
  }}
  FILTER NOT EXISTS {{ ?claim akg:describes ?subject ; akg:hasAcceptance {_ACCEPTED} . }}"""

_UNTOLD_ENTITIES = f"""
  ?subject a ?class .
  {_OURS}
  FILTER NOT EXISTS {{ ?subject ?slot ?other . FILTER(STRSTARTS(STR(?slot), STR(akg:))) }}
  FILTER NOT EXISTS {{ ?another ?slot ?subject . FILTER(STRSTARTS(STR(?slot), STR(akg:))) }}
  FILTER NOT EXISTS {{ ?claim rdf:subject ?subject }}
  BIND(?subject AS ?node)"""

# Updates name what they remove: without GRAPH they would see the default graph alone.
_REMOVE_NODES = (
    "DELETE { GRAPH ?graph { ?node ?property ?object } } "
    "WHERE { VALUES ?node { %(list)s } GRAPH ?graph { ?node ?property ?object } }",
    "DELETE { GRAPH ?graph { ?subject ?property ?node } } "
    "WHERE { VALUES ?node { %(list)s } GRAPH ?graph { ?subject ?property ?node } }",
)
_REMOVE_FACTS = (
    "DELETE { GRAPH ?graph { ?subject ?property ?object } } "
    "WHERE { VALUES (?subject ?property ?object) { %(list)s } "
    "GRAPH ?graph { ?subject ?property ?object } }",
)


def restrict(store: Store, moment: Moment) -> None:
    """Remove from a store what is hidden at a moment; the store is changed for good."""
    if moment.known_by is not None:
        days = _days(moment.known_by)
        later = _facts(store, _LATER_FACTS % days)
        _remove_nodes(store, _UNKNOWN_CLAIMS % days)
        _update(store, _REMOVE_FACTS, later + _facts(store, _UNCLAIMED_FACTS))
        _remove_nodes(store, _UNTOLD_ENTITIES)
    if moment.as_of is not None:
        _remove_nodes(store, _HIDDEN_AS_OF % _days(moment.as_of))


def _facts(store: Store, pattern: str) -> list[str]:
    query = f"SELECT DISTINCT ?subject ?property ?object WHERE {{{pattern} }}"
    rows = store.select(_PROLOGUE + query).rows
    return [f"({row['subject']} {row['property']} {row['object']})" for row in rows]


def _remove_nodes(store: Store, pattern: str) -> None:
    """Remove what is said of the nodes that a pattern finds, and what refers to them."""
    query = f"SELECT DISTINCT ?node WHERE {{{pattern} }}"
    nodes = [str(row["node"]) for row in store.select(_PROLOGUE + query).rows]
    _update(store, _REMOVE_NODES, nodes)


def _update(store: Store, updates: Iterable[str], terms: list[str]) -> None:
    if terms:
        for update in updates:
            store.update(update % {"list": " ".join(terms)})


def hidden(store: Store, day: date) -> set[str]:
    """Return the IRIs of the situations that surely do not hold on a day."""
    query = f"SELECT DISTINCT ?node WHERE {{{_HIDDEN_AS_OF % _days(day)} }}"
    return {text_of(row["node"]) for row in store.select(_PROLOGUE + query).rows}


def _days(day: date) -> dict[str, str]:
    """Return the day's first instant and the first instant after it, as SPARQL terms."""
    after = day + timedelta(days=1) if day < date.max else day
    return {
        "day": f'"{day.isoformat()}T00:00:00Z"^^xsd:dateTime',
        "after": f'"{after.isoformat()}T00:00:00Z"^^xsd:dateTime',
        "planned": _PLANNED,
        "target": _TARGET,
        "accepted": _ACCEPTED,
    }
