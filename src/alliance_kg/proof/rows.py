"""The rows of an answer, each with what backs it and how sure that makes it."""

from collections.abc import Collection, Iterator
from itertools import chain
from typing import NamedTuple

from alliance_kg import proof
from alliance_kg.answer import AnswerRow, givers
from alliance_kg.sparql.structure import Query
from alliance_kg.stores import Store
from alliance_kg.stores.memory import Memory
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
    rows = tuple(
        AnswerRow(cells, *proved, giving, proven.proof, at)
        for at, (cells, proved) in enumerate(zip(proven.answer.rows, proven.rows, strict=True))
    )
    return Rows(proven.answer.variables, rows, proven.unexplained, proven.rests_on)


def terms_of(rows: Collection[AnswerRow]) -> Iterator[Term]:
    """Yield the terms of rows and of their evidence that a reader wants labels for."""
    # Told by identity first: rows share their evidence, and hashing it costs more than this.
    items = {id(item): item for row in rows for item in row.evidence}.values()
    facts = {id(item.fact): item.fact for item in items}.values()
    yield from {term for row in rows for term in row.cells.values()}
    yield from set(chain.from_iterable(facts))
    yield from {item.source for item in items}
    yield from (concept("status", name) for name in {item.status for item in items})
    yield from (concept("acceptance", name) for name in {item.acceptance for item in items})
