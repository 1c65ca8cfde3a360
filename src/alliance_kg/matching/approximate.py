"""Which question a sentence asks that fits no phrasing word by word.

The names in it fill slots, the other words are compared with the phrasings. The best
question is taken if it is good enough, and told with its values and what else it may be.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pyoxigraph import NamedNode

from alliance_kg.errors import NotFound, UnknownQuestion
from alliance_kg.matching.arranging import Arranged, Arranger, Refused
from alliance_kg.matching.fitting import SLOT
from alliance_kg.matching.hearing import Listener
from alliance_kg.matching.likeness import Phrase, Phrasebook
from alliance_kg.matching.mentions import Named, NameIndex, by_entity
from alliance_kg.names import Names
from alliance_kg.question import LANGUAGES, Question
from alliance_kg.reading import Alternative, Reading
from alliance_kg.terms import Term, text_of

THRESHOLD = 0.68
"""The score below which a sentence is refused; tests/test_sentences.py holds it to its aim."""

_MARGIN = 0.12
"""How much better than the best reading a question that cannot be asked so may score."""

_TRIED = 24
"""How many questions are looked at closely, the ones that have most of the words."""

_SLOTS = re.compile(r"\{[\w:]+\}")


class _Candidate(NamedTuple):
    score: float
    phrase: Phrase
    arranged: Arranged


class Approximate:
    """Reads sentences by the words that tell, from phrasings as (slug, language, text)."""

    def __init__(
        self,
        questions: Mapping[str, Question],
        phrasings: Iterable[tuple[str, str, str]],
        names: Names,
    ) -> None:
        self.names = names
        self._questions = questions
        self.phrasebook = Phrasebook(phrasings, _besides(questions.values()))
        self.index = NameIndex(by_entity(names.named()), self.phrasebook.vocabulary.is_ordinary)
        self._listener = Listener(self.index, self.phrasebook, names.owners())
        self._arranger = Arranger(self._listener)

    def add_names(self, names: Iterable[Named]) -> None:
        """Let sentences name more entities than the release has names for."""
        both = [*self.index.names, *names]
        self.index = NameIndex(both, self.phrasebook.vocabulary.is_ordinary)
        self._listener = Listener(self.index, self.phrasebook, self.names.owners())
        self._arranger = Arranger(self._listener)

    def read(self, sentence: str, language: str) -> Reading | None:
        """Return the question that a sentence asks, None when none is good enough.

        `language` is that of a sentence that may be either.
        Raises NotFound when a question has the words and cannot take what is named.
        """
        candidates, refused = self._candidates(sentence, language)
        best = candidates[0].score if candidates else 0.0
        worst = max(refused, key=lambda one: one.score, default=None)
        if worst is not None and worst.score > max(THRESHOLD, best + _MARGIN):
            raise self._complaint(worst)
        return self._reading(candidates) if best >= THRESHOLD else None

    def _candidates(self, sentence: str, language: str) -> tuple[list[_Candidate], list[Refused]]:
        """Return the readings of a sentence, the best first, one a question, and what was refused.

        A question is refused where it has the words but not the slots for the names.
        """
        asked = self._listener.hear(sentence, language)
        found: list[_Candidate] = []
        refused: list[Refused] = []
        for slug in self._arranger.promising(asked, _TRIED):
            best: _Candidate | None = None
            for arranged in self._arranger.arrange(asked, self._questions[slug]):
                if isinstance(arranged, Refused):
                    refused.append(arranged)
                    continue
                for phrase in self.phrasebook.phrases[slug]:
                    score = self.phrasebook.score(phrase, arranged.said, arranged.before)
                    score += self.phrasebook.order_bonus(phrase, arranged.before)
                    score -= arranged.penalty
                    if best is None or score > best.score:
                        best = _Candidate(score, phrase, arranged)
            if best is not None:
                found.append(best)
        return sorted(found, key=lambda one: (-one.score, one.phrase.slug)), refused

    def _reading(self, candidates: list[_Candidate]) -> Reading:
        best = candidates[0]
        language = best.arranged.language
        others = tuple(
            Alternative(other.phrase.slug, self._told(other, language))
            for other in candidates[1:3]
            if other.score >= THRESHOLD - _MARGIN
        )
        return Reading(
            self._questions[best.phrase.slug],
            best.arranged.values,
            language,
            self._told(best, language),
            min(best.score, 0.999),
            False,
            others,
        )

    def _told(self, candidate: _Candidate, language: str) -> str:
        """Return a question as read: a phrasing with the same slots, filled by labels."""
        values = candidate.arranged.values
        labels = self._labels(values, language)
        fitting = [
            phrase
            for phrase in self.phrasebook.phrases[candidate.phrase.slug]
            if phrase.language == language and set(phrase.slots) == set(values)
        ]
        scored = [
            (phrase is candidate.phrase, self._score(phrase, candidate.arranged), -at, phrase.text)
            for at, phrase in enumerate(fitting)
        ]
        if scored:
            text = SLOT.sub(lambda slot: labels[slot[1]], max(scored)[3]).rstrip("?")
        else:
            title = self._questions[candidate.phrase.slug].title[language].rstrip("?")
            text = f"{title} ({', '.join(labels.values())})" if labels else title
        return f"{text[:1].upper()}{text[1:]}?"

    def _score(self, phrase: Phrase, arranged: Arranged) -> float:
        return self.phrasebook.score(phrase, arranged.said, arranged.before)

    def _labels(self, values: Mapping[str, Term], language: str) -> dict[str, str]:
        iris = [term.value for term in values.values() if isinstance(term, NamedNode)]
        labels = self.names.labels(iris, language)
        return {
            # A day is bound as the instant at which it begins.
            name: labels.get(term.value) or text_of(term)
            if isinstance(term, NamedNode)
            else text_of(term)[:10]
            for name, term in values.items()
        }

    def _complaint(self, refused: Refused) -> NotFound:
        """Return why a question that has the words cannot be asked so."""
        if refused.choices:
            choices = sorted(self.names.short(iri) for iri in refused.choices)
            return NotFound(f"'{refused.text}' names more than one thing here", choices)
        if refused.kind is None:
            return UnknownQuestion(
                f"{refused.slug} is not asked about '{refused.text}' together: name one thing of "
                "a kind, or ask twice",
            )
        wanted = f"a thing of the kind {refused.kind}" if refused.kind else "one thing"
        nearest = self.names.nearest(refused.text, refused.kind)
        return NotFound(f"{refused.slug} asks for {wanted}, not '{refused.text}'", nearest)


def _besides(questions: Iterable[Question]) -> Iterator[tuple[str, str, str]]:
    """Yield what questions say besides their phrasings, as (slug, language, text)."""
    for question in questions:
        for language in LANGUAGES:
            yield question.slug, language, _SLOTS.sub(" ", question.sentence[language])
            for column in question.columns:
                yield question.slug, language, column.label.get(language, "")
