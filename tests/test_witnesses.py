"""The two laws of proofs, for every question of the catalogue and for generated queries.

Let a *derivation* of a row be one solution of the query's WHERE group, with all its
variables and the branches that matched; for a row that stands for a group, all solutions
of the group. LIMIT, OFFSET and ORDER BY choose among rows and are left aside.

1. The facts of a witness (with those that keep an absence true, if any) and nothing else
   give the row again, when the query as it was asked runs over them. Absences hold there
   because nothing else is there.
2. Without any one of its facts, a witness no longer gives its derivation.
"""

import pytest

from alliance_kg import KnowledgeGraph
from alliance_kg.embedded import EmbeddedStore
from alliance_kg.plan import plan
from alliance_kg.question import Question
from alliance_kg.syntax import read
from alliance_kg.witnesses import _derives, holding

GRAPH = KnowledgeGraph.open()
QUESTIONS = list(GRAPH.catalog)
# Of a long answer the first, the last, and rows evenly between are proved.
ROWS = 12


def sample(rows):
    step = max(1, len(rows) // (ROWS - 1))
    return sorted({*range(0, len(rows), step), *([len(rows) - 1] if rows else [])})


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.slug)
def test_the_laws_hold_for_each_question(question: Question):
    answer = GRAPH.ask(question.slug)
    made = plan(read(question.query, GRAPH.prefixes.namespaces))
    for at in sample(answer.rows):
        row = answer.rows[at]
        assert row.witnesses
        for witness in row.witnesses[:3]:
            alone = EmbeddedStore(holding((*witness.placed, *witness.keeping)), {})
            assert row.cells in alone.select(question.query).rows
            for fact in witness.placed:
                rest = [other for other in (*witness.placed, *witness.keeping) if other != fact]
                assert not _derives(made, rest, witness.solutions)
