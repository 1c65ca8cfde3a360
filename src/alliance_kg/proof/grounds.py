"""What facts rest on, looked up: claims first, then the layer, then a stored derivation."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pyoxigraph import BlankNode, NamedNode

from alliance_kg.answer import Answer, AnswerRow
from alliance_kg.bundle import GRAPHS
from alliance_kg.claims import claims_of
from alliance_kg.errors import NotFound
from alliance_kg.evidence import Evidence, Fact
from alliance_kg.proof.ground import Derivation, Ground, Layer
from alliance_kg.proof.witness import Witness, Witnesses
from alliance_kg.stores import Row, Store
from alliance_kg.terms import BASE, RDF_TYPE, Term, text_of

_CHUNK = 500
_NIL = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil")
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_PROLOGUE = """PREFIX akg: <https://w3id.org/alliance-kg/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
"""
_HOLDING = """SELECT ?s ?p ?o ?graph WHERE {
  VALUES (?s ?p) { %s }
  GRAPH ?graph { ?s ?p ?o }
}"""
_DERIVING = (
    _PROLOGUE
    + """SELECT ?s ?p ?o ?derivation ?rule WHERE {
  VALUES (?s ?p) { %s }
  ?derivation akg:followsRule ?rule ;
      rdf:subject ?s ;
      rdf:predicate ?p ;
      rdf:object ?o .
}"""
)
_PREMISES = (
    _PROLOGUE
    + """SELECT ?derivation ?premise ?s ?p ?o WHERE {
  VALUES ?derivation { %s }
  ?derivation akg:hasPremise ?premise .
  ?premise rdf:subject ?s ;
      rdf:predicate ?p .
  OPTIONAL { ?premise rdf:object ?o . }
}"""
)
# What a graph of the release holds, by the end of its name.
_BY_GRAPH = {
    "alignments": "ontology", "alliance": "ontology", "exceptions": "ontology",
    "prefixes": "ontology", "schemes": "scheme", "identifiers": "identifier",
    "dataset": "dataset", "disputes": "dispute",
}  # fmt: skip
_BY_SUBJECT = {
    f"{BASE}ontology": "ontology", f"{BASE}scheme/": "scheme", f"{BASE}id/time/": "time",
    f"{BASE}id/source/": "source", f"{BASE}id/dispute/": "dispute", f"{BASE}claim/": "claim",
    f"{BASE}span/": "source", f"{BASE}id/derivation/": "derivation",
}  # fmt: skip
_BY_PREDICATE = {
    RDF_TYPE.value: "type",
    "http://www.w3.org/2000/01/rdf-schema#label": "label",
    **{f"{_SKOS}{name}": "label" for name in ("prefLabel", "altLabel", "hiddenLabel")},
    **{f"{_SKOS}{name}": "identifier" for name in ("exactMatch", "closeMatch")},
}


def grounds_of(store: Store, facts: Iterable[Fact]) -> dict[Fact, Ground]:
    """Return what each fact rests on."""
    return _grounds(store, list(dict.fromkeys(facts)), frozenset())


def _grounds(store: Store, facts: list[Fact], above: frozenset[Fact]) -> dict[Fact, Ground]:
    claims = claims_of(store, facts)
    bare = [fact for fact in facts if not claims.get(fact)]
    graphs = _holding(store, bare)
    derived = _derivations(store, bare, above)
    return {
        fact: _ground(fact, claims.get(fact, ()), graphs.get(fact, ()), derived.get(fact))
        for fact in facts
    }


def _ground(
    fact: Fact,
    claims: tuple[Evidence, ...],
    graphs: tuple[NamedNode, ...],
    derivation: Derivation | None,
) -> Ground:
    if claims or derivation:
        return Ground(fact, claims, None, derivation)
    kind = layer_of(fact, graphs)
    return Ground(fact, (), Layer(kind, graphs) if kind else None)


def layer_of(fact: Fact, graphs: Sequence[NamedNode]) -> str | None:
    """Return the kind of layer that a fact belongs to, None for one that needs a claim.

    By the named graph that holds it, else, in a store without them, by its terms.
    """
    for graph in graphs:
        name = graph.value.removeprefix(GRAPHS)
        if name in _BY_GRAPH:
            return _BY_GRAPH[name]
    subject, predicate, _ = fact
    for start, kind in _BY_SUBJECT.items():
        if text_of(subject).startswith(start):
            return kind
    return _BY_PREDICATE.get(text_of(predicate))


def _holding(store: Store, facts: Sequence[Fact]) -> dict[Fact, tuple[NamedNode, ...]]:
    found: dict[Fact, set[str]] = {}
    for row in _of_facts(store, _HOLDING, facts):
        found.setdefault(_fact(row), set()).add(text_of(row["graph"]))
    return {fact: tuple(map(NamedNode, sorted(names))) for fact, names in found.items()}


def _derivations(
    store: Store, facts: Sequence[Fact], above: frozenset[Fact]
) -> dict[Fact, Derivation]:
    """Return the derivations that a store keeps, premises explained in turn, cycles cut."""
    rules: dict[Term, tuple[Fact, str]] = {}
    for row in _of_facts(store, _DERIVING, facts):
        rules[row["derivation"]] = (_fact(row), text_of(row["rule"]))
    if not rules:
        return {}
    listed = " ".join(map(str, sorted(rules, key=str)))
    premises: dict[Term, list[Fact]] = {}
    rows = store.select(_PREMISES % listed).rows
    for row in sorted(rows, key=lambda row: text_of(row["premise"])):
        fact = (row["s"], row["p"], row.get("o", _NIL))
        premises.setdefault(row["derivation"], []).append(fact)
    around = above | {fact for fact, _ in rules.values()}
    wanted = [fact for each in premises.values() for fact in each if fact not in around]
    known = _grounds(store, list(dict.fromkeys(wanted)), around)
    return {
        fact: Derivation(
            rule,
            tuple(
                known.get(premise) or Ground(premise, is_above=True)
                for premise in premises.get(node, ())
            ),
        )
        for node, (fact, rule) in rules.items()
    }


def _of_facts(store: Store, query: str, facts: Sequence[Fact]) -> list[Row]:
    """Return the rows of a query about facts; blank nodes cannot be asked about.

    It is asked for subjects and predicates: Virtuoso 7 finds no text with a language that
    VALUES gives, and Jena no value that is spelled otherwise.
    """
    named = dict.fromkeys(
        fact for fact in facts if not any(isinstance(term, BlankNode) for term in fact)
    )
    slots = list(dict.fromkeys(fact[:2] for fact in named))
    rows: list[Row] = []
    for at in range(0, len(slots), _CHUNK):
        listed = " ".join(f"({s} {p})" for s, p in slots[at : at + _CHUNK])
        rows += (row for row in store.select(query % listed).rows if _fact(row) in named)
    return rows


def _fact(row: Row) -> Fact:
    return row["s"], row["p"], row["o"]


class RowProof(NamedTuple):
    """The proof of one row: its place in the answer, its witnesses, what each fact rests on."""

    at: int
    row: AnswerRow
    witnesses: Witnesses
    grounds: Mapping[Fact, Ground]

    def to_dict(self) -> dict[str, Any]:  # Any: JSON
        """Return the proof as JSON values: the `proof` of a row in `ask -f json`."""
        found: dict[str, Any] = {
            "witnesses": [self._witness(witness) for witness in self.witnesses.shown],
            "more": self.witnesses.more,
        }
        if self.witnesses.unexplained:
            found["unexplained"] = list(self.witnesses.unexplained)
        return found

    def _witness(self, witness: Witness) -> dict[str, Any]:
        found: dict[str, Any] = {
            "facts": [self.grounds[fact].to_dict() for fact in witness.facts],
            "absences": [
                {"pattern": each.pattern, "graph": each.graph.value if each.graph else None}
                for each in witness.absences
            ],
        }
        if witness.keeping:
            found["keeping"] = [self.grounds[fact[:3]].to_dict() for fact in witness.keeping]
        if not witness.is_minimal:
            found["minimal"] = False
        if not witness.is_complete:
            found["complete"] = False
        return found


def proofs_of(store: Store, answer: Answer, rows: Iterable[int]) -> tuple[RowProof, ...]:
    """Return the proofs of rows of an answer that was given with evidence, by their places.

    Raises NotFound for a row that the answer does not have.
    """
    wanted = tuple(rows)
    for at in wanted:
        if not 0 <= at < len(answer.rows):
            raise NotFound(f"the answer has no row {at + 1}; it has {len(answer.rows)}")
    proof = next((row.proof for row in answer.rows if row.proof is not None), None)
    if proof is None:
        return ()
    found = proof.of(wanted)
    facts = [
        fact[:3]
        for witnesses in found
        for witness in witnesses.shown
        for fact in (*witness.placed, *witness.keeping)
    ]
    grounds = grounds_of(store, facts)
    return tuple(
        RowProof(at, answer.rows[at], witnesses, grounds)
        for at, witnesses in zip(wanted, found, strict=True)
    )
