"""How much a sentence is like the phrasings of a question, by the words that tell."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from alliance_kg.matching import wording
from alliance_kg.matching.fitting import SLOT
from alliance_kg.matching.vocabulary import Vocabulary
from alliance_kg.question import LANGUAGES

_SLOT_WEIGHT = 1.6
_UNKNOWN_WEIGHT = 6.0
_SHARE_OF_PHRASING = 0.6
_ENOUGH, _ENOUGH_OPEN = 2.5, 3.5
"""The weight of the words in common below which a score is scaled down, with and without slots."""
_TELLING, _FOREIGN = 2.5, 0.04
"""What is taken off for a word of more than that weight that only other questions have."""
_HEADLESS = 0.1
"""What is taken off for a phrasing whose most telling word is not said."""
_ABOUT, _ABOUT_WEIGHT = "about", 0.3
"""A word that only joins, but all that some phrasings have."""
_BESIDES = 0.7
"""How much a word counts that a question has, but not in its phrasings."""


class Phrase(NamedTuple):
    """A phrasing by its words: their keys, its slots in order, the word before each.

    `weight` is that of all its words, `head` the key that weighs most.
    """

    slug: str
    language: str
    text: str
    keys: frozenset[str]
    slots: tuple[str, ...]
    before: Mapping[str, str]
    weight: float = 0.0
    head: str = ""


class Weighed(NamedTuple):
    """How much a word of a sentence counts, and how surely it is meant; 1 is full."""

    share: float
    quality: float


class Phrasebook:
    """All phrasings of a catalogue, with the weight of each word.

    Built from (slug, language, phrasing), and from what else a question says in the same
    form: its columns, its answers. A word weighs more the fewer questions use it.
    """

    def __init__(
        self,
        phrasings: Iterable[tuple[str, str, str]],
        besides: Iterable[tuple[str, str, str]] = (),
    ) -> None:
        self.phrases: dict[str, list[Phrase]] = defaultdict(list)
        self.bags: dict[str, set[str]] = defaultdict(set)
        self.words: dict[str, set[str]] = {language: set() for language in LANGUAGES}
        for slug, language, text in phrasings:
            phrase = _phrase(slug, language, text, self.words[language])
            self.phrases[slug].append(phrase)
            self.bags[slug] |= phrase.keys
        self.befores: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for slug, phrases in self.phrases.items():
            for phrase in phrases:
                for name, word in phrase.before.items():
                    self.befores[slug][name].add(word)
        self.wide: dict[str, set[str]] = defaultdict(set)
        for slug, language, text in besides:
            self.wide[slug] |= _phrase(slug, language, text, set()).keys
        used = Counter(key for bag in self.bags.values() for key in bag)
        count = len(self.bags)
        self.weights = {key: 0.2 + math.log(count / times) for key, times in used.items()}
        self.weights[_ABOUT] = _ABOUT_WEIGHT
        self.vocabulary = Vocabulary(self.words, self.weights)
        for slug, phrases in self.phrases.items():
            self.phrases[slug] = [
                phrase._replace(
                    weight=sum(self.weights[key] for key in phrase.keys),
                    head=max(sorted(phrase.keys), key=self.weights.__getitem__, default=""),
                )
                for phrase in phrases
            ]

    def weight(self, key: str) -> float:
        """Return how much a word tells; one that no question uses tells the most."""
        return self.weights.get(key, _UNKNOWN_WEIGHT)

    def score(self, phrase: Phrase, said: Mapping[str, Weighed], slots: Mapping[str, str]) -> float:
        """Return how like a phrasing a sentence is, from 0 to 1.

        `said` maps the keys of its words to how much they count, `slots` the
        parameters that its names fill to the word before each. The Dice coefficient over
        weighted words, and how much of the sentence the question has words for at all.
        Little in common makes a low score, unless it is all of a phrasing with slots.
        """
        bag, wide, weights = self.bags[phrase.slug], self.wide[phrase.slug], self.weights
        total = covered = matched = foreign = 0.0
        for key, (share, sure) in said.items():
            weight = share * weights.get(key, _UNKNOWN_WEIGHT)
            total += weight
            if key in bag:
                covered += weight * sure
                if key in phrase.keys:
                    matched += weight * sure
            elif key in wide:
                covered += _BESIDES * weight * sure
            elif weight > _TELLING and key in weights:
                foreign += _FOREIGN
        if not total:
            return 0.0
        filled = sum(name in phrase.slots for name in slots)
        both = total + phrase.weight + _SLOT_WEIGHT * (len(slots) + len(phrase.slots))
        dice = 2 * (matched + _SLOT_WEIGHT * filled) / both
        if phrase.head not in said:
            foreign += _HEADLESS
        score = _SHARE_OF_PHRASING * dice + (1 - _SHARE_OF_PHRASING) * covered / total
        enough = min(_ENOUGH, phrase.weight or _ENOUGH) if slots else _ENOUGH_OPEN
        return score * min(1.0, matched / enough) - foreign

    def order_bonus(self, phrase: Phrase, slots: Mapping[str, str]) -> float:
        """Return a little for names that stand where the phrasing has them."""
        befores = self.befores[phrase.slug]
        alike = 0
        for name, word in slots.items():
            fits = word in befores[name]
            others = any(word in befores[other] for other in befores if other != name)
            alike += fits and not others
            alike -= others and not fits
        in_order = [name for name in slots if name in phrase.slots] == [
            name for name in phrase.slots if name in slots
        ]
        return 0.04 * alike + 0.01 * in_order


def before(words: Sequence[str], at: int) -> str:
    """Return the word before a place, an article aside; '' at the beginning."""
    articles = {"the", "a", "an", "il", "lo", "la", "l", "i", "gli", "le"}
    while at > 0 and words[at - 1] in articles:
        at -= 1
    word = words[at - 1] if at > 0 else ""
    return _PLAIN.get(word, word)


_PLAIN = {
    form: plain
    for plain, forms in {
        "di": "d del dello della dell dei degli delle", "a": "ad al allo alla all ai agli alle",
        "in": "nel nello nella nell nei negli nelle", "su": "sul sullo sulla sull sui sugli sulle",
        "da": "dal dallo dalla dall dai dagli dalle",
    }.items()
    for form in forms.split()
}  # fmt: skip


def _phrase(slug: str, language: str, text: str, seen: set[str]) -> Phrase:
    parts = SLOT.split(text)
    words: list[str] = []
    slots: dict[str, str] = {}
    for at, part in enumerate(parts):
        if at % 2:
            slots[part] = before(words, len(words))
            words.append("")
        else:
            words += wording.words_of(part)
    seen.update(word for word in words if word)
    said = [word for word in wording.grouped(words, language) if word]
    keys = {
        wording.spoken(word[1:]) if word.startswith("=") else wording.key(word, language)
        for word in said
    }
    kept = frozenset(key for key in keys if key)
    return Phrase(slug, language, text, kept, tuple(slots), slots)
