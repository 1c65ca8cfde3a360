"""Find how much each measure of likeness counts, by random search.

    python benchmarks/weights.py [--minutes 3] [--seed 1] [FILE...]

Every sentence of the files (by default those of the tests that may be used for tuning) is
measured once; then weights are varied one to three at a time, and a change is kept when the
goal grows: precision, recall and refusal of each language above their aims, a little more for
what is above. Prints the weights to be written into `matching/`, and the figures with them.
"""

import argparse
import random
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

import numpy as np

from alliance_kg import KnowledgeGraph
from alliance_kg.errors import NotFound
from alliance_kg.matching.weighing import (
    MOST_ABOVE,
    Decision,
    Measures,
    Passed,
    Penalties,
    Weights,
)  # fmt: skip
from alliance_kg.question import Question
from alliance_kg.terms import Term, text_of

TESTS = Path(__file__).parent.parent / "tests"
REFUSE = "refuse"
AIMS = (0.985, 0.95, 0.985)
"""Precision, recall, refusal: above those of the tests, as sentences not seen will do worse."""
PRICES = (3.0, 1.5, 1.0)
MARGIN = 0.12
NOTHING = Measures(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0.0, False)
KEPT = 12
"""How many questions of each sentence are weighed, the best by the weights as they are."""


class Weighed(NamedTuple):
    """All weights that are searched for."""

    weights: Weights = Weights()
    penalties: Penalties = Penalties()
    decision: Decision = Decision()


class Measured(NamedTuple):
    """A sentence: its right readings, what it may be read as, what was refused, measured.

    `settled` is the reading of one that fits word by word, or is refused by a rule.
    """

    language: str
    expected: tuple[str, ...]
    settled: str | None
    ways: tuple[tuple[str, str, Measures, Passed], ...]
    refused: tuple[tuple[Measures, Passed], ...]
    unanswered: Measures | None


def told(question: Question, values: Mapping[str, Term]) -> str:
    """Return a reading as the sets of sentences write it."""
    parts = (
        f"{name}={text_of(term).removesuffix('T00:00:00Z').split('/alliance-kg/id/')[-1]}"
        for name, term in values.items()
    )
    return " ".join([question.slug, *sorted(parts)])


def measured(graph: KnowledgeGraph, rows: Sequence[Sequence[str]]) -> Iterator[Measured]:
    """Yield each sentence with its measures."""
    matcher = graph.matcher
    reader = matcher.approximate
    for language, _, sentence, *accepted in rows:
        expected = tuple(" ".join([one.split()[0], *sorted(one.split()[1:])]) for one in accepted)
        try:
            reading = matcher.match(sentence)
            settled = told(reading.question, reading.values) if reading.is_exact else None
        except NotFound:
            settled = None
        if settled is None and not matcher.is_prose(sentence):
            settled = REFUSE
        if settled is not None:
            yield Measured(language, expected, settled, (), (), None)
            continue
        asked = reader.listener.hear(sentence, "en")
        ways, refused = reader.ways(asked)
        ways.sort(
            key=lambda one: -reader.weights.score(one[0]) + reader.penalties.of(one[2].passed)
        )
        kept: list[tuple[str, str, Measures, Passed]] = []
        for measures, question, way in ways:
            if len({slug for slug, *_ in kept}) >= KEPT:
                break
            values = reader.borne_out(question, way)
            if values is not None:
                kept.append((question.slug, told(question, values), measures, way.passed))
        yield Measured(
            language, expected, None, tuple(kept),
            tuple((one, way.passed) for one, way in refused), reader.unanswered(asked),
        )  # fmt: skip


class Sentences:
    """A set of sentences as arrays, so that one setting of the weights is seen at once.

    Ways are rows, sorted by sentence and question; `groups` is where each question of a
    sentence begins, `begins` where each sentence begins among the groups.
    """

    def __init__(self, sentences: Sequence[Measured]) -> None:
        self.settled = [one for one in sentences if one.settled is not None]
        self.open = [one for one in sentences if one.settled is None]
        self.languages = np.array([one.language for one in self.open])
        self.is_on_topic = np.array([REFUSE not in one.expected for one in self.open])
        self.is_off_topic = np.array([one.expected == (REFUSE,) for one in self.open])
        nothing = ("", "", NOTHING, Passed(0, 0, 99, 0, 0, 0))
        ways = [sorted(one.ways or (nothing,), key=lambda way: way[0]) for one in self.open]
        flat = [(at, *way) for at, found in enumerate(ways) for way in found]
        self.measures = np.array([row[3] for row in flat], float)
        self.passed = np.array([row[4] for row in flat], float)
        self.is_right = np.array([row[2] in self.open[row[0]].expected for row in flat])
        of_group = [row[:2] for row in flat]
        self.groups = np.array([
            at for at, key in enumerate(of_group) if at == 0 or key != of_group[at - 1]
        ])  # fmt: skip
        of_sentence = np.array([row[0] for row in flat])[self.groups]
        self.begins = np.flatnonzero(np.diff(of_sentence, prepend=-1))
        self.unanswered = np.array([one.unanswered or NOTHING for one in self.open], float)
        self.refused = [
            (
                np.array([measures for measures, _ in one.refused], float),
                np.array([passed for _, passed in one.refused], float),
            )
            for one in self.open
        ]

    def figures(self, weighed: Weighed) -> list[tuple[float, float, float]]:
        """Return precision, recall and refusal by language."""
        scores = self._scores(weighed.weights, self.measures)
        scores -= self.passed @ np.array(weighed.penalties)
        best = np.maximum.reduceat(scores, self.groups)
        at_best = self._places(scores, best, self.groups)
        first = np.maximum.reduceat(best, self.begins)
        at_first = self._places(best, first, self.begins)
        others = best.copy()
        others[at_first] = -1.0
        second = np.maximum(np.maximum.reduceat(others, self.begins), 0.0)
        chosen = at_best[at_first]
        none = self._scores(weighed.weights, self.unanswered)
        is_taken = self._taken(weighed.decision, first, self.measures[chosen, 4], second, none)
        for at, (refused, passed) in enumerate(self.refused):
            if len(refused):
                scored = self._scores(weighed.weights, refused)
                scored -= passed @ np.array(weighed.penalties)
                worst = int(scored.argmax())
                if scored[worst] > first[at] + MARGIN and self._taken(
                    weighed.decision, scored[worst], refused[worst, 4], 0.0, none[at]
                ):
                    is_taken[at] = False
        is_right = is_taken & self.is_right[chosen]
        found = []
        for language in ("en", "it"):
            here = self.languages == language
            settled = [one for one in self.settled if one.language == language]
            answered = sum(one.settled != REFUSE for one in settled)
            right = [
                one for one in settled if one.settled != REFUSE and one.settled in one.expected
            ]
            on_topic = sum(REFUSE not in one.expected for one in settled)
            on_right = sum(REFUSE not in one.expected for one in right)
            off_topic = [one.settled == REFUSE for one in settled if one.expected == (REFUSE,)]
            found.append((
                (len(right) + is_right[here].sum()) / max(1, answered + is_taken[here].sum()),
                (on_right + (is_right & self.is_on_topic)[here].sum())
                / max(1, on_topic + self.is_on_topic[here].sum()),
                (sum(off_topic) + (self.is_off_topic & ~is_taken)[here].sum())
                / max(1, len(off_topic) + self.is_off_topic[here].sum()),
            ))  # fmt: skip
        return found

    @staticmethod
    def _scores(weights: Weights, measures: np.ndarray) -> np.ndarray:
        near, mean, covered, matched, likelier, usual, elsewhere, nowhere, none = measures.T
        like = (
            weights.nearest * near
            + weights.near * mean
            + weights.covered * covered
            + weights.likely * np.tanh(likelier / weights.likely_scale)
            + weights.usual * np.minimum(1.0, 5 * usual)
        )
        missed = (
            weights.elsewhere * elsewhere + weights.nowhere * nowhere + weights.unanswered * none
        )
        score: np.ndarray = like * np.minimum(1.0, (matched + 0.5) / weights.enough) - missed
        return score

    @staticmethod
    def _places(values: np.ndarray, most: np.ndarray, begins: np.ndarray) -> np.ndarray:
        """Return where each stretch has its greatest value first."""
        sizes = np.diff(begins, append=len(values))
        hits = np.flatnonzero(values == np.repeat(most, sizes))
        return hits[np.searchsorted(hits, begins)]

    @staticmethod
    def _taken(decision: Decision, best: Any, likelier: Any, second: Any, none: Any) -> Any:
        above_second, above_none = best - second, best - decision.against_unanswered * none
        total = (
            best
            + decision.second * np.minimum(above_second, MOST_ABOVE)
            + decision.unanswered * np.minimum(above_none, 0.5)
            + decision.likelier * (likelier - decision.likelier_from)
        )
        return (
            (total >= decision.threshold)
            & (above_none >= decision.least_above_unanswered)
            & (above_second >= decision.least_above_second)
        )


def goal(weighed: Weighed, sets: Sequence[Sentences]) -> float:
    """Return what is to be made large: each set counts the same."""
    total = 0.0
    for sentences in sets:
        for each in sentences.figures(weighed):
            total += 0.1 * sum(each)
            total -= sum(
                price * max(0.0, aim - share)
                for price, aim, share in zip(PRICES, AIMS, each, strict=True)
            )
    return total


def varied(weighed: Weighed, chance: random.Random) -> Weighed:
    """Return weights with one to three of them changed."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        part = chance.choice(Weighed._fields)
        group: Any = getattr(weighed, part)  # Any: one of three named tuples of floats
        name = chance.choice(group._fields)
        value = getattr(group, name) * chance.choice((0.7, 0.85, 0.93, 1.07, 1.15, 1.4))
        value += chance.choice((0.0, 0.0, 0.02, -0.02))
        weighed = weighed._replace(**{part: group._replace(**{name: value})})
    return weighed


def rows_of(path: Path) -> list[list[str]]:
    """Return the rows of a file of sentences, all parts."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    return [row for part in content.values() for row in part]


def main() -> int:
    """Measure, search, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    files = given.files or [TESTS / "sentences.toml", TESTS / "independent.toml"]
    graph = KnowledgeGraph.open()
    sets = [Sentences(list(measured(graph, rows_of(path)))) for path in files]
    chance, best = random.Random(given.seed), Weighed()  # noqa: S311 (nothing is secret)
    most = goal(best, sets)
    print(f"goal {most:.4f}")
    end = monotonic() + 60 * given.minutes
    while monotonic() < end:
        tried = varied(best, chance)
        reached = goal(tried, sets)
        if reached > most:
            most, best = reached, tried
    print(f"goal {most:.4f}")
    print(
        repr(
            {
                type(group).__name__: {n: round(v, 3) for n, v in group._asdict().items()}
                for group in best
            }
        )
    )
    for group in best:
        print(
            type(group).__name__, {name: round(value, 3) for name, value in group._asdict().items()}
        )
    for path, sentences in zip(files, sets, strict=True):
        for language, each in zip(("en", "it"), sentences.figures(best), strict=True):
            print(path.name, language, " ".join(f"{share:.3f}" for share in each))
    return 0


if __name__ == "__main__":
    sys.exit(main())
