"""A release held by a remote store: found there, of the right release, copied for a day.

Whoever loads a release into a store may say which it is, in a graph of its own: the
dataset's version and the digest of the release. Nothing else tells two releases apart.
"""

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from alliance_kg.bundle import GRAPHS, Bundle
from alliance_kg.errors import OperationRefused, StoreUnavailable
from alliance_kg.release import Release
from alliance_kg.stores import Store
from alliance_kg.stores.embedded import EmbeddedStore
from alliance_kg.stores.remote import RemoteStore
from alliance_kg.stores.transport import TIMEOUT_S
from alliance_kg.terms import Prefixes, number_of, text_of

MARKER = f"{GRAPHS}release"
"""The graph in which a store says which release it holds."""

COPIED_TRIPLES = 1_000_000
"""The most triples that are copied from a store to answer for a day."""

_HELD = """PREFIX akg: <https://w3id.org/alliance-kg/ontology#>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
SELECT ?version ?digest
FROM <https://w3id.org/alliance-kg/graph/release>
WHERE {
  <https://w3id.org/alliance-kg/dataset> dcat:version ?version ;
      akg:contentDigest ?digest .
}"""


def connect(
    address: str, bundle: Bundle, prefixes: Prefixes, *, timeout_s: float | None = None
) -> RemoteStore:
    """Return the store at an address, which must hold the graphs of a release.

    Raises StoreUnavailable when it cannot be reached, holds none of the graphs, or says
    that it holds another release; what RemoteStore raises for an address or a password.
    """
    store = RemoteStore(
        address, prefixes.namespaces, graph_names(bundle), timeout_s=timeout_s or TIMEOUT_S
    )
    if not store.ask("ASK { ?subject ?property ?value }"):
        raise StoreUnavailable(
            f"{store.name} holds none of the graphs of the release, such as "
            f"<{graph_names(bundle)[-1]}>; load the release there, one named graph a file"
        )
    own = Release(bundle)
    for row in store.select(_HELD).rows:
        version, digest = text_of(row["version"]), text_of(row["digest"])
        if digest != own.digest:
            raise StoreUnavailable(
                f"{store.name} holds another release, {version} ({digest[:12]}…); "
                f"this is {own.version} ({own.digest[:12]}…): load this one there"
            )
    return store


def graph_names(bundle: Bundle) -> tuple[str, ...]:
    """Return the IRIs of the graphs that hold a release, in the order of its files."""
    return tuple(bundle.graph_name(path) for path in bundle.turtle)


def copy(store: Store, bundle: Bundle, prefixes: Prefixes) -> EmbeddedStore:
    """Return a copy in memory of the graphs of a release, which may then be changed.

    Raises OperationRefused for more than COPIED_TRIPLES, before anything is copied.
    """
    rows = store.select("SELECT (COUNT(*) AS ?count) WHERE { ?s ?p ?o }").rows
    count = number_of(rows[0]["count"])
    if count > COPIED_TRIPLES:
        raise OperationRefused(
            f"a day is asked of a copy, and the store's {count:,} triples are more than the "
            f"{COPIED_TRIPLES:,} that are copied; ask without a day, or load the files instead"
        )
    copied = pyoxigraph.Store()
    for name in graph_names(bundle):
        triples = store.construct(f"CONSTRUCT {{ ?s ?p ?o }} FROM <{name}> WHERE {{ ?s ?p ?o }}")
        copied.extend(
            Quad(triple.subject, triple.predicate, triple.object, NamedNode(name))
            for triple in triples
        )
    return EmbeddedStore(copied, prefixes.namespaces)
