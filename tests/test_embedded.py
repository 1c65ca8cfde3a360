"""The store in this process keeps the promises of the protocol."""

import inspect

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from alliance_kg.errors import QuerySyntaxError
from alliance_kg.stores import Solutions, Store
from alliance_kg.stores.embedded import EmbeddedStore

EX = "http://example.org/"
METHODS = [name for name in vars(Store) if not name.startswith("_")]


def ex(name):
    return NamedNode(EX + name)


@pytest.fixture
def store():
    quads = [
        Quad(ex("a"), ex("p"), Literal("x"), ex("one")),
        Quad(ex("b"), ex("p"), Literal("y"), ex("two")),
    ]
    inner = pyoxigraph.Store()
    inner.extend(quads)
    return EmbeddedStore(inner, {"ex": EX})


def test_the_protocol_has_its_five_methods():
    assert sorted(METHODS) == ["ask", "close", "construct", "select", "update"]


@pytest.mark.parametrize("name", METHODS)
def test_a_method_has_the_signature_of_the_protocol(name):
    own, asked = (inspect.signature(getattr(kind, name)) for kind in (EmbeddedStore, Store))
    assert own == asked


def test_a_query_without_graph_sees_the_union_of_all_graphs(store):
    rows = store.select("SELECT ?s { ?s ex:p ?o } ORDER BY ?s").rows
    assert rows == ({"s": ex("a")}, {"s": ex("b")})


def test_a_query_with_graph_sees_one(store):
    assert store.select("SELECT ?s { GRAPH ex:two { ?s ?p ?o } }").rows == ({"s": ex("b")},)


def test_an_unbound_variable_is_absent_from_the_row(store):
    query = "SELECT ?s ?none { ?s ex:p 'x' OPTIONAL { ?s ex:q ?none } }"
    assert store.select(query) == Solutions(("s", "none"), ({"s": ex("a")},))


@pytest.mark.parametrize(("value", "held"), [("x", True), ("z", False)])
def test_ask_is_true_or_false(store, value, held):
    assert store.ask(f"ASK {{ ?s ?p '{value}' }}") is held


def test_construct_yields_triples(store):
    found = list(store.construct("CONSTRUCT { ?o ex:of ?s } WHERE { ex:a ?p ?s BIND(ex:a AS ?o) }"))
    assert [str(triple) for triple in found] == [f'<{EX}a> <{EX}of> "x"']


def test_an_update_changes_what_is_asked_next(store):
    store.update("INSERT DATA { GRAPH ex:three { ex:c ex:p 'z' } }")
    assert store.ask("ASK { ex:c ex:p 'z' }")


@pytest.mark.parametrize(
    ("method", "query"),
    [
        ("select", "ASK {}"),
        ("ask", "SELECT * {}"),
        ("construct", "SELECT * {}"),
    ],
)
def test_a_method_refuses_the_form_of_another(store, method, query):
    with pytest.raises(TypeError):
        list(getattr(store, method)(query))


@pytest.mark.parametrize(
    ("method", "text"),
    [
        ("select", "SELECT *\nWHERE {{{ oops"),
        ("ask", "ASK\n{ ?s }"),
        ("construct", "DESCRIBE\n{{"),
        ("update", "INSERT DATA\n{ oops }"),
    ],
)
def test_what_does_not_parse_is_an_error_with_line_and_column(store, method, text):
    with pytest.raises(QuerySyntaxError, match=r"^query:2:\d+: ") as caught:
        list(getattr(store, method)(text))
    assert "\n" not in str(caught.value)


def test_closing_twice_does_no_harm(store):
    store.close()
    store.close()
