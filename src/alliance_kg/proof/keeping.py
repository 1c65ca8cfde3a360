"""Facts that keep an absence true: what blocks, within an absent group, each of its matches.

"No part without an approval" holds of a model because each of its parts is approved. Over
the facts of a witness alone the approvals must be there, or parts would turn up without.
They take no part in the row: they are kept apart in its witness. A group is another one
when others join it, so there each absent group is asked for what blocks any match.
"""

import re

from alliance_kg.proof.derivations import Derivation
from alliance_kg.proof.support import values_block
from alliance_kg.proof.supports import supports
from alliance_kg.proof.witness import Placed
from alliance_kg.sparql.lexis import PatternTerm
from alliance_kg.sparql.plan import Builder, Plan, is_delicate, sparql
from alliance_kg.sparql.structure import NEGATED, Group
from alliance_kg.stores import Store

_MOST = 1_000
_TESTED = (*NEGATED, "exists")


def keeping_facts(
    store: Store, made: Plan, derivation: Derivation, *, is_open: bool
) -> tuple[Placed, ...]:
    """Return the facts that may keep the absences of a derivation true.

    Those that speak of its own values; with `is_open` of any, because what stands in a
    group of its own is matched before it meets the rest.
    """
    where = made.query.where
    found: dict[Placed, None] = {}
    is_group = made.query.is_aggregate
    for group, graph in _delicate(where, None, is_group) if where is not None else ():
        text = made.query.text[group.start : group.end]
        inside = set(re.findall(r"[?$](\w+)", text))
        names = [name for name in made.names if name in inside and not (is_group or is_open)]
        keys = list(dict.fromkeys(tuple(map(row.get, names)) for row in derivation))
        values = values_block(names, keys, f"{made.query.own}case")
        relaxed = _relaxed(made, group, graph, names, values)
        rows = store.select(relaxed.text).rows[:_MOST]
        for ways in supports(store, relaxed, rows, 1):
            found |= dict.fromkeys(fact for way in ways.ways for fact in way.facts)
    return tuple(found)


def _delicate(
    group: Group, graph: PatternTerm | None, is_group: bool
) -> list[tuple[Group, PatternTerm | None]]:
    """Return the outermost groups that fewer facts may give more matches, or all absent ones."""
    found = []
    for inner in group.groups:
        within = inner.graph if inner.role == "graph" else graph
        if inner.role in (*NEGATED, "optional") and (is_group or is_delicate(inner)):
            found.append((inner, graph))
        else:
            found += _delicate(inner, within, is_group)
    if group.select is not None and group.select.where is not None:
        found += _delicate(group.select.where, graph, is_group)
    return found


def _relaxed(
    made: Plan, group: Group, graph: PatternTerm | None, names: list[str], values: str
) -> Plan:
    """Plan the matches of a group without its conditions, with what would block each."""
    builder = Builder(made.query, names)
    text = _text(builder, group, None, graph)
    body = f"{values} {text}"
    if graph is not None:
        body = f"GRAPH {sparql(graph)} {{ {body} }}"
    inside = re.findall(r"[?$](\w+)", made.query.text[group.start : group.end])
    return builder.plan([*names, *inside], f"{made.query.dataset_clauses}\nWHERE {{ {body} }}", {})


def _text(builder: Builder, group: Group, marker: str | None, graph: PatternTerm | None) -> str:
    if group.select is not None and group.select.where is not None:
        return _text(builder, group.select.where, marker, graph)
    builder.keep(group)
    lines = [builder.edge(pattern, marker, graph) for pattern in group.patterns]
    lines += [builder.spell(pattern, marker, graph) for pattern in group.paths]
    branches = []
    for inner in group.groups:
        within = inner.graph if inner.role == "graph" else graph
        if inner.role in ("group", "graph"):
            body = f"{{ {_text(builder, inner, marker, within)} }}"
            lines.append(f"GRAPH {sparql(inner.graph)} {body}" if inner.graph else body)
            continue
        own = builder.fresh()
        body = f"{{ {_text(builder, inner, own, within)} BIND(1 AS ?{own}) }}"
        if inner.role == "union":
            branches.append(body)
        else:
            lines.append(f"OPTIONAL {body}")
    return " ".join([*lines, " UNION ".join(branches)])
