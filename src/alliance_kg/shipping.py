"""Loading a release into a remote store: staged, verified, then moved into place.

Servers acknowledge what they then do not hold, cut off long names, and leave half a graph
after an error. So each graph is sent to a staging graph beside it, in chunks with a stated
length, read back, and compared with the files; only then does it take the place of the
graph that is asked. Every step may be repeated: a store holds sets of triples.
"""

import urllib.request
from collections.abc import Callable, Sequence

import pyoxigraph
from pyoxigraph import RdfFormat

from alliance_kg import fingerprint, shipment
from alliance_kg.bundle import Bundle
from alliance_kg.connection import MARKER
from alliance_kg.errors import InputError, StoreUnavailable
from alliance_kg.fingerprint import Fingerprint
from alliance_kg.inputs import Source
from alliance_kg.journal import Journal
from alliance_kg.profiles import Profile
from alliance_kg.release import Release
from alliance_kg.remote import RemoteStore
from alliance_kg.shipment import Part, Shipment
from alliance_kg.terms import BASE, number_of, text_of
from alliance_kg.transport import Refused, Reply, Transport

PREVIOUS = "#previous"
_ANSWER_BYTES = 2**31
_TRIPLES = {
    "application/n-triples": RdfFormat.N_TRIPLES,
    "text/plain": RdfFormat.N_TRIPLES,
    "text/turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
}

_SUBSETS = """SELECT ?graph
FROM <https://w3id.org/alliance-kg/graph/release>
WHERE { <https://w3id.org/alliance-kg/dataset> <http://rdfs.org/ns/void#subset> ?graph }"""


class Target:
    """A store to load into: its address, what kind it is, how long a request may take."""

    def __init__(self, address: str, profile: Profile, timeout_s: float = 600.0) -> None:
        """Find the way to a store. Raises what Transport raises."""
        self.address, self.profile, self.timeout_s = address, profile, timeout_s
        self._transport = Transport(address, timeout_s=timeout_s, size_bytes=_ANSWER_BYTES)

    def graph(self, name: str) -> Transport:
        """Return the way to a named graph."""
        return self._transport.at(self.profile.graph_address(self.address, name))

    def staging(self, name: str) -> Transport:
        """Return the way to which a graph is sent that nothing asks yet."""
        return self._transport.at(self.profile.staging_address(self.address, name))

    def updates(self) -> Transport:
        """Return the way to where updates go."""
        return self._transport.at(self.profile.update_address(self.address))

    def asked(self) -> RemoteStore:
        """Return the store as one that is asked."""
        address = self.profile.query_address(self.address)
        return RemoteStore(address, {}, timeout_s=self.timeout_s)


def load(
    target: Target,
    sources: Sequence[Source],
    sent: Shipment,
    journal: Journal,
    tell: Callable[[int], None],
    *,
    bundle: Bundle | None = None,
    keeps_previous: bool = False,
) -> tuple[str, ...]:
    """Send, verify and publish what the journal does not say is there already.

    `tell` is given the number of triples of each chunk, `bundle` is the release that the
    files are. Returns what differs after all, in words; nothing is published then.
    Raises StoreUnavailable when the store is away (go on with the same journal then),
    InputError for what it refuses.
    """
    _send(target, sources, sent, journal, tell)
    found: list[str] = []
    for part in sent.parts:
        graph = _staging(part, sent.digest)
        # A load that stopped while publishing has moved some parts already.
        different = faults(target, part, graph if _count(target, graph) else part.graph)
        if different:
            journal.acknowledge(part.graph, 0)
        found += different
    if found:
        return tuple(found)
    _publish(target, sent, bundle, keeps_previous=keeps_previous)
    found = [
        f"<{part.graph}> holds {count:,} triples, sent were {part.held.quads:,}"
        for part in sent.parts
        if (count := _count(target, part.graph)) != part.held.quads
    ]
    if not found:
        journal.end()
    return tuple(found)


def faults(target: Target, part: Part, graph: str | None = None) -> tuple[str, ...]:
    """Read a graph back, by default that of a part; return in words what differs.

    Raises StoreUnavailable.
    """
    name = graph or part.graph
    held = _held(target, name)
    if held == part.held:
        return ()
    return (
        f"<{name}> holds {held.quads:,} triples with digest {held.digest[:12]}…; sent were "
        f"{part.held.quads:,} with {part.held.digest[:12]}…",
    )


def _staging(part: Part, run: str) -> str:
    """Return the name of the graph that a part is first sent to."""
    return f"{part.graph}#stage-{run[:12]}"


def _send(
    target: Target,
    sources: Sequence[Source],
    sent: Shipment,
    journal: Journal,
    tell: Callable[[int], None],
) -> None:
    for part in sent.parts:
        graph = _staging(part, sent.digest)
        done = journal.chunks(part.graph)
        if done == 0:
            _update(target, f"DROP SILENT GRAPH <{graph}>")
        transport = target.staging(graph)
        for number, chunk in enumerate(shipment.chunks(sources, part.graph, target.profile), 1):
            if number > done:
                _request(transport, "POST", chunk, target.profile.media_type)
                journal.acknowledge(part.graph, number)
            tell(chunk.count(b"\n") - target.profile.head.count(b"\n"))


def _publish(
    target: Target, sent: Shipment, bundle: Bundle | None, *, keeps_previous: bool
) -> None:
    """Move the staging graphs into place and say which release it is.

    Graphs that the release before had and this one has not are removed.
    """
    operations = []
    for part in sent.parts:
        graph = _staging(part, sent.digest)
        if _count(target, graph) != part.held.quads:
            continue  # moved by a load that then stopped
        # Not SILENT alone: some stores empty the target when there is nothing to move.
        if keeps_previous and _count(target, part.graph):
            operations += _moving(target.profile, part.graph, f"{part.graph}{PREVIOUS}")
        operations += _moving(target.profile, graph, part.graph)
    if bundle is not None:
        operations += _marking(target, sent, Release(bundle))
    if target.profile.one_by_one:
        for operation in operations:
            _update(target, operation)
    elif operations:
        _update(target, " ;\n".join(operations))
    if not target.profile.moves:
        # Not in the update that publishes: what is deleted there makes it slow.
        for part in sent.parts:
            _update(target, f"DROP SILENT GRAPH <{_staging(part, sent.digest)}>")


def _moving(profile: Profile, source: str, graph: str) -> list[str]:
    """Return the updates that put one graph in the place of another.

    Where graphs are copied, the first one stays.
    """
    if profile.moves:
        return [f"MOVE <{source}> TO <{graph}>"]
    return [
        f"DROP SILENT GRAPH <{graph}>",
        f"INSERT {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{source}> {{ ?s ?p ?o }} }}",
    ]


def _marking(target: Target, sent: Shipment, release: Release) -> list[str]:
    dataset = f"<{BASE}dataset>"
    graphs = {part.graph for part in sent.parts}
    rows = target.asked().select(_SUBSETS).rows
    gone = sorted({text_of(row["graph"]) for row in rows} - graphs)
    parts = ", ".join(f"<{graph}>" for graph in sorted(graphs))
    return [
        *(f"DROP SILENT GRAPH <{graph}>" for graph in gone),
        f"DROP SILENT GRAPH <{MARKER}>",
        f"INSERT DATA {{ GRAPH <{MARKER}> {{ {dataset} "
        f'<http://www.w3.org/ns/dcat#version> "{release.version}" ; '
        f'<{BASE}ontology#contentDigest> "{release.digest}" ; '
        f"<http://rdfs.org/ns/void#subset> {parts} }} }}",
    ]


def _count(target: Target, graph: str) -> int:
    rows = target.asked().select(
        f"SELECT (COUNT(*) AS ?count) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    ).rows  # fmt: skip
    return number_of(rows[0]["count"])


def _held(target: Target, graph: str) -> Fingerprint:
    transport = target.graph(graph)
    try:
        reply = _request(transport, "GET", None, "")
    except Refused as error:
        if error.status == 404:
            return fingerprint.of(())
        raise StoreUnavailable(f"{transport.name} cannot be read back ({error})") from error
    form = _TRIPLES.get(reply.media_type)
    if form is None:
        raise StoreUnavailable(f"{transport.name} answers with {reply.media_type}, not triples")
    try:
        return fingerprint.of(pyoxigraph.parse(reply.body, form))
    except SyntaxError as error:
        raise StoreUnavailable(f"{transport.name} sends triples that are none: {error}") from error


def _update(target: Target, update: str) -> None:
    transport = target.updates()
    # Carried out twice, a move finds nothing to move and leaves nothing. So all but what
    # only drops is sent once, and the next load looks what came of it.
    is_safe = update.startswith("DROP") and ";" not in update
    _request(transport, "POST", update.encode(), "application/sparql-update", is_safe=is_safe)


def _request(
    transport: Transport,
    method: str,
    content: bytes | None,
    media_type: str,
    *,
    is_safe: bool = True,
) -> Reply:
    request = urllib.request.Request(  # noqa: S310 (the transport checked the address)
        transport.address, content, method=method
    )
    if content is not None:
        request.add_header("Content-Type", media_type)
    else:
        request.add_header("Accept", "application/n-triples, text/turtle;q=0.5")
    try:
        return transport.send(request, is_safe=is_safe)
    except Refused as error:
        if content is None:
            raise
        if error.status >= 500:
            raise StoreUnavailable(f"{transport.name} failed ({error})") from error
        raise InputError(f"{transport.name} does not take it ({error})") from error
