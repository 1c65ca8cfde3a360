"""The two laws of proofs, asserted of one row.

Let a *derivation* of a row be one solution of the query's WHERE group, with all its
variables and the branches that matched; for a row that stands for a group, all solutions
of the group. LIMIT, OFFSET and ORDER BY choose among rows and are left aside.

1. The facts of a witness (with those that keep an absence true, if any) and nothing else
   give the row again, when the query as it was asked runs over them. Absences hold there
   because nothing else is there.
2. Without any one of its facts, a witness no longer gives its derivation.
"""

from alliance_kg.answer import AnswerRow
from alliance_kg.proof.witness import Witness
from alliance_kg.proof.witnesses import derives, holding
from alliance_kg.sparql.plan import Plan
from alliance_kg.stores.embedded import EmbeddedStore

FACTS = 24
"""Of a witness with many facts (a large group) some are left out in turn, evenly between."""


def assert_laws(made: Plan, row: AnswerRow, witness: Witness) -> None:
    """Assert both laws of one witness of a row; `made` is the plan of the query asked."""
    assert (witness.is_minimal, witness.is_complete) == (True, True)
    facts = (*witness.placed, *witness.keeping)
    alone = EmbeddedStore(holding(facts), made.query.prefixes)
    assert row.cells in alone.select(made.query.text).rows
    for fact in evenly(witness.placed, FACTS):
        rest = [other for other in facts if other != fact]
        assert not derives(made, rest, witness.solutions)


def evenly(things, most):
    """Return at most about `most` things, evenly between the first and the last."""
    return things[:: max(1, len(things) // most)]
