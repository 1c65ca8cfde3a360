"""Why a row is in an answer: the facts that make it true, and who says them.

The query's WHERE is run once more with all its variables kept, each solution is
given to the row it belongs to, and the query's triple patterns are filled in from it
(why-provenance; SPARQLprov, VLDB 2021, and NPCS, WWW 2024). Each fact so found is
looked up among the claims. Nothing is written into the questions.

A branch that may match or not (OPTIONAL, UNION) gets a marker variable, bound when it
matched, so that only the patterns that took part count.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from alliance_kg.evidence import Evidence, Span
from alliance_kg.lexis import PatternTerm, Var
from alliance_kg.store import Row, Solutions, Store
from alliance_kg.syntax import Group, Projection, Query, TriplePattern, read
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
    text = f"{query.text[: query.prologue_end]}SELECT {' '.join(head)} WHERE {body}"
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

_CLAIM_BODY = """
  ?claim akg:hasAssertionStatus ?status ;
      akg:hasAcceptance ?acceptance ;
      akg:isMadeBy ?source .
  OPTIONAL {
    ?claim akg:isFoundAt ?span .
    ?span akg:startOffset ?start ;
        akg:endOffset ?end ;
        akg:paragraph ?paragraph .
  }
  OPTIONAL { ?dispute akg:hasSide ?claim . }
}"""
_CLAIM_HEAD = """PREFIX akg: <https://w3id.org/alliance-kg/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT * WHERE {"""
_OF_FACTS = """
  {
    VALUES (?subject ?predicate ?object) { %s }
    ?claim rdf:subject ?subject ;
        rdf:predicate ?predicate ;
        rdf:object ?object .
  } UNION {
    VALUES ?described { %s }
    ?claim akg:describes ?described .
  }"""
_THEMSELVES = """
  VALUES ?claim { %s }
  OPTIONAL {
    ?claim rdf:subject ?subject ;
        rdf:predicate ?predicate ;
        rdf:object ?object .
  }
  OPTIONAL {
    ?claim akg:describes ?described .
  }"""


def claims_of(store: Store, facts: Iterable[Fact]) -> dict[Fact, tuple[Evidence, ...]]:
    """Look up the claims behind facts: of the triple, of the node it describes, of a claim.

    A fact whose subject is a claim is evidenced by that claim, whatever its acceptance;
    of any other fact only accepted claims count. Facts without a claim (types, labels,
    schemes, the ontology) are left out.
    """
    wanted = [fact for fact in facts if _is_claimable(fact)]
    found: dict[Fact, _Items] = {}
    for chunk in _chunks(wanted):
        by_subject: dict[Term, list[Fact]] = {}
        for fact in chunk:
            by_subject.setdefault(fact[0], []).append(fact)
        triples = " ".join(f"({s} {p} {o})" for s, p, o in chunk)
        nodes = " ".join(str(subject) for subject in by_subject)
        for row in _claim_rows(store, _OF_FACTS % (triples, nodes)):
            said = [_statement(row)] if "subject" in row else by_subject[row["described"]]
            for fact in said:
                _add(found.setdefault(fact, {}), _evidence(fact, row))
        claims = [node for node in by_subject if text_of(node).startswith(_CLAIMS)]
        for row in _claim_rows(store, _THEMSELVES % " ".join(map(str, claims)), claims):
            for fact in by_subject[row["claim"]]:
                _add(found.setdefault(fact, {}), _evidence(_statement(row), row))
    return {fact: tuple(items.values()) for fact, items in found.items()}


def evidence_of(store: Store, claims: Iterable[NamedNode]) -> tuple[Evidence, ...]:
    """Return what claims say and where they were read, accepted or not, in reading order."""
    named = list(dict.fromkeys(claims))
    found: _Items = {}
    for row in _claim_rows(store, _THEMSELVES % " ".join(map(str, named)), named):
        _add(found, _evidence(_statement(row), row))
    return tuple(sorted(found.values(), key=lambda item: item.order))


_Items = dict[tuple[Fact, NamedNode, Span | None], Evidence]


def _add(found: _Items, item: Evidence) -> None:
    """Add evidence; a claim that is a side of several disputes comes in several rows."""
    key = (item.fact, item.claim, item.span)
    if key in found:
        sides = dict.fromkeys([*found[key].disputes, *item.disputes])
        item = replace(item, disputes=tuple(sides))
    found[key] = item


def _claim_rows(store: Store, where: str, named: Sequence[Term] | None = None) -> Iterator[Row]:
    """Yield the claims that a pattern finds: the accepted ones, or those named as such."""
    if named is not None and not named:
        return
    for row in store.select(_CLAIM_HEAD + where + _CLAIM_BODY).rows:
        if named is not None or local_name(text_of(row["acceptance"])) == "accepted":
            yield row


def _is_claimable(fact: Fact) -> bool:
    subject, _, value = fact
    return isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal)


def _statement(row: Row) -> Fact:
    """Return what a claim says: its triple, or that it describes a node."""
    if "subject" in row:
        return row["subject"], row["predicate"], row["object"]
    return row["claim"], akg("describes"), row["described"]


def _evidence(fact: Fact, row: Row) -> Evidence:
    claim, source = row["claim"], row["source"]
    if not isinstance(claim, NamedNode) or not isinstance(source, NamedNode):
        raise TypeError(f"claim {claim} or its source {source} is not an IRI")
    span = None
    if "start" in row:
        span = Span(*(number_of(row[name]) for name in ("start", "end", "paragraph")))
    status, acceptance = (local_name(text_of(row[name])) for name in ("status", "acceptance"))
    dispute = row.get("dispute")
    disputes = (dispute,) if isinstance(dispute, NamedNode) else ()
    return Evidence(fact, status, acceptance, claim, source, span, disputes)


def _chunks(facts: Sequence[Fact]) -> Iterator[Sequence[Fact]]:
    for at in range(0, len(facts), _CHUNK):
        yield facts[at : at + _CHUNK]
