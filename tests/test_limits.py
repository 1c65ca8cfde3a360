"""A free query that takes too long or too much is stopped; the next one is answered."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pyoxigraph
import pytest

from alliance_kg import KnowledgeGraph, limits
from alliance_kg.errors import (
    BadParameter,
    LimitReached,
    OperationRefused,
    QuerySyntaxError,
    StoreUnavailable,
)
from alliance_kg.limits import LimitedStore, Limits
from alliance_kg.stores.embedded import EmbeddedStore

SHORT_S = 1.0
SMALL_MB = 192

_TIMES_EIGHT = " ".join(
    f"BIND(CONCAT({', '.join([f'?a{step}'] * 8)}) AS ?a{step + 1})" for step in range(11)
)
_DIGITS = " ".join(map(str, range(60)))
_CROSSED = " ".join(f"VALUES ?v{number} {{ {_DIGITS} }}" for number in range(6))
_OPTIONALS = " ".join(f"OPTIONAL {{ ?s akg:p{n} ?o{n} }}" for n in range(300))
TIME = {
    "a count of everything times everything": (
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    ),
    "a path from everywhere to everywhere": (
        "SELECT (COUNT(*) AS ?n) { ?a (akg:hasBrand|^akg:hasBrand|^rdf:type|!rdf:nil)* ?b }"
    ),
    "values times values": f"SELECT (COUNT(*) AS ?n) {{ {_CROSSED} }}",
    "many optionals": f"SELECT * {{ ?s a akg:Claim {_OPTIONALS} }}",
}
MEMORY = {
    "a text that doubles": (
        f'SELECT (STRLEN(?a11) AS ?n) {{ BIND("0123456789abcdef" AS ?a0) {_TIMES_EIGHT} }}'
    ),
    "an order of everything times everything": (
        "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f LIMIT 1"
    ),
    "groups of everything times everything": (
        "SELECT ?a ?d (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?b ?c ?d ?e ?f LIMIT 1"
    ),
}


@pytest.fixture(scope="module")
def snapshot():
    """The release, read from its snapshot on disk, which the first call leaves."""
    KnowledgeGraph.open(from_cache=True)
    found = KnowledgeGraph.open(from_cache=True)
    assert found.store.folder is not None
    return found


@pytest.fixture(autouse=True)
def _nothing_is_left():
    before = threading.active_count()
    yield
    assert psutil.Process().children() == []
    for _ in range(1_000):  # a timer that was cancelled needs a moment to go
        if threading.active_count() <= before:
            return
        time.sleep(0.01)
    raise AssertionError("a thread is left")


def small_store():
    """Return a limited store of three triples, with room for tests of the limits."""
    store = pyoxigraph.Store()
    store.update("INSERT DATA { <urn:a> <urn:p> 1 . GRAPH <urn:g> { <urn:b> <urn:p> 2, 3 } }")
    return EmbeddedStore(store, {"ex": "urn:"})


# --- the same answers


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?m ?b { ?m akg:hasBrand ?b } ORDER BY ?m ?b",
        "SELECT ?s ?none { ?s a akg:Brand OPTIONAL { ?s akg:nothing ?none } } ORDER BY ?s",
        "ASK { ?m akg:usesPlatform ?p }",
        "CONSTRUCT { ?b akg:of ?m } WHERE { ?m akg:hasBrand ?b }",
    ],
)
@pytest.mark.parametrize("from_cache", [True, False], ids=["snapshot", "memory"])
def test_within_limits_a_query_gives_what_it_gives_without(snapshot, graph, query, from_cache):
    asked = snapshot if from_cache else graph
    plain = graph.query(query, evidence=True)
    found = asked.query(query, evidence=True, timeout_s=60, memory_mb=1024)
    if isinstance(plain, tuple):
        assert sorted(map(str, found)) == sorted(map(str, plain))
    else:
        assert found == plain if isinstance(plain, bool) else found.to_dict() == plain.to_dict()


def test_one_limit_is_enough(snapshot):
    assert snapshot.query("ASK { ?s ?p ?o }", timeout_s=60)
    assert snapshot.query("ASK { ?s ?p ?o }", memory_mb=512)


def test_a_restricted_graph_is_asked_as_restricted():
    then = KnowledgeGraph.open(as_of="2025-03-01")
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    found, plain = then.query(query, timeout_s=60), then.query(query)
    assert found.to_dict() == plain.to_dict()


def test_what_does_not_parse_is_told_by_line_and_column():
    with (
        LimitedStore(small_store(), {"ex": "urn:"}, Limits()) as store,
        pytest.raises(QuerySyntaxError, match=r"^query:2:\d+: "),
    ):
        store.select("SELECT *\nWHERE {{{ oops")


@pytest.mark.parametrize(
    ("method", "query"),
    [("select", "ASK {}"), ("ask", "SELECT * {}"), ("construct", "SELECT * {}")],
)
def test_a_method_refuses_the_form_of_another(method, query):
    with LimitedStore(small_store(), {}, Limits()) as store, pytest.raises(TypeError):
        list(getattr(store, method)(query))


def test_several_queries_are_answered_one_after_another():
    with LimitedStore(small_store(), {"ex": "urn:"}, Limits()) as store:
        assert len(store.select("SELECT * { ?s ex:p ?o }").rows) == 3
        assert store.ask("ASK { GRAPH ex:g { ?s ?p ?o } }")
        with pytest.raises(QuerySyntaxError):
            store.select("SELECT")
        assert len(list(store.construct("CONSTRUCT WHERE { ?s ?p ?o }"))) == 3


def test_nothing_is_written():
    with LimitedStore(small_store(), {}, Limits()) as store, pytest.raises(OperationRefused):
        store.update("CLEAR ALL")


# --- the limits


@pytest.mark.parametrize("query", TIME.values(), ids=TIME)
def test_a_query_that_takes_too_long_is_stopped(snapshot, query):
    with pytest.raises(LimitReached, match=r"^the query ran longer than 1 s; .*--timeout"):
        snapshot.query(query, timeout_s=SHORT_S, memory_mb=2048)


@pytest.mark.parametrize("query", MEMORY.values(), ids=MEMORY)
def test_a_query_that_needs_too_much_memory_is_stopped(snapshot, query):
    with pytest.raises(LimitReached, match=r"^the query needs more than 192 MB of .*--memory"):
        snapshot.query(query, timeout_s=60, memory_mb=SMALL_MB)


def test_a_result_that_is_too_large_is_not_read_to_its_end():
    limited = LimitedStore(small_store(), {}, Limits(60, 512, size_bytes=2**20))
    columns = " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(12))
    with limited as store, pytest.raises(LimitReached, match=r"larger than 1 MiB; .*LIMIT"):
        store.select(f"SELECT * {{ {columns} }}")


def test_a_query_that_crashes_the_store_ends_no_more_than_itself():
    # Deeper than the reader of queries lets pass, straight to the store.
    query = f"SELECT (1 AS ?one) {{ FILTER({'STR(' * 5_000}1{')' * 5_000}) }}"
    with LimitedStore(small_store(), {}, Limits()) as store:
        with pytest.raises(LimitReached, match="crashed the store"):
            store.select(query)
        with pytest.raises(StoreUnavailable):
            store.select("SELECT * { ?s ?p ?o }")


def test_a_proof_counts_too(snapshot):
    query = "SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 1"
    assert len(snapshot.query(query, timeout_s=30).rows) == 1
    with pytest.raises(LimitReached):
        snapshot.query(query, evidence=True, timeout_s=SHORT_S, memory_mb=SMALL_MB)


def test_the_time_is_that_of_all_queries_together():
    with LimitedStore(small_store(), {}, Limits(SHORT_S)) as store:
        time.sleep(SHORT_S + 0.2)
        with pytest.raises(LimitReached, match="ran longer than 1 s"):
            store.select("SELECT * { ?s ?p ?o }")


def test_after_a_query_that_was_stopped_the_next_is_answered(snapshot):
    with pytest.raises(LimitReached):
        snapshot.query(TIME["values times values"], timeout_s=0.5)
    assert snapshot.query("ASK { ?s ?p ?o }", timeout_s=60)


def test_threads_may_ask_at_the_same_time(snapshot):
    def ask(number):
        query = f"SELECT ?s {{ ?s a akg:Brand }} ORDER BY ?s LIMIT {number}"
        return len(snapshot.query(query, timeout_s=60, memory_mb=512).rows)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(1, 7))) == list(range(1, 7))


@pytest.mark.parametrize(
    "given", [{"timeout_s": 0}, {"timeout_s": -1}, {"timeout_s": float("nan")}, {"memory_mb": 0}]
)
def test_a_limit_that_limits_nothing_is_refused(snapshot, given):
    with pytest.raises(BadParameter):
        snapshot.query("ASK {}", **given)


def test_what_is_refused_needs_no_process(snapshot, monkeypatch):
    monkeypatch.setattr(limits, "LimitedStore", None)
    for query in ("DROP ALL", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"):
        with pytest.raises(OperationRefused):
            snapshot.query(query, timeout_s=60)


def test_a_process_that_is_killed_from_outside_is_told():
    with LimitedStore(small_store(), {}, Limits()) as store:
        store._process.kill()
        with pytest.raises(LimitReached, match="ended from outside \\(SIGKILL\\)"):
            store.select("SELECT * { ?s ?p ?o }")


def test_a_module_in_the_current_folder_is_none_of_ours(snapshot, tmp_path, monkeypatch):
    (tmp_path / "pyoxigraph.py").write_text("raise SystemExit('not the library')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert snapshot.query("ASK { ?s ?p ?o }", timeout_s=60)


# --- the command


def test_the_command_stops_a_query_and_says_how_to_allow_more(run):
    found = run("query", "--timeout", "1", "-e", TIME["a count of everything times everything"])
    assert (found.code, found.stdout) == (4, "")
    assert found.stderr == (
        "alliance-kg: the query ran longer than 1 s; ask for less, or allow more time "
        "(--timeout, timeout_s)\n"
    )
