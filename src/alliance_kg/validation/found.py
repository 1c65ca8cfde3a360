"""What an engine finds, before labels and places: one form for all engines."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from alliance_kg.terms import Term
from alliance_kg.validation.triples import Triples


class Found(NamedTuple):
    """One result of an engine.

    `path` is an IRI, or a SPARQL property path for a path that is none; `severity`, `shape`
    and `component` are IRIs (a shape may be a blank node, then by its label); `messages`
    are the engine's own, for shapes that say nothing in our languages.
    Model: SHACL, section 3.6, sh:ValidationResult.
    """

    focus: Term
    path: str | None
    value: Term | None
    severity: str
    shape: str
    component: str
    messages: tuple[str, ...] = ()


class Engine(Protocol):
    """Checks data against shapes; infers nothing.

    Raises InputError for shapes that cannot be used.
    """

    def __call__(self, data: Triples, shapes: Triples) -> Sequence[Found]: ...  # noqa: D102
