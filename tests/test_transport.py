"""A store that is away, slow, lying or hostile: one clear line, and no password told."""

import os
import sys

import pytest

import endpoints
from alliance_kg.errors import (
    BadParameter,
    InputError,
    OperationRefused,
    QuerySyntaxError,
    StoreUnavailable,
    UsageError,
)
from alliance_kg.stores import credentials, transport
from alliance_kg.stores.remote import RemoteStore

USER, PASSWORD = "ALLIANCE_KG_STORE_USER", "ALLIANCE_KG_STORE_PASSWORD"
FILE = "ALLIANCE_KG_STORE_CREDENTIALS"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch):
    for name in (USER, PASSWORD, FILE):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(transport, "_PAUSE_S", 0.01)


@pytest.fixture(scope="module")
def server():
    with endpoints.misbehaving() as found:
        yield found


@pytest.fixture
def at(server):
    """Return the store at a path of the server that misbehaves, and forget what it saw."""
    address, seen = server
    seen.clear()

    def store(path, **options):
        return RemoteStore(f"{address}/{path}", {}, **options)

    return store


@pytest.fixture
def seen(server):
    return server[1]


def refused(store, method="select"):
    """Return the one line that a store's refusal is told in."""
    query = {"select": "SELECT ?x { }", "construct": "CONSTRUCT WHERE { ?s ?p ?o }"}[method]
    with pytest.raises(StoreUnavailable) as caught:
        list(getattr(store, method)(query))
    told = str(caught.value)
    assert "\n" not in told
    assert told.startswith(store.name)
    return told.removeprefix(f"{store.name} ")


def test_a_good_answer_is_read(at):
    assert len(at("good").select("SELECT ?x { }").rows) == 1


# --- away


def test_nobody_listens():
    told = refused(RemoteStore(f"http://127.0.0.1:{endpoints.free_port()}/sparql", {}))
    assert told == "refuses connections; is the store running, and on this port?"


def test_there_is_no_such_host():
    told = refused(RemoteStore("http://nowhere.invalid/sparql", {}))
    assert told == "cannot be found: there is no host of that name"


@pytest.mark.parametrize("path", ["slow", "dripping"])
def test_a_store_that_takes_too_long(at, path):
    told = refused(at(path, timeout_s=0.3))
    assert told.startswith("did not answer within 0.3 s; ask for less, or allow more time")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("hangs-up", "closed the connection before it had answered"),
        ("not-http", "does not speak HTTP (BadStatusLine)"),
        ("busy", "is busy or away (HTTP 503); try again later"),
        ("broken", "could not answer (HTTP 500): disk full"),
        ("missing", "is not there (HTTP 404)"),
    ],
)
def test_a_store_that_does_not_answer(at, path, words):
    assert refused(at(path)) == words


# --- not what was asked for


@pytest.mark.parametrize(
    ("path", "method", "words"),
    [
        ("html", "select", "answers with text/html, not with SPARQL results"),
        ("html", "construct", "answers with text/html, not with triples"),
        ("zipped", "select", "answers in the encoding gzip, which was not asked for"),
        ("partial", "select", "cut the result at its limit of rows"),
        ("cut", "select", "ended its answer too early"),
        ("chunks-without-end", "select", "ended its answer too early"),
        ("cancelled", "select", "sends half an answer or a garbled one: "),
        ("garbled-triples", "construct", "sends half an answer or a garbled one: "),
        ("triples-without-end", "construct", "sends triples without saying where they end"),
    ],
)
def test_half_an_answer_is_none(at, path, method, words):
    assert refused(at(path), method).startswith(words)


def test_an_answer_that_is_too_large_is_not_read_to_its_end(at):
    store = at("endless")
    store._transport.size_bytes = 2**20
    assert refused(store).startswith("answers with more than 1 MiB; ask for less")


def test_a_redirect_is_not_followed(at, seen):
    told = refused(at("redirect"))
    assert told.startswith("redirects to http://127.0.0.1:1/elsewhere")
    assert len(seen) == 1


def test_a_query_that_the_store_does_not_take(at):
    with pytest.raises(QuerySyntaxError, match=r"^query:1:45: expected a variable"):
        at("bad-query").select("SELECT ?x { }")


# --- again, where that is safe


@pytest.mark.parametrize(("path", "times"), [("busy-twice", 3), ("hangs-up-once", 2)])
def test_what_passes_is_tried_again(at, seen, path, times):
    assert at(path).select("SELECT ?x { }").rows
    assert len(seen) == times


@pytest.mark.parametrize("path", ["busy", "hangs-up"])
def test_but_not_for_ever(at, seen, path):
    refused(at(path))
    assert len(seen) == 3


@pytest.mark.parametrize("path", ["broken", "html", "missing", "forbidden", "cancelled"])
def test_what_does_not_pass_is_not_tried_again(at, seen, path):
    refused(at(path))
    assert len(seen) == 1


def test_what_may_not_be_sent_twice_is_sent_once(at, seen):
    request = transport.urllib.request.Request(f"{at('busy').name}", b"DROP ALL")
    with pytest.raises(StoreUnavailable):
        at("busy")._transport.send(request, is_safe=False)
    assert len(seen) == 1


# --- passwords


def test_a_store_that_asks_for_a_password(at):
    told = refused(at("basic"))
    assert told.startswith("asks for a user name and password (HTTP 401); set ALLIANCE_KG_STORE_U")


@pytest.mark.parametrize("path", ["basic", "digest", "shy-digest"])
def test_a_password_comes_from_the_environment(at, monkeypatch, path):
    monkeypatch.setenv(USER, "reader")
    monkeypatch.setenv(PASSWORD, "s3cret")
    assert at(path).select("SELECT ?x { }").rows


def test_a_password_comes_from_a_file(at, monkeypatch, tmp_path):
    path = tmp_path / "credentials"
    path.write_text("reader:s3cret\n", encoding="utf-8")
    path.chmod(0o600)
    monkeypatch.setenv(FILE, str(path))
    assert at("basic").select("SELECT ?x { }").rows


def test_a_password_comes_from_the_keyring_when_the_store_asks(at, monkeypatch, tmp_path, server):
    (tmp_path / "keyring.py").write_text(
        "from types import SimpleNamespace\n"
        "def get_credential(service, user):\n"
        f"    assert (service, user) == ('alliance-kg {server[0]}', None)\n"
        "    return SimpleNamespace(username='reader', password='s3cret')\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "keyring", raising=False)
    assert at("basic").select("SELECT ?x { }").rows
    sys.modules.pop("keyring")


@pytest.mark.parametrize("path", ["basic", "forbidden", "broken"])
def test_a_wrong_password_is_told_and_not_shown(at, monkeypatch, path):
    monkeypatch.setenv(USER, "reader")
    monkeypatch.setenv(PASSWORD, "disk" if path == "broken" else "wr0ng")
    told = refused(at(path))
    assert "wr0ng" not in told
    assert "disk" not in told
    assert path == "broken" or told.startswith("refuses the user name and password (HTTP 40")


def test_a_way_to_ask_for_a_password_that_we_do_not_know(at, monkeypatch):
    monkeypatch.setenv(USER, "reader")
    monkeypatch.setenv(PASSWORD, "s3cret")
    assert "neither Basic nor Digest" in refused(at("bearer"))


def test_credentials_do_not_show_the_password():
    found = credentials.Credentials("reader", "s3cret")
    assert "s3cret" not in f"{found} {found!r} {[found]}"


def test_half_a_pair_is_refused(monkeypatch):
    monkeypatch.setenv(USER, "reader")
    with pytest.raises(UsageError, match="belong together"):
        credentials.find()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_that_others_may_read_is_refused(monkeypatch, tmp_path, mode):
    path = tmp_path / "credentials"
    path.write_text("reader:s3cret\n", encoding="utf-8")
    path.chmod(mode)
    monkeypatch.setenv(FILE, str(path))
    with pytest.raises(InputError, match="others may read it; chmod 600 it"):
        credentials.find()


@pytest.mark.parametrize("content", [b"", b"reader", b":s3cret", b"reader:\xff"])
def test_a_file_that_holds_no_pair_is_refused(monkeypatch, tmp_path, content):
    path = tmp_path / "credentials"
    path.write_bytes(content)
    path.chmod(0o600)
    monkeypatch.setenv(FILE, str(path))
    with pytest.raises(InputError) as caught:
        credentials.find()
    assert "s3cret" not in str(caught.value)


def test_a_file_that_is_missing_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv(FILE, str(tmp_path / "nothing"))
    with pytest.raises(InputError, match="No such file"):
        credentials.find()


def test_a_password_does_not_travel_in_the_clear(monkeypatch):
    monkeypatch.setenv(USER, "reader")
    monkeypatch.setenv(PASSWORD, "s3cret")
    with pytest.raises(OperationRefused, match="not sent over plain http"):
        RemoteStore("http://store.example/sparql", {})
    assert RemoteStore("https://store.example/sparql", {}).name == "https://store.example/sparql"


def test_what_stays_on_this_machine_is_not_told_to_a_proxy(at, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert at("good").select("SELECT ?x { }").rows


@pytest.mark.parametrize(
    "address",
    [
        "http://reader:s3cret@127.0.0.1/sparql",
        "https://reader@store.example/",
        "ftp://store.example/",
        "file:///etc/passwd",
        "store.example/sparql",
        "http://",
        "http://[::1",
        "http://store.example:99999999/",
        "http://store.example/a b",
        "http://store.example/\r\nX: y",
        "http://stör.example/",
        "",
    ],
)
def test_what_is_no_address_of_a_store_is_refused(address):
    with pytest.raises(BadParameter) as caught:
        RemoteStore(address, {})
    assert "s3cret" not in str(caught.value)


def test_what_an_address_asks_for_is_not_told():
    store = RemoteStore(f"http://127.0.0.1:{endpoints.free_port()}/sparql?key=s3cret", {})
    assert "s3cret" not in refused(store)


def test_the_command_line_tells_it_in_one_line(run):
    found = run("ask", "timeline", "--store", f"http://127.0.0.1:{endpoints.free_port()}/")
    assert (found.code, found.stdout) == (4, "")
    assert found.stderr.startswith("alliance-kg: http://127.0.0.1:")
    assert found.stderr.count("\n") == 1
