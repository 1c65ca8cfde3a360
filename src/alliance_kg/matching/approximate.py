"""Which question a sentence asks that fits no phrasing word by word.

The names in it fill slots, the other words are compared with the phrasings. The best
question is taken if it is good enough and stands out, and told with its values and what
else it may be. What a name means and whether an answer speaks of it, the graph decides.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import NamedNode

from alliance_kg.errors import Ambiguous, NotFound, UnknownQuestion
from alliance_kg.matching import features
from alliance_kg.matching.arranging import Arranged, Arranger, Refused
from alliance_kg.matching.features import Token
from alliance_kg.matching.hearing import Asked, Listener
from alliance_kg.matching.likeness import Likener
from alliance_kg.matching.mentions import Mention, Named, NameIndex, by_entity
from alliance_kg.matching.phrasebook import UNANSWERED, Phrasebook
from alliance_kg.matching.vocabulary import Vocabulary
from alliance_kg.matching.weighing import MOST_ABOVE, Decision, Measures, Penalties, Weights
from alliance_kg.names import Names
from alliance_kg.question import SLOT, Question
from alliance_kg.reading import Alternative, Reading
from alliance_kg.terms import Term, text_of

if TYPE_CHECKING:
    from alliance_kg.matching.days import Day

Answers = Callable[[Question, Mapping[str, Term]], Iterable[Mapping[str, Term]]]
"""Returns the rows of a question asked with values."""

_TRIED = 32
"""How many questions are looked at closely, the ones that have most of the words."""
_SHOWN = 3
_MARGIN = 0.12
"""How much better than the best reading a question that cannot be asked so may score."""
_OF_THE_KIND = 0.05
"""How much nearer a question is that asks for the kind of thing which several of a name are."""
_SAME = 0.999
"""The cosine from which a sentence is a phrasing: but for rounding it is 1."""
_AMONG = {"en": "all rows, among them", "it": "tutte le righe, tra cui"}
"""What is told of names that are not asked for but in the answer."""
_LEAST = 0.5
"""The score from which another reading is named beside the best."""


class Candidate(NamedTuple):
    """A question that a sentence may ask, with the values that the graph bears out."""

    score: float
    measures: Measures
    question: Question
    values: Mapping[str, Term]
    tokens: tuple[Token, ...] = ()
    is_phrasing: bool = False
    """Whether the sentence is a phrasing of the question but for the names."""
    left: tuple[frozenset[str], ...] = ()
    """For each name that no slot takes what it may be, of which the answer has one."""


class Approximate:
    """Reads sentences by the words that tell."""

    def __init__(
        self,
        questions: Mapping[str, Question],
        phrasebook: Phrasebook,
        names: Names,
        answers: Answers,
    ) -> None:
        self.names = names
        self.likener = Likener(phrasebook)
        self.weights, self.penalties, self.decision = Weights(), Penalties(), Decision()
        self._questions = questions
        self._answers = answers
        self.vocabulary = Vocabulary(phrasebook)
        self._set_names(by_entity(names.named()))

    @cached_property
    def _asked_by_a_name(self) -> list[str]:
        """The questions that a name alone asks."""
        return [
            slug
            for slug, question in self._questions.items()
            if any(SLOT.fullmatch(one) for said in question.phrasings.values() for one in said)
        ]

    def _set_names(self, names: Iterable[Named]) -> None:
        self.index = NameIndex(names, self.vocabulary.is_ordinary)
        self.listener = Listener(self.index, self.vocabulary, self.names.owners())
        self._arranger = Arranger(self.listener)

    def add_names(self, names: Iterable[Named]) -> None:
        """Let sentences name more entities than the release has names for."""
        self._set_names([*self.index.names, *names])

    def read(self, sentence: str, language: str) -> Reading | None:
        """Return the question that a sentence asks, None when none is good enough.

        `language` is that of a sentence that may be either.
        Raises NotFound when a question has the words and cannot take what is named.
        """
        asked = self.listener.hear(sentence, language)
        ways, refused = self.ways(asked)
        found = self._best(ways)
        read = {one.question.slug for one in found}
        # What can be asked otherwise is no complaint: a name less, and it is in the answer.
        others = (self._would_be(one) for one in refused if one[1].slug not in read)
        worst = max(
            others,
            key=lambda one: one[0].score + (_OF_THE_KIND if one[1].choices else 0),
            default=None,
        )
        if worst is not None:
            alone, why = worst
            is_better = not found or (
                not found[0].is_phrasing and alone.score > found[0].score + _MARGIN
            )
            if is_better and self._is_good_enough(asked, [alone]):
                raise self._complaint(why)
        if not self._is_good_enough(asked, found):
            return None
        return self._reading(asked, found)

    def _would_be(self, one: tuple[Measures, Refused]) -> tuple[Candidate, Refused]:
        """Return a question that cannot be asked so as if it could."""
        measures, refused = one
        score = self.weights.score(measures) - self.penalties.of(refused.passed)
        return Candidate(score, measures, self._questions[refused.slug], {}), refused

    def ways(
        self, asked: Asked
    ) -> tuple[list[tuple[Measures, Question, Arranged]], list[tuple[Measures, Refused]]]:
        """Return all ways to read a sentence as a question, and what was refused.

        A question is refused where it has the words but not the slots for the names.
        """
        ways: list[tuple[Measures, Question, Arranged]] = []
        refused: list[tuple[Measures, Refused]] = []
        bare = self._arranger.tokens(asked, [("", one) for one in asked.mentions])
        for slug in self.likener.promising(bare, _TRIED) or self._asked_by_a_name:
            known: dict[tuple[Token, ...], Measures] = {}
            for way in self._arranger.arrange(asked, self._questions[slug]):
                if way.tokens not in known:
                    known[way.tokens] = self.likener.measure(slug, way.tokens)
                if isinstance(way, Refused):
                    refused.append((known[way.tokens], way))
                else:
                    ways.append((known[way.tokens], self._questions[slug], way))
        return ways, refused

    def _best(self, ways: Iterable[tuple[Measures, Question, Arranged]]) -> list[Candidate]:
        """Return the best readings, one a question, the best first."""
        scored = [
            (
                measures.nearest > _SAME and measures.is_known and way.passed.is_nothing,
                self.weights.score(measures) - self.penalties.of(way.passed),
                measures,
                question,
                way,
            )
            for measures, question, way in ways
        ]
        found: dict[str, Candidate] = {}
        best = -1.0
        for is_same, score, measures, question, way in sorted(
            scored, key=lambda one: (not one[0], -one[1], one[3].slug)
        ):
            if len(found) == _SHOWN:
                break
            if question.slug not in found:
                # What is that much worse makes no difference: the graph need not be asked.
                values = self.borne_out(question, way, is_asked=score >= best - MOST_ABOVE)
                if values is not None:
                    found[question.slug] = Candidate(
                        score, measures, question, values, way.tokens, is_same, way.left
                    )
                    best = max(best, score)
        return list(found.values())

    def unanswered(self, asked: Asked) -> Measures | None:
        """Return how a sentence compares with what no question answers, if that is known."""
        if not self.likener.has_unanswered:
            return None
        named: tuple[Mention | Day, ...] = (*asked.mentions, *asked.days)
        names = [("", one) for one in named]
        return self.likener.measure(UNANSWERED, self._arranger.tokens(asked, names))

    def borne_out(
        self, question: Question, way: Arranged, *, is_asked: bool = True
    ) -> Mapping[str, Term] | None:
        """Return the values of a reading that has an answer; the likeliest if none has.

        None if a name that no slot takes is in no answer. The graph is asked only where
        there is a choice, and only if `is_asked`.
        """
        options: list[Mapping[str, Term]] = [
            {**way.fixed, **dict(zip(way.choices, map(NamedNode, chosen), strict=True))}
            for chosen in product(*way.choices.values())
        ]
        if not is_asked or (len(options) == 1 and not way.left):
            return None if way.left else options[0]
        for values in options:
            rows = list(self._answers(question, values))
            said = {text_of(term) for row in rows for term in row.values()}
            if rows and all(said & entities for entities in way.left):
                return values
        return None if way.left else options[0]

    def _is_good_enough(self, asked: Asked, found: Sequence[Candidate]) -> bool:
        """Whether the best of some readings is to be taken."""
        if not found:
            return False
        if found[0].is_phrasing:
            return True
        none = self.unanswered(asked)
        return self.decision.is_good_enough(
            found[0].score,
            found[0].measures.likelier,
            found[1].score if len(found) > 1 else 0.0,
            self.weights.score(none) if none is not None else 0.0,
        )

    def _reading(self, asked: Asked, found: list[Candidate]) -> Reading:
        best = found[0]
        others = tuple(
            Alternative(other.question.slug, self._told(other, asked.language))
            for other in found[1:]
            if other.score >= _LEAST
        )
        return Reading(
            best.question,
            best.values,
            asked.language,
            self._told(best, asked.language),
            0.999 if best.is_phrasing else max(0.0, min(best.score, 0.999)),
            False,
            others,
        )

    def _told(self, candidate: Candidate, language: str) -> str:
        """Return a question as read: a phrasing with the same slots, filled by labels."""
        question, labels = candidate.question, self._labels(candidate.values, language)
        fitting = [
            phrasing
            for phrasing in (*question.phrasings[language], question.title[language])
            if set(SLOT.findall(phrasing)) == set(labels) and not SLOT.fullmatch(phrasing)
        ]
        if fitting:
            said = features.of(candidate.tokens)

            def likeness(phrasing: str) -> int:
                return len(said & features.of(list(features.tokens_of(phrasing, language))))

            text = SLOT.sub(lambda slot: labels[slot[1]], max(fitting, key=likeness)).rstrip("?")
        else:
            title = question.title[language].rstrip("?")
            text = f"{title} ({', '.join(labels.values())})" if labels else title
        text = f"{text[:1].upper()}{text[1:]}?"
        if candidate.left:
            labels = self.names.labels(map(min, candidate.left), language)
            text += f" ({_AMONG[language]}: {', '.join(labels.values())})"
        return text

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
            return Ambiguous(f"'{refused.text}' names more than one thing here", choices)
        if refused.kind is None:
            return UnknownQuestion(
                f"{refused.slug} is not asked about '{refused.text}' together: name one thing of "
                "a kind, or ask twice",
                (refused.slug,),
            )
        wanted = f"a thing of the kind {refused.kind}" if refused.kind else "one thing"
        if refused.kind and (like := self.names.spellings(refused.kind)):
            wanted += f", such as '{like[0].name}'"
        nearest = self.names.nearest(refused.text, refused.kind)
        return NotFound(f"{refused.slug} asks for {wanted}, not '{refused.text}'", nearest)
