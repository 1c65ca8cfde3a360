"""Loading a release into a remote store: staged, verified, then moved into place.

Servers acknowledge what they then do not hold, cut off long names, and leave half a graph
after an error. So each graph is sent to a staging graph beside it, in chunks with a stated
length, read back, and compared with the files; only then does it take the place of the
graph that is asked. Every step may be repeated: a store holds sets of triples.
"""

from collections.abc import Callable, Sequence

from alliance_kg.bundle import Bundle
from alliance_kg.errors import InputError, StoreBusy
from alliance_kg.inputs import Source
from alliance_kg.release import Release
from alliance_kg.shipping import exclusion, shipment
from alliance_kg.shipping.journal import Journal
from alliance_kg.shipping.profiles import Profile
from alliance_kg.shipping.shipment import Part, Shipment
from alliance_kg.shipping.target import Target
from alliance_kg.stores.connection import MARKER
from alliance_kg.terms import BASE, text_of

PREVIOUS = "#previous"

_SUBSETS = """SELECT ?graph
FROM <https://w3id.org/alliance-kg/graph/release>
WHERE { <https://w3id.org/alliance-kg/dataset> <http://rdfs.org/ns/void#subset> ?graph }"""


def load(
    target: Target,
    sources: Sequence[Source],
    sent: Shipment,
    journal: Journal,
    tell: Callable[[int], None],
    *,
    bundle: Bundle | None = None,
    keeps_previous: bool = False,
    takes_over: bool = False,
) -> tuple[str, ...]:
    """Send, verify and publish what the journal does not say is there already.

    `tell` is given the number of triples of each chunk, `bundle` is the release that the
    files are; `takes_over` ends the claim of another loader to the store. Returns what
    differs after all, in words; nothing is published then. Raises StoreUnavailable when
    the store is away (go on with the same journal then) or loaded by another, InputError
    for what it refuses.
    """
    _acquire(target, sent, journal, takes_over=takes_over)
    try:
        is_over = journal.is_resumed and _is_published(target, journal)
        found = () if is_over else _shipped(target, sources, sent, journal, tell)
        if not found:
            exclusion.check(target, journal.token)
            _publish(target, sent, journal, bundle, keeps_previous=keeps_previous)
            found = _missing(target, sent)
    except InputError:
        # What is published is told by the lock alone to the load that goes on.
        if not _is_published(target, journal):
            exclusion.release(target, journal.token)
        raise
    # Not after StoreUnavailable: what the store still does is not known, so the lock stays
    # until the journal is gone on with.
    exclusion.release(target, journal.token)
    if not found:
        journal.end()
    return found


def faults(target: Target, part: Part, graph: str | None = None) -> tuple[str, ...]:
    """Read a graph back, by default that of a part; return in words what differs.

    Raises StoreUnavailable.
    """
    name = graph or part.graph
    held = target.held(name)
    if held == part.held:
        return ()
    return (
        f"<{name}> holds {held.quads:,} triples with digest {held.digest[:12]}…; sent were "
        f"{part.held.quads:,} with {part.held.digest[:12]}…",
    )


def _acquire(target: Target, sent: Shipment, journal: Journal, *, takes_over: bool) -> None:
    graphs = [_staging(graph, sent) for graph in (*(part.graph for part in sent.parts), MARKER)]
    theirs = [lock.token for lock in exclusion.locks(target)] if takes_over else []
    replaced = {*theirs, *journal.tokens} - {journal.token}
    try:
        exclusion.acquire(target, journal.token, graphs, replaced)
    except StoreBusy:
        if not journal.is_resumed:
            journal.end()  # nothing was sent that could be gone on with
        raise
    journal.forget()


def _shipped(
    target: Target,
    sources: Sequence[Source],
    sent: Shipment,
    journal: Journal,
    tell: Callable[[int], None],
) -> tuple[str, ...]:
    """Send what is not there; return what differs then."""
    _send(target, sources, sent, journal, tell)
    found = _differing(target, sent, journal)
    if found and journal.is_resumed:
        # Acknowledged to a process that was killed, and then lost with the server.
        _send(target, sources, sent, journal, lambda _triples: None)
        found = _differing(target, sent, journal)
    return found


def _differing(target: Target, sent: Shipment, journal: Journal) -> tuple[str, ...]:
    """Read back what was sent; have the journal forget what differs, and say so."""
    found: list[str] = []
    for part in sent.parts:
        graph = _staging(part.graph, sent)
        # A load that stopped while publishing has moved some parts already.
        different = faults(target, part, graph if target.count(graph) else part.graph)
        if different:
            journal.acknowledge(part.graph, 0)
        found += different
    return tuple(found)


def _missing(target: Target, sent: Shipment) -> tuple[str, ...]:
    return tuple(
        f"<{part.graph}> holds {count:,} triples, sent were {part.held.quads:,}"
        for part in sent.parts
        if (count := target.count(part.graph)) != part.held.quads
    )


def _staging(graph: str, sent: Shipment) -> str:
    """Return the name of the graph that what is for another is first sent to."""
    return f"{graph}#stage-{sent.digest[:12]}"


def _send(
    target: Target,
    sources: Sequence[Source],
    sent: Shipment,
    journal: Journal,
    tell: Callable[[int], None],
) -> None:
    for part in sent.parts:
        graph = _staging(part.graph, sent)
        done = journal.chunks(part.graph)
        if done == 0:
            target.drop(graph)
        for number, chunk in enumerate(shipment.chunks(sources, part.graph, target.profile), 1):
            if number > done:
                target.add(graph, chunk)
                journal.acknowledge(part.graph, number)
            tell(chunk.count(b"\n") - target.profile.head.count(b"\n"))


def _publish(
    target: Target,
    sent: Shipment,
    journal: Journal,
    bundle: Bundle | None,
    *,
    keeps_previous: bool,
) -> None:
    """Put the staging graphs into place and say which release it is.

    Graphs that the release before had and this one has not are removed.
    """
    if target.profile.is_move_sound:
        operations = _operations(target, sent, bundle, keeps_previous=keeps_previous)
        if target.profile.one_by_one:
            for operation in operations:
                # Carried out twice, a move finds nothing to move and leaves nothing. So all but
                # what only drops is sent once, and the next load looks what came of it.
                target.update(operation, is_safe=operation.startswith("DROP"))
        elif operations:
            target.update(" ;\n".join(operations))
        return
    # A copy leaves what it copied, and would be made again after a crash: of the release
    # before there would then be nothing left to keep.
    if not _is_published(target, journal):
        operations = _operations(target, sent, bundle, keeps_previous=keeps_previous)
        target.update(" ;\n".join([*operations, exclusion.publishing(journal.token)]))
    # Not in the update that publishes: what is deleted there makes it slow.
    for part in sent.parts:
        target.drop(_staging(part.graph, sent))


def _is_published(target: Target, journal: Journal) -> bool:
    """Whether all that is left to do is to delete what was staged, where graphs are copied."""
    return not target.profile.is_move_sound and exclusion.has_published(target, journal.token)


def _operations(
    target: Target, sent: Shipment, bundle: Bundle | None, *, keeps_previous: bool
) -> list[str]:
    """Return the updates that publish what is staged."""
    operations = []
    for part in sent.parts:
        graph = _staging(part.graph, sent)
        if target.count(graph) != part.held.quads:
            continue  # moved by a load that then stopped
        # Copied, not moved: whoever reads in between, or after a crash, finds a graph.
        # Not SILENT alone: some stores empty the target when there is nothing to copy.
        if keeps_previous and target.count(part.graph):
            operations += _copying(target.profile, part.graph, f"{part.graph}{PREVIOUS}")
        operations += _moving(target.profile, graph, part.graph)
    if bundle is not None:
        operations += _marking(target, sent, Release(bundle))
    return operations


def _copying(profile: Profile, source: str, graph: str) -> list[str]:
    """Return the updates that make one graph what another is."""
    if profile.is_move_sound:
        return [f"COPY <{source}> TO <{graph}>"]
    return [
        f"DROP SILENT GRAPH <{graph}>",
        f"INSERT {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{source}> {{ ?s ?p ?o }} }}",
    ]


def _moving(profile: Profile, source: str, graph: str) -> list[str]:
    """Return the updates that put one graph in the place of another.

    Where graphs are copied, the first one stays.
    """
    if profile.is_move_sound:
        return [f"MOVE <{source}> TO <{graph}>"]
    return _copying(profile, source, graph)


def _marking(target: Target, sent: Shipment, release: Release) -> list[str]:
    """Return the updates that say which release a store holds."""
    dataset = f"<{BASE}dataset>"
    graphs = {part.graph for part in sent.parts}
    rows = target.asked().select(_SUBSETS).rows
    gone = sorted({text_of(row["graph"]) for row in rows} - graphs)
    parts = ", ".join(f"<{graph}>" for graph in sorted(graphs))
    # What is dropped and written in two requests is moved into place like the rest.
    marker = _staging(MARKER, sent) if target.profile.one_by_one else MARKER
    return [
        *(f"DROP SILENT GRAPH <{graph}>" for graph in gone),
        f"DROP SILENT GRAPH <{marker}>",
        f"INSERT DATA {{ GRAPH <{marker}> {{ {dataset} "
        f'<http://www.w3.org/ns/dcat#version> "{release.version}" ; '
        f'<{BASE}ontology#contentDigest> "{release.digest}" ; '
        f"<http://rdfs.org/ns/void#subset> {parts} }} }}",
        *(_moving(target.profile, marker, MARKER) if marker != MARKER else ()),
    ]
