"""Why a row is in an answer: the facts that make it true, and who says them.

The query's WHERE is run once more with all its variables kept, each solution is
given to the row it belongs to, and the query's triple patterns are filled in from it
(why-provenance; SPARQLprov, VLDB 2021, and NPCS, WWW 2024). Each fact so found is
looked up among the claims. Nothing is written into the questions.

A branch that may match or not (OPTIONAL, UNION) gets a marker variable, bound when it
matched, so that only the patterns that took part count.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from alliance_kg.evidence import Evidence, Span
from alliance_kg.lexis import PatternTerm, TriplePattern, Var
from alliance_kg.store import Row, Solutions, Store
from alliance_kg.structure import Group, Projection, Query
from alliance_kg.syntax import read
from alliance_kg.terms import BASE, Term, akg, local_name, number_of, text_of

Fact = tuple[Term, Term, Term]

_MARKER = "akg_matched_"
_CHUNK = 2_000
_CLAIMS = f"{BASE}claim/"

_UNFOLLOWED = ("path", "blank node", "collection", "sub-select", "bare grouping")


class Witnesses(NamedTuple):
    """How to find the facts behind the rows of one query.

    `query` keeps every variable; a solution belongs to the row that agrees with it on
    `keys`; `patterns` pairs each triple pattern with the marker that must be bound;
    `unfollowed` names what the query has and the facts leave out: path, blank node,
    collection, sub-select, bare grouping, absence (NOT EXISTS or MINUS).
    """

    query: str
    keys: tuple[str, ...]
    patterns: tuple[tuple[TriplePattern, str | None], ...]
    unfollowed: tuple[str, ...]


def evidence(
    store: Store, query: str, solutions: Solutions, prefixes: Mapping[str, str]
) -> tuple[tuple[tuple[Evidence, ...], ...], tuple[str, ...]]:
    """Return the evidence of each row, in the order of the rows, and what was not followed.

    `query` is the SELECT query that `solutions` came from, with its values bound.
    """
    plan = witnesses(read(query, prefixes))
    facts = facts_by_row(store, plan, solutions.rows)
    every = dict.fromkeys(fact for row in facts for fact in row)
    found = claims_of(store, every)
    rows = tuple(
        tuple(sorted(
            dict.fromkeys(item for fact in row for item in found.get(fact, ())),
            key=lambda item: item.order,
        ))
        for row in facts
    )  # fmt: skip
    return rows, plan.unfollowed


def witnesses(query: Query) -> Witnesses:
    """Plan how to find the facts behind the rows of a SELECT query."""
    if query.where is None:
        return Witnesses(query.text, (), (), ())
    inserts: list[tuple[int, str]] = []
    patterns: list[tuple[TriplePattern, str | None]] = []
    _collect(query.where, None, patterns, inserts)
    columns = _kept_columns(query)
    body = _with_inserts(query.text, query.where, inserts)
    names = dict.fromkeys(
        [*query.where.variables, *(f"{_MARKER}{at}" for at in range(len(inserts)))]
    )
    computed = [column for column in columns if column.expression is not None]
    head = [f"?{name}" for name in names if name not in {column.name for column in computed}]
    head += [str(column.expression) for column in computed]
    text = f"{query.text[: query.prologue_end]}SELECT {' '.join(head)}\n"
    text += f"{query.dataset_clauses}\nWHERE {body}\n{query.trailing_values}"
    unfollowed = tuple(feature for feature in _UNFOLLOWED if feature in query.features)
    if any(group.role == "minus" for group in query.where.walk()):
        unfollowed += ("absence",)
    return Witnesses(text, tuple(column.name for column in columns), tuple(patterns), unfollowed)


def _kept_columns(query: Query) -> list[Projection]:
    """Return the columns that tell which row a solution belongs to."""
    if query.is_aggregate:
        shown = {column.name for column in query.projection}
        return [column for column in query.grouping if column.name in shown]
    if query.projection:
        return query.projection
    return [Projection(name) for name in query.where.variables] if query.where else []


def _collect(
    group: Group,
    marker: str | None,
    patterns: list[tuple[TriplePattern, str | None]],
    inserts: list[tuple[int, str]],
) -> None:
    """Gather the patterns below a group, and where markers are to be bound."""
    patterns.extend((pattern, marker) for pattern in group.patterns)
    for inner in group.groups:
        if inner.role in ("minus", "exists", "service"):
            continue
        own = marker
        if inner.role in ("optional", "union"):
            own = f"{_MARKER}{len(inserts)}"
            inserts.append((inner.end, f" BIND(true AS ?{own}) "))
        _collect(inner, own, patterns, inserts)


def _with_inserts(text: str, where: Group, inserts: Sequence[tuple[int, str]]) -> str:
    parts, at = [], where.start
    for position, addition in sorted(inserts):
        parts += [text[at:position], addition]
        at = position
    return "".join([*parts, text[at : where.end + 1]])


def facts_by_row(store: Store, plan: Witnesses, rows: Sequence[Row]) -> list[dict[Fact, None]]:
    """Return the facts behind each row, in the order of the rows; claimed or not."""
    facts: list[dict[Fact, None]] = [{} for _ in rows]
    if not rows or not plan.patterns:
        return facts
    places: dict[tuple[Term | None, ...], list[int]] = {}
    for at, row in enumerate(rows):
        places.setdefault(tuple(row.get(key) for key in plan.keys), []).append(at)
    for solution in store.select(plan.query).rows:
        for at in places.get(tuple(solution.get(key) for key in plan.keys), ()):
            facts[at].update(dict.fromkeys(_instances(plan, solution)))
    return facts


def _instances(plan: Witnesses, solution: Row) -> Iterator[Fact]:
    for pattern, marker in plan.patterns:
        if marker is not None and marker not in solution:
            continue
        subject = _filled(pattern.subject, solution)
        predicate = _filled(pattern.predicate, solution)
        value = _filled(pattern.object, solution)
        if subject is not None and predicate is not None and value is not None:
            yield subject, predicate, value


def _filled(term: PatternTerm, solution: Row) -> Term | None:
    return solution.get(term.name) if isinstance(term, Var) else term


# --- claims

# Small queries: planning one with OPTIONAL and UNION takes a store longer than all of them.
_PROLOGUE = """PREFIX akg: <https://w3id.org/alliance-kg/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
"""
_STATING = (
    _PROLOGUE
    + """SELECT ?claim ?subject ?predicate ?object WHERE {
  VALUES (?subject ?predicate ?object) { %s }
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
    + """SELECT ?claim ?dispute WHERE {
  VALUES ?claim { %s }
  ?dispute akg:hasSide ?claim .
}
ORDER BY ?dispute"""
)
_SAYING = (
    _PROLOGUE
    + """SELECT ?claim ?subject ?predicate ?object ?described WHERE {
  VALUES ?claim { %s }
  ?claim a akg:Claim .
  OPTIONAL { ?claim rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object . }
  OPTIONAL { ?claim akg:describes ?described . }
}"""
)


def claims_of(store: Store, facts: Iterable[Fact]) -> dict[Fact, tuple[Evidence, ...]]:
    """Look up the claims behind facts: of the triple, of the node it describes, of a claim.

    A fact whose subject is a claim is evidenced by that claim, whatever its acceptance;
    of any other fact only accepted claims count. Facts without a claim (types, labels,
    schemes, the ontology) are left out.
    """
    wanted = [fact for fact in facts if _is_claimable(fact)]
    found: dict[Fact, list[Evidence]] = {}
    for at in range(0, len(wanted), _CHUNK):
        chunk = wanted[at : at + _CHUNK]
        by_subject: dict[Term, list[Fact]] = {}
        for fact in chunk:
            by_subject.setdefault(fact[0], []).append(fact)
        said: list[tuple[Term, Fact]] = []
        triples = " ".join(f"({s} {p} {o})" for s, p, o in chunk)
        said += [
            (row["claim"], (row["subject"], row["predicate"], row["object"]))
            for row in store.select(_STATING % triples).rows
        ]
        for row in store.select(_DESCRIBING % _listed(by_subject)).rows:
            said += [(row["claim"], fact) for fact in by_subject[row["described"]]]
        held = _held(store, (claim for claim, _ in said))
        for claim, fact in said:
            accepted = [item for item in held[claim] if item.acceptance == "accepted"]
            found.setdefault(fact, []).extend(item.of(fact) for item in accepted)
        themselves = [node for node in by_subject if text_of(node).startswith(_CLAIMS)]
        for item in _own_words(store, themselves):
            for fact in by_subject[item.claim]:
                found.setdefault(fact, []).append(item)
    return {fact: tuple(items) for fact, items in found.items()}


def evidence_of(store: Store, claims: Iterable[NamedNode]) -> tuple[Evidence, ...]:
    """Return what claims say and where they were read, accepted or not, in reading order."""
    return tuple(sorted(_own_words(store, claims), key=lambda item: item.order))


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


def _own_words(store: Store, claims: Iterable[Term]) -> Iterator[Evidence]:
    """Yield what each claim says: its triple, or that it describes a node."""
    named = list(dict.fromkeys(claims))
    if not named:
        return
    held = _held(store, named)
    for row in store.select(_SAYING % _listed(named)).rows:
        fact: Fact = (row["claim"], akg("describes"), row.get("described", row["claim"]))
        if "subject" in row:
            fact = (row["subject"], row["predicate"], row["object"])
        yield from (item.of(fact) for item in held[row["claim"]])


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


def _is_claimable(fact: Fact) -> bool:
    subject, _, value = fact
    return isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal)
