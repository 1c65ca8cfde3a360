"""A digest of a set of quads that no order, no chunk and no label of a blank node changes.

The sum of the SHA-256 of each quad's N-Quads line, modulo 2^256, in hexadecimal. Literals
count as the embedded store holds them, which is canonical: `01` is `1`. All blank nodes
count as one, so what hangs together by blank nodes alone is counted and not compared.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import sha256
from io import BufferedWriter, RawIOBase
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple

if TYPE_CHECKING:
    from typing_extensions import Buffer

_MODULUS = 2**256
_BLANK = "_:"
_END = b" .\n"
_IRI = rb"<[^<>\\\x00-\x20]*>"
_AS_STORED = re.compile(
    rb'%s %s (?:%s|"[^"\\\x00-\x1f\x7f]*"(?:@[a-z0-9-]+)?)(?: %s)?' % (_IRI, _IRI, _IRI, _IRI)
).fullmatch
"""Finds a statement that is written as it is stored: no escape, value or blank node in it."""
_PIECE_BYTES = 2**18
_XSD_STRING = NamedNode("http://www.w3.org/2001/XMLSchema#string")


class Fingerprint(NamedTuple):
    """How many quads, and their digest, 64 hexadecimal digits."""

    quads: int
    digest: str


def of(quads: Iterable[Quad]) -> Fingerprint:
    """Return the fingerprint of quads, each of which comes once, in constant memory."""
    return of_hashes(map(hash_of, quads))


def of_distinct(quads: Iterable[Quad]) -> Fingerprint:
    """Return the fingerprint of quads that may come more than once; remembers them all."""
    # As stored: two spellings of one value are one quad there.
    return of({as_stored(quad) for quad in quads})


def of_hashes(hashes: Iterable[bytes]) -> Fingerprint:
    """Return the fingerprint of the quads that have these hashes."""
    count = total = 0
    for each in hashes:
        count += 1
        total += int.from_bytes(each, "big")
    return Fingerprint(count, f"{total % _MODULUS:064x}")


def together(parts: Iterable[Fingerprint]) -> Fingerprint:
    """Return the fingerprint of quads that have been counted in parts."""
    count = total = 0
    for part in parts:
        count += part.quads
        total += int(part.digest, 16)
    return Fingerprint(count, f"{total % _MODULUS:064x}")


def of_store(store: pyoxigraph.Store) -> Fingerprint:
    """Return the fingerprint of all that a store gives back, in constant memory."""
    lines = _Lines(RdfFormat.N_QUADS, None, lambda line: b"_:" not in line)
    with BufferedWriter(lines, _PIECE_BYTES) as file:
        store.dump(file, format=RdfFormat.N_QUADS)
    return lines.sum()


def of_lines(
    pieces: Iterable[bytes], form: RdfFormat, graph: NamedNode | None = None
) -> Fingerprint:
    """Return the fingerprint of N-Triples or N-Quads in pieces, each of which comes once.

    Lines that are as they would be stored are not parsed, which takes half the time. `graph`
    is that of triples. Raises SyntaxError for what it parses.
    """
    lines = _Lines(form, graph, _AS_STORED)
    for piece in pieces:
        lines.write(piece)
    return lines.sum()


class _Lines(RawIOBase):
    """A file that sums up the lines of N-Triples or N-Quads written to it, in whatever pieces.

    Statements that are as they would be stored, which `is_stored` tells, are not parsed.
    """

    def __init__(
        self, form: RdfFormat, graph: NamedNode | None, is_stored: Callable[[bytes], object]
    ) -> None:
        super().__init__()
        self._form, self._graph, self._is_stored = form, graph, is_stored
        self._place = b"" if graph is None else f" {graph}".encode()
        self._count = self._total = 0
        self._rest: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: "Buffer") -> int:
        piece = bytes(data)
        whole, end, rest = piece.rpartition(b"\n")
        if end:
            self._read(b"".join([*self._rest, whole, end]))
            self._rest = []
        self._rest.append(rest)
        return len(piece)

    def sum(self) -> Fingerprint:
        """Return the fingerprint of all that was written."""
        self._parse(b"".join(self._rest))
        self._rest = []
        return Fingerprint(self._count, f"{self._total % _MODULUS:064x}")

    def _read(self, text: bytes) -> None:
        # Line ends within literals are escaped, so this ends statements, or remarks.
        *lines, last = text.split(_END)
        is_stored, place = self._is_stored, self._place
        plain = [line for line in lines if is_stored(line)]
        if last or len(plain) < len(lines):
            odd = [line for line in lines if not is_stored(line)]
            self._parse(_END.join([*odd, last]))
        self._add([sha256(line + place).digest() for line in plain])

    def _parse(self, text: bytes) -> None:
        graph = self._graph
        self._add(
            [
                hash_of(Quad(one.subject, one.predicate, one.object, graph or one.graph_name))
                for one in pyoxigraph.parse(text, self._form)
            ]
        )

    def _add(self, hashes: list[bytes]) -> None:
        self._count += len(hashes)
        self._total += sum(map(int.from_bytes, hashes))


def hash_of(quad: Quad) -> bytes:
    """Return the SHA-256 of a quad as it is stored; its blank nodes are as one."""
    held = as_stored(quad)
    line = str(held)
    if _BLANK in line:
        terms = (held.subject, held.predicate, held.object, held.graph_name)
        line = " ".join(map(_without_labels, terms))
    return sha256(line.encode()).digest()


def _without_labels(term: object) -> str:
    """Return a term as text, in which each blank node is `_:`."""
    if isinstance(term, Triple):
        inner = (term.subject, term.predicate, term.object)
        return f"<<( {' '.join(map(_without_labels, inner))} )>>"
    return _BLANK if isinstance(term, BlankNode) else str(term)


def as_stored(quad: Quad) -> Quad:
    """Return a quad as the embedded store gives it back: its literals in canonical form."""
    value = quad.object
    held = _held(value)
    if held is value:
        return quad
    return Quad(quad.subject, quad.predicate, held, quad.graph_name)


def _held(
    value: NamedNode | BlankNode | Literal | Triple,
) -> NamedNode | BlankNode | Literal | Triple:
    if isinstance(value, Literal):
        return canonical(value)
    if isinstance(value, Triple):
        return Triple(value.subject, value.predicate, _held(value.object))
    return value


def canonical(literal: Literal) -> Literal:
    """Return a literal as the embedded store gives it back: `01` as `1`."""
    if literal.language or literal.datatype == _XSD_STRING:
        return literal
    return _stored(literal)


@lru_cache(maxsize=2**16)
def _stored(literal: Literal) -> Literal:
    store = pyoxigraph.Store()
    node = NamedNode("urn:x")
    store.add(Quad(node, node, literal))
    held: Literal = next(iter(store)).object
    return held
