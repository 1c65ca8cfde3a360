"""What nothing matches: a group of the query in one line, a row's values filled in."""

from collections.abc import Sequence

from pyoxigraph import BlankNode, NamedNode

from alliance_kg.proof.support import Support, Supports
from alliance_kg.proof.witness import Absence
from alliance_kg.sparql.lexis import Token, tokens
from alliance_kg.sparql.structure import Group, Query
from alliance_kg.stores import Row


def absent(
    query: Query, group: Group, graph: NamedNode | None, rows: Sequence[Row]
) -> list[Supports]:
    """Return what a group says in one line, comments left out, each row's values filled in."""
    words = list(tokens(query.text[group.start : group.end + 1]))[1:-1]
    if words and words[-1].text == ".":
        words.pop()
    return [Supports((Support((), (), (Absence(_filled_in(words, row), graph),)),)) for row in rows]


def _filled_in(words: Sequence[Token], solution: Row) -> str:
    return " ".join(_word(word, solution) for word in words)


def _word(word: Token, solution: Row) -> str:
    term = solution.get(word.text[1:]) if word.kind == "var" else None
    return word.text if term is None or isinstance(term, BlankNode) else str(term)
