"""What is measured of a reading of a sentence, and how much each measure counts.

The numbers were found by random search (`benchmarks/weights.py`) on sentences that the tests
may be tuned on; docs/asking.md says how often the reader is right with them.
"""

import math
from typing import NamedTuple

MOST_ABOVE = 0.4
"""How far above the second best question the best one counts."""


class Measures(NamedTuple):
    """How a sentence compares with the phrasings of a question.

    `nearest` and `near` are the cosine to the nearest phrasing and the mean of the nearest
    three, `covered` the share of the words by weight that the question has, `matched` their
    weight, `likelier` the sum of logarithms over the root of the number of words, `usual` the
    share of phrasings with the same slots. Of the words that it does not have, `elsewhere`
    have other questions, `nowhere` none, and `unanswered` are those of what none answers.
    `is_known`: whether any phrasing has each of the words, and each two side by side.
    """

    nearest: float
    near: float
    covered: float
    matched: float
    likelier: float
    usual: float
    elsewhere: float
    nowhere: int
    unanswered: float
    is_known: bool


class Weights(NamedTuple):
    """How much each measure counts for the score."""

    nearest: float = 0.279
    near: float = 0.546
    covered: float = 0.244
    likely: float = 0.365
    likely_scale: float = 7.552
    usual: float = 0.099
    enough: float = 1.474
    elsewhere: float = 0.08
    nowhere: float = 0.067
    unanswered: float = 0.174

    def score(self, one: Measures) -> float:
        """Return how like a question a sentence is, about 0 to 1."""
        like = (
            self.nearest * one.nearest
            + self.near * one.near
            + self.covered * one.covered
            + self.likely * math.tanh(one.likelier / self.likely_scale)
            + self.usual * min(1.0, 5 * one.usual)
        )
        missed = (
            self.elsewhere * one.elsewhere
            + self.nowhere * one.nowhere
            + self.unanswered * one.unanswered
        )
        return like * min(1.0, (one.matched + 0.5) / self.enough) - missed


class Passed(NamedTuple):
    """What a way to ask a question passes over or stretches, in counts.

    `left`: names that no slot takes; `stretched`: names that are part of one thing's name
    and all of another's ("Ampere" for its production line); `strange_names`,
    `strange_words`: words that are not known, by whether they look like a name; `open_strange`:
    of the latter, those beside a slot that is open. `specific`: 1 where each slot asks for a
    kind of thing.
    """

    left: int
    stretched: int
    strange_names: int
    strange_words: int
    open_strange: int
    specific: int

    @property
    def is_nothing(self) -> bool:
        """Whether every name and word has its place."""
        return not (self.left or self.strange_names or self.strange_words)


class Penalties(NamedTuple):
    """What is taken off the score for each of `Passed`."""

    left: float = 0.174
    stretched: float = 0.171
    strange_name: float = 1.098
    strange_word: float = 0.138
    open_strange: float = 0.078
    specific: float = -0.014

    def of(self, passed: Passed) -> float:
        """Return what is to be taken off."""
        return sum(each * count for each, count in zip(self, passed, strict=True))


class Decision(NamedTuple):
    """When the best question is good enough.

    It is by its score, by how far it is above the second and above what no question
    answers (both up to a limit), and by how much likelier its features are than elsewhere.
    """

    threshold: float = 1.362
    second: float = 0.944
    unanswered: float = 0.76
    likelier: float = 0.171
    likelier_from: float = 8.58
    against_unanswered: float = 1.703
    least_above_unanswered: float = -0.002
    least_above_second: float = -0.033

    def is_good_enough(
        self, best: float, likelier: float, second: float, unanswered: float
    ) -> bool:
        """Whether the best question is taken, by its score and `Measures.likelier`."""
        above_second = best - max(second, 0.0)
        above_unanswered = best - self.against_unanswered * unanswered
        total = (
            best
            + self.second * min(above_second, MOST_ABOVE)
            + self.unanswered * min(above_unanswered, 0.5)
            + self.likelier * (likelier - self.likelier_from)
        )
        return (
            total >= self.threshold
            and above_unanswered >= self.least_above_unanswered
            and above_second >= self.least_above_second
        )
