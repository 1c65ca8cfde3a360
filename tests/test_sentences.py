"""How well sentences are read, on a set written before the matcher was tuned.

For each language:

- precision: right readings / answered sentences, those that must be refused included;
- recall: right readings / sentences that a question answers;
- refusal: refused sentences / sentences that must be refused.

A right reading is the very question with the very values. A sentence that may be either
answered or refused counts for precision only. `independent.toml` was written by hands that
had not seen the reader, from titles and names alone; nothing is tuned on what is under
`aside` there: its sentences were not read, only its figures printed.
"""

import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from alliance_kg.errors import NotFound

TESTS = Path(__file__).parent
SET = tomllib.loads((TESTS / "sentences.toml").read_text(encoding="utf-8"))
INDEPENDENT = tomllib.loads((TESTS / "independent.toml").read_text(encoding="utf-8"))
TUNED = [*SET["rows"], *SET["fresh"], *INDEPENDENT["seen"]]
ASIDE = INDEPENDENT["aside"]
PRECISION, RECALL, REFUSAL = 0.97, 0.90, 0.97
REFUSE = "refuse"


class Read(NamedTuple):
    """A row of the set and what became of its sentence."""

    language: str
    kind: str
    sentence: str
    expected: tuple[str, ...]
    found: str

    @property
    def is_right(self):
        return self.found in self.expected


def outcome(graph, sentence):
    try:
        reading = graph.matcher.match(sentence)
    except NotFound:
        return REFUSE
    values = sorted(
        f"{name}={term.value.removesuffix('T00:00:00Z').split('/alliance-kg/id/')[-1]}"
        for name, term in reading.values.items()
    )
    return " ".join([reading.question.slug, *values])


def read(graph, row):
    language, kind, sentence, *expected = row
    # The values in any order.
    accepted = tuple(" ".join([one.split()[0], *sorted(one.split()[1:])]) for one in expected)
    return Read(language, kind, sentence, accepted, outcome(graph, sentence))


def figures(readings):
    answered = [one for one in readings if one.found != REFUSE]
    right = [one for one in answered if one.is_right]
    on_topic = [one for one in readings if REFUSE not in one.expected]
    off_topic = [one for one in readings if one.expected == (REFUSE,)]
    refused = [one for one in off_topic if one.found == REFUSE]
    return {
        "precision": (len(right), len(answered)),
        "recall": (len([one for one in right if REFUSE not in one.expected]), len(on_topic)),
        "refusal": (len(refused), len(off_topic)),
    }


def test_the_sets_have_what_they_must_have():
    # Three questions are younger than the sentences held aside.
    for rows, least, questions in ((TUNED, 1700, 116), (ASIDE, 460, 113)):
        languages = [row[0] for row in rows]
        off_topic = [row[0] for row in rows if row[1] in ("off-topic", "near-miss")]
        slugs = {one.split()[0] for row in rows for one in row[3:]} - {REFUSE}
        assert len(rows) >= least
        assert abs(languages.count("en") - languages.count("it")) < 10
        assert len(off_topic) >= 60
        assert abs(off_topic.count("en") - off_topic.count("it")) < 10
        assert len(slugs) >= questions


def test_nothing_is_held_aside_that_was_tuned_on():
    tuned, aside = ({row[2].casefold() for row in rows} for rows in (TUNED, ASIDE))
    assert not tuned & aside


@pytest.mark.parametrize(
    "rows", [pytest.param(TUNED, id="tuned"), pytest.param(ASIDE, id="held aside")]
)
@pytest.mark.parametrize("language", ["en", "it"])
def test_sentences_are_read_rightly_or_refused(graph, language, rows, capsys):
    readings = [read(graph, row) for row in rows if row[0] == language]
    found = figures(readings)
    told = ", ".join(f"{name} {a}/{b} = {a / b:.3f}" for name, (a, b) in found.items())
    with capsys.disabled():
        print(f"\n{language}, {len(readings)} sentences: {told}")  # noqa: T201
    wrong = [(one.sentence, one.expected, one.found) for one in readings if not one.is_right]
    shares = {name: a / b for name, (a, b) in found.items()}
    assert shares["precision"] >= PRECISION, wrong
    assert shares["recall"] >= RECALL, wrong
    assert shares["refusal"] >= REFUSAL, wrong
