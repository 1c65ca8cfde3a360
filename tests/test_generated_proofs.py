"""The two laws of `test_witnesses`, for generated queries, with rdflib as second evaluator.

A query counts when both evaluators give the same rows over the whole graph: where they
differ, one of them is wrong, and that is not what is tested here. Then:

1. both give the row again over the facts of a witness alone;
2. without any one of the facts, the derivation is lost;
3. of a query without negation, OPTIONAL, closure or count, a row whose witnesses are all
   shown is lost from the whole graph once each witness has lost a fact: none was missed.
"""

import re
from collections import Counter

import pyoxigraph
import rdflib
from hypothesis import HealthCheck, assume, event, given, settings
from pyoxigraph import NamedNode, Quad

from alliance_kg import proof
from alliance_kg.proof.witnesses import derives
from alliance_kg.sparql.plan import plan
from alliance_kg.sparql.syntax import read
from alliance_kg.stores.embedded import EmbeddedStore
from sparql import facts, queries

EX = "http://example.org/"
PREFIXES = {"ex": EX}
PROLOGUE = f"PREFIX ex: <{EX}>\n"


def triples(names):
    return [tuple(NamedNode(EX + name) for name in fact) for fact in sorted(names)]


def in_oxigraph(found, query):
    store = pyoxigraph.Store()
    store.extend(Quad(*fact) for fact in found)
    results = store.query(query)
    if isinstance(results, pyoxigraph.QueryBoolean):
        return Counter({frozenset(): 1} if results else {})
    names = [variable.value for variable in results.variables]
    return Counter(
        frozenset((n, str(v)) for n, v in zip(names, row, strict=True) if v is not None)
        for row in results
    )


def in_rdflib(found, query):
    graph = rdflib.Graph()
    for fact in found:
        graph.add(tuple(rdflib.URIRef(term.value) for term in fact))
    result = graph.query(query)
    if result.type == "ASK":
        return Counter({frozenset(): 1} if result.askAnswer else {})
    return Counter(
        frozenset(
            (str(n), re.sub(r"\^\^<.*integer>", "", v.n3()))
            for n, v in zip(result.vars, row, strict=True)
            if v is not None
        )
        for row in result
    )


def plain(rows):
    """Return rows with integers written as rdflib's are here."""
    integer = "^^<http://www.w3.org/2001/XMLSchema#integer>"
    return Counter(
        {frozenset((n, v.removesuffix(integer)) for n, v in row): k for row, k in rows.items()}
    )


def again(row, alone, text):
    """Whether rdflib gives a row again.

    It lets variables into a sub-select that are not its columns, and takes a negated set
    with an inverse for something else: where it then finds other rows than Oxigraph, it is
    not asked.
    """
    found = in_rdflib(alone, text)
    is_wrong = re.search(r"\{ SELECT|!\([^)]*\^", text) and found != plain(in_oxigraph(alone, text))
    return bool(is_wrong) or plain({row: 1}).keys() <= found.keys()


CHOOSING = re.compile(r"MINUS|NOT EXISTS|OPTIONAL|COUNT|[?*+] |[?*+]\)")


def is_lost(row, whole, witnesses, text):
    """Whether a row is lost from the whole once each of its witnesses has lost a fact."""
    dropped = {fact[:3] for witness in witnesses for fact in witness.placed[:1]}
    return row not in in_oxigraph([fact for fact in whole if fact not in dropped], text)


@given(names=facts, query=queries)
# The same queries each time: a run must not fail for what an earlier change did. Queries
# without rows are many and prove nothing.
@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
def test_the_laws_hold_for_generated_queries(names, query):
    text = PROLOGUE + query
    whole = triples(names)
    rows = plain(in_oxigraph(whole, text))
    assume(rows)
    try:
        assume(rows == in_rdflib(whole, text))
    except Exception:  # noqa: BLE001 (whatever rdflib cannot evaluate cannot be compared)
        assume(False)
    store = EmbeddedStore(pyoxigraph.Store(), PREFIXES)
    store.store.extend(Quad(*fact) for fact in whole)
    made = plan(read(text))
    proven = proof.prove(store, read(text))
    for at, cells in enumerate(proven.answer.rows):
        found = proven.proof.witnesses(at)
        assert found.unexplained == ()
        assert found.shown
        row = frozenset((n, str(v)) for n, v in cells.items())
        if not found.more and not CHOOSING.search(query.replace("SELECT *", "")):
            event("no witness was missed")
            if all(witness.placed for witness in found.shown):
                assert is_lost(row, whole, found.shown, text)
        for witness in found.shown[:4]:
            event(f"facts: {min(len(witness.placed), 6)}")
            alone = [fact[:3] for fact in (*witness.placed, *witness.keeping)]
            assert witness.is_complete, (text, witness)
            assert plain({row: 1}).keys() <= plain(in_oxigraph(alone, text)).keys()
            assert again(row, alone, text)
            for fact in witness.placed:
                rest = [other for other in witness.placed if other != fact]
                assert not derives(made, (*rest, *witness.keeping), witness.solutions)
