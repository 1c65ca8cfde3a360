"""Which question a sentence asks: first word by word, then by the words that tell.

Nothing is guessed silently. What a sentence names must be a value of the question, every
word that tells must be one the question has words for, and what stays below the
threshold is refused, with the nearest questions.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from alliance_kg.catalog import Catalog
from alliance_kg.errors import InputError, NotFound, UnknownQuestion
from alliance_kg.matching.fitting import Fit, fit, fold_phrasing
from alliance_kg.names import Names, fold
from alliance_kg.question import LANGUAGES, SLOT, Question
from alliance_kg.reading import Reading
from alliance_kg.terms import BASE, Term, text_of

if TYPE_CHECKING:
    from alliance_kg.matching.approximate import Answers, Approximate
    from alliance_kg.matching.phrasebook import Phrasing

_LONGEST = 500
_SLIP = 85
"""The likeness, of 100, from which a word is a slip of the name of a question."""
_CODE = frozenset("{}<>|\\^`;#")
"""Marks that no question has: what has them is code, and is not guessed at."""


class Matcher:
    """Reads sentences as questions of a catalogue, entities by their names.

    What it needs to know is read when a sentence first needs it.
    """

    def __init__(self, catalog: Catalog, names: Names, answers: "Answers") -> None:
        """Read sentences of a catalogue; `answers` gives the rows of a question with values."""
        self.catalog = catalog
        self.names = names
        self._answers = answers

    def match(self, sentence: str, language: str = "en") -> Reading:
        """Return the question that a sentence asks, in either language.

        `language` is that of a sentence that may be either.
        Raises NotFound for an entity that is not known, and UnknownQuestion with the
        three nearest questions when nothing fits well enough.
        """
        if len(sentence) > _LONGEST:
            raise UnknownQuestion(_refusal(sentence), self.nearest(sentence, language))
        found = fit(sentence, self._phrasings(language), self.names)
        if isinstance(found, Fit):
            return self._with_an_answer(found, sentence, language)
        try:
            reading = self.approximate.read(sentence, language) if self.is_prose(sentence) else None
        except NotFound as complaint:
            # What is wrong with a phrasing that fits is more to the point.
            if found is None or isinstance(complaint, UnknownQuestion):
                raise
            reading = None
        if reading is not None:
            return reading
        if found is not None:
            self.names.find(found.text, found.kind)  # says what is wrong with it
        raise UnknownQuestion(_refusal(sentence), self.nearest(sentence, language))

    def _with_an_answer(self, fit: Fit, sentence: str, language: str) -> Reading:
        """Return how a sentence fits, or what its names also mean if only that has an answer.

        A plant bears the name of its town.
        """
        question = fit.question
        reading = Reading(question, fit.values, fit.language, " ".join(sentence.split()))
        is_open = any(
            one.type == "iri" and not one.kind for one in map(question.parameter, fit.values)
        )
        if not is_open or any(self._answers(question, fit.values)):
            return reading
        try:
            other = self.approximate.read(sentence, language)
        except NotFound:
            return reading
        if (
            other is None
            or other.question.slug != question.slug
            or not self._is_so_named(other.values, fit)
        ):
            return reading
        return other if any(self._answers(question, other.values)) else reading

    def _is_so_named(self, values: Mapping[str, Term], fit: Fit) -> bool:
        """Whether other values have the same slots, and names with the words in them."""
        return values.keys() == fit.values.keys() and all(
            value == fit.values[slot]
            or any(
                set(fit.texts[slot].split()) <= set(fold(spelling.name).split())
                for spelling in self.names.spellings()
                if spelling.iri == text_of(value)
            )
            for slot, value in values.items()
        )

    def is_sentence(self, text: str) -> bool:
        """Whether a text is no name of a question: several words, or a name of something."""
        if len(text.split()) != 1 or text.rstrip().endswith("?"):
            return True
        from rapidfuzz import fuzz, process

        if process.extractOne(text, self.catalog.slugs, scorer=fuzz.ratio, score_cutoff=_SLIP):
            return False
        asked = f" {fold(text)} "
        return any(
            asked in f" {fold(spelling.name)} "
            for spelling in self.names.spellings()
            if spelling.iri.startswith(f"{BASE}id/")
        )

    @staticmethod
    def is_prose(sentence: str) -> bool:
        """Whether a sentence may be read word by word: no code, nothing that is not printable."""
        return not _CODE & set(sentence) and all(
            mark.isprintable() or mark in "\t\r\n" for mark in sentence
        )

    def nearest(self, sentence: str, language: str, limit: int = 3) -> tuple[str, ...]:
        """Return the slugs of the questions whose phrasings come closest, best first."""
        from rapidfuzz import fuzz, process

        folded = fold(sentence[:_LONGEST])
        choices = {
            (question.slug, at): SLOT.sub(" ", fold_phrasing(phrasing))
            for at, (question, _, phrasing) in enumerate(self._phrasings(language))
        }
        scored = process.extract(folded, choices, scorer=fuzz.token_set_ratio, limit=None)
        slugs = dict.fromkeys(key[0] for _, _, key in sorted(scored, key=lambda hit: -hit[1]))
        return tuple(slugs)[:limit]

    @cached_property
    def approximate(self) -> "Approximate":
        """What reads sentences that fit no phrasing word by word."""
        from alliance_kg import cache
        from alliance_kg.matching import paraphrases, phrasebook
        from alliance_kg.matching.approximate import Approximate

        queries = self.catalog.bundle.root / "queries"
        files = (*self.catalog.bundle.queries, *paraphrases.files(queries))
        place = cache.place_of(queries, "phrasebook-")
        try:
            state = cache.state_of(files)
        except OSError as error:
            raise InputError(f"{error.filename}: {error.strerror}") from error
        book = phrasebook.opened(place, lambda: self._ways_to_ask(files), state)
        return Approximate(self._questions, book, self.names, self._answers)

    def _ways_to_ask(self, files: Iterable[Path]) -> Iterator["Phrasing"]:
        """Yield the titles and phrasings of all questions, then the paraphrases in files."""
        from alliance_kg.matching import paraphrases
        from alliance_kg.matching.phrasebook import Phrasing

        for question, language, text in self._phrasings("en"):
            yield Phrasing(question.slug, language, text)
        for path in files:
            if path.parent.name != "paraphrases":
                yield from paraphrases.read(path, None) if path.suffix == ".toml" else ()
            elif path.stem in self.catalog:
                yield from paraphrases.read(path, self.catalog.find(path.stem))

    @cached_property
    def _questions(self) -> dict[str, Question]:
        return {question.slug: question for question in self.catalog}

    @cached_property
    def _phrased(self) -> dict[str, tuple[tuple[Question, str, str], ...]]:
        return {
            language: tuple(
                (question, language, phrasing)
                for question in self._questions.values()
                for phrasing in (question.title.get(language, ""), *question.phrasings[language])
            )
            for language in LANGUAGES
        }

    def _phrasings(self, language: str) -> Iterator[tuple[Question, str, str]]:
        """Yield all phrasings, those of a language first, titles before others."""
        for tried in sorted(LANGUAGES, key=lambda other: other != language):
            yield from self._phrased[tried]


def _refusal(sentence: str) -> str:
    shown = " ".join(sentence.split())
    shown = shown if len(shown) <= 80 else f"{shown[:79]}…"
    printable = "".join(mark if mark.isprintable() else "?" for mark in shown)
    return f"no question fits '{printable}'"
