"""How like the phrasings of a question a sentence is.

Five measures, each of which another lacks: the cosine to the phrasings that come nearest,
in a space of weighted features; how much of what the sentence says the question has words
for; how much likelier its features are in phrasings of this question than in all (naive
Bayes, Manning, Raghavan & Schütze 2008, section 13.2); whether its slots are usual; and words
that the question does not have. `weighing` says how much each counts.
"""

import heapq
import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from alliance_kg.matching import features
from alliance_kg.matching.features import Token
from alliance_kg.matching.phrasebook import MOST, UNANSWERED, Phrasebook
from alliance_kg.matching.weighing import Measures

_NEAREST = 3
_SOME, _FEW = 2.0, 1.0
"""After how many phrasings a word is half trusted to belong to a question, and to be matched."""
_PRIOR = 2.0
_BAYES_PAIR, _BAYES_OTHER = 0.5, 0.3
_OFTEN_UNANSWERED = 2
"""How much more often what no question answers has a word than all questions together."""


class Likener:
    """Compares tokens with the phrasings of a question."""

    def __init__(self, phrasebook: Phrasebook) -> None:
        self.phrasebook = phrasebook

    @property
    def has_unanswered(self) -> bool:
        """Whether there are sentences that no question answers to compare with."""
        return UNANSWERED in self.phrasebook.whole.places

    def promising(self, tokens: Sequence[Token], limit: int) -> list[str]:
        """Return the slugs of the questions whose phrasings have most of the words."""
        have: dict[str, float] = {}
        for name in features.of(tokens):
            feature = self.phrasebook.feature(name)
            if feature is None or name.startswith("{"):
                continue
            for slug, times in feature.by_slug.items():
                trust = times / (times + _SOME)
                have[slug] = have.get(slug, 0.0) + feature.weight * trust
        have.pop(UNANSWERED, None)
        return heapq.nsmallest(limit, have, key=lambda slug: (-have[slug], slug))

    def measure(self, slug: str, tokens: Sequence[Token]) -> Measures:
        """Compare a sentence with a question, or with what no question answers."""
        found = features.of(tokens)
        near = self._nearest(slug, found)
        words = [name for name in found if features.is_word(name)]
        covered, matched = self._covered(slug, words)
        is_asked = slug != UNANSWERED
        return Measures(
            near[0],
            sum(near) / _NEAREST,
            covered,
            matched,
            self._likelier(slug, found) / (math.sqrt(len(words)) or 1.0),
            self._usual(slug, tokens) if is_asked else 0.0,
            *(self._missed(slug, words) if is_asked else (0.0, 0, 0.0)),
            all(self.phrasebook.feature(name) is not None for name in found),
        )

    def _nearest(self, slug: str, found: frozenset[str]) -> list[float]:
        """Return the cosines to the nearest phrasings of a question, the best first."""
        whole = self.phrasebook.whole
        first, last = whole.places[slug]
        products = [0.0] * (last - first)
        length = 0.0
        for name in found:
            feature = self.phrasebook.feature(name)
            if feature is None:
                length += MOST**2 if features.is_word(name) else 0.0
                continue
            squared = feature.weight**2
            length += squared
            if slug in feature.by_slug:
                having = feature.phrasings
                begin, end = bisect_left(having, first), bisect_right(having, last - 1)
                for at in having[begin:end]:
                    products[at - first] += squared
        length = math.sqrt(length) or 1.0
        cosines = heapq.nlargest(
            _NEAREST,
            (
                product / (length * whole.lengths[first + at])
                for at, product in enumerate(products)
                if product
            ),
        )
        return cosines + [0.0] * (_NEAREST - len(cosines))

    def _covered(self, slug: str, words: Sequence[str]) -> tuple[float, float]:
        """Return the share of what is said that a question has words for, and how much that is."""
        total = covered = matched = 0.0
        for name in words:
            weight, times = self.phrasebook.weight(name), self._times(name, slug)
            total += weight
            covered += weight * times / (times + _SOME)
            matched += weight * times / (times + _FEW)
        return (covered / total if total else 0.0), matched

    def _missed(self, slug: str, words: Sequence[str]) -> tuple[float, int, float]:
        """Return how much is said in words of other questions, of none, of what none answers."""
        whole = self.phrasebook.whole
        elsewhere = unanswered = 0.0
        nowhere = 0
        for name in words:
            feature = self.phrasebook.feature(name)
            if feature is None:
                nowhere += 1
                continue
            share = feature.weight / MOST
            here, none = self._times(name, slug), self._times(name, UNANSWERED)
            if not here:
                elsewhere += share
                if none and feature.times - none < _OFTEN_UNANSWERED * none:
                    unanswered += share
            elif none * whole.times[slug] > here * whole.times.get(UNANSWERED, 1):
                unanswered += share / 2
        return elsewhere, nowhere, unanswered

    def _likelier(self, slug: str, found: frozenset[str]) -> float:
        """Return the sum of the logarithms of how much likelier each feature is here."""
        whole = self.phrasebook.whole
        questions, phrasings = len(whole.times), len(whole.lengths)
        scale = MOST / math.log(1 + questions)  # of few questions none can be much likelier
        total = 0.0
        for name in found:
            feature = self.phrasebook.feature(name)
            if feature is None:
                continue
            here = feature.by_slug.get(slug, 0) + _PRIOR * feature.times / questions
            ratio = here / (whole.times[slug] + _PRIOR) / (feature.times / phrasings)
            kind = 1.0 if features.is_word(name) else (
                _BAYES_PAIR if features.is_pair(name) else _BAYES_OTHER
            )  # fmt: skip
            total += kind * math.log(ratio)
        return scale * total

    def _usual(self, slug: str, tokens: Sequence[Token]) -> float:
        """Return the share of a question's phrasings that have the same slots."""
        whole = self.phrasebook.whole
        slots = tuple(sorted(one.key for one in tokens if one.is_slot and one.key != "{}"))
        return whole.slots[slug].get(slots, 0) / whole.times[slug]

    def _times(self, name: str, slug: str) -> int:
        feature = self.phrasebook.feature(name)
        return 0 if feature is None else feature.by_slug.get(slug, 0)
