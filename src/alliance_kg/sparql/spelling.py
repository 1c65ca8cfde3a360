"""Paths spelled out as triple patterns, UNION and FILTER, as SPARQL defines them.

Source: SPARQL 1.1 Query Language, section 18.2.2.4 (translate property path patterns).
"""

from typing import TYPE_CHECKING

from alliance_kg.sparql.lexis import PatternTerm, TriplePattern, Var
from alliance_kg.sparql.paths import (
    Alternative,
    Closure,
    Inverse,
    Link,
    Negated,
    Path,
    PathPattern,
    Sequence,
    written,
)

if TYPE_CHECKING:
    from alliance_kg.sparql.plan import Builder


def spell(
    builder: "Builder", pattern: PathPattern, marker: str | None, graph: PatternTerm | None
) -> str:
    """Return the text of a path's pattern and tell the builder its edges and closures.

    `?`, `*` and `+` stay paths in the text: they match once, however many ways there are.
    """
    subject, path, value = pattern
    if isinstance(path, Link):
        return builder.edge(TriplePattern(subject, path.predicate, value), marker, graph)
    if isinstance(path, Inverse):
        return spell(builder, PathPattern(value, path.path, subject), marker, graph)
    if isinstance(path, Sequence):
        return _sequence(builder, pattern, path, marker, graph)
    if isinstance(path, Alternative):
        branches = [PathPattern(subject, part, value) for part in path.parts]
        return _union(builder, branches, graph)
    if isinstance(path, Closure):
        builder.walk(pattern, marker, graph)
        return f"{_text(subject)} {written(path)} {_text(value)} ."
    return _negated(builder, pattern, path, marker, graph)


def _sequence(
    builder: "Builder",
    pattern: PathPattern,
    path: Sequence,
    marker: str | None,
    graph: PatternTerm | None,
) -> str:
    lines, at = [], pattern.subject
    for number, part in enumerate(path.parts, start=1):
        is_last = number == len(path.parts)
        to = pattern.object if is_last else Var(builder.fresh())
        lines.append(spell(builder, PathPattern(at, part, to), marker, graph))
        at = to
    return " ".join(lines)


def _union(builder: "Builder", branches: list[PathPattern], graph: PatternTerm | None) -> str:
    texts = []
    for branch in branches:
        own = builder.fresh()
        texts.append(f"{{ {spell(builder, branch, own, graph)} BIND(1 AS ?{own}) }}")
    return " UNION ".join(texts)


def _negated(
    builder: "Builder",
    pattern: PathPattern,
    path: Negated,
    marker: str | None,
    graph: PatternTerm | None,
) -> str:
    subject, _, value = pattern
    if path.forward and path.backward:
        ways: list[Path] = [Negated(path.forward, ()), Negated((), path.backward)]
        return _union(builder, [PathPattern(subject, way, value) for way in ways], graph)
    predicate = Var(builder.fresh())
    ends = (value, subject) if path.backward else (subject, value)
    line = builder.edge(TriplePattern(ends[0], predicate, ends[1]), marker, graph)
    excluded = ", ".join(map(str, path.forward or path.backward))
    return f"{line} FILTER(?{predicate.name} NOT IN ({excluded}))"


def _text(term: PatternTerm) -> str:
    return f"?{term.name}" if isinstance(term, Var) else str(term)
