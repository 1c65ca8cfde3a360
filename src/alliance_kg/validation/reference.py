"""The engine pySHACL: slow, independent, what the fast one is held against."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode
from pyshacl import validate as run_pyshacl
from pyshacl.errors import ReportableRuntimeError
from pyshacl.graph_abstraction import DataGraph
from rdflib import SH, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from alliance_kg.errors import InputError
from alliance_kg.terms import Term
from alliance_kg.validation.found import Found
from alliance_kg.validation.quickgraph import QuickGraph
from alliance_kg.validation.triples import Triples


def run(data: Triples, shapes: Triples, *, quick: bool = True) -> tuple[Found, ...]:
    """Check data against shapes; raises InputError for shapes that cannot be used.

    Literals are read as they are written. `quick` lets a faster store than rdflib answer
    the queries of rules, which pySHACL asks for each focus node.
    """
    with _as_written():
        shapes_graph = Graph().parse(data=shapes.text, format="nt")
        graph = Graph().parse(data=data.text, format="nt")
        try:
            # inplace: without inference nothing is added, so there is nothing to protect.
            _, found, text = run_pyshacl(
                DataGraph.from_rdflib_graph(QuickGraph(graph.store, graph.identifier))
                if quick
                else graph,
                shacl_graph=shapes_graph,
                inference="none",
                inplace=True,
            )
        except (ReportableRuntimeError, SyntaxError) as error:
            raise InputError(f"the shapes cannot be used: {error}") from error
        if not isinstance(found, Graph):  # pySHACL may return the exception in the graph's place.
            raise InputError(f"the shapes cannot be used: {text}")
        results = (_found(found, node, shapes_graph) for node in found.objects(None, SH.result))
        return tuple(dict.fromkeys(results))


@contextmanager
def _as_written() -> Iterator[None]:
    """Let rdflib keep "01" as it is, and be calm about a date that does not exist.

    It logs a traceback when it reads one, and compares one with NotImplemented. pySHACL
    would go back to rewriting before it copies the values into its report.
    """
    log = logging.getLogger("rdflib.term")
    was = log.disabled, rdflib.NORMALIZE_LITERALS
    entrypoints: Any = import_module("pyshacl.entrypoints")  # Any: not declared there
    rewrite = entrypoints.rdflib_bool_unpatch
    log.disabled, rdflib.NORMALIZE_LITERALS = True, False
    entrypoints.rdflib_bool_unpatch = lambda: None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        entrypoints.rdflib_bool_unpatch = rewrite
        rewrite()
        log.disabled, rdflib.NORMALIZE_LITERALS = was


def _found(report: Graph, node: Node, shapes: Graph) -> Found:
    shape, value = report.value(node, SH.sourceShape), report.value(node, SH.value)
    path = report.value(node, SH.resultPath)
    if isinstance(path, BNode):  # the report holds a copy; the shape has the original
        path = shapes.value(shape, SH.path)
    return Found(
        focus=_term(report.value(node, SH.focusNode)),
        path=None
        if path is None
        else str(path)
        if isinstance(path, URIRef)
        else _path(path, shapes),
        value=None if value is None else _term(value),
        severity=str(report.value(node, SH.resultSeverity)),
        shape=f"_:{shape}" if isinstance(shape, BNode) else str(shape),
        component=str(report.value(node, SH.sourceConstraintComponent)),
        messages=tuple(map(str, report.objects(node, SH.resultMessage))),
    )


_STEPS = {SH.inversePath: "^{}", SH.zeroOrMorePath: "({})*", SH.oneOrMorePath: "({})+",
          SH.zeroOrOnePath: "({})?"}  # fmt: skip


def _path(path: Node, shapes: Graph) -> str:
    """Return a path in the words of SPARQL, written as `shacl` writes it."""
    if isinstance(path, URIRef):
        return f"<{path}>"
    for predicate, form in _STEPS.items():
        if (step := shapes.value(path, predicate)) is not None:
            return form.format(_path(step, shapes))
    choice = shapes.value(path, SH.alternativePath)
    steps = Collection(shapes, path if choice is None else choice)
    joined = ("/" if choice is None else "|").join(_path(step, shapes) for step in steps)
    return f"({joined})"


def _term(term: Node | None) -> Term:
    if isinstance(term, URIRef):
        return NamedNode(str(term))
    if isinstance(term, BNode):
        return BlankNode(str(term))
    if not isinstance(term, rdflib.Literal):
        raise TypeError(f"{term!r} is no term of a result")
    if term.language:
        return Literal(str(term), language=term.language)
    kind = None if term.datatype is None else NamedNode(str(term.datatype))
    return Literal(str(term), datatype=kind)
