"""Who says a fact: the claims behind it, with their sources, spans and disputes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from alliance_kg.evidence import Evidence, Fact, Span
from alliance_kg.stores import Store
from alliance_kg.terms import BASE, Term, akg, local_name, number_of, text_of

_CHUNK = 2_000
_CLAIMS = f"{BASE}claim/"

# Small queries: planning one with OPTIONAL and UNION takes a store longer than all of them.
# No objects in VALUES: Virtuoso 7 does not find texts with a language so, Jena not values.
_PROLOGUE = """PREFIX akg: <https://w3id.org/alliance-kg/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
"""
_STATING = (
    _PROLOGUE
    + """SELECT ?claim ?subject ?predicate ?object WHERE {
  VALUES (?subject ?predicate) { %s }
  ?claim rdf:subject ?subject ;
      rdf:predicate ?predicate ;
      rdf:object ?object .
}"""
)
_DESCRIBING = (
    _PROLOGUE
    + """SELECT ?claim ?described WHERE {
  VALUES ?described { %s }
  ?claim akg:describes ?described .
}"""
)
_AGREEING = (
    _PROLOGUE
    + """SELECT ?claim ?other WHERE {
  VALUES ?claim { %s }
  ?claim akg:agreesWith ?other .
}"""
)
_HELD = (
    _PROLOGUE
    + """SELECT ?claim ?status ?acceptance ?source WHERE {
  VALUES ?claim { %s }
  ?claim akg:hasAssertionStatus ?status ;
      akg:hasAcceptance ?acceptance ;
      akg:isMadeBy ?source .
}"""
)
_PLACED = (
    _PROLOGUE
    + """SELECT ?claim ?start ?end ?paragraph WHERE {
  VALUES ?claim { %s }
  ?claim akg:isFoundAt ?span .
  ?span akg:startOffset ?start ;
      akg:endOffset ?end ;
      akg:paragraph ?paragraph .
}"""
)
_DISPUTED = (
    _PROLOGUE
    + """SELECT DISTINCT ?claim ?dispute WHERE {
  VALUES ?claim { %s }
  ?claim akg:conflictsWith ?other .
  ?dispute akg:hasSide ?claim , ?other .
}
ORDER BY ?dispute"""
)
_LEFT_OPEN = (
    _PROLOGUE
    + """SELECT DISTINCT ?subject ?predicate ?dispute WHERE {
  VALUES (?subject ?predicate) { %s }
  ?claim rdf:subject ?subject ;
      rdf:predicate ?predicate .
  ?dispute akg:hasSide ?claim .
}
ORDER BY ?dispute"""
)
_SAYING = (
    _PROLOGUE
    + """SELECT ?claim ?subject ?predicate ?object WHERE {
  VALUES ?claim { %s }
  ?claim rdf:subject ?subject ;
      rdf:predicate ?predicate ;
      rdf:object ?object .
}"""
)
_TELLING_OF = (
    _PROLOGUE
    + """SELECT ?claim ?described WHERE {
  VALUES ?claim { %s }
  ?claim akg:describes ?described .
}"""
)


def claims_of(store: Store, facts: Iterable[Fact]) -> dict[Fact, tuple[Evidence, ...]]:
    """Look up the claims behind facts: of the triple, of the node it describes, of a claim.

    A claim that describes a node speaks for the facts of the node that no claim states on
    its own, and for those whose claims agree with it: what a later source adds to the node
    is not its word.

    A fact whose subject is a claim is evidenced by that claim, whatever its acceptance;
    of any other fact only accepted claims count. Facts without a claim (types, labels,
    schemes, the ontology) are left out. The claims of a fact come in reading order.
    """
    wanted = [fact for fact in facts if is_claimable(fact)]
    found: dict[Fact, list[Evidence]] = {}
    for at in range(0, len(wanted), _CHUNK):
        by_subject: dict[Term, list[Fact]] = {}
        for fact in wanted[at : at + _CHUNK]:
            by_subject.setdefault(fact[0], []).append(fact)
        themselves, others = [], {}
        for node, about in by_subject.items():
            if is_claim(node):
                themselves.append(node)
            else:
                others[node] = about
        said = _said(store, others)
        held = _held(store, [*(claim for claim, _ in said), *themselves])
        for claim, fact in said:
            # What states a triple and is no claim, as a derivation does, is not held at all.
            accepted = [item for item in held.get(claim, ()) if item.acceptance == "accepted"]
            found.setdefault(fact, []).extend(item.of(fact) for item in accepted)
        for item in _own_words(store, themselves, held):
            for fact in by_subject[item.claim]:
                found.setdefault(fact, []).append(item)
    return {
        fact: tuple(sorted(items, key=lambda item: item.order)) for fact, items in found.items()
    }


def is_claimable(fact: Fact) -> bool:
    """Whether a fact can have a claim: what takes a blank node cannot be stated."""
    subject, _, value = fact
    return isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal)


def is_claim(node: Term) -> bool:
    """Whether a node is a claim, by its name."""
    return text_of(node).startswith(_CLAIMS)


def _said(store: Store, by_subject: dict[Term, list[Fact]]) -> list[tuple[Term, Fact]]:
    """Return which claim speaks for which fact: states it, or describes its subject."""
    said: list[tuple[Term, Fact]] = []
    stated: dict[Fact, set[Term]] = {}
    wanted = dict.fromkeys(fact for facts in by_subject.values() for fact in facts)
    slots = " ".join(f"({s} {p})" for s, p in dict.fromkeys(fact[:2] for fact in wanted))
    for row in store.select(_STATING % slots).rows if slots else ():
        fact = (row["subject"], row["predicate"], row["object"])
        if fact in wanted:
            stated.setdefault(fact, set()).add(row["claim"])
            said.append((row["claim"], fact))
    described = store.select(_DESCRIBING % _listed(by_subject)).rows if by_subject else ()
    agreeing = _agreeing(store, {row["claim"] for row in described})
    for row in described:
        claim = row["claim"]
        said += [
            (claim, fact)
            for fact in by_subject[row["described"]]
            if fact not in stated or not stated[fact].isdisjoint(agreeing.get(claim, ()))
        ]
    return said


def open_disputes(
    store: Store, slots: Iterable[tuple[Term, Term]]
) -> dict[tuple[Term, Term], tuple[NamedNode, ...]]:
    """Return the disputes that leave a slot (subject, predicate) without a fact."""
    listed = " ".join(f"({subject} {predicate})" for subject, predicate in slots)
    found: dict[tuple[Term, Term], tuple[NamedNode, ...]] = {}
    for row in store.select(_LEFT_OPEN % listed).rows if listed else ():
        if isinstance(row["dispute"], NamedNode):
            key = (row["subject"], row["predicate"])
            found[key] = (*found.get(key, ()), row["dispute"])
    return found


def evidence_of(store: Store, claims: Iterable[NamedNode]) -> tuple[Evidence, ...]:
    """Return what claims say and where they were read, accepted or not, in reading order."""
    named = list(dict.fromkeys(claims))
    items = _own_words(store, named, _held(store, named))
    return tuple(sorted(items, key=lambda item: item.order))


class _Held(NamedTuple):
    """How a claim is held and, for one of its spans, where it was read."""

    claim: NamedNode
    status: str
    acceptance: str
    source: NamedNode
    span: Span | None
    disputes: tuple[NamedNode, ...]

    def of(self, fact: Fact) -> Evidence:
        claim, status, acceptance, source, span, disputes = self
        return Evidence(fact, status, acceptance, claim, source, span, disputes)


def _agreeing(store: Store, claims: Iterable[Term]) -> dict[Term, set[Term]]:
    found: dict[Term, set[Term]] = {}
    listed = _listed(claims)
    for row in store.select(_AGREEING % listed).rows if listed else ():
        found.setdefault(row["claim"], set()).add(row["other"])
    return found


def _own_words(
    store: Store, claims: Sequence[Term], held: Mapping[Term, Sequence[_Held]]
) -> Iterator[Evidence]:
    """Yield what each claim says: its triple, or that it describes a node."""
    if not claims:
        return
    listed = _listed(claims)
    told: dict[Term, list[Fact]] = {}
    for row in store.select(_SAYING % listed).rows:
        fact = (row["subject"], row["predicate"], row["object"])
        told.setdefault(row["claim"], []).append(fact)
    for row in store.select(_TELLING_OF % listed).rows:
        fact = (row["claim"], akg("describes"), row["described"])
        told.setdefault(row["claim"], []).append(fact)
    for claim in claims:
        for fact in told.get(claim, [(claim, akg("describes"), claim)]):
            yield from (item.of(fact) for item in held.get(claim, ()))


def _held(store: Store, claims: Iterable[Term]) -> dict[Term, list[_Held]]:
    """Return how claims are held, once for each span they were read at."""
    listed = _listed(dict.fromkeys(claims))
    spans: dict[Term, list[Span | None]] = {}
    for row in store.select(_PLACED % listed).rows if listed else ():
        span = Span(*(number_of(row[name]) for name in ("start", "end", "paragraph")))
        spans.setdefault(row["claim"], []).append(span)
    disputes: dict[Term, list[NamedNode]] = {}
    for row in store.select(_DISPUTED % listed).rows if listed else ():
        if isinstance(row["dispute"], NamedNode):
            disputes.setdefault(row["claim"], []).append(row["dispute"])
    held: dict[Term, list[_Held]] = {}
    for row in store.select(_HELD % listed).rows if listed else ():
        claim, source = row["claim"], row["source"]
        if not isinstance(claim, NamedNode) or not isinstance(source, NamedNode):
            raise TypeError(f"claim {claim} or its source {source} is not an IRI")
        status, acceptance = (local_name(text_of(row[name])) for name in ("status", "acceptance"))
        held[claim] = [
            _Held(claim, status, acceptance, source, span, tuple(disputes.get(claim, ())))
            for span in spans.get(claim, [None])
        ]
    return held


def _listed(terms: Iterable[Term]) -> str:
    return " ".join(str(term) for term in terms)
