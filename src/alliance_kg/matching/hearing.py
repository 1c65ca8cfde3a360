"""A sentence heard: its words, the names and days in it, what each may mean."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from alliance_kg.matching import days, wording
from alliance_kg.matching.days import Day
from alliance_kg.matching.likeness import Phrasebook
from alliance_kg.matching.mentions import Mention, Named, NameIndex
from alliance_kg.matching.vocabulary import Said
from alliance_kg.question import Parameter

# What is told in whole names such as "Launch of the Nissan Micra in Slovenia", which
# hold the names of other things: looked for only where a question asks for it.
_TOLD = ("Situation", "TimeExtent", "Source")
_NEVER = frozenset({*_TOLD, "Dispute", "MonetaryAmount"})
_MOST_WORDS_LEFT_OUT = 0.4
"""Of the words of such a name, how many may be missing."""


class Asked(NamedTuple):
    """A sentence: its words, what each stands for, the names and days in it.

    `strange` are the places of words that are neither known nor a name, with whether they
    look like a name; `told` is filled as questions ask for names of a kind.
    """

    text: str
    language: str
    words: tuple[str, ...]
    said: tuple[Said | None, ...]
    strange: tuple[tuple[int, bool], ...]
    mentions: tuple[Mention, ...]
    days: tuple[Day, ...]
    told: dict[str, tuple[Mention, ...]]


class Listener:
    """Finds names and days in sentences, and what they mean for a parameter."""

    def __init__(self, index: NameIndex, phrasebook: Phrasebook, owners: Mapping[str, str]) -> None:
        self.index = index
        self.phrasebook = phrasebook
        self.owners = owners

    def hear(self, sentence: str, language: str) -> Asked:
        """Return a sentence with its words looked up, names and days found."""
        words = wording.words_of(sentence)
        spoken = self.phrasebook.vocabulary.language_of(words, language)
        found = days.find(words)
        mentions = self._merged(
            mention
            for mention in self.index.find(words, _is_thing)
            if not any(overlap(mention, day) for day in found)
        )
        names: list[Mention | Day] = [*mentions, *found]
        named = {at for one in names for at in range(one.start, one.end)}
        open_words = ["" if at in named else word for at, word in enumerate(words)]
        capitals = _capitals(sentence)
        said = self.phrasebook.vocabulary.say(open_words, spoken, capitals)
        strange = tuple(
            (at, words[at] in capitals)
            for at, one in enumerate(said)
            if one is not None and not one.is_known and not one.is_verb
        )
        return Asked(sentence, spoken, tuple(words), said, strange, mentions, found, {})

    def _merged(self, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
        """Return names with neighbours that mean one entity as one: "Ivan Espinoza"."""
        merged: list[Mention] = []
        for mention in mentions:
            last = merged[-1] if merged else None
            if last is not None and last.end == mention.start:
                both = {*self.index.entities(last, "")} & {*self.index.entities(mention, "")}
                if len(both) == 1:
                    telling = max(last, mention, key=lambda one: (one.is_whole, one.quality))
                    merged[-1] = telling._replace(start=last.start, end=mention.end)
                    continue
            merged.append(mention)
        return tuple(merged)

    def told_kinds(self, parameter: Parameter) -> tuple[str, ...]:
        """Return the kinds of names that tell something which a parameter may take."""
        if parameter.type != "iri":
            return ()
        if not parameter.kind:
            return ("Situation",)
        return () if self._is_thing_kind(parameter.kind) else (parameter.kind,)

    def takes_things(self, slot: Parameter) -> bool:
        """Return whether a parameter takes things, such as plants, rather than what is told."""
        return not slot.kind or self._is_thing_kind(slot.kind)

    def _is_thing_kind(self, kind: str) -> bool:
        return kind in self._thing_kinds

    @cached_property
    def _thing_kinds(self) -> frozenset[str]:
        return frozenset(
            kind for named in self.index.names if _is_thing(named) for kind in named.kinds
        )

    def told(self, asked: Asked, kind: str) -> tuple[Mention, ...]:
        """Return the names of a kind in a sentence that tell something, whole or nearly so."""
        if kind not in asked.told:
            asked.told[kind] = tuple(
                mention
                for mention in self.index.find(asked.words, lambda named: kind in named.kinds)
                if self._is_told(mention, kind)
                # "The Cléon plant" is the plant, not its founding.
                and not any(
                    one.start <= mention.start and mention.end <= one.end for one in asked.mentions
                )
            )
        return asked.told[kind]

    def _is_told(self, mention: Mention, kind: str) -> bool:
        size = len(mention.words)
        if mention.is_whole:
            return size > 1 or kind != "Situation"
        shortest = self.index.shortest(mention, kind)
        return kind != "Situation" and size > 1 and size >= shortest * (1 - _MOST_WORDS_LEFT_OUT)

    def key(self, word: str, language: str) -> str | None:
        """Return what a word stands for where it is no name."""
        said = self.phrasebook.vocabulary.say([word], language)[0]
        return said.key if said is not None else None

    def is_ordinary(self, mention: Mention) -> bool:
        """Return whether a name has only words that questions use: "the alliance"."""
        return all(self.index.is_ordinary(word) for word in mention.words)

    def entities(self, mention: Mention, kind: str, told: str | None) -> tuple[str, ...]:
        """Return what a name may mean as the value of a parameter of a kind.

        `told` is the kind that it was looked for as, if it is a name that tells something.
        """
        if told is not None:
            return self.index.entities(mention, told) if kind in (told, "") else ()
        if kind and not self._is_thing_kind(kind):
            return ()
        found = self.index.entities(mention, kind)
        if kind in ("Company", "Organization") and len(found) != 1:
            # "Who leads Mitsubishi?" asks for the company that the brand belongs to.
            brands = self.index.entities(mention, "Brand") if mention.is_whole else ()
            owners = {self.owners[brand] for brand in brands if brand in self.owners}
            # Dacia has an owner too, but who leads it is not who leads Dacia.
            named = set(self.index.holding(mention, kind))
            found = tuple(owners) if len(owners) == 1 and owners <= named else found
        if not kind:
            # A brand and its company, a town and its plant may share a name: who acts is meant.
            for acting in ("Company", "Plant"):
                one = self.index.entities(mention, acting) if mention.is_whole else ()
                if len(one) == 1 and self.index.is_name(mention, one[0]):
                    return one
        return found


def _capitals(sentence: str) -> set[str]:
    """Return the folded words that are written like names, inside a sentence."""
    raw = re.findall(r"[^\W_]+", sentence)
    if sentence.upper() == sentence:
        return set()
    return {
        word
        for part in raw[1:]
        if part[0].isupper() or any(mark.isdigit() for mark in part)
        for word in wording.words_of(part)
    }


def _is_thing(named: Named) -> bool:
    return not named.kinds & _NEVER


def overlap(one: Mention | Day, other: Mention | Day) -> bool:
    """Return whether two stretches of a sentence have a word in common."""
    return one.start < other.end and other.start < one.end
