"""The triples that are checked: read from files, kept as they are written, looked up by term."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Triple, parse, serialize

from alliance_kg.errors import InputError
from alliance_kg.terms import PARSE_ERRORS, Term, data_error


def read(path: Path) -> bytes:
    """Return the bytes of a file; raises InputError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def parse_file(
    path: Path, text: bytes, form: RdfFormat = RdfFormat.TURTLE, base: str | None = None
) -> Iterator[Triple]:
    """Yield the triples of a file, whatever their graph; blank nodes get labels of their own.

    Raises DataSyntaxError with line and column.
    """
    try:
        for quad in parse(text, format=form, base_iri=base, rename_blank_nodes=True):
            yield quad.triple
    except PARSE_ERRORS as error:
        raise data_error(path, error) from error


class Triples:
    """Triples as N-Triples, which is what engines read, with an index made when asked.

    A store would write `"01"^^xsd:integer` as `"1"`, and rules on the form would not see it.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.text = serialize(triples, format=RdfFormat.N_TRIPLES) or b""

    def __iter__(self) -> Iterator[Quad]:
        return iter(parse(self.text, format=RdfFormat.N_TRIPLES))

    def about(self, subject: Term) -> list[tuple[str, Term]]:
        """Return what is said of a subject, as predicates and objects."""
        return self._by_subject.get(subject, [])

    def objects(self, subject: Term, predicate: str) -> list[Term]:
        """Return the objects of a subject and a predicate."""
        return [term for name, term in self.about(subject) if name == predicate]

    def value(self, subject: Term, predicate: str) -> Term | None:
        """Return one object of a subject and a predicate; None when there is none."""
        return next(iter(self.objects(subject, predicate)), None)

    def subjects(self, predicate: str, value: Term) -> list[Term]:
        """Return the subjects of a predicate and an object."""
        return [term for name, term in self._by_object.get(value, []) if name == predicate]

    @cached_property
    def _by_subject(self) -> dict[Term, list[tuple[str, Term]]]:
        found: dict[Term, list[tuple[str, Term]]] = defaultdict(list)
        for quad in self:
            found[quad.subject].append((quad.predicate.value, quad.object))
        return found

    @cached_property
    def _by_object(self) -> dict[Term, list[tuple[str, Term]]]:
        found: dict[Term, list[tuple[str, Term]]] = defaultdict(list)
        for quad in self:
            found[quad.object].append((quad.predicate.value, quad.subject))
        return found
