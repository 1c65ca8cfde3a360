"""Witnesses of a row: its derivations, each cut down to the facts that it needs.

What was chosen among alternatives (the walk of a path, what satisfied an EXISTS) may turn
out not to be needed beside the rest. So a derivation with choices is computed again over
its own facts, in a store that holds nothing else, and each chosen fact is left out in turn.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad

from alliance_kg.proof.derivations import Derivation, in_order, told
from alliance_kg.proof.support import Support
from alliance_kg.proof.supports import derived
from alliance_kg.proof.witness import MOST, Placed, Witness, Witnesses
from alliance_kg.sparql.plan import Plan
from alliance_kg.stores import Row, Store
from alliance_kg.stores.embedded import EmbeddedStore

_MOST_TRIED = 64
"""The most facts that are left out in turn; beyond, a witness may have some too many."""


def witnesses_of(store: Store, made: Plan, derivations: Sequence[Derivation]) -> Witnesses:
    """Return the witnesses of a row from its derivations, each once, the first `MOST`."""
    found: dict[frozenset[Placed], Witness] = {}
    failed: dict[str, None] = {}
    more = 0
    # A derivation that comes several times is shown once.
    unique = {tuple(tuple(told(row)) for row in each): each for each in in_order(derivations)}
    for at, found_derivation in enumerate(unique.values()):
        derivation = tuple(sorted(found_derivation, key=told))
        if len(found) >= MOST:
            more += len(unique) - at
            break
        ways = derived(store, made, derivation)
        failed |= dict.fromkeys(ways.failed)
        more += ways.more
        made_out = [_cut(store, made, derivation, way) for way in ways.ways[: MOST - len(found)]]
        more += len(ways.ways) - len(made_out)
        # A way that gives nothing by itself was none: a row of a sub-select that leaves a
        # variable open supports only what something else binds.
        enough = [witness for witness in made_out if witness.is_complete]
        for witness in enough or made_out:
            found.setdefault(frozenset(witness.placed), witness)
    if not found:
        failed["derivation"] = None
    return Witnesses(tuple(found.values()), more, tuple(failed))


def _cut(store: Store, made: Plan, derivation: Derivation, way: Support) -> Witness:
    edges = _without_doubles(made, way.edges)
    chosen = [fact for fact in _without_doubles(made, way.facts) if fact not in edges]
    if not chosen and not made.is_delicate:
        return Witness(edges, way.absences, derivation)
    contrary = tuple(fact for fact in way.contrary if fact not in (*edges, *chosen))
    keeping: tuple[Placed, ...] = ()
    if not derives(made, (*edges, *chosen, *contrary), derivation):
        keeping = _keeping(store, made, derivation, (*edges, *chosen, *contrary))
        if not keeping:
            return Witness((*edges, *chosen), way.absences, derivation, is_complete=False)
    is_minimal = len(chosen) <= _MOST_TRIED
    if is_minimal:
        chosen = _needed(made, derivation, chosen, (*edges, *keeping, *contrary))
    if len(keeping) <= _MOST_TRIED:
        keeping = tuple(_needed(made, derivation, keeping, (*edges, *chosen, *contrary)))
    return Witness((*edges, *chosen), way.absences, derivation, (*keeping, *contrary), is_minimal)


def _keeping(
    store: Store, made: Plan, derivation: Derivation, facts: Sequence[Placed]
) -> tuple[Placed, ...]:
    """Return facts with which those of a witness give its derivation; none if none do."""
    from alliance_kg.proof.keeping import keeping_facts

    for is_open in (False, True):
        wanted = keeping_facts(store, made, derivation, is_open=is_open)
        keeping = tuple(fact for fact in wanted if fact not in facts)
        if derives(made, (*facts, *keeping), derivation):
            return keeping
    return ()


def _needed(
    made: Plan, derivation: Derivation, facts: Iterable[Placed], given: Sequence[Placed]
) -> list[Placed]:
    """Leave out each fact without which the derivation stands."""
    needed = list(facts)
    for fact in tuple(needed):
        rest = [other for other in needed if other != fact]
        if derives(made, (*given, *rest), derivation):
            needed = rest
    return needed


def derives(made: Plan, facts: Iterable[Placed], derivation: Derivation) -> bool:
    """Whether facts alone give all solutions of a derivation."""
    alone = EmbeddedStore(holding(facts, made.query.merged), made.query.prefixes)
    found = alone.select(made.text).rows
    kept = [_told(row) for row in found]
    wanted = [_told(solution) for solution in derivation]
    if made.query.is_aggregate and derivation:
        # A group that others join is another group.
        key = [derivation[0].get(name) for name in made.keys]
        kept = [
            seen
            for seen, row in zip(kept, found, strict=True)
            if [row.get(name) for name in made.keys] == key
        ]
        return Counter(kept) == Counter(wanted)
    return set(kept).issuperset(wanted)


def _told(solution: Row) -> frozenset[tuple[str, object]]:
    """Return what tells a solution: blank nodes of results have no lasting names."""
    return frozenset(
        (name, "blank" if isinstance(term, BlankNode) else term) for name, term in solution.items()
    )


def _without_doubles(made: Plan, facts: Sequence[Placed]) -> tuple[Placed, ...]:
    """Leave out facts that the asked graph has because a named graph among them has them."""
    named = {fact[:3] for fact in facts if fact[3] is not None}
    if not named or made.query.datasets:
        return tuple(facts)
    return tuple(fact for fact in facts if fact[3] is not None or fact[:3] not in named)


def holding(facts: Iterable[Placed], merged: Sequence[NamedNode] = ()) -> pyoxigraph.Store:
    """Return a store that holds facts alone, each in the graph that it was matched in.

    `merged` are the graphs of FROM: what was matched in their merge is put into the first.
    """
    store = pyoxigraph.Store()
    asked = merged[0] if merged else DefaultGraph()
    store.extend(
        Quad(subject, predicate, value, graph or asked)
        for subject, predicate, value, graph in facts
        if isinstance(subject, NamedNode | BlankNode) and isinstance(predicate, NamedNode)
    )
    return store
