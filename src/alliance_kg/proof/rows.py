"""The rows of an answer, each with what backs it and how sure that makes it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from alliance_kg import proof
from alliance_kg.answer import AnswerRow, givers
from alliance_kg.certainty import by_fact, certainty, planned_among
from alliance_kg.memory import Memory
from alliance_kg.sparql.structure import Query
from alliance_kg.store import Store
from alliance_kg.terms import Term, concept


class Rows(NamedTuple):
    """Variables and rows of an answer; the rest is that of `proof.Proven`."""

    variables: tuple[str, ...]
    rows: tuple[AnswerRow, ...]
    unexplained: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()


def answer_rows(
    store: Store, query: Query, memory: Memory, opening: proof.Opening, *, evidence: bool
) -> Rows:
    """Answer a SELECT or ASK query, with evidence or without."""
    giving = givers(query)
    if not evidence:
        plain = store.select(query.text)
        rows = tuple(AnswerRow(cells, givers=giving) for cells in plain.rows)
        return Rows(plain.variables, rows)
    proven = proof.prove(store, query, memory, opening)
    facts = [by_fact(row.evidence) for row in proven.rows]
    planned = planned_among(store, (fact[0] for row in facts for fact, _ in row))
    rows = tuple(
        AnswerRow(
            cells, *proved, certainty=certainty([witness], planned), givers=giving,
            proof=proven.proof, at=at,
        )
        for at, (cells, proved, witness) in enumerate(
            zip(proven.answer.rows, proven.rows, facts, strict=True)
        )
    )  # fmt: skip
    return Rows(proven.answer.variables, rows, proven.unexplained, proven.rests_on)


def terms_of(rows: Iterable[AnswerRow]) -> Iterator[Term]:
    """Yield the terms of rows and of their evidence that a reader wants labels for."""
    items = {}
    for row in rows:
        yield from row.cells.values()
        # Told by identity: rows share their evidence, and hashing it costs more than this.
        items.update({id(item): item for item in row.evidence})
    for fact in {id(item.fact): item.fact for item in items.values()}.values():
        yield from fact
    yield from {item.source for item in items.values()}
    yield from (concept("status", name) for name in {item.status for item in items.values()})
    ways = {item.acceptance for item in items.values()}
    yield from (concept("acceptance", name) for name in ways)
