"""A proxy on this machine that knows where a load is, and strikes there.

It counts the requests of a load, says to what phase each belongs, and calls back in the
midst of one that was chosen before: when half of it is on its way, while the server works
on it, or when the answer is there and the client does not have it yet. Unlike a point in
time, such a point is always within a running load.
"""

import socket
import socketserver
import sys
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

from alliance_kg.stores.connection import MARKER

MOMENTS = ("half", "sent", "answered")

LOAD = [
    sys.executable,
    "-c",
    "from alliance_kg import cli\n"
    "from alliance_kg.shipping import profiles\n"
    "for name, each in profiles.PROFILES.items():\n"
    "    profiles.PROFILES[name] = each._replace(\n"
    "        triples=50, deletes=each.deletes and 50)\n"
    "cli.main()",
    "load",
]
"""The command, with chunks so small that a graph of some hundred triples needs several."""

_TIMEOUT_S = 60.0


class Exchange(NamedTuple):
    """One request of a load: the phase that it belongs to, how long its answer took."""

    phase: str
    took_s: float


class Point(NamedTuple):
    """Where to strike: at which request, of which phase, at what moment.

    `share` is the part of the time which that request took when nobody struck.
    """

    number: int
    phase: str
    moment: str
    share: float = 0.0
    took_s: float = 0.0


class Proxy(socketserver.ThreadingTCPServer):
    """Passes requests on to one server; `exchanges` is the course of the load so far.

    Requests without the password that a server asks for are passed on and not counted.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, upstream: str, *, has_password: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        parts = urlsplit(upstream)
        self.upstream = (str(parts.hostname), int(parts.port or 80))
        self.has_password = has_password
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.exchanges: list[Exchange] = []
        self.struck: list[str] = []
        self._lock = threading.Lock()
        self._point: Point | None = None
        self._strike: Callable[[], None] = lambda: None
        self._begun = 0

    def watch(self, point: Point | None = None, strike: Callable[[], None] = lambda: None) -> None:
        """Begin to count anew, and strike at a point, once."""
        with self._lock:
            self.exchanges, self.struck, self._begun = [], [], 0
            self._point, self._strike = point, strike

    def begin(self) -> Point | None:
        """Count a request; return the point when it is there."""
        with self._lock:
            self._begun += 1
            point = self._point
            return point if point and point.number == self._begun else None

    def strike(self, phase: str) -> None:
        """Do at the point what is to be done there."""
        self.struck.append(phase)
        self._strike()

    def handle_error(self, *_arguments):
        """Say nothing: a client or server that is gone is what we test."""


class _Handler(socketserver.BaseRequestHandler):
    server: Proxy

    def handle(self) -> None:
        request = _message(self.request)
        if not request:
            return
        head, _, body = request.partition(b"\r\n\r\n")
        is_counted = not self.server.has_password or b"\r\nAuthorization: Digest" in head
        phase = phase_of(head, body)
        point = self.server.begin() if is_counted else None
        began = time.monotonic()
        with socket.create_connection(self.server.upstream, _TIMEOUT_S) as upstream:
            if point and point.moment == "half":
                upstream.sendall(request[: len(head) + 4 + len(body) // 2])
                self.server.strike(phase)
                return
            upstream.sendall(request)
            if point and point.moment == "sent":
                time.sleep(point.share * point.took_s)
                self.server.strike(phase)
                return
            answer = _rest(upstream)
        if point:
            self.server.strike(phase)
            return
        if is_counted:
            self.server.exchanges.append(Exchange(phase, time.monotonic() - began))
        self.request.sendall(answer)


def phase_of(head: bytes, body: bytes) -> str:
    """Say what a request of a load is for."""
    line, _, headers = head.partition(b"\r\n")
    if b"?graph" in line:  # Graph Store Protocol
        return "read-back" if line.startswith(b"GET") else "staging"
    is_alone = b" ;\n" not in body
    if b"graph/loading" in body and is_alone:  # what publishes notes that it did
        return "lock"
    if b"application/sparql-update" not in headers:
        return "look"
    if MARKER.encode() in body and is_alone:
        return "marker"
    is_cleaning = body.startswith((b"DROP", b"DELETE")) and is_alone and b"#stage" in body
    return "staging" if is_cleaning else "move"


def _message(client: socket.socket) -> bytes:
    """Read a whole request: all of them have a length."""
    received = b""
    client.settimeout(_TIMEOUT_S)
    while b"\r\n\r\n" not in received:
        piece = client.recv(65536)
        if not piece:
            return b""
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        piece = client.recv(65536)
        if not piece:
            return b""
        body += piece
    return head + b"\r\n\r\n" + body


def _rest(upstream: socket.socket) -> bytes:
    """Read an answer up to where the server closes, as urllib asks it to."""
    pieces = []
    while piece := upstream.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


@contextmanager
def proxy(upstream: str, *, has_password: bool):
    """Run a proxy before a server; yield it."""
    with Proxy(upstream, has_password=has_password) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield running
        finally:
            running.shutdown()
            thread.join()
