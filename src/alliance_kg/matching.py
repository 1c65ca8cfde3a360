"""Which question a sentence asks: phrasings with slots, entities by any of their names.

A sentence fits a phrasing when the words are the same, case, accents and punctuation
aside, and each slot holds a value that its parameter accepts. Nothing is guessed:
what fits no phrasing is refused, with the nearest questions.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pyoxigraph import NamedNode

from alliance_kg.catalog import Catalog
from alliance_kg.errors import BadParameter, NotFound, UnknownQuestion
from alliance_kg.names import Names, fold
from alliance_kg.question import LANGUAGES, Parameter, Question
from alliance_kg.terms import Term, read_value

_SLOT = re.compile(r"\{(\w+)\}")
_LONGEST = 500
_ARTICLES = {"the", "a", "an", "il", "lo", "la", "l", "i", "gli", "le", "un", "una", "uno"}


class Reading(NamedTuple):
    """How a sentence was read: the question, its values, the language it was asked in."""

    question: Question
    values: Mapping[str, Term]
    language: str


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


def match(sentence: str, catalog: Catalog, names: Names, language: str = "en") -> Reading:
    """Return the question that a sentence asks, in either language.

    `language` decides which of a question's phrasings are tried first.
    Raises NotFound when a phrasing fits but names an entity that is not known, and
    UnknownQuestion with the three nearest questions when none fits.
    """
    folded = fold(sentence)
    missing: NotFound | None = None
    if len(sentence) <= _LONGEST:
        for question, asked_in, phrasing in _phrasings(catalog, language):
            for slots in _fit(phrasing, folded):
                try:
                    return Reading(question, _values(question, slots, names), asked_in)
                except NotFound as error:
                    # Another phrasing may fit better; the most specific complaint is kept.
                    missing = missing if _is_better(missing, slots) else error
                except BadParameter:
                    continue
    if missing is not None:
        raise missing
    raise UnknownQuestion(_refusal(sentence), nearest(sentence, catalog, language))


def nearest(sentence: str, catalog: Catalog, language: str, limit: int = 3) -> tuple[str, ...]:
    """Return the slugs of the questions whose phrasings come closest, best first."""
    from rapidfuzz import fuzz, process

    folded = fold(sentence)[:_LONGEST]
    choices = {
        (question.slug, at): _SLOT.sub(" ", fold_phrasing(phrasing))
        for at, (question, _, phrasing) in enumerate(_phrasings(catalog, language))
    }
    scored = process.extract(folded, choices, scorer=fuzz.token_set_ratio, limit=None)
    slugs = dict.fromkeys(key[0] for _, _, key in sorted(scored, key=lambda hit: -hit[1]))
    return tuple(slugs)[:limit]


def fold_phrasing(phrasing: str) -> str:
    """Fold a phrasing as sentences are folded, its slots kept as `{name}`."""
    parts = _SLOT.split(phrasing)
    return " ".join(
        f"{{{part}}}" if at % 2 else fold(part) for at, part in enumerate(parts) if part
    ).strip()


def _phrasings(catalog: Catalog, language: str) -> Iterator[tuple[Question, str, str]]:
    questions = list(catalog)
    for tried in sorted(LANGUAGES, key=lambda other: other != language):
        for question in questions:
            for phrasing in (question.title.get(tried, ""), *question.phrasings[tried]):
                yield question, tried, phrasing


def _fit(phrasing: str, folded: str) -> Iterator[dict[str, str]]:
    """Yield each way in which a folded sentence fills the slots of a phrasing."""
    parts = _SLOT.split(phrasing)
    literals, slots = [fold(part) for part in parts[::2]], parts[1::2]
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


def _is_better(missing: NotFound | None, slots: Mapping[str, str]) -> bool:
    return missing is not None and all(text.count(" ") >= 3 for text in slots.values())


def _refusal(sentence: str) -> str:
    shown = " ".join(sentence.split())
    shown = shown if len(shown) <= 80 else f"{shown[:79]}…"
    printable = "".join(mark if mark.isprintable() else "?" for mark in shown)
    return f"no question fits '{printable}'"
