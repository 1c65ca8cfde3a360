"""A remote store gives the answers, proofs and words of the one in this process."""

import inspect

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode

import endpoints
from alliance_kg import KnowledgeGraph, cli
from alliance_kg.errors import OperationRefused, QuerySyntaxError, StoreUnavailable
from alliance_kg.release import Release
from alliance_kg.stores import Store, connection
from alliance_kg.stores.embedded import EmbeddedStore
from alliance_kg.stores.remote import RemoteStore
from alliance_kg.terms import BASE

EX = "http://example.org/"


@pytest.fixture(scope="module")
def server(bundle):
    """An Oxigraph server that holds the release, one named graph a file."""
    with endpoints.oxigraph(bundle) as address:
        yield address


@pytest.fixture(scope="module")
def remote(server):
    """The release, asked of the server."""
    return KnowledgeGraph.open(store=f"{server}/query")


@pytest.fixture(scope="module")
def small():
    """A server with two small graphs, and the store that asks it for both."""
    with endpoints.oxigraph(None) as address:
        content = f'<{EX}a> <{EX}p> "x" <{EX}one> .\n<{EX}b> <{EX}p> "y" <{EX}two> .\n'
        content += f'<{EX}c> <{EX}p> "z" <{EX}other> .\n<{EX}d> <{EX}p> "in no graph" .\n'
        endpoints.post(f"{address}/store", content.encode(), "application/n-quads")
        yield RemoteStore(f"{address}/query", {"ex": EX}, [f"{EX}one", f"{EX}two"])


# --- proofs of free queries; those of questions are in test_stores


@pytest.mark.parametrize(
    "query",
    [
        "SELECT DISTINCT ?b { ?m akg:usesPlatform/^akg:usesPlatform ?n . ?n akg:hasBrand ?b }",
        "SELECT ?c { ?c rdfs:subClassOf+ akg:Situation } ORDER BY ?c",
        "SELECT ?m { ?m akg:hasBrand ?b FILTER EXISTS { ?m akg:usesPlatform ?p } } ORDER BY ?m",
        "SELECT ?g (COUNT(?m) AS ?n) { GRAPH ?g { ?m akg:hasBrand ?b } } GROUP BY ?g ORDER BY ?g",
        "ASK { { SELECT ?m { ?m akg:hasBrand [] } ORDER BY ?m LIMIT 3 } MINUS { ?m akg:owns ?x } }",
    ],
)
def test_free_queries_are_proved_alike(remote, graph, query):
    far, near = (each.prove(query) for each in (remote, graph))

    assert near.rows
    for ours, theirs in zip(near.rows, far.rows, strict=True):
        assert [each.facts for each in ours.witnesses] == [each.facts for each in theirs.witnesses]


# --- the promises of the protocol


@pytest.mark.parametrize("name", [name for name in vars(Store) if not name.startswith("_")])
def test_a_method_has_the_signature_of_the_protocol(name):
    own, asked = (inspect.signature(getattr(kind, name)) for kind in (RemoteStore, Store))
    assert own == asked


def test_a_query_without_graph_sees_the_union_of_the_graphs_of_the_release(small):
    rows = small.select("SELECT ?s { ?s ex:p ?o } ORDER BY ?s").rows
    assert [row["s"].value for row in rows] == [f"{EX}a", f"{EX}b"]


def test_a_query_with_graph_sees_one_of_them(small):
    assert small.select("SELECT ?s { GRAPH ex:two { ?s ?p ?o } }").rows == (
        {"s": NamedNode(f"{EX}b")},
    )
    assert not small.ask("ASK { GRAPH ex:other { ?s ?p ?o } }")


def test_a_query_with_from_keeps_it(small):
    rows = small.select("SELECT ?s FROM ex:other { ?s ex:p ?o }").rows
    assert rows == ({"s": NamedNode(f"{EX}c")},)


def test_without_graphs_the_endpoints_own_default_graph_is_asked(small):
    bare = RemoteStore(small.name, {"ex": EX})
    assert bare.select("SELECT ?s { ?s ex:p ?o }").rows == ({"s": NamedNode(f"{EX}d")},)


def test_the_prefixes_of_a_query_win_over_those_that_are_known(small):
    assert small.ask(f"PREFIX ex: <{EX}a>\nASK {{ ex: ?p 'x' }}")


def test_a_prefix_in_a_comment_declares_nothing(small):
    assert small.ask("# PREFIX ex: <urn:>\nASK { ex:a ?p 'x' }")


def test_a_query_that_mentions_an_update_in_a_comment_is_a_query(small):
    assert small.ask("# DELETE WHERE { ?s ?p ?o }\nASK { ?s ex:p ?o }")


def test_an_unbound_variable_is_absent_from_the_row(small):
    query = "SELECT ?s ?none { ?s ex:p 'x' OPTIONAL { ?s ex:q ?none } }"
    assert small.select(query) == (("s", "none"), ({"s": NamedNode(f"{EX}a")},))


def test_construct_yields_triples(small):
    found = list(small.construct("CONSTRUCT { ?o ex:of ?s } WHERE { ex:a ?p ?s BIND(ex:a AS ?o) }"))
    assert [str(triple) for triple in found] == [f'<{EX}a> <{EX}of> "x"']


@pytest.mark.parametrize(
    ("method", "query"),
    [
        ("select", "ASK {}"),
        ("select", "CONSTRUCT WHERE { ?s ?p ?o }"),
        ("ask", "SELECT * {}"),
        ("construct", "SELECT * {}"),
    ],
)
def test_a_method_refuses_the_form_of_another(small, method, query):
    with pytest.raises(TypeError):
        list(getattr(small, method)(query))


@pytest.mark.parametrize("query", ["SELECT ex:a WHERE { }", "SELECT ?s\nWHERE { ex:a ?p ]"])
def test_what_does_not_parse_is_told_by_its_place_in_the_query_as_given(small, query):
    embedded = EmbeddedStore(pyoxigraph.Store(), {"ex": EX})
    told = []
    for store in (small, embedded):
        with pytest.raises(QuerySyntaxError, match=r"^query:\d+:\d+: ") as caught:
            store.select(query)
        told.append(str(caught.value))
    assert told[1].startswith(told[0])  # what a server says is cut at a sane length


def test_a_value_that_the_store_writes_otherwise_is_ours_to_read_and_its_own_to_ask_for(small):
    kind = "<http://www.w3.org/2001/XMLSchema#decimal>"
    store = RemoteStore(small.name, {})
    theirs = Literal("2.0", datatype=NamedNode(kind[1:-1]))
    assert store._as_ours({"x": theirs})["x"].value == "2"
    asked = f"""VALUES ?x {{ "2"^^{kind} 'a "2"^^{kind} b' "2" }}"""
    assert store._as_theirs(asked) == asked.replace('{ "2"^^', '{ "2.0"^^')


def test_nothing_is_written(small):
    with pytest.raises(OperationRefused):
        small.update("DELETE WHERE { ?s ?p ?o }")
    assert small.ask("ASK { ?s ?p ?o }")


def test_a_long_query_is_no_trouble(small):
    values = " ".join(f'"{number}"' for number in range(20_000))
    assert small.select(f"SELECT ?s {{ VALUES ?o {{ {values} 'x' }} ?s ?p ?o }}").rows != ()


# --- the graph as a whole


@pytest.mark.parametrize(
    "command",
    [
        ["ask", "which brands share AmpR Medium?", "-f", "json"],
        ["ask", "--lang", "it", "ceo-of-company", "--as-of", "2025-03-01"],
        ["ask", "ceo-of-company", "--known-by", "2025-09-17", "-f", "json"],
        ["questions", "run", "brands-sharing-a-platform", "--platform", "AmpR Small"],
        ["query", "-e", "SELECT ?m WHERE { ?m akg:hasBrand ?b } ORDER BY ?m", "--evidence"],
        ["query", "-e", "ASK { ?model akg:usesPlatform ?platform }"],
        ["query", "-e", "CONSTRUCT WHERE { ?m akg:hasBrand ?b }", "-f", "nt"],
        ["describe", "AmpR Medium"],
        ["search", "eclips cros"],
        ["evidence", "claim/il-messaggero-2025-09-17/001"],
        ["timeline", "Nissan Micra"],
        ["changes", "2025-03-01", "2025-09-17"],
        ["disputes", "AmpR Small"],
        ["stats"],
        ["sources", "list", "-f", "csv"],
        ["sources", "show", "il-messaggero-2025-09-17"],
    ],
    ids=" ".join,
)
def test_a_command_prints_the_same_of_a_store(server, capfd, monkeypatch, command):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert cli.run(command) == 0
    expected = capfd.readouterr()
    assert cli.run([*command, "--store", f"{server}/query"]) == 0
    found = capfd.readouterr()
    assert sorted(found.out.splitlines()) == sorted(expected.out.splitlines())
    assert found.out


def test_the_environment_names_a_store_too(run, server):
    without = run("ask", "timeline", "-f", "json")
    assert run("ask", "timeline", "-f", "json", env={"ALLIANCE_KG_STORE": f"{server}/query"}) == (
        without
    )


def test_a_store_that_was_asked_about_a_day_stays_as_it_is(remote):
    held = remote.store.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert remote.at(as_of="2025-03-01").moment.as_of is not None
    assert remote.store.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == held


def test_too_large_a_store_is_not_copied_for_a_day(remote, monkeypatch):
    monkeypatch.setattr(connection, "COPIED_TRIPLES", 100)
    with pytest.raises(OperationRefused, match="more than the 100 that are copied"):
        remote.at(as_of="2025-03-01")


def test_what_writes_or_calls_elsewhere_is_refused_before_it_is_sent(remote):
    for query in ("DROP ALL", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"):
        with pytest.raises(OperationRefused):
            remote.query(query)


# --- which release the store holds


@pytest.fixture
def marked(server):
    """Say in the store which release it holds, and unsay it afterwards."""

    def update(text):
        endpoints.post(f"{server}/update", text.encode(), "application/sparql-update")

    def mark(digest):
        update(
            f"INSERT DATA {{ GRAPH <{connection.MARKER}> {{ <{BASE}dataset> "
            f'<http://www.w3.org/ns/dcat#version> "9.9" ; '
            f'<{BASE}ontology#contentDigest> "{digest}" }} }}'
        )

    yield mark
    update(f"DROP SILENT GRAPH <{connection.MARKER}>")


def test_a_store_that_holds_another_release_is_refused(marked, server):
    marked("0" * 64)
    with pytest.raises(StoreUnavailable, match=r"holds another release, 9\.9 \(000000000000…\)"):
        KnowledgeGraph.open(store=f"{server}/query")


def test_a_store_that_says_it_holds_this_release_is_asked(marked, server, bundle):
    marked(Release(bundle).digest)
    assert KnowledgeGraph.open(store=f"{server}/query").store.ask("ASK { ?s a akg:Claim }")


def test_a_store_without_the_graphs_of_the_release_is_refused(small):
    with pytest.raises(StoreUnavailable, match="holds none of the graphs of the release"):
        KnowledgeGraph.open(store=small.name)
