"""Property paths: read from a query, written back, taken apart into triple patterns.

Sequences, inverses, alternatives and negated sets say nothing that triple patterns, UNION
and FILTER do not; `?`, `*` and `+` are left as closures, whose edges must be walked.

Source: SPARQL 1.1 Query Language, section 9 (property paths) and 18.2.2.3.
"""

from typing import NamedTuple, TypeAlias

from pyoxigraph import NamedNode

from alliance_kg.sparql.lexis import Cursor, PatternTerm, error_at

_RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_MODIFIERS = ("*", "+", "?")


class Link(NamedTuple):
    """One step along a predicate."""

    predicate: NamedNode


class Inverse(NamedTuple):
    """A path walked backwards."""

    path: "Path"


class Sequence(NamedTuple):
    """One path after the other."""

    parts: "tuple[Path, ...]"


class Alternative(NamedTuple):
    """One path or another."""

    parts: "tuple[Path, ...]"


class Closure(NamedTuple):
    """A path walked any number of times: `?` at most once, `+` at least once, `*`."""

    path: "Path"
    mark: str


class Negated(NamedTuple):
    """One step along any predicate but these, `backward` ones against the arrow."""

    forward: tuple[NamedNode, ...]
    backward: tuple[NamedNode, ...]


Path: TypeAlias = Link | Inverse | Sequence | Alternative | Closure | Negated


class PathPattern(NamedTuple):
    """A pattern whose predicate is a path."""

    subject: PatternTerm
    path: Path
    object: PatternTerm


def read_path(cursor: Cursor) -> Path:
    """Consume a path. Raises QuerySyntaxError."""
    parts = [_sequence(cursor)]
    while cursor.peek() == "|":
        cursor.next()
        parts.append(_sequence(cursor))
    return parts[0] if len(parts) == 1 else Alternative(tuple(parts))


def is_modifier(cursor: Cursor) -> bool:
    """Whether `?`, `*` or `+` stands next; the sign of a number is none."""
    if cursor.peek() not in _MODIFIERS:
        return False
    at = cursor.index
    following = cursor.words[at + 1] if at + 1 < len(cursor.words) else None
    is_sign = (
        cursor.peek() == "+"
        and following is not None
        and following.kind == "number"
        and following.start == cursor.words[at].end
    )
    return not is_sign


def _sequence(cursor: Cursor) -> Path:
    parts = [_step(cursor)]
    while cursor.peek() == "/":
        cursor.next()
        parts.append(_step(cursor))
    return parts[0] if len(parts) == 1 else Sequence(tuple(parts))


def _step(cursor: Cursor) -> Path:
    is_inverse = cursor.peek() == "^"
    if is_inverse:
        cursor.next()
    path = _primary(cursor)
    if is_modifier(cursor):
        path = Closure(path, cursor.next().text)
    return Inverse(path) if is_inverse else path


def _primary(cursor: Cursor) -> Path:
    if cursor.peek() == "(":
        cursor.next()
        path = read_path(cursor)
        cursor.expect(")")
        return path
    if cursor.peek() == "!":
        cursor.next()
        return _negated(cursor)
    return Link(_predicate(cursor))


def _negated(cursor: Cursor) -> Negated:
    forward: list[NamedNode] = []
    backward: list[NamedNode] = []
    is_list = cursor.peek() == "("
    if is_list:
        cursor.next()
    while cursor.peek() != ")":
        if cursor.peek() == "^":
            cursor.next()
            backward.append(_predicate(cursor))
        else:
            forward.append(_predicate(cursor))
        if not is_list:
            break
        if cursor.peek() == "|":
            cursor.next()
    if is_list:
        cursor.expect(")")
    return Negated(tuple(forward), tuple(backward))


def _predicate(cursor: Cursor) -> NamedNode:
    word = cursor.next()
    if word.keyword == "A":
        return _RDF_TYPE
    if word.kind not in ("iri", "pname"):
        raise error_at(cursor.text, word.start, f"expected a term, not '{word.text}'")
    return cursor.iri(word)


def written(path: Path) -> str:
    """Return a path as SPARQL text, IRIs in full."""
    if isinstance(path, Link):
        return str(path.predicate)
    if isinstance(path, Inverse):
        return f"^({written(path.path)})"
    if isinstance(path, Sequence):
        return f"({'/'.join(map(written, path.parts))})"
    if isinstance(path, Alternative):
        return f"({'|'.join(map(written, path.parts))})"
    if isinstance(path, Closure):
        return f"({written(path.path)}){path.mark}"
    items = [*map(str, path.forward), *(f"^{iri}" for iri in path.backward)]
    return f"!({'|'.join(items)})"
