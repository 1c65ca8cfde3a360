"""A graph for rules: each focus node's query is answered by a store that is fast at it."""

from functools import cached_property
from typing import Any

import pyoxigraph
from rdflib import XSD, BNode, Graph, Literal, URIRef, Variable
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Identifier

from alliance_kg.errors import InputError


class QuickGraph(Graph):
    """A graph whose queries are answered by a faster store; pySHACL asks for each focus node.

    The store is filled once, at the first query: the graph must not change after that.
    """

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Result:
        """Evaluate a SELECT query; `Any`: of rdflib's arguments only the bindings count."""
        # pySHACL passes them by position, after processor, result and namespaces.
        given: dict[str, Any] = kwargs.get("initBindings") or dict(*args[3:4])
        bound = {pyoxigraph.Variable(name): _quick(term) for name, term in given.items()}
        try:
            rows = self._store.query(str(query_object), substitutions=bound)
        except SyntaxError as error:
            reason = " ".join(str(error).split())
            raise InputError(f"the shapes cannot be used: SPARQL error: {reason}") from error
        if not isinstance(rows, pyoxigraph.QuerySolutions):
            raise InputError("the shapes cannot be used: a query is not a SELECT query")
        found = Result("SELECT")
        found.vars = [Variable(it.value) for it in rows.variables]
        names = list(zip(found.vars, rows.variables, strict=True))
        found.bindings = [
            {ours: _slow(term) for ours, theirs in names if (term := row[theirs]) is not None}
            for row in rows
        ]
        return found

    @cached_property
    def _store(self) -> pyoxigraph.Store:
        store = pyoxigraph.Store()
        store.extend(pyoxigraph.Quad(*map(_quick, triple)) for triple in self)
        return store


def _quick(term: Any) -> Any:  # Any: the two libraries' terms have no common type
    if isinstance(term, URIRef):
        return pyoxigraph.NamedNode(term)
    if isinstance(term, BNode):
        return pyoxigraph.BlankNode(term)
    if term.language:
        return pyoxigraph.Literal(term, language=term.language)
    kind = pyoxigraph.NamedNode(term.datatype) if term.datatype else None
    return pyoxigraph.Literal(term, datatype=kind)


def _slow(term: Any) -> Identifier:
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    if term.language or term.datatype.value == str(XSD.string):
        return Literal(term.value, lang=term.language)
    return Literal(term.value, datatype=URIRef(term.datatype.value))
