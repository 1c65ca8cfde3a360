"""A store to load into: what is sent there, and what it is found to hold.

Graphs go over the Graph Store HTTP Protocol, updates and counts over SPARQL 1.1.
"""

import tempfile
import urllib.request
from typing import IO

import pyoxigraph
from pyoxigraph import RdfFormat

from alliance_kg.errors import InputError, StoreUnavailable
from alliance_kg.shipping.profiles import Profile
from alliance_kg.stores import fingerprint
from alliance_kg.stores.fingerprint import Fingerprint
from alliance_kg.stores.remote import RemoteStore
from alliance_kg.stores.transport import Refused, Reply, Transport
from alliance_kg.terms import number_of

_ROLLED_BACK_TRIES = 5
_TRIPLES = {
    "application/n-triples": RdfFormat.N_TRIPLES,
    "text/plain": RdfFormat.N_TRIPLES,
    "text/turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
}


class Target:
    """A store to load into: its address, what kind it is, how long a request may take."""

    def __init__(self, address: str, profile: Profile, timeout_s: float = 600.0) -> None:
        """Find the way to a store. Raises what Transport raises."""
        self.address, self.profile, self.timeout_s = address, profile, timeout_s
        self._transport = Transport(address, timeout_s=timeout_s)
        self.name = self._transport.name

    def asked(self) -> RemoteStore:
        """Return the store as one that is asked."""
        address = self.profile.query_address(self.address)
        return RemoteStore(address, {}, timeout_s=self.timeout_s)

    def add(self, graph: str, chunk: bytes) -> None:
        """Add triples to a graph that nothing asks yet. Raises StoreUnavailable, InputError."""
        staging = self._transport.at(self.profile.staging_address(self.address, graph))
        self._request(staging, "POST", chunk, self.profile.media_type)

    def update(self, update: str, *, is_safe: bool = False) -> None:
        """Carry out a SPARQL update; `is_safe` says that doing so twice does no harm.

        Raises StoreUnavailable, InputError.
        """
        transport = self._transport.at(self.profile.update_address(self.address))
        self._request(
            transport, "POST", update.encode(), "application/sparql-update", is_safe=is_safe
        )

    def drop(self, graph: str) -> None:
        """Remove a graph that nothing asks, if it is there, maybe piece by piece.

        Raises StoreUnavailable, InputError.
        """
        most = self.profile.deletes
        for _ in range(self.count(graph) // most if most else 0):
            self.update(
                f"DELETE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} WHERE {{ SELECT ?s ?p ?o "
                f"{{ GRAPH <{graph}> {{ ?s ?p ?o }} }} LIMIT {most} }}",
                is_safe=True,
            )
        self.update(f"DROP SILENT GRAPH <{graph}>", is_safe=True)

    def count(self, graph: str) -> int:
        """Return how many triples a graph has. Raises StoreUnavailable."""
        rows = self.asked().select(
            f"SELECT (COUNT(*) AS ?count) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        ).rows  # fmt: skip
        return number_of(rows[0]["count"])

    def held(self, graph: str) -> Fingerprint:
        """Read a graph back, in constant memory: the answer goes through a temporary file.

        Nothing is computed before the answer is whole. Raises StoreUnavailable.
        """
        transport = self._graph(graph)
        with tempfile.TemporaryFile() as file:
            try:
                reply = self._request(transport, "GET", None, "", into=file)
            except Refused as error:
                if error.status == 404:
                    return fingerprint.of(())
                raise StoreUnavailable(f"{transport.name} cannot be read back ({error})") from error
            form = _TRIPLES.get(reply.media_type)
            if form is None:
                raise StoreUnavailable(
                    f"{transport.name} answers with {reply.media_type}, not triples"
                )
            try:
                return fingerprint.of(pyoxigraph.parse(file, form))
            except SyntaxError as error:
                raise StoreUnavailable(
                    f"{transport.name} sends triples that are none: {error}"
                ) from error

    def _graph(self, name: str) -> Transport:
        return self._transport.at(self.profile.graph_address(self.address, name))

    def _request(
        self,
        transport: Transport,
        method: str,
        content: bytes | None,
        media_type: str,
        *,
        is_safe: bool = True,
        into: IO[bytes] | None = None,
    ) -> Reply:
        for tries in range(_ROLLED_BACK_TRIES, 0, -1):
            request = urllib.request.Request(  # noqa: S310 (the transport checked the address)
                transport.address, content, method=method
            )
            if content is not None:
                request.add_header("Content-Type", media_type)
            else:
                request.add_header("Accept", "application/n-triples, text/turtle;q=0.5")
            try:
                return transport.send(request, is_safe=is_safe, into=into)
            except Refused as error:
                mark = self.profile.rolled_back
                if tries > 1 and mark and mark in error.said:
                    continue
                if content is None:
                    raise
                if error.status >= 500:
                    raise StoreUnavailable(f"{transport.name} failed ({error})") from error
                raise InputError(f"{transport.name} does not take it ({error})") from error
        raise AssertionError("the last try returns or raises")
