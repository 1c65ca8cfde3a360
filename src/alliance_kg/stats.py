"""How much the graph holds: entities by class, claims by source and status."""

from typing import NamedTuple

from alliance_kg.stores import Store
from alliance_kg.terms import number_of, text_of

_PROLOGUE = """PREFIX akg: <https://w3id.org/alliance-kg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
_QUERIES = {
    "instances": """SELECT ?key (COUNT(DISTINCT ?thing) AS ?count) WHERE {
  ?thing a ?key . FILTER(STRSTARTS(STR(?key), STR(akg:)))
} GROUP BY ?key ORDER BY DESC(?count) ?key""",
    "facts by class": """SELECT ?key (COUNT(*) AS ?count) WHERE {
  ?thing a ?key ; ?property ?value .
  FILTER(STRSTARTS(STR(?key), STR(akg:)) && STRSTARTS(STR(?property), STR(akg:)))
  FILTER(?key NOT IN (akg:Claim, akg:TextSpan, akg:NewsArticle, akg:WebPage))
} GROUP BY ?key ORDER BY DESC(?count) ?key""",
    "claims by status": """SELECT ?key (COUNT(?claim) AS ?count) WHERE {
  ?claim akg:hasAssertionStatus ?key .
} GROUP BY ?key ORDER BY DESC(?count) ?key""",
    "claims by acceptance": """SELECT ?key (COUNT(?claim) AS ?count) WHERE {
  ?claim akg:hasAcceptance ?key .
} GROUP BY ?key ORDER BY DESC(?count) ?key""",
    "claims by source": """SELECT ?key (COUNT(?claim) AS ?count) WHERE {
  ?claim akg:isMadeBy ?key .
} GROUP BY ?key ORDER BY DESC(?count) ?key""",
}


class Count(NamedTuple):
    """How many of one thing: the measure it belongs to, the IRI counted, how many."""

    measure: str
    key: str
    number: int


def counts(store: Store) -> tuple[Count, ...]:
    """Count what the store holds, largest first within each measure."""
    found = []
    for measure, query in _QUERIES.items():
        found += [
            Count(measure, text_of(row["key"]), int(text_of(row["count"])))
            for row in store.select(_PROLOGUE + query).rows
        ]
    return tuple(found)


_TEXTS = """SELECT ?source ?length ?start ?end WHERE {
  ?source akg:characterLength ?length .
  OPTIONAL {
    ?span akg:isSpanOf ?source ; akg:startOffset ?start ; akg:endOffset ?end .
    ?claim akg:isFoundAt ?span .
  }
} ORDER BY ?source ?start ?end"""


class Gap(NamedTuple):
    """A stretch of a source's text that no claim rests on; `end` is exclusive."""

    source: str
    start: int
    end: int


def gaps(store: Store) -> tuple[Gap, ...]:
    """Return the parts of the texts that no claim rests on, in reading order."""
    found: list[Gap] = []
    reached: dict[str, int] = {}
    lengths: dict[str, int] = {}
    for row in store.select(_PROLOGUE + _TEXTS).rows:
        source = text_of(row["source"])
        lengths[source] = number_of(row["length"])
        reached.setdefault(source, 0)
        if "start" not in row:
            continue
        start = number_of(row["start"])
        if start > reached[source]:
            found.append(Gap(source, reached[source], start))
        reached[source] = max(reached[source], number_of(row["end"]))
    found += [
        Gap(source, reached[source], length)
        for source, length in lengths.items()
        if reached[source] < length
    ]
    return tuple(found)
