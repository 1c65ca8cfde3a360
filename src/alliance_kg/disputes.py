"""Where sources disagree: the sides, what each source says, what is held and why."""

from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from alliance_kg.stores import Row, Store
from alliance_kg.terms import local_name, text_of

_PROLOGUE = """PREFIX akg: <https://w3id.org/alliance-kg/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_DISPUTES = (
    _PROLOGUE
    + """SELECT ?dispute ?number ?over ?outcome ?side WHERE {
  %s
  ?dispute akg:hasSide ?side ;
      akg:isOver ?over ;
      akg:hasOutcome ?outcome ;
      skos:notation ?number .
}
ORDER BY ?dispute ?over ?side"""
)
# An entity is disputed over when a dispute names it or one of the sides mentions it.
_ABOUT = """{ ?dispute akg:isOver %(node)s . }
  UNION { ?dispute akg:hasSide ?about . ?about rdf:subject %(node)s . }
  UNION { ?dispute akg:hasSide ?about . ?about rdf:object %(node)s . }
  UNION { ?dispute akg:isOver ?situation . ?situation ?slot %(node)s . }"""
_RATIONALES = (
    _PROLOGUE
    + """SELECT ?dispute ?rationale WHERE {
  VALUES ?dispute { %s }
  ?dispute akg:rationale ?rationale .
  FILTER(LANG(?rationale) = "%s")
}"""
)


class Dispute(NamedTuple):
    """One question on which sources differ.

    `sides` are claims; `outcome` is one-accepted, none-accepted or both-hold;
    `number` is that of the register of contradictions.
    """

    iri: NamedNode
    number: int
    over: tuple[NamedNode, ...]
    outcome: str
    sides: tuple[NamedNode, ...]


def disputes(store: Store, node: NamedNode | None = None) -> tuple[Dispute, ...]:
    """Return all disputes, or those over a node, in the order of their numbers."""
    about = _ABOUT % {"node": node} if node is not None else ""
    found: dict[str, list[Row]] = {}
    for row in store.select(_DISPUTES % about).rows:
        found.setdefault(text_of(row["dispute"]), []).append(row)
    built = (_dispute(iri, rows) for iri, rows in found.items())
    return tuple(sorted(built, key=lambda dispute: (dispute.number, dispute.iri.value)))


def reasons(store: Store, found: Iterable[Dispute], language: str) -> dict[str, str]:
    """Return why each dispute ended as it did, by IRI."""
    wanted = " ".join(str(dispute.iri) for dispute in found)
    rows = store.select(_RATIONALES % (wanted, language)).rows if wanted else ()
    return {
        text_of(row["dispute"]): row["rationale"].value
        for row in rows
        if isinstance(row["rationale"], Literal)
    }


def _dispute(iri: str, rows: list[Row]) -> Dispute:
    def nodes(name: str) -> tuple[NamedNode, ...]:
        found = dict.fromkeys(row[name] for row in rows)
        return tuple(node for node in found if isinstance(node, NamedNode))

    first = rows[0]
    return Dispute(
        NamedNode(iri),
        int(text_of(first["number"])),
        nodes("over"),
        local_name(text_of(first["outcome"])),
        nodes("side"),
    )
