"""How much the graph holds: entities by class, claims by source and status."""

from dataclasses import dataclass

from alliance_kg.store import Store
from alliance_kg.terms import text_of

_PROLOGUE = """PREFIX akg: <https://w3id.org/alliance-kg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
_QUERIES = {
    "instances": """SELECT ?key (COUNT(DISTINCT ?thing) AS ?count) WHERE {
  ?thing a ?key . FILTER(STRSTARTS(STR(?key), STR(akg:)))
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


@dataclass(frozen=True, slots=True)
class Count:
    """How many of one thing: the measure it belongs to, the IRI counted, the number."""

    measure: str
    key: str
    count: int


def counts(store: Store) -> tuple[Count, ...]:
    """Count what the store holds, largest first within each measure."""
    found = []
    for measure, query in _QUERIES.items():
        found += [
            Count(measure, text_of(row["key"]), int(text_of(row["count"])))
            for row in store.select(_PROLOGUE + query).rows
        ]
    return tuple(found)
