"""A digest of a set of quads that no order, no chunk and no label of a blank node changes.

The sum of the SHA-256 of each quad's N-Quads line, modulo 2^256, in hexadecimal. Literals
count as the embedded store holds them, which is canonical: `01` is `1`. All blank nodes
count as one, so what hangs together by blank nodes alone is counted and not compared.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from io import BufferedWriter, RawIOBase
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat

if TYPE_CHECKING:
    from typing_extensions import Buffer

_MODULUS = 2**256
_BLANK = "_:"
_END = b" .\n"
_OTHERWISE = (b"^^", b"\\", b"_:", b"\t", b"\r", b"  ")
"""Marks of what may be written otherwise than it is stored: values, escapes, blanks."""
_REMARKS = (b"\n#", b" #", b".#", b">#", b'"#')
"""What a remark may begin with, which may end as a statement does."""
_CAPITALS = re.compile(rb'"@[a-z0-9-]*[A-Z]')
"""Finds a language tag that is not in the case in which it is stored."""
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
    lines = _Lines(RdfFormat.N_QUADS, None, (b"_:",), ())
    with BufferedWriter(lines, _PIECE_BYTES) as file:
        store.dump(file, format=RdfFormat.N_QUADS)
    return lines.sum()


def of_lines(
    pieces: Iterable[bytes], form: RdfFormat, graph: NamedNode | None = None
) -> Fingerprint:
    """Return the fingerprint of N-Triples or N-Quads in pieces, each of which comes once.

    Lines that are as they would be stored are not parsed, which takes a third of the time.
    `graph` is that of triples. Raises SyntaxError for what it parses.
    """
    lines = _Lines(form, graph, _OTHERWISE, _REMARKS)
    for piece in pieces:
        lines.write(piece)
    return lines.sum()


class _Lines(RawIOBase):
    """A file that sums up the lines of N-Triples or N-Quads written to it, in whatever pieces.

    Those with one of `marks` are parsed, the others taken as they are. `remarks` are what
    remarks may begin with; without any, the lines are those of a store.
    """

    def __init__(
        self,
        form: RdfFormat,
        graph: NamedNode | None,
        marks: tuple[bytes, ...],
        remarks: tuple[bytes, ...],
    ) -> None:
        super().__init__()
        self._form, self._graph, self._marks, self._remarks = form, graph, marks, remarks
        self._place = b"" if graph is None else f" {graph}".encode()
        self._count = self._total = 0
        self._rest = b""

    def writable(self) -> bool:
        return True

    def write(self, data: "Buffer") -> int:
        piece = bytes(data)
        text, end, rest = (self._rest + piece).rpartition(b"\n")
        self._rest = rest
        if any(mark in text for mark in self._remarks) or text.startswith(b"#"):
            self._parse(text + end)
            return len(piece)
        # Line ends within literals are escaped, so this ends statements only.
        *lines, last = (text + end).split(_END)
        odd: list[bytes] = []
        for mark in self._marks_in(text, len(lines)):
            odd += [line for line in lines if mark in line]
            lines = [line for line in lines if mark not in line]
        self._parse(_END.join([*odd, last]))
        place = self._place
        self._add([sha256(line + place).digest() for line in lines])
        return len(piece)

    def sum(self) -> Fingerprint:
        """Return the fingerprint of all that was written."""
        self._parse(self._rest)
        self._rest = b""
        return Fingerprint(self._count, f"{self._total % _MODULUS:064x}")

    def _marks_in(self, text: bytes, ends: int) -> list[bytes]:
        found = [mark for mark in self._marks if mark in text]
        if self._remarks:
            if _CAPITALS.search(text):
                found.append(b'"@')
            if text.count(b"\n") >= ends > 0:
                found.append(b"\n")
        return found

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
        terms: tuple[object, ...] = (held.subject, held.predicate, held.object, held.graph_name)
        line = " ".join(_BLANK if isinstance(term, BlankNode) else str(term) for term in terms)
    return sha256(line.encode()).digest()


def as_stored(quad: Quad) -> Quad:
    """Return a quad as the embedded store gives it back: its literal in canonical form."""
    value = quad.object
    if not isinstance(value, Literal):
        return quad
    held = canonical(value)
    if held is value:
        return quad
    return Quad(quad.subject, quad.predicate, held, quad.graph_name)


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
