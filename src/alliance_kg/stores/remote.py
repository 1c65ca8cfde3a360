"""A store behind a SPARQL 1.1 endpoint, over SPARQLWrapper.

Engines differ in what a query without GRAPH sees: the union of all graphs, or a default
graph that is none of them. The protocol settles it: each request names the graphs of the
release, as `default-graph-uri` and as `named-graph-uri`, and the queries stay as they are.

Source: SPARQL 1.1 Protocol, sections 2.1.4 and 2.2.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from http.client import HTTPResponse
from typing import TypeVar, cast
from urllib.response import addinfourl

import SPARQLWrapper
from pyoxigraph import (
    Literal,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from alliance_kg.errors import OperationRefused, StoreUnavailable
from alliance_kg.sparql.lexis import query_error, tokens, undeclared
from alliance_kg.sparql.syntax import has_dataset, read
from alliance_kg.stores import Row, Solutions, solutions_of, truth_of
from alliance_kg.stores.fingerprint import canonical
from alliance_kg.stores.transport import TIMEOUT_S, Refused, Reply, Transport

_RESULTS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
    "text/xml": QueryResultsFormat.XML,
}
_TRIPLES = {
    "application/n-triples": RdfFormat.N_TRIPLES,
    "text/turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
_ALIKE = {"SELECT": ("SELECT",), "ASK": ("ASK",), "CONSTRUCT": ("CONSTRUCT", "DESCRIBE")}
_ACCEPT_RESULTS = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
_ACCEPT_TRIPLES = "application/n-triples, text/turtle;q=0.5, application/rdf+xml;q=0.2"

# Virtuoso ends a result that is too long or takes too long, and says so only here.
_PARTIAL = {"X-SPARQL-MaxRows": "cut the result at its limit of rows", "X-SQL-State": "gave up"}

_Item = TypeVar("_Item")


class RemoteStore:
    """A SPARQL 1.1 endpoint; a query without GRAPH or FROM sees the union of `graphs`.

    Without graphs, it sees what the endpoint holds for its default graph. The prefixes
    given are known to every query. Nothing is written: `update` is refused.
    """

    def __init__(
        self,
        address: str,
        prefixes: Mapping[str, str],
        graphs: Iterable[str] = (),
        *,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """Prepare for an address; nothing is sent yet.

        Raises BadParameter for what is no address, OperationRefused for a password that
        would travel in the clear, InputError for a file of credentials.
        """
        self._transport = Transport(address, timeout_s=timeout_s)
        self._prefixes = dict(prefixes)
        self._graphs = tuple(graphs)
        self._theirs: dict[str, str] = {}
        self.name = self._transport.name

    def within(self, timeout_s: float) -> "RemoteStore":
        """Return the same store with another limit of time for each request."""
        other = copy(self)
        other._transport = self._transport.within(timeout_s)
        return other

    def select(self, query: str) -> Solutions:
        """Evaluate a SELECT query; all rows are read before this returns."""
        results = self._results("SELECT", query)
        with self._reading():
            found = solutions_of(results)
            return Solutions(found.variables, tuple(map(self._as_ours, found.rows)))

    def ask(self, query: str) -> bool:
        """Evaluate an ASK query."""
        return truth_of(self._results("ASK", query))

    def construct(self, query: str) -> Iterator[Triple]:
        """Evaluate a CONSTRUCT or DESCRIBE query."""
        reply = self._send("CONSTRUCT", query, _ACCEPT_TRIPLES)
        if reply.media_type in _RESULTS:
            raise TypeError("not a CONSTRUCT or DESCRIBE query")
        form = self._format(reply, _TRIPLES.get(reply.media_type), "triples")
        if not reply.is_whole and form != RdfFormat.RDF_XML:
            raise StoreUnavailable(
                f"{self.name} sends triples without saying where they end; half of them "
                "would look like all of them"
            )
        with self._reading():
            yield from [quad.triple for quad in parse(reply.body, form)]

    def update(self, update: str) -> None:
        """Refuse. Raises OperationRefused."""
        raise OperationRefused(f"{self.name} is read here, not changed: {update[:40]!r} is refused")

    def close(self) -> None:
        """Do nothing: no connection is kept."""

    def _results(self, form: str, query: str) -> QuerySolutions | QueryBoolean:
        reply = self._send(form, query, _ACCEPT_RESULTS)
        if reply.media_type in _TRIPLES:
            raise TypeError(f"not a {form} query")
        found = self._format(reply, _RESULTS.get(reply.media_type), "SPARQL results")
        with self._reading():
            return parse_query_results(reply.body, found)

    def _format(self, reply: Reply, found: _Item | None, wanted: str) -> _Item:
        if found is None:
            raise StoreUnavailable(
                f"{self.name} answers with {reply.media_type or 'no media type'}, not with "
                f"{wanted}; is that the address of a SPARQL endpoint?"
            )
        for header, words in _PARTIAL.items():
            if header in reply.headers:
                raise StoreUnavailable(f"{self.name} {words}; ask for less, or raise its limits")
        return found

    def _as_ours(self, row: Row) -> Row:
        """Return a row with its values written as the embedded store writes them.

        Virtuoso says 1 for true, Jena 2.0 for a decimal 2.
        """
        for name, term in row.items():
            if isinstance(term, Literal) and (ours := canonical(term)) != term:
                self._theirs[str(ours)] = str(term)
                row[name] = ours
        return row

    def _as_theirs(self, query: str) -> str:
        """Return a query with values written as the store wrote them: Jena joins by spelling."""
        if not any(ours in query for ours in self._theirs):
            return query
        words = list(tokens(query))
        parts, at = [], 0
        for first, between, last in zip(words, words[1:], words[2:], strict=False):
            literal = query[first.start : last.end]
            if first.kind == "string" and between.text == "^^" and literal in self._theirs:
                parts += [query[at : first.start], self._theirs[literal]]
                at = last.end
        return "".join([*parts, query[at:]])

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Tell of an answer that does not parse as of a store that does not answer."""
        try:
            yield
        except (SyntaxError, ValueError) as error:
            told = " ".join(str(error).split())
            raise StoreUnavailable(
                f"{self.name} sends half an answer or a garbled one: {told}"
            ) from error

    def _send(self, form: str, query: str, accepted: str) -> Reply:
        lines = undeclared(query, self._prefixes)
        request = _Request(self._transport)
        request.setMethod(SPARQLWrapper.POST)
        request.setOnlyConneg(True)
        request.addCustomHttpHeader("Accept", accepted)
        # Not `setQuery`, which takes the first word that looks like a form for the form, and
        # would send a query that mentions DELETE in a comment as an update.
        request.queryString, request.queryType = lines + self._as_theirs(query), form
        if not has_dataset(query, self._prefixes):
            for graph in self._graphs:
                request.addDefaultGraph(graph)
                request.addNamedGraph(graph)
        try:
            request.query()
        except Refused as error:
            if error.status == 406 and read(query, self._prefixes).form not in _ALIKE[form]:
                raise TypeError(f"not a {form} query") from error
            raise self._error(error, len(lines)) from error
        return request.reply

    def _error(self, error: Refused, shift: int) -> Exception:
        if error.status == 400:
            return query_error(error.said, shift)
        if error.status == 404:
            return StoreUnavailable(f"{self.name} is not there (HTTP 404)")
        said = f": {error.said}" if error.said and "<" not in error.said else ""
        return StoreUnavailable(f"{self.name} could not answer (HTTP {error.status}){said}")


class _Request(SPARQLWrapper.SPARQLWrapper):
    """SPARQLWrapper over our transport.

    Its own way to open a request follows redirects with the password in hand, and its
    digest authentication changes `urllib` for the whole process.
    """

    def __init__(self, transport: Transport) -> None:
        super().__init__(transport.address)
        self._transport = transport

    def _query(self) -> tuple[HTTPResponse, str]:
        self.reply = self._transport.send(self._createRequest(), is_safe=True)
        body = addinfourl(io.BytesIO(self.reply.body), self.reply.headers, self.endpoint)
        return cast("HTTPResponse", body), self.returnFormat  # urllib's other response
