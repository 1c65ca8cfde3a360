"""Which question a sentence fits word by word: phrasings with slots.

A sentence fits a phrasing when the words are the same, case, accents and punctuation
aside, and each slot holds a value that its parameter accepts.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from pyoxigraph import NamedNode

from alliance_kg.errors import Ambiguous, BadParameter, NotFound
from alliance_kg.names import Names, fold
from alliance_kg.question import SLOT, Parameter, Question
from alliance_kg.terms import Term, read_value

_ARTICLES = {"the", "a", "an", "il", "lo", "la", "l", "i", "gli", "le", "un", "una", "uno"}


def value_of(parameter: Parameter, text: str, names: Names) -> Term:
    """Return the term that a text stands for as the value of a parameter.

    Raises NotFound for an entity that is not known, BadParameter for a bad literal.
    """
    if parameter.type == "iri":
        return _entity(parameter.kind, text, names)
    try:
        return read_value(parameter.type, text)
    except BadParameter as error:
        raise BadParameter(f"{parameter.name}: {error}") from error


def _entity(kind: str, text: str, names: Names) -> NamedNode:
    """Return the entity that a text names, an article or the word for its kind aside."""
    try:
        return names.find(text, kind)
    except NotFound:
        for shorter in _without_frame(text, names.kind_words(kind) if kind else set()):
            found = names.matches(shorter, kind)
            if len(found) == 1:
                return found[0]
        raise


def _without_frame(text: str, kind_words: set[str]) -> Iterator[str]:
    """Yield a name without its article, then without words such as "platform" around it."""
    words = fold(text).split()
    if words and words[0] in _ARTICLES:
        words = words[1:]
        yield " ".join(words)
    while words and words[0] in kind_words | _ARTICLES:
        words = words[1:]
    yield " ".join(words)
    while words and words[-1] in kind_words:
        words = words[:-1]
    yield " ".join(words)


class Fit(NamedTuple):
    """A question that a sentence fits word by word, with the values of its slots."""

    question: Question
    values: dict[str, Term]
    language: str


def fit(
    sentence: str, phrasings: Iterable[tuple[Question, str, str]], names: Names
) -> Fit | NotFound | None:
    """Return the question that a sentence fits, of (question, language, phrasing).

    NotFound, returned, when a phrasing fits but names an entity that is not known; None
    when none fits.
    """
    folded = fold(sentence)
    missing: NotFound | None = None
    # A name alone may also be a question: that of a dispute.
    for question, asked_in, phrasing in sorted(phrasings, key=lambda one: _is_bare(one[2])):
        for slots in _fit(phrasing, folded):
            try:
                return Fit(question, _values(question, slots, names), asked_in)
            except Ambiguous as error:
                missing = missing or error
            except NotFound as error:
                # Another phrasing may fit; what says less than it leaves open is no complaint.
                if _says_enough(phrasing, slots):
                    missing = error
            except BadParameter:
                continue
    return missing


@cache
def fold_phrasing(phrasing: str) -> str:
    """Fold a phrasing as sentences are folded, its slots kept as `{name}`."""
    parts = SLOT.split(phrasing)
    return " ".join(
        f"{{{part}}}" if at % 2 else fold(part) for at, part in enumerate(parts) if part
    ).strip()


@cache
def _parts(phrasing: str) -> tuple[list[str], list[str]]:
    """Return what stands around the slots of a phrasing, folded, and the slots."""
    parts = SLOT.split(phrasing)
    return [fold(part) for part in parts[::2]], parts[1::2]


def _is_bare(phrasing: str) -> bool:
    """Whether a phrasing is a slot and no word."""
    return SLOT.fullmatch(phrasing) is not None


def _fit(phrasing: str, folded: str) -> Iterator[dict[str, str]]:
    """Yield each way in which a folded sentence fills the slots of a phrasing."""
    literals, slots = _parts(phrasing)
    if not slots:
        if literals[0] == folded and folded:
            yield {}
        return
    # The blanks keep a word from running into a slot.
    begins = f"{folded} ".startswith(f"{literals[0]} ".lstrip())
    if begins and f" {folded}".endswith(f" {literals[-1]}".rstrip()):
        yield from _fill(slots, literals[1:], folded[len(literals[0]) :].strip())


def _fill(slots: list[str], literals: list[str], rest: str) -> Iterator[dict[str, str]]:
    slot, literal = slots[0], literals[0]
    if len(slots) == 1:
        value = rest[: len(rest) - len(literal)].strip()
        if value and rest.endswith(literal):
            yield {slot: value}
        return
    at = rest.find(f" {literal} ")
    while at > 0:
        for others in _fill(slots[1:], literals[1:], rest[at + len(literal) + 2 :].strip()):
            yield {slot: rest[:at], **others}
        at = rest.find(f" {literal} ", at + 1)


def _values(question: Question, slots: Mapping[str, str], names: Names) -> dict[str, Term]:
    values = {}
    for name, text in slots.items():
        parameter = question.parameter(name)
        # Folding took the hyphens of a date away.
        given = text.replace(" ", "-") if parameter.type == "date" else text
        values[name] = value_of(parameter, given, names)
    return values


def _says_enough(phrasing: str, slots: Mapping[str, str]) -> bool:
    """Whether a phrasing has at least as many words as a sentence leaves to its slots."""
    said = sum(len(part.split()) for part in _parts(phrasing)[0])
    return said >= sum(len(text.split()) for text in slots.values())
