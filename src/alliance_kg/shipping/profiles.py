"""What is known of triple stores that a release can be loaded into: addresses and limits.

Standards leave open where a server listens for queries, updates and graphs, and no
standard tells what it takes at once or rewrites. Sources: each server's manual; the rows
marked as tested are run in this project's tests against the real server.
"""

from typing import NamedTuple
from urllib.parse import quote

from alliance_kg.errors import BadParameter


class Profile(NamedTuple):
    """One kind of server: paths below the address given, limits of one request.

    `longest_iri` is in characters, `longest_line` in bytes; `largest_integer` and
    `decimal_digits` are where it starts to change numbers, None for never; `one_by_one`
    says that a request of several operations is not one transaction there, `rolled_back`
    is how an error says that nothing was done and the same request may well succeed;
    `staging` is added to the address of a graph that nothing asks yet; of such a graph
    `deletes` triples are deleted at a time, None for all.
    """

    name: str
    is_tested: bool
    query: str
    update: str
    graphs: str
    parameter: str = "graph"
    triples: int = 10_000
    size_bytes: int = 4 * 2**20
    longest_iri: int | None = None
    longest_line: int | None = None
    largest_integer: int | None = None
    decimal_digits: int | None = None
    media_type: str = "application/n-triples"
    head: bytes = b""
    one_by_one: bool = False
    is_move_sound: bool = True
    rolled_back: str = ""
    staging: str = ""
    deletes: int | None = None

    def graph_address(self, address: str, graph: str) -> str:
        """Return the address of a named graph (SPARQL 1.1 Graph Store HTTP Protocol)."""
        return f"{_join(address, self.graphs)}?{self.parameter}={quote(graph, safe='')}"

    def staging_address(self, address: str, graph: str) -> str:
        """Return the address to which a graph is sent that nothing asks yet."""
        return self.graph_address(address, graph) + self.staging

    def query_address(self, address: str) -> str:
        """Return the address of queries."""
        return _join(address, self.query)

    def update_address(self, address: str) -> str:
        """Return the address of updates."""
        return _join(address, self.update)


_PROFILES = (
    # A MOVE writes and deletes in one transaction: 7 s for 100,000 triples where a copy takes
    # 4; for a million, copying and deleting in one update had not ended after 8 minutes.
    # A million deleted at once takes 46 s, in pieces 22.
    Profile("oxigraph", True, "/query", "/update", "/store", is_move_sound=False,
            triples=30_000, size_bytes=8 * 2**20, staging="&no_transaction", deletes=100_000),
    Profile(
        "virtuoso", True, "/sparql-auth", "/sparql-auth", "/sparql-graph-crud-auth",
        parameter="graph-uri", longest_iri=1_800, longest_line=60_000,
        largest_integer=2**63 - 1, decimal_digits=15,
        # A first line of more than 65,535 bytes would be taken for plain text.
        media_type="text/turtle", head=b"@prefix x: <urn:x:> .\n", one_by_one=True,
        rolled_back="SR172: Transaction deadlocked",  # readers are enough for that
    ),
    # Several MOVE in one request lose triples in TDB2 (seen in Jena 5.6.0: 19 of 683).
    Profile("fuseki", True, "/query", "/update", "/data", is_move_sound=False),
    Profile("rdf4j", False, "", "/statements", "/rdf-graphs/service"),
    Profile("graphdb", False, "", "/statements", "/rdf-graphs/service"),
    Profile("qlever", False, "", "", ""),
    Profile("neptune", False, "/sparql", "/sparql", "/sparql/gsp/"),
    Profile("stardog", False, "/query", "/update", ""),
    Profile("blazegraph", False, "", "", "", parameter="context-uri"),
)  # fmt: skip

PROFILES = {profile.name: profile for profile in _PROFILES}


def find(name: str) -> Profile:
    """Return the profile of that name. Raises BadParameter."""
    if name not in PROFILES:
        raise BadParameter(f"no profile '{name}'; choose one of {', '.join(PROFILES)}")
    return PROFILES[name]


def _join(address: str, path: str) -> str:
    return address.rstrip("/") + path
