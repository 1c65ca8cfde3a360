"""Servers on this machine for tests: a real store, and one that misbehaves on purpose."""

# ruff: noqa: S310 (all addresses are on this machine)

import base64
import http.server
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat

from alliance_kg.bundle import Bundle
from alliance_kg.stores.loading import read_quads

OXIGRAPH = Path(sys.executable).parent / "oxigraph"


def free_port() -> int:
    """Return a port that nothing listens on, for now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def oxigraph(bundle: Bundle | None):
    """Run an Oxigraph server in memory and yield its base address.

    With a bundle it holds one named graph a file; its default graph is none of them.
    """
    address = f"http://127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        [OXIGRAPH, "serve", "--bind", address.removeprefix("http://")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(address, process)
        if bundle is not None:
            content = pyoxigraph.serialize(read_quads(bundle), format=RdfFormat.N_QUADS)
            post(f"{address}/store", content, "application/n-quads")
        yield address
    finally:
        process.kill()
        process.wait()


def post(address: str, content: bytes, media_type: str) -> None:
    """Send content to a server, which must take it."""
    request = urllib.request.Request(address, content, {"Content-Type": media_type})
    with urllib.request.urlopen(request, timeout=60) as response:
        assert response.status in (200, 201, 204)


def wait_for(address: str, process: subprocess.Popen, patience_s: float = 30) -> None:
    """Wait until a server answers, whatever it answers."""
    for _ in range(round(patience_s / 0.05)):
        assert process.poll() is None, "the server ended by itself"
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except urllib.error.HTTPError as error:  # an answer, if not to this
            error.close()
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"{address} did not come up")


ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"urn:a"}}]}}'
JSON = "application/sparql-results+json"
TRIPLES = b"<urn:s> <urn:p> <urn:o> .\n"


class Misbehaving(http.server.BaseHTTPRequestHandler):
    """Answers by the method below that has the name of the path."""

    seen: list[tuple[str, dict[str, str]]]

    def log_message(self, *_arguments):
        pass

    def do_GET(self):
        self.do_POST()

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        name = self.path.strip("/").partition("?")[0].replace("-", "_")
        self.seen.append((name, {key.lower(): value for key, value in self.headers.items()}))
        getattr(self, f"on_{name}")()

    def answer(self, status=200, body=ROWS, media_type=JSON, length=True, **headers):
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        if length:
            self.send_header("Content-Length", str(len(body) if length is True else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def times(self):
        """How often this path has been asked, this time included."""
        return [name for name, _ in self.seen].count(self.seen[-1][0])

    def on_good(self):
        self.answer()

    def on_html(self):
        self.answer(body=b"<html>Welcome</html>", media_type="text/html; charset=utf-8")

    def on_slow(self):
        time.sleep(1.5)
        self.answer()

    def on_dripping(self):
        self.send_response(200)
        self.send_header("Content-Type", JSON)
        self.end_headers()
        for _ in range(15):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.1)

    def on_cut(self):
        self.answer(body=ROWS[:40], length=len(ROWS))

    def on_cancelled(self):
        self.answer(body=ROWS[:40] + b"The SPARQL operation has been cancelled")

    def on_chunks_without_end(self):
        self.protocol_version = "HTTP/1.1"
        self.answer(body=b"20\r\n" + ROWS[:32] + b"\r\n", length=False, Transfer_Encoding="chunked")
        self.close_connection = True

    def on_triples_without_end(self):
        self.answer(body=TRIPLES, media_type="application/n-triples", length=False)

    def on_many_triples(self):
        """Some 100 MB of them."""
        self.send_response(200)
        self.send_header("Content-Type", "application/n-triples")
        lines = [b'<urn:s%d> <urn:p> "%s" .\n' % (n, b"x" * 2_000) for n in range(50_000)]
        self.send_header("Content-Length", str(sum(map(len, lines))))
        self.end_headers()
        self.wfile.writelines(lines)

    def on_garbled_triples(self):
        self.answer(body=TRIPLES + b"<urn:s> <urn:p", media_type="application/n-triples")

    def on_zipped(self):
        self.answer(body=b"\x1f\x8b", Content_Encoding="gzip")

    def on_endless(self):
        self.answer(body=b" " * 3_000_000, length=False)

    def on_redirect(self):
        self.answer(307, b"", Location="http://127.0.0.1:1/elsewhere?token=secret")

    def on_busy(self):
        self.answer(503, b"later")

    def on_busy_twice(self):
        self.answer() if self.times() > 2 else self.answer(503, b"later")

    def on_deadlocked_twice(self):
        said = b"Virtuoso 40001 Error SR172: Transaction deadlocked"
        self.answer() if self.times() > 2 else self.answer(500, said, "text/plain")

    def on_hangs_up_once(self):
        if self.times() > 1:
            self.answer()
        self.close_connection = True

    def on_hangs_up(self):
        self.close_connection = True

    def on_not_http(self):
        self.wfile.write(b"220 mail.example ESMTP\r\n")
        self.close_connection = True

    def on_bad_query(self):
        self.answer(400, b"error at 1:45: expected a variable", "text/plain")

    def on_broken(self):
        self.answer(500, b"disk full", "text/plain")

    def on_missing(self):
        self.answer(404, b"<html>no</html>", "text/html")

    def on_forbidden(self):
        self.answer(403, b"s3cret is wrong", "text/plain")

    def on_partial(self):
        self.answer(X_SPARQL_MaxRows="1")

    def on_basic(self):
        expected = "Basic " + base64.b64encode(b"reader:s3cret").decode()
        if self.headers.get("Authorization") == expected:
            self.answer()
        else:
            self.answer(401, b"s3cret?", WWW_Authenticate='Basic realm="store"')

    def on_digest(self):
        if self.headers.get("Authorization", "").startswith('Digest username="reader"'):
            self.answer()
        else:
            self.answer(401, b"", WWW_Authenticate='Digest realm="store", nonce="1", qop="auth"')

    def on_shy_digest(self):
        """Ask for Digest only those who bring no password, as Virtuoso does."""
        if self.headers.get("Authorization", "").startswith("Basic"):
            self.answer(401, b"")
        else:
            self.on_digest()

    def on_bearer(self):
        self.answer(401, b"", WWW_Authenticate='Bearer realm="store"')


@contextmanager
def misbehaving():
    """Run the server that misbehaves; yield its base address and what it has seen."""
    seen: list[tuple[str, dict[str, str]]] = []
    handler = type("Handler", (Misbehaving,), {"seen": seen})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.handle_error = lambda *_arguments: None  # a client that hangs up is what we test
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Server:
    """A triple store in a process of its own, whose data outlives the process.

    `base` is what `load --to` is given, `profile` its name there, `store` the address of
    queries, `credentials` what the environment must hold.
    """

    profile = ""
    credentials: dict[str, str] = {}  # noqa: RUF012 (read, never changed)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen | None = None

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base(self) -> str:
        return self.root

    @property
    def store(self) -> str:
        return f"{self.base}/query"

    def command(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command(),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(self.root, self.process)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class OxigraphServer(Server):
    profile = "oxigraph"

    def command(self) -> list[str]:
        location = str(self.folder / "data")
        return [str(OXIGRAPH), "serve", "--location", location, "--bind", f"127.0.0.1:{self.port}"]


class FusekiServer(Server):
    """Apache Jena Fuseki; `.ci/servers` says where its jar is."""

    profile = "fuseki"

    @property
    def base(self) -> str:
        return f"{self.root}/ds"

    def command(self) -> list[str]:
        jar, location = os.environ["ALLIANCE_KG_FUSEKI"], self.folder / "data"
        location.mkdir(exist_ok=True)
        # Compiled quickly rather than well, it starts in half the time.
        quick = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
        java = ["java", "-Xmx1g", *quick, "-jar", jar]
        return [*java, "--localhost", "--port", str(self.port), "--tdb2", "--loc", str(location),
                "--update", "/ds"]  # fmt: skip


def virtuoso_ini(  # also for benchmarks/peers.py
    sql: int, http: int, *, database: str = "", parameters: str, cost: int, limit_s: int
) -> str:
    """Return a configuration of Virtuoso on two ports of this machine.

    `database` and `parameters` are further lines of these sections; `cost` and `limit_s`
    how dear a query may be by its estimate and how long it may take.
    """
    return f"""[Database]
DatabaseFile=virtuoso.db
ErrorLogFile=virtuoso.log
LockFile=virtuoso.lck
TransactionFile=virtuoso.trx
xa_persistent_file=virtuoso.pxa
FileExtend=200
{database}
[TempDatabase]
DatabaseFile=virtuoso-temp.db
TransactionFile=virtuoso-temp.trx
[Parameters]
ServerPort=127.0.0.1:{sql}
DisableUnixSocket=1
MaxClientConnections=10
CaseMode=2
{parameters}
[HTTPServer]
ServerPort=127.0.0.1:{http}
ServerRoot=.
MaxClientConnections=10
ServerThreads=6
EnabledDavVSP=0
HTTPProxyEnabled=0
Charset=UTF-8
[SPARQL]
ResultSetMaxRows=1000000
MaxQueryCostEstimationTime={cost}
MaxQueryExecutionTime={limit_s}
DeferInferenceRulesInit=1
"""


_SMALL = "CheckpointInterval=60\nNumberOfBuffers=10000\nMaxDirtyBuffers=6000"


class VirtuosoServer(Server):
    """OpenLink Virtuoso 7 with a user who may update."""

    profile = "virtuoso"
    credentials = {  # noqa: RUF012
        "ALLIANCE_KG_STORE_USER": "dba",
        "ALLIANCE_KG_STORE_PASSWORD": "dba",
    }

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        # What it believes a query to cost grows with what else the machine does.
        ini = virtuoso_ini(free_port(), self.port, parameters=_SMALL, cost=100_000, limit_s=600)
        (folder / "virtuoso.ini").write_text(ini, encoding="ascii")

    @property
    def store(self) -> str:
        return f"{self.base}/sparql-auth"

    def command(self) -> list[str]:
        return ["virtuoso-t", "+configfile", "virtuoso.ini", "+foreground"]


SERVERS = {each.profile: each for each in (OxigraphServer, FusekiServer, VirtuosoServer)}


def missing(profile: str) -> str | None:
    """Return what a server needs and this machine lacks, None when it can run."""
    if profile == "fuseki" and not os.environ.get("ALLIANCE_KG_FUSEKI"):
        return "ALLIANCE_KG_FUSEKI does not name the jar; see .ci/servers"
    if profile == "virtuoso" and shutil.which("virtuoso-t") is None:
        return "virtuoso-t is not installed; see .ci/servers"
    return None
