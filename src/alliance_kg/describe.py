"""Everything said about one node: its facts in both directions, the claims about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from alliance_kg.claims import evidence_of
from alliance_kg.errors import NotFound
from alliance_kg.evidence import Evidence, Fact
from alliance_kg.stores import Store

_PROLOGUE = """PREFIX akg: <https://w3id.org/alliance-kg/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
# Names that are only searched by are not shown, nor nodes without a name, which remote
# stores hold under an IRI.
_OUTGOING = (
    _PROLOGUE
    + """SELECT DISTINCT ?p ?o WHERE {{
  {0} ?p ?o .
  FILTER(!ISBLANK(?o) && ?p != skos:hiddenLabel && !CONTAINS(STR(?o), "/.well-known/genid/"))
}}
ORDER BY ?p ?o"""
)
# What refers to a node as evidence does is not said about it in the domain.
_INCOMING = (
    _PROLOGUE
    + """SELECT DISTINCT ?s ?p WHERE {{
  ?s ?p {0} .
  FILTER(!ISBLANK(?s) && !CONTAINS(STR(?s), "/.well-known/genid/"))
  FILTER(?p NOT IN (rdf:subject, rdf:predicate, rdf:object, akg:describes, akg:isMadeBy,
    akg:isSpanOf, akg:isFoundAt, akg:conflictsWith, akg:agreesWith))
}}
ORDER BY ?p ?s"""
)
_CLAIMS = (
    _PROLOGUE
    + """SELECT DISTINCT ?claim WHERE {{
  {{ ?claim rdf:subject {0} }} UNION {{ ?claim rdf:object {0} }}
  UNION {{ ?claim akg:describes {0} }} UNION {{ ?claim akg:isMadeBy {0} }}
  UNION {{ ?claim akg:describes ?node . ?node ?slot {0} }}
  UNION {{ {0} a akg:Claim . BIND({0} AS ?claim) }}
}}
ORDER BY ?claim"""
)
_RATIONALES = (
    _PROLOGUE
    + """SELECT ?claim ?rationale WHERE {{
  VALUES ?claim {{ {0} }}
  ?claim akg:rationale ?rationale .
  FILTER(LANG(?rationale) = "{1}")
}}"""
)


@dataclass(frozen=True, slots=True)
class Description:
    """The facts with a node as subject, and those with it as object, sorted."""

    node: NamedNode
    outgoing: tuple[Fact, ...]
    incoming: tuple[Fact, ...]


def describe(store: Store, node: NamedNode) -> Description:
    """Return the symmetric concise bounded description of a node, evidence left out."""
    outgoing = store.select(_OUTGOING.format(node)).rows
    incoming = store.select(_INCOMING.format(node)).rows
    return Description(
        node,
        tuple((node, row["p"], row["o"]) for row in outgoing),
        tuple((row["s"], row["p"], node) for row in incoming),
    )


def claims_about(store: Store, node: NamedNode) -> tuple[NamedNode, ...]:
    """Return the claims that mention a node, that a source makes, or the claim itself."""
    rows = store.select(_CLAIMS.format(node)).rows
    return tuple(row["claim"] for row in rows if isinstance(row["claim"], NamedNode))


def evidence_about(store: Store, node: NamedNode, called: str) -> tuple[Evidence, ...]:
    """Return what the claims about a node say. Raises NotFound when there is none."""
    named = claims_about(store, node)
    if not named:
        raise NotFound(f"no claim here is about '{called}'")
    return evidence_of(store, named)


def rationales(store: Store, claims: Iterable[NamedNode], language: str) -> dict[str, str]:
    """Return why each claim is held as it is, where its curators said so."""
    wanted = " ".join(dict.fromkeys(str(claim) for claim in claims))
    rows = store.select(_RATIONALES.format(wanted, language)).rows
    return {
        row["claim"].value: row["rationale"].value
        for row in rows
        if isinstance(row["claim"], NamedNode) and isinstance(row["rationale"], Literal)
    }
