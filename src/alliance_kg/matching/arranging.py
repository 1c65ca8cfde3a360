"""Which names of a sentence fill which slots of a question, and which tokens are left."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, permutations
from typing import NamedTuple

from alliance_kg.matching import features
from alliance_kg.matching.days import Day
from alliance_kg.matching.features import Token
from alliance_kg.matching.hearing import Asked, Listener, overlap
from alliance_kg.matching.mentions import Mention
from alliance_kg.matching.weighing import Passed
from alliance_kg.question import Parameter, Question
from alliance_kg.terms import Term, read_value

_MOST_NAMES = 5
"""How many names a sentence may hold to be read at all; no question takes more than two."""
_MOST_LEFT = 2
"""How many names no slot may take, if the answer has them."""


class Arranged(NamedTuple):
    """A way to ask a question: its tokens, and what it passes over.

    `choices` are the entities that each slot may hold, the likelier first; `fixed` holds what
    is certain, such as days. The answer must have one of each set in `left`: the entities
    that a name means which no slot takes.
    """

    choices: Mapping[str, tuple[str, ...]]
    fixed: Mapping[str, Term]
    left: tuple[frozenset[str], ...]
    tokens: tuple[Token, ...]
    passed: Passed


class Refused(NamedTuple):
    """Why a question cannot be asked so, with its tokens as if it could.

    A name of no fitting kind, or too many (`kind` None).
    """

    slug: str
    tokens: tuple[Token, ...]
    passed: Passed
    text: str
    kind: str | None
    choices: tuple[str, ...] = ()


class Arranger:
    """Finds values for the parameters of questions in sentences."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener

    def arrange(self, asked: Asked, question: Question) -> Iterator[Arranged | Refused]:
        """Yield each way in which the names and days of a sentence fill a question's slots."""
        if len(asked.mentions) > _MOST_NAMES:
            return  # each may be a name or a word: the ways double with every one
        for mentions, kinds in self._readings(asked, question):
            yield from self._fill(asked, question, mentions, kinds)

    def tokens(
        self, asked: Asked, places: Sequence[tuple[str, Mention | Day]]
    ) -> tuple[Token, ...]:
        """Return the tokens of a sentence with names and days as slots of these names."""
        begins = {one.start: (name, one.end) for name, one in places}
        taken = {at for _, one in places for at in range(one.start, one.end)}
        found: list[Token] = []
        for at, said in enumerate(asked.said):
            if at in begins:
                found.append(features.slot(begins[at][0]))
            elif at not in taken and said is not None and said.token is not None:
                found.append(said.token)
        return tuple(found)

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
        ordinary = [
            one
            for one in asked.mentions
            if self.listener.is_ordinary(one)
            and self.listener.is_said_in(question.slug, one, asked.language)
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
        days_named = [
            day
            for day in asked.days
            if not any(
                overlap(one, day) or self.listener.names_day(asked, one, kinds.get(one), day)
                for one in mentions
            )
        ]
        day_slots = [slot.name for slot in question.parameters if slot.type == "date"]
        slots = [slot for slot in question.parameters if slot.type == "iri"]
        if len(days_named) > len(day_slots):
            return  # others are asked about a day
        days = dict(zip(day_slots, days_named, strict=False))
        refused: Refused | None = None
        for count in range(min(len(slots), len(mentions)), -1, -1):
            if len(mentions) - count > _MOST_LEFT:
                break
            for chosen in combinations(mentions, count):
                for taking in permutations(slots, count):
                    taken = list(zip(taking, chosen, strict=True))
                    found = self._filled(asked, question, taken, mentions, kinds, days)
                    if isinstance(found, Refused):
                        refused = refused or found
                    elif found is not None:
                        yield found
        if refused is None and len(mentions) > len(slots):
            refused = self._refused(asked, question, [*mentions, *days_named], None)
        if refused is not None:
            yield refused

    def _filled(
        self,
        asked: Asked,
        question: Question,
        taken: Sequence[tuple[Parameter, Mention]],
        mentions: Sequence[Mention],
        kinds: Mapping[Mention, str],
        days: Mapping[str, Day],
    ) -> Arranged | Refused | None:
        choices: dict[str, tuple[str, ...]] = {}
        stretched = 0
        for slot, mention in taken:
            found, is_stretched = self.listener.choices(
                asked, mention, slot.kind, kinds.get(mention)
            )
            if not found:
                if not self.listener.takes_things(slot):
                    return None  # it asks for what is told, and this is a thing
                several = self.listener.entities(mention, slot.kind, kinds.get(mention))
                return self._refused(asked, question, [mention], slot.kind, several)
            choices[slot.name] = found
            stretched += is_stretched
        taking = [mention for _, mention in taken]
        left = [one for one in mentions if one not in taking]
        open_slots = [
            slot for slot in question.parameters if slot.type == "iri" and slot.name not in choices
        ]
        for slot in open_slots:
            only = self.listener.only(slot)
            if left and only and all(self.listener.is_of_name(one, only) for one in left):
                choices[slot.name], left = (only,), []
        if any(
            self.listener.choices(asked, one, slot.kind, None)[0]
            for one in left
            for slot in open_slots
        ):
            return None  # what a slot can take it must
        named: list[tuple[str, Mention | Day]] = [
            *((slot.name, mention) for slot, mention in taken),
            *days.items(),
            *(("", one) for one in left),
        ]
        fixed = {name: read_value("date", day.day.isoformat()) for name, day in days.items()}
        is_open = any(slot.name not in choices for slot in open_slots)
        strange = self._strange(asked, [one for _, one in named], is_open=is_open)
        is_specific = all(question.parameter(name).kind for name in choices)
        passed = strange._replace(left=len(left), stretched=stretched, specific=int(is_specific))
        return Arranged(
            choices,
            fixed,
            tuple(frozenset(self.listener.choices(asked, one, "", None)[0]) for one in left),
            self.tokens(asked, named),
            passed,
        )

    def _refused(
        self,
        asked: Asked,
        question: Question,
        named: Sequence[Mention | Day],
        kind: str | None,
        several: tuple[str, ...] = (),
    ) -> Refused:
        in_order = sorted(named, key=lambda one: one.start)
        names = [slot.name for slot in question.parameters] + [""] * len(in_order)
        text = ", ".join(" ".join(asked.words[one.start : one.end]) for one in in_order)
        tokens = self.tokens(asked, list(zip(names, in_order, strict=False)))
        passed = self._strange(asked, in_order, is_open=False)
        return Refused(question.slug, tokens, passed, text, kind, several)

    def _strange(self, asked: Asked, named: Sequence[Mention | Day], *, is_open: bool) -> Passed:
        """Count the words that are neither known nor in a name."""
        at_names = {at for one in named for at in range(one.start, one.end)}
        strange = [looks for at, looks in asked.strange if at not in at_names]
        words = len(strange) - sum(strange)
        return Passed(0, 0, sum(strange), words, words * is_open, 0)
