"""A sentence heard: its words, the names and days in it, what each may mean."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from alliance_kg.matching import days, wording
from alliance_kg.matching.days import Day
from alliance_kg.matching.mentions import Mention, Named, NameIndex
from alliance_kg.matching.vocabulary import Said, Vocabulary
from alliance_kg.question import Parameter

# What is told in whole names such as "Launch of the Nissan Micra in Slovenia", which
# hold the names of other things: looked for only where a question asks for it.
_TOLD = ("Situation", "TimeExtent", "Source")
_NEVER = frozenset({*_TOLD, "Dispute", "MonetaryAmount"})
_MOST_WORDS_LEFT_OUT = 0.4
"""Of the words of such a name, how many may be missing."""
_MOST_CHOICES = 6
"""How many entities are tried for a slot."""


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

    def __init__(self, index: NameIndex, vocabulary: Vocabulary, owners: Mapping[str, str]) -> None:
        self.index = index
        self.vocabulary = vocabulary
        self.owners = owners
        self._only: dict[str, str | None] = {}

    def hear(self, sentence: str, language: str) -> Asked:
        """Return a sentence with its words looked up, names and days found."""
        words = wording.words_of(sentence)
        found = days.find(words)
        mentions = self._merged(
            mention
            for mention in self.index.find(words, _is_thing)
            if not any(overlap(mention, day) for day in found)
        )
        names: list[Mention | Day] = [*mentions, *found]
        named = {at for one in names for at in range(one.start, one.end)}
        open_words = ["" if at in named else word for at, word in enumerate(words)]
        spoken = self.vocabulary.language_of(open_words, language)
        capitals = _capitals(sentence)
        said = self.vocabulary.say(open_words, spoken, capitals, _cut_short(sentence))
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
        named: tuple[Mention | Day, ...] = (*asked.mentions, *asked.days)
        if kind not in asked.told:
            asked.told[kind] = tuple(
                mention
                for mention in self.index.find(asked.words, lambda named: kind in named.kinds)
                if self._is_told(asked, mention, kind)
                # "The Cléon plant" is the plant, not its founding, and a day is a day.
                and not any(one.start <= mention.start and mention.end <= one.end for one in named)
            )
        return asked.told[kind]

    def _is_told(self, asked: Asked, mention: Mention, kind: str) -> bool:
        size = len(mention.words)
        if mention.is_whole:
            return size > 1 or kind != "Situation"
        if kind == "Situation":
            return False
        if len(self._told_by(asked, mention, kind)) == 1 and not self.is_ordinary(mention):
            return True  # "the Kurier article"
        return size > 1 and size >= self.index.shortest(mention, kind) * (1 - _MOST_WORDS_LEFT_OUT)

    def _told_by(self, asked: Asked, mention: Mention, kind: str) -> tuple[str, ...]:
        """Return what is told by a name; of several, what is of a day that is named too."""
        found = self.index.entities(mention, kind)
        if len(found) == 1:
            return found
        held = dict.fromkeys(self.index.holding(mention, kind))
        dated = tuple(iri for iri in held if any(self._is_of_day(iri, day) for day in asked.days))
        return dated or found

    def _is_of_day(self, iri: str, day: Day) -> bool:
        """Return whether a day is in a name of an entity: "Kurier, 18 September 2025"."""
        words = {str(day.day.day), str(day.day.year)}
        return any(words <= held for held in self.index.words_of(iri))

    def is_ordinary(self, mention: Mention) -> bool:
        """Return whether a name has only words that questions use: "the alliance"."""
        return all(self.index.is_ordinary(word) for word in mention.words)

    def is_said_in(self, slug: str, mention: Mention, language: str) -> bool:
        """Return whether the words of a name are ones that a question is asked with."""
        return all(
            said is not None and said.key is not None and self.vocabulary.is_of(slug, said.key)
            for said in self.vocabulary.say(mention.words, language)
        )

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

    def choices(
        self, asked: Asked, mention: Mention, kind: str, told: str | None
    ) -> tuple[tuple[str, ...], bool]:
        """Return the entities that a name may be the value of a slot by, the likelier first.

        Which of several it is, the answers tell. And whether the name is stretched: all of
        one thing's name, taken for part of another's. Part of several names means none.
        """
        if told is not None:
            found = self._told_by(asked, mention, told) if kind in (told, "") else ()
            return (found if len(found) == 1 else ()), False
        found = self.entities(mention, kind, told)
        if kind and not self._is_thing_kind(kind):
            return (), False
        whole = self.index.whole_names(mention)
        fitting = tuple(dict.fromkeys(one.iri for one in whole if (not kind or kind in one.kinds)))
        if len(found) != 1 and not fitting:
            return (), False
        named = found if len(found) == 1 else ()
        if not kind and whole and all("Locality" in one.kinds for one in whole):
            # The town, or the plant that is called after it.
            plants = self.index.entities(mention, "Plant")
            named = (*named, *plants) if len(plants) == 1 else named
        is_owner = set(named) <= set(self.owners.values())
        is_town = any("Locality" in one.kinds for one in whole)
        is_stretched = bool(kind and whole) and not (fitting or is_owner or is_town)
        return tuple(dict.fromkeys((*named, *fitting)))[:_MOST_CHOICES], is_stretched

    def only(self, slot: Parameter) -> str | None:
        """Return the one thing told that a slot can take, None if there are more."""
        if slot.type != "iri" or self.takes_things(slot):
            return None
        if slot.kind not in self._only:
            found = {named.iri for named in self.index.names if slot.kind in named.kinds}
            self._only[slot.kind] = found.pop() if len(found) == 1 else None
        return self._only[slot.kind]

    def is_of_name(self, mention: Mention, iri: str) -> bool:
        """Return whether the words of a mention are words of a name of an entity."""
        return any(set(mention.words) <= words for words in self.index.words_of(iri))

    def names_day(self, asked: Asked, mention: Mention, told: str | None, day: Day) -> bool:
        """Return whether a day belongs to a name: "the Kurier article of 18 September"."""
        return told is not None and any(
            self._is_of_day(iri, day) for iri in self._told_by(asked, mention, told)
        )


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


def _cut_short(sentence: str) -> set[str]:
    """Return the folded words that are written as abbreviations: "prod. volumes"."""
    cut = re.findall(r"\b([^\W\d_]{3,})\.(?=\s+\S)", sentence)
    return {word for part in cut for word in wording.words_of(part)}


def _is_thing(named: Named) -> bool:
    return not named.kinds & _NEVER


def overlap(one: Mention | Day, other: Mention | Day) -> bool:
    """Return whether two stretches of a sentence have a word in common."""
    return one.start < other.end and other.start < one.end
