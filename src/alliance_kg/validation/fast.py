"""The engine `shacl`: Rust, fast, complete on the core suite of the W3C."""

import re
from collections.abc import Iterable, Iterator

import shacl
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from alliance_kg.errors import InputError
from alliance_kg.terms import RDF, Term
from alliance_kg.validation.found import Found
from alliance_kg.validation.triples import Triples

_SH = "http://www.w3.org/ns/shacl#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
# A value that a query computes and that stands nowhere in the data is left out of the
# engine's results, but not of its messages: each query gets one more, with this mark.
_MARK = "\ue000"
_UNBOUND = "{?value}"
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*")


def run(data: Triples, shapes: Triples) -> tuple[Found, ...]:
    """Check data against shapes; raises InputError for shapes that cannot be used.

    Blank nodes are labelled by the engine, not as in the data.
    """
    rules = Triples([*_with_marks(_with_quick_classes(shapes))]).text.decode()
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


def _with_quick_classes(shapes: Triples) -> Iterator[Triple]:
    """Say of `[ sh:class C ]` that the path rdf:type/rdfs:subClassOf* has the value C.

    Both mean the same (SHACL 4.1.1). In a shape within another one, as in sh:or, the engine
    looks up all nodes of the class again for each value; a shape within is in no result.
    """
    steps, rest, above = BlankNode(), BlankNode(), BlankNode()
    yield Triple(steps, NamedNode(f"{RDF}first"), NamedNode(f"{RDF}type"))
    yield Triple(steps, NamedNode(f"{RDF}rest"), rest)
    yield Triple(rest, NamedNode(f"{RDF}first"), above)
    yield Triple(rest, NamedNode(f"{RDF}rest"), NamedNode(f"{RDF}nil"))
    yield Triple(above, NamedNode(f"{_SH}zeroOrMorePath"), NamedNode(f"{_RDFS}subClassOf"))
    for quad in shapes:
        shape = quad.subject
        if (
            isinstance(shape, BlankNode)
            and quad.predicate.value == f"{_SH}class"
            and len(shapes.about(shape)) == 1
        ):
            yield Triple(shape, NamedNode(f"{_SH}path"), steps)
            yield Triple(shape, NamedNode(f"{_SH}hasValue"), quad.object)
        else:
            yield quad.triple


def _with_marks(shapes: Iterable[Triple]) -> Iterator[Triple]:
    for triple in shapes:
        yield triple
        node = triple.object
        if triple.predicate.value == f"{_SH}sparql" and isinstance(node, NamedNode | BlankNode):
            yield Triple(node, NamedNode(f"{_SH}message"), Literal(_MARK + _UNBOUND))


def _terms(texts: Iterator[str]) -> Iterator[Term]:
    lines = "".join(f"<urn:x-subject:x> <urn:x-predicate:x> {text} .\n" for text in texts)
    for quad in parse(lines, format=RdfFormat.N_TRIPLES):
        yield quad.object


def _bare(text: str) -> str:
    """Return an IRI without its brackets; a path of several stays as it is."""
    inner = text.removeprefix("<").removesuffix(">")
    return inner if text == f"<{inner}>" and ">" not in inner else text
