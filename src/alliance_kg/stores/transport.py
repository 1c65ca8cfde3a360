"""Requests to a store over HTTP: bounded in time and size, repeated only where safe.

`urllib` alone would follow redirects with a password in hand, wait for ever, take half an
answer for a whole one, and hold whatever it is sent.
"""

import http.client
import io
import ipaddress
import random
import socket
import time
import urllib.error
import urllib.request
from copy import copy
from email.message import Message
from typing import IO, NamedTuple
from urllib.parse import urlsplit

from alliance_kg.errors import BadParameter, OperationRefused, StoreUnavailable
from alliance_kg.stores import credentials
from alliance_kg.stores.credentials import Credentials

TIMEOUT_S = 60.0
SIZE_BYTES = 256 * 2**20
_TRIES = 3
_BUSY = (429, 502, 503, 504)
_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 5.0
_PIECE_BYTES = 64 * 1024
_FILE_BYTES = 2**36
"""The longest answer that is written to a file."""


class Reply(NamedTuple):
    """A whole answer: its status, its headers, its body.

    `is_whole` is False when nothing in the headers told where the body ends.
    """

    status: int
    headers: Message
    body: bytes
    is_whole: bool

    @property
    def media_type(self) -> str:
        """The media type without its parameters, lower-case, '' when none is given."""
        return str(self.headers.get("Content-Type", "")).partition(";")[0].strip().lower()


class Refused(Exception):
    """An answer that is an error: its status, and the first of what it says."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"{status}: {said}")
        self.status, self.said = status, said


class Transport:
    """Sends requests to one address; errors name it without its query string."""

    def __init__(
        self, address: str, *, timeout_s: float = TIMEOUT_S, size_bytes: int = SIZE_BYTES
    ) -> None:
        """Check an address, and find the password for it.

        Raises BadParameter for what is no address, OperationRefused for a password that
        would travel in the clear; InputError and UsageError as `credentials.find` does.
        """
        parts = _split(address)
        self.address = address
        self.place = f"{parts.scheme}://{parts.netloc}"
        self.name = self.place + parts.path
        self.timeout_s, self.size_bytes = timeout_s, size_bytes
        is_local = _is_loopback(parts.hostname)
        self._is_guarded = parts.scheme == "https" or is_local
        self._credentials: Credentials | None = None
        self._way = {"is_basic": True}  # shared with the copies of this transport
        # What stays on this machine is not told to a proxy.
        around = [urllib.request.ProxyHandler({})] if is_local else []
        self._opener = urllib.request.build_opener(_NoRedirect, *around)
        self._use(credentials.find())

    def at(self, address: str) -> "Transport":
        """Return the way to another address of the same store."""
        other = copy(self)
        parts = _split(address)
        if f"{parts.scheme}://{parts.netloc}" != self.place:
            raise BadParameter(f"'{address}' is not below {self.place}")
        other.address, other.name = address, self.place + parts.path
        return other

    def within(self, timeout_s: float) -> "Transport":
        """Return the same transport with another limit of time for each request."""
        other = copy(self)
        other.timeout_s = timeout_s
        return other

    def send(
        self, request: urllib.request.Request, *, is_safe: bool, into: IO[bytes] | None = None
    ) -> Reply:
        """Send a request and return the whole answer; its body goes to a file if one is given.

        `is_safe` says that it may be sent twice: it is then tried again, a few times and
        with growing pauses, when the connection fails or the store says that it is busy.
        Raises Refused for an answer that is an error which the caller may understand, and
        StoreUnavailable for all else.
        """
        end = time.monotonic() + self.timeout_s
        tries = _TRIES if is_safe else 1
        while True:
            tries -= 1
            try:
                return self._once(request, end, into)
            except urllib.error.HTTPError as error:
                refusal = self._refused(error)
                if self._has_another_way(error):
                    tries += 1
                    continue
                pause = self._pause_s(tries, error.headers.get("Retry-After"))
                if error.code not in _BUSY or tries <= 0 or time.monotonic() + pause > end:
                    raise refusal from error
            except ValueError as error:  # a challenge that urllib has no handler for
                raise StoreUnavailable(
                    f"{self.name} asks for a password in a way that is neither Basic nor Digest"
                ) from error
            except (OSError, http.client.HTTPException) as error:
                pause = self._pause_s(tries, None)
                if not _is_passing(error) or tries <= 0 or time.monotonic() + pause > end:
                    raise StoreUnavailable(f"{self.name} {self._reason(error)}") from error
            time.sleep(pause)

    def _once(self, request: urllib.request.Request, end: float, into: IO[bytes] | None) -> Reply:
        request.add_header("Accept-Encoding", "identity")
        request.remove_header("Authorization")  # of an earlier try
        if self._credentials is not None and self._way["is_basic"]:
            # Not `add_header`: what is added there would go along with a redirect.
            request.add_unredirected_header("Authorization", _basic(self._credentials))
        remaining = max(end - time.monotonic(), 0.001)
        with self._opener.open(request, timeout=remaining) as response:
            held = io.BytesIO()
            self._receive(response, end, held if into is None else into)
            encoding = response.headers.get("Content-Encoding", "identity")
            if encoding.lower() != "identity":
                raise StoreUnavailable(
                    f"{self.name} answers in the encoding {encoding}, which was not asked for"
                )
            is_whole = "Content-Length" in response.headers or response.chunked
            return Reply(response.status, response.headers, held.getvalue(), is_whole)

    def _receive(self, response: http.client.HTTPResponse, end: float, body: IO[bytes]) -> None:
        """Write the body of an answer from the start of a file, which is left at its start."""
        most = self.size_bytes if isinstance(body, io.BytesIO) else _FILE_BYTES
        body.seek(0)
        body.truncate()  # of an earlier try
        while piece := response.read1(_PIECE_BYTES):
            if body.tell() + len(piece) > most:
                raise StoreUnavailable(
                    f"{self.name} answers with more than {most // 2**20} MiB; "
                    "ask for less, or add LIMIT"
                )
            body.write(piece)
            if time.monotonic() > end:
                raise TimeoutError
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and body.tell() < int(announced):
            raise http.client.IncompleteRead(b"", int(announced) - body.tell())
        body.seek(0)

    def _has_another_way(self, error: urllib.error.HTTPError) -> bool:
        """Whether a store that turned a request down may be asked in another way."""
        if error.code != 401:
            return False
        if self._credentials is None:
            self._use(credentials.from_keyring(self.place))
            return self._credentials is not None
        # Virtuoso wants Digest, and says so only to those who bring no password.
        was_basic, self._way["is_basic"] = self._way["is_basic"], False
        return was_basic

    def _use(self, found: Credentials | None) -> None:
        if found is None:
            return
        if not self._is_guarded:
            raise OperationRefused(
                f"{self.name}: a password is not sent over plain http to another machine; use https"
            )
        self._credentials = found
        known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        known.add_password(None, self.place, *found)
        self._opener.add_handler(_Digest(known))

    def _refused(self, error: urllib.error.HTTPError) -> Exception:
        """Return the exception for an answer that is an error, and let go of the answer."""
        code = error.code
        try:
            text = error.read(2_000).decode("utf-8", "replace")
        except (OSError, ValueError, http.client.HTTPException):  # ValueError: closed
            text = ""
        finally:
            error.close()
        if 300 <= code < 400:
            target = self._clean(str(error.headers.get("Location", "another place")))
            return StoreUnavailable(
                f"{self.name} redirects to {target}; if that is right, name it as the store"
            )
        if code in (401, 403):
            reason = (
                f"refuses the user name and password (HTTP {code})"
                if self._credentials is not None
                else f"asks for a user name and password (HTTP {code})"
            )
            return StoreUnavailable(f"{self.name} {reason}; {credentials.WAY_OUT}")
        if code in _BUSY:
            return StoreUnavailable(f"{self.name} is busy or away (HTTP {code}); try again later")
        return Refused(code, self._clean(" ".join(text.split())[:300]))

    def _clean(self, text: str) -> str:
        return text if self._credentials is None else self._credentials.redact(text)

    def _reason(self, error: BaseException) -> str:
        cause = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(cause, TimeoutError):
            return (
                f"did not answer within {self.timeout_s:g} s; ask for less, or allow more time "
                "(--timeout, timeout_s)"
            )
        if isinstance(cause, socket.gaierror):
            return "cannot be found: there is no host of that name"
        if isinstance(cause, ConnectionRefusedError):
            return "refuses connections; is the store running, and on this port?"
        if isinstance(cause, http.client.IncompleteRead):
            return "ended its answer too early"
        if isinstance(cause, ConnectionError):
            return "closed the connection before it had answered"
        if isinstance(cause, http.client.HTTPException):
            return f"does not speak HTTP ({type(cause).__name__})"
        told = cause.strerror if isinstance(cause, OSError) and cause.strerror else str(cause)
        return f"cannot be reached: {self._clean(told)}"

    @staticmethod
    def _pause_s(tries_left: int, asked: str | None) -> float:
        if asked is not None and asked.isdecimal():
            return min(float(asked), _LONGEST_PAUSE_S)
        growth: float = 2 ** (_TRIES - tries_left - 1)
        return _PAUSE_S * growth * random.uniform(0.5, 1.5)  # noqa: S311 (spread, not secrecy)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nothing: a redirect may lead elsewhere, and turns a POST into a GET."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str,  # noqa: ARG002
        headers: http.client.HTTPMessage, newurl: str,  # noqa: ARG002
    ) -> urllib.request.Request | None:  # fmt: skip
        return None


class _Digest(urllib.request.HTTPDigestAuthHandler):
    """Lets go of the answer that asks for a password, which urllib keeps open."""

    def http_error_401(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str,
        headers: http.client.HTTPMessage,
    ) -> IO[bytes] | None:  # fmt: skip
        fp.close()
        return super().http_error_401(req, fp, code, msg, headers)


class _Parts(NamedTuple):
    scheme: str
    netloc: str
    path: str
    hostname: str


def _split(address: str) -> _Parts:
    try:
        parts = urlsplit(address)
        host, has_userinfo = parts.hostname or "", "@" in parts.netloc
        _ = parts.port
    except ValueError as error:
        raise BadParameter(f"the store's address is none: {error}") from error
    if has_userinfo:
        raise BadParameter(
            f"the address of {host} holds a user name or password; {credentials.WAY_OUT}"
        )
    if parts.scheme not in ("http", "https") or not host or not address.isascii():
        raise BadParameter(f"'{address}' is not an http or https address of a store")
    if any(mark <= " " for mark in address):
        raise BadParameter("the store's address holds blanks or control characters")
    return _Parts(parts.scheme, parts.netloc, parts.path, host)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_passing(error: BaseException) -> bool:
    """Whether the same request may well succeed in a moment."""
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    return isinstance(cause, ConnectionError | http.client.IncompleteRead)


def _basic(found: Credentials) -> str:
    import base64

    return "Basic " + base64.b64encode(f"{found.user}:{found.password}".encode()).decode()
