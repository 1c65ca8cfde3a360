"""Which question a sentence fits word by word: phrasings with slots.

A sentence fits a phrasing when the words are the same, case, accents and punctuation
aside, and each slot holds a value that its parameter accepts.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from pyoxigraph import NamedNode

from alliance_kg.errors import BadParameter
from alliance_kg.names import Names, fold
from alliance_kg.question import SLOT, Parameter, Question
from alliance_kg.terms import BASE, Term, read_value, text_of

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
    found = _entities(kind, text, names)
    return found[0] if len(found) == 1 else names.find(text, kind)


def _entities(kind: str, text: str, names: Names) -> tuple[NamedNode, ...]:
    """Return what a text may name, an article or the word for its kind aside."""
    whole = names.matches(text, kind)
    if len(whole) == 1:
        return whole
    for shorter in _without_frame(text, names.kind_words(kind) if kind else set()):
        found = names.matches(shorter, kind)
        if len(found) == 1:
            return found
    return whole


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
    """A question that a sentence fits word by word, with the values of its slots.

    `texts` is what stands in each slot, folded.
    """

    question: Question
    values: dict[str, Term]
    language: str
    texts: Mapping[str, str]


class Misfit(NamedTuple):
    """What stands in a slot of a phrasing that fits, and names no one thing of the kind."""

    text: str
    kind: str


def fit(
    sentence: str, phrasings: Iterable[tuple[Question, str, str]], names: Names
) -> Fit | Misfit | None:
    """Return the question that a sentence fits, of (question, language, phrasing).

    Misfit when a phrasing fits but does not name one entity that is known; None when none
    fits.
    """
    folded = fold(sentence)
    missing: Misfit | None = None
    # A name alone may also be a question: that of a dispute.
    for question, asked_in, phrasing in sorted(phrasings, key=lambda one: _is_bare(one[2])):
        for slots in _fit(phrasing, folded):
            try:
                values = _values(question, slots, names)
            except BadParameter:
                continue
            if _is_bare(phrasing) and not _is_thing(values):
                continue
            if not isinstance(values, Misfit):
                return Fit(question, values, asked_in, slots)
            # Another phrasing may fit; what says less than it leaves open is no complaint.
            if _says_enough(phrasing, slots):
                missing = values
            elif names.matches(values.text, values.kind):
                missing = missing or values
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


def _is_thing(values: Mapping[str, Term] | Misfit) -> bool:
    """Whether values are things that are told of, and no terms of the ontology or a scheme."""
    return isinstance(values, Misfit) or all(
        text_of(value).startswith(f"{BASE}id/") for value in values.values()
    )


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


def _values(question: Question, slots: Mapping[str, str], names: Names) -> dict[str, Term] | Misfit:
    """Return the values of slots, or the first that is none. Raises BadParameter."""
    values: dict[str, Term] = {}
    for name, text in slots.items():
        parameter = question.parameter(name)
        if parameter.type == "iri":
            found = _entities(parameter.kind, text, names)
            if len(found) != 1:
                return Misfit(text, parameter.kind)
            values[name] = found[0]
            continue
        # Folding took the hyphens of a date away.
        given = text.replace(" ", "-") if parameter.type == "date" else text
        values[name] = value_of(parameter, given, names)
    return values


def _says_enough(phrasing: str, slots: Mapping[str, str]) -> bool:
    """Whether a phrasing has at least as many words as a sentence leaves to its slots."""
    said = sum(len(part.split()) for part in _parts(phrasing)[0])
    return said >= sum(len(text.split()) for text in slots.values())
