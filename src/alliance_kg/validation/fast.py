"""The engine `shacl`: Rust, fast, complete on the core suite of the W3C."""

import re
from collections.abc import Iterator

import shacl
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from alliance_kg.errors import InputError
from alliance_kg.terms import Term
from alliance_kg.validation.found import Found
from alliance_kg.validation.triples import Triples

_SH = "http://www.w3.org/ns/shacl#"
# A value that a query computes and that stands nowhere in the data is left out of the
# engine's results, but not of its messages: each query gets one more, with this mark.
_MARK = "\ue000"
_UNBOUND = "{?value}"
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*")


def run(data: Triples, shapes: Triples) -> tuple[Found, ...]:
    """Check data against shapes; raises InputError for shapes that cannot be used.

    Blank nodes are labelled by the engine, not as in the data.
    """
    rules = Triples([*_with_marks(shapes)]).text.decode()
    try:
        compiled = shacl.Shapes.from_text(rules, format="ntriples")
        report = compiled.validate_text(data.text.decode(), format="ntriples")
    except ValueError as error:
        reason = " ".join(str(error).split()).removeprefix("invalid shapes graph: ")
        raise InputError(f"the shapes cannot be used: {reason}") from error
    results = report.results
    # One parse for all terms: they come as N-Triples.
    terms = _terms(text for it in results for text in (it.focus_node, it.value) if text)
    found = (_found(it, next(terms), next(terms) if it.value else None) for it in results)
    return tuple(dict.fromkeys(found))  # A query may give a row twice.


def _found(result: shacl.Result, focus: Term, value: Term | None) -> Found:
    told = [text.removeprefix(_MARK) for text in result.messages if text.startswith(_MARK)]
    if value is None and told and told[0] != _UNBOUND:
        value = NamedNode(told[0]) if _IRI.fullmatch(told[0]) else Literal(told[0])
    return Found(
        focus=focus,
        path=None if result.path is None else _bare(result.path),
        value=value,
        severity=result.severity_iri,
        shape=_bare(result.source_shape or result.root_shape or ""),
        component=result.component_iri,
        messages=tuple(text for text in result.messages if not text.startswith(_MARK)),
    )


def _with_marks(shapes: Triples) -> Iterator[Triple]:
    for quad in shapes:
        yield quad.triple
        if quad.predicate.value == f"{_SH}sparql" and not isinstance(quad.object, Literal):
            yield Quad(quad.object, NamedNode(f"{_SH}message"), Literal(_MARK + _UNBOUND)).triple


def _terms(texts: Iterator[str]) -> Iterator[Term]:
    lines = "".join(f"<urn:x-subject:x> <urn:x-predicate:x> {text} .\n" for text in texts)
    for quad in parse(lines, format=RdfFormat.N_TRIPLES):
        yield quad.object


def _bare(text: str) -> str:
    """Return an IRI without its brackets; a path of several stays as it is."""
    inner = text.removeprefix("<").removesuffix(">")
    return inner if text == f"<{inner}>" and ">" not in inner else text
