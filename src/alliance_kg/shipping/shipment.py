"""A release as it is sent to a store: graph by graph, in chunks that the store takes.

Blank nodes become IRIs (RDF 1.1 Concepts, section 3.5): in chunks, one node would become
several, and sent again after a failure, another. Literals take the form in which the
embedded store gives them back, so that stores which rewrite them and stores which keep them
answer alike. What a store would change beyond that, or cut off, is found here, before
anything is sent.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from alliance_kg.errors import InputError
from alliance_kg.inputs import Source, check
from alliance_kg.shipping.profiles import Profile
from alliance_kg.stores import fingerprint
from alliance_kg.stores.fingerprint import Fingerprint
from alliance_kg.terms import BASE, PARSE_ERRORS, XSD, Term, data_error

GENID = f"{BASE}.well-known/genid/"

_NUMBERS = {f"{XSD}{name}" for name in ("integer", "decimal", "int", "long")}


class Part(NamedTuple):
    """One named graph of a shipment: what it is called, what it holds, in how many chunks."""

    graph: str
    held: Fingerprint
    chunks: int


class Shipment(NamedTuple):
    """All graphs of a shipment; `digest` tells it from any other."""

    parts: tuple[Part, ...]
    digest: str

    @property
    def triples(self) -> int:
        """How many triples are sent."""
        return sum(part.held.quads for part in self.parts)


def plan(sources: Sequence[Source], profile: Profile) -> Shipment:
    """Read files through once and say what would be sent.

    Raises DataSyntaxError, and InputError for what the store would not keep as it is.
    """
    for each in sources:
        check(each)
    parts = [_part(sources, graph, profile) for graph in graphs(sources)]
    told = repr([(part.graph, part.held, profile.name) for part in parts])
    total = hashlib.sha256(told.encode())
    return Shipment(tuple(parts), total.hexdigest())


def _part(sources: Sequence[Source], graph: str, profile: Profile) -> Part:
    hashes: set[bytes] = set()  # files may say a triple twice

    def noted() -> Iterator[Quad]:
        for quad in triples(sources, graph, profile):
            hashes.add(fingerprint.hash_of(quad))
            yield quad

    count = sum(1 for _ in _chunked(noted(), profile))
    return Part(graph, fingerprint.of_hashes(hashes), count)


def graphs(sources: Iterable[Source]) -> tuple[str, ...]:
    """Return the names of the graphs that files go to, in the order of the files."""
    found: dict[str, None] = {}
    for each in sources:
        if each.graph is not None:
            found[each.graph.value] = None
        else:
            for quad in _parsed(each):
                if not isinstance(quad.graph_name, NamedNode):
                    raise InputError(f"{each.path}: a triple outside any named graph; name a graph")
                found[quad.graph_name.value] = None
    return tuple(found)


def chunks(sources: Iterable[Source], graph: str, profile: Profile) -> Iterator[bytes]:
    """Yield the triples of a graph as N-Triples, in pieces that the store takes at once."""
    return _chunked(triples(sources, graph, profile), profile)


def _chunked(quads: Iterable[Quad], profile: Profile) -> Iterator[bytes]:
    lines: list[bytes] = []
    size = 0
    for quad in quads:
        line = f"{quad} .\n".encode()
        if lines and (len(lines) >= profile.triples or size + len(line) > profile.size_bytes):
            yield profile.head + b"".join(lines)
            lines, size = [], 0
        lines.append(line)
        size += len(line)
    if lines:
        yield profile.head + b"".join(lines)


def triples(sources: Iterable[Source], graph: str, profile: Profile) -> Iterator[Quad]:
    """Yield the triples of a graph without blank nodes, as quads of the default graph."""
    place = NamedNode(graph)
    for each in sources:
        if each.graph is not None and each.graph != place:
            continue
        names: dict[str, NamedNode] = {}
        for quad in _parsed(each):
            subject, predicate, value, name = quad
            if each.graph is None and name != place:
                continue
            subject, value = _named(subject, each, names), _named(value, each, names)
            for term in (subject, predicate, value):
                reason = _unkept(term, profile)
                if reason is not None:
                    raise InputError(f"{each.path}: {profile.name} does not keep {reason}")
            if isinstance(subject, NamedNode):
                yield fingerprint.as_stored(Quad(subject, predicate, value))


def _parsed(each: Source) -> Iterator[Quad]:
    try:
        with each.path.open("rb") as file:
            yield from pyoxigraph.parse(file, each.form)
    except PARSE_ERRORS as error:
        raise data_error(each.path, error) from error
    except OSError as error:
        raise InputError(f"{each.path}: {error.strerror}") from error


def _named(term: Term, each: Source, names: dict[str, NamedNode]) -> Term:
    """Return the IRI that stands for a blank node: the file's, by its order in the file."""
    if not isinstance(term, BlankNode):
        return term
    if term.value not in names:
        place = each.graph.value if each.graph else each.path.name
        # Labels that the parser makes up differ from run to run, the order does not.
        file = hashlib.sha256(place.encode()).hexdigest()[:12]
        names[term.value] = NamedNode(f"{GENID}{file}-{len(names) + 1}")
    return names[term.value]


def _unkept(term: Term, profile: Profile) -> str | None:
    """Say what of a term a store would change or cut off, None when nothing."""
    if isinstance(term, NamedNode):
        if profile.longest_iri is not None and len(term.value) > profile.longest_iri:
            return f"IRIs of more than {profile.longest_iri:,} characters: {term.value[:80]}…"
        return None
    if isinstance(term, Triple):
        return f"triple terms, such as {str(term)[:80]}"
    if not isinstance(term, Literal):
        return None
    if profile.longest_line is not None and len(term.value.encode()) > profile.longest_line:
        return f"texts of more than {profile.longest_line:,} bytes: {term.value[:80]}…"
    if profile.decimal_digits is None:
        return None
    return _rewritten(term, profile)


def _rewritten(term: Literal, profile: Profile) -> str | None:
    kind, text = term.datatype.value, term.value
    if kind in _NUMBERS:
        if not re.fullmatch(r"[+-]?[0-9]*\.?[0-9]*", text) or not re.search("[0-9]", text):
            return f"a number that is none: {term}"
        digits = len(re.sub("[^0-9]", "", text).lstrip("0"))
        if "." in text and digits > (profile.decimal_digits or 0):
            return f"decimals of more than {profile.decimal_digits} digits: {term}"
        if "." not in text and abs(int(text)) > (profile.largest_integer or 0):
            return f"integers beyond {profile.largest_integer}: {term}"
    if kind in (f"{XSD}dateTime", f"{XSD}date", f"{XSD}gYear") and re.search(r"^-|\.[0-9]", text):
        return f"years before 1 and fractions of seconds: {term}"
    if kind in (f"{XSD}duration", f"{XSD}yearMonthDuration"):
        return f"durations: {term}"
    return None
