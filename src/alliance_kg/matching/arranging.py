"""Which names of a sentence fill which slots of a question, and which words are left."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, permutations
from typing import NamedTuple

from pyoxigraph import NamedNode

from alliance_kg.matching.days import Day
from alliance_kg.matching.hearing import Asked, Listener, overlap
from alliance_kg.matching.likeness import Weighed, before
from alliance_kg.matching.mentions import Mention
from alliance_kg.question import Parameter, Question
from alliance_kg.terms import Term, read_value

_MOST_NAMES = 6
"""How many names a sentence may hold to be read at all; no question takes more than two."""
_VERB = 0.4
"""How much an unknown verb tells, of what an unknown noun does."""
_UNBORNE = 0.5
"""How surely a misspelt word is meant in a sentence that names nothing."""
_KIND_WORD = 0.3
"""How much the word for its kind beside a name tells: "the platform AmpR Medium"."""


_STRANGE_NAME, _STRANGE_WORD, _OPEN, _UNUSUAL = 0.3, 0.04, 0.04, 0.2
"""What is taken off for a strange word that looks like a name, for one that does not, again
if a slot is open, and for slots that no phrasing of the question fills alone."""

_SPECIFIC = 0.03
"""How much better a question is that asks for things of a kind than one about anything."""


class Arranged(NamedTuple):
    """Values for a question, the word before each name, and what else was said, by key."""

    values: Mapping[str, Term]
    before: Mapping[str, str]
    said: Mapping[str, Weighed]
    language: str
    penalty: float


class Refused(NamedTuple):
    """Why a question cannot be asked so, and what it would have scored otherwise.

    A name of no fitting kind, one of several things (`choices`), or too many (`kind` None).
    """

    slug: str
    score: float
    text: str
    kind: str | None
    choices: tuple[str, ...] = ()


class Arranger:
    """Finds values for the parameters of questions in sentences."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.phrasebook = listener.phrasebook

    def promising(self, asked: Asked, limit: int) -> list[str]:
        """Return the slugs of the questions that have most of the words, by weight."""
        keys = self._keys(asked, set())
        have = {
            slug: sum(self.phrasebook.weight(key) for key in keys if key in bag)
            for slug, bag in self.phrasebook.bags.items()
        }
        return sorted(have, key=lambda slug: (-have[slug], slug))[:limit]

    def arrange(self, asked: Asked, question: Question) -> Iterator[Arranged | Refused]:
        """Yield each way in which the names and days of a sentence fill a question's slots.

        All of them must: a name that is passed over would be a question not answered.
        """
        if len(asked.mentions) > _MOST_NAMES:
            return  # each may be a name or a word: the ways double with every one
        for mentions, kinds in self._readings(asked, question):
            yield from self._fill(asked, question, mentions, kinds)

    def _readings(
        self, asked: Asked, question: Question
    ) -> Iterator[tuple[tuple[Mention, ...], dict[Mention, str]]]:
        """Yield the names of a sentence as a question may take them, longer ones first."""
        for parameter in question.parameters:
            for kind in self.listener.told_kinds(parameter):
                longer = self.listener.told(asked, kind)
                if longer:
                    rest = [
                        one for one in asked.mentions
                        if not any(overlap(one, other) for other in longer)
                    ]  # fmt: skip
                    yield (*longer, *rest), dict.fromkeys(longer, kind)
        bag = self.phrasebook.bags[question.slug]
        ordinary = [
            one
            for one in asked.mentions
            if self.listener.is_ordinary(one)
            and all(self.listener.key(word, asked.language) in bag for word in one.words)
        ]
        for size in range(len(ordinary) + 1):
            for left in combinations(ordinary, size):
                yield tuple(one for one in asked.mentions if one not in left), {}

    def _fill(
        self,
        asked: Asked,
        question: Question,
        mentions: Sequence[Mention],
        kinds: Mapping[Mention, str],
    ) -> Iterator[Arranged | Refused]:
        days_named = [day for day in asked.days if not any(overlap(one, day) for one in mentions)]
        day_slots = [slot for slot in question.parameters if slot.type == "date"]
        slots = [slot for slot in question.parameters if slot.type == "iri"]
        if len(days_named) > len(day_slots):
            return  # others are asked about a day
        if len(mentions) > len(slots):
            yield self._too_many(asked, question, mentions, days_named)
            return
        days_by_slot = dict(zip((slot.name for slot in day_slots), days_named, strict=False))
        failed: Refused | None = None
        is_filled = False
        for chosen in permutations(slots, len(mentions)):
            values: dict[str, Term] = {
                name: read_value("date", day.day.isoformat()) for name, day in days_by_slot.items()
            }
            places: dict[str, Mention | Day] = dict(days_by_slot)
            for slot, mention in zip(chosen, mentions, strict=True):
                found = self.listener.entities(mention, slot.kind, kinds.get(mention))
                if len(found) != 1:
                    if not found and not self.listener.takes_things(slot):
                        break  # it asks for what is told, and this is a thing
                    failed = failed or self._unfit(asked, question, mention, slot, found)
                    break
                values[slot.name], places[slot.name] = NamedNode(found[0]), mention
            else:
                is_filled = True
                yield self._arranged(asked, question, values, places)
        if failed is not None and not is_filled:
            yield failed

    def _arranged(
        self,
        asked: Asked,
        question: Question,
        values: Mapping[str, Term],
        places: Mapping[str, Mention | Day],
    ) -> Arranged:
        taken = {at for one in places.values() for at in range(one.start, one.end)}
        said = self._keys(asked, taken)
        if not values:
            # Nothing named that would bear out what a misspelt word was read as.
            said = {
                key: word if word.quality == 1 else word._replace(quality=_UNBORNE)
                for key, word in said.items()
            }
        order = sorted(places, key=lambda name: places[name].start)
        for name in order:
            parameter = question.parameter(name)
            for at in (places[name].start - 1, places[name].end):
                beside = self._beside(asked, at, taken, -1 if at < places[name].start else 1)
                if beside is not None and self._is_kind_word(beside, parameter):
                    said[beside] = said[beside]._replace(share=_KIND_WORD)
        context = {name: before(asked.words, places[name].start) for name in order}
        return Arranged(
            values, context, said, asked.language, self._penalty(asked, question, values, taken)
        )

    def _penalty(
        self, asked: Asked, question: Question, values: Mapping[str, Term], taken: set[int]
    ) -> float:
        """Return what is to be taken off the score for what a reading passes over.

        A strange word may be the name of something not known here: surely if it looks
        like one, perhaps if a slot is still open.
        """
        is_open = any(
            parameter.type == "iri" and parameter.name not in values
            for parameter in question.parameters
        )
        total = 0.0
        for at, looks_like_a_name in asked.strange:
            if at not in taken:
                total += _STRANGE_NAME if looks_like_a_name else _STRANGE_WORD + _OPEN * is_open
        filled = set(values)
        is_usual = any(set(one.slots) == filled for one in self.phrasebook.phrases[question.slug])
        is_specific = all(
            question.parameter(name).kind
            for name in values
            if question.parameter(name).type == "iri"
        )
        return total + _UNUSUAL * (not is_usual) - _SPECIFIC * is_specific

    def _beside(self, asked: Asked, at: int, taken: set[int], step: int) -> str | None:
        """Return the key of the nearest word that says something, from a place on."""
        while 0 <= at < len(asked.said) and at not in taken:
            one = asked.said[at]
            if one is not None and one.key is not None:
                return one.key
            at += step
        return None

    def _is_kind_word(self, key: str, parameter: Parameter) -> bool:
        return key in _KIND_KEYS.get(parameter.kind, ())

    def _keys(self, asked: Asked, taken: set[int]) -> dict[str, Weighed]:
        """Return the keys of the words that no name or day takes, each with its weight."""
        return {
            one.key: Weighed(_VERB if one.is_verb else 1.0, one.quality)
            for at, one in enumerate(asked.said)
            if one is not None and one.key is not None and at not in taken
        }

    def _too_many(
        self,
        asked: Asked,
        question: Question,
        mentions: Sequence[Mention],
        days_named: Sequence[Day],
    ) -> Refused:
        both: list[Mention | Day] = [*mentions, *days_named]
        named = sorted(both, key=lambda one: one.start)
        text = ", ".join(" ".join(asked.words[one.start : one.end]) for one in named)
        return Refused(question.slug, self._ideal(asked, question, named), text, None)

    def _unfit(
        self,
        asked: Asked,
        question: Question,
        mention: Mention,
        slot: Parameter,
        found: tuple[str, ...],
    ) -> Refused:
        text = " ".join(asked.words[mention.start : mention.end])
        score = self._ideal(asked, question, [mention])
        return Refused(question.slug, score, text, slot.kind, found)

    def _ideal(self, asked: Asked, question: Question, named: Sequence[Mention | Day]) -> float:
        """Return what a question would score if each name filled one of its slots."""
        taken = {at for one in named for at in range(one.start, one.end)}
        said = self._keys(asked, taken)
        return max(
            self.phrasebook.score(phrase, said, dict.fromkeys(phrase.slots[: len(named)], ""))
            for phrase in self.phrasebook.phrases[question.slug]
        )


_KIND_KEYS = {
    "Plant": ("plant",), "VehiclePlatform": ("platform",), "Brand": ("brand",),
    "Company": ("company",), "Organization": ("company",), "VehicleModel": ("car",),
    "Alliance": ("alliance",), "ProductionLine": ("line",), "Person": ("person",),
    "Source": ("source",), "Country": ("country",), "BoardMeeting": ("meeting",),
    "": ("plant", "platform", "brand", "company", "car"),
}  # fmt: skip
