"""A digest of a set of quads that no order, no chunk and no label of a blank node changes.

The sum of the SHA-256 of each quad's N-Quads line, modulo 2^256, in hexadecimal. Literals
count as the embedded store holds them, which is canonical: `01` is `1`. All blank nodes
count as one, so what hangs together by blank nodes alone is counted and not compared.
"""

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
_BLANK_BYTES = _BLANK.encode()
_END = b" .\n"
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


def of_store(store: pyoxigraph.Store) -> Fingerprint:
    """Return the fingerprint of all that a store gives back, in constant memory."""
    lines = _Lines()
    with BufferedWriter(lines, _PIECE_BYTES) as file:
        store.dump(file, format=RdfFormat.N_QUADS)
    return Fingerprint(lines.count, f"{lines.total % _MODULUS:064x}")


class _Lines(RawIOBase):
    """A file that sums up the lines of N-Quads written to it, in whatever pieces.

    Half the time of making a quad of each.
    """

    def __init__(self) -> None:
        super().__init__()
        self.count = self.total = 0
        self._rest = b""

    def writable(self) -> bool:
        return True

    def write(self, data: "Buffer") -> int:
        piece = bytes(data)
        # Line ends within literals are escaped, so this ends statements only.
        lines = (self._rest + piece).split(_END)
        self._rest = lines.pop()
        self.count += len(lines)
        self.total += sum(
            int.from_bytes(sha256(line).digest() if _BLANK_BYTES not in line else _parsed(line))
            for line in lines
        )
        return len(piece)


def _parsed(line: bytes) -> bytes:
    return hash_of(next(pyoxigraph.parse(line + _END, RdfFormat.N_QUADS)))


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
