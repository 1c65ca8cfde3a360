"""How much a sentence is like the phrasings of a question, by the words that tell."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from alliance_kg import thesaurus, wording
from alliance_kg.fitting import SLOT
from alliance_kg.names import fold
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
_SHORT = 3
"""Words up to this length are only mended into words that ask or bind."""


_VERBS = {
    "en": re.compile(r"(?<=\w\w\w)(?:ed|ing)$"),
    "it": re.compile(r"(?<=\w\w\w)(?:[aei]re|[ae]ndo|[ao]no|isce)$"),
}
# Without -ita and -uta, which end many nouns once their accent is gone.
_PARTICIPLE = re.compile(r"(?<=\w\w\w)(?:at[aeio]|ut[eio]|it[eio])$")
_BEFORE_PARTICIPLES = frozenset(
    ("e", "sono", "era", "erano", "ha", "hanno", "stato", "stata", "stati", "state", "viene", "si")
)
_AFTER_PARTICIPLES = frozenset(("da", "dal", "dalla", "dallo", "dall", "dai", "dalle"))
_AUXILIARIES = frozenset(("do", "does", "did"))
"""With one of these the last word of an English sentence is a verb."""


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


class Said(NamedTuple):
    """A word of a sentence: its key (None if it says nothing), and how surely it is that.

    An unknown word that looks like a verb (`is_verb`) says less than a noun: what "does"
    something to something known is mostly asked for by the known one.
    """

    key: str | None
    quality: float
    is_known: bool
    is_verb: bool = False


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

    def is_ordinary(self, word: str) -> bool:
        """Return whether a word is one of questions, in either language, not of names."""
        return any(
            word in self.words[language]
            or word in wording.lexicon(language).stop
            or word in self._grouped[language]
            or ":" not in (wording.key(word, language) or "")
            for language in LANGUAGES
        )

    @cached_property
    def _grouped(self) -> dict[str, set[str]]:
        return {
            language: {
                word
                for groups in wording.lexicon(language).groups.values()
                for group, _ in groups
                for word in group
            }
            for language in LANGUAGES
        }

    @cached_property
    def _spellings(self) -> dict[str, dict[str, str]]:
        """For each language, the words that a misspelt one may be, each by itself and its stem."""
        found: dict[str, dict[str, str]] = {}
        for language in LANGUAGES:
            known = wording.lexicon(language)
            words = self.words[language] | self._grouped[language]
            words |= {word for word in known.keys if not word.startswith("~")}
            words -= known.stop - set(fold(thesaurus.FREQUENT).split())
            words |= set(fold(thesaurus.FREQUENT).split()) & known.stop
            stems = {wording.stem(word, language): word for word in sorted(words)}
            found[language] = stems | {word: word for word in words}
        return found

    def language_of(self, words: Sequence[str], fallback: str) -> str:
        """Return the language that more words of a sentence are of."""
        counts = {
            language: sum(
                word in wording.lexicon(language).stop
                or word in wording.lexicon(language).keys
                or word in self.words[language]
                for word in words
            )
            for language in LANGUAGES
        }
        return max(LANGUAGES, key=lambda language: (counts[language], language == fallback))

    def say(
        self, words: Sequence[str], language: str, capitals: Collection[str] = ()
    ) -> tuple[Said | None, ...]:
        """Return what each word of a sentence stands for, small misspellings mended.

        None for a place without a word: a name, or a word that is one with the one before.
        `capitals` are words written like names: "Spain" is no slip for "span".
        """
        mended = [
            self._mended(word, language) if word and word not in capitals else (word, 1.0)
            for word in words
        ]
        groups = wording.grouped([word for word, _ in mended], language)
        spelt = [word for word, _ in mended]
        return tuple(
            self._meant(word, language, quality, capitals, spelt, at) if word else None
            for at, (word, (_, quality)) in enumerate(zip(groups, mended, strict=True))
        )

    def _meant(
        self,
        word: str,
        language: str,
        quality: float,
        capitals: Collection[str],
        words: Sequence[str],
        at: int,
    ) -> Said:
        known = self._known(word, language)
        if known is not None:
            return Said(known.key, quality, True)
        is_verb = word not in capitals and _is_verb(words, at, language)
        return Said(f"{language}:{wording.stem(word, language)}", 1.0, False, is_verb)

    def _known(self, word: str, language: str) -> Said | None:
        if word.startswith("="):
            return Said(wording.spoken(word[1:]), 1.0, True)
        for spoken in sorted(LANGUAGES, key=lambda other: other != language):
            key = wording.key(word, spoken)
            if key is None and (spoken == language or len(word) > _SHORT):
                return Said(None, 1.0, True)
            if key is not None and (key in self.weights or ":" not in key):
                return Said(key, 1.0, True)
        return None

    def _mended(self, word: str, language: str) -> tuple[str, float]:
        """Return a word as it was meant, and how surely."""
        if len(word) < _SHORT or not word.isalpha() or self._known(word, language) is not None:
            return word, 1.0
        spellings = self._spellings[language]
        if word in spellings:
            return word, 1.0
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        for form in dict.fromkeys((word, wording.stem(word, language))):
            near = process.extract(
                form, spellings.keys(), scorer=OSA.distance, score_cutoff=2, limit=20
            )
            fitting = [
                (cost, name[0] != form[0], name)
                for name, cost, _ in near
                if _is_slip(form, name, cost)
            ]
            if fitting:
                return spellings[min(fitting)[2]], 0.9
        return word, 1.0

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


def _is_verb(words: Sequence[str], at: int, language: str) -> bool:
    """Return whether an unknown word looks like a verb, by its ending and its neighbours."""
    word = words[at]
    if not word.isalpha():
        return False
    is_last = not any(words[at + 1 :])
    if language == "en" and is_last and _AUXILIARIES & set(words):
        return True
    if language == "it" and _PARTICIPLE.search(word):
        around = (words[at - 1] if at else "", "" if is_last else words[at + 1])
        return around[0] in _BEFORE_PARTICIPLES or around[1] in _AFTER_PARTICIPLES
    return bool(_VERBS[language].search(word))


def _is_slip(word: str, name: str, cost: float) -> bool:
    """Return whether a word is likely a slip for another that is so many edits away.

    Letters in another order; else one edit, two in long words. In short words a changed
    letter makes another word ("porte", "parte"), and very short ones only lose letters.
    """
    if len(name) < _SHORT or word[0] != name[0]:
        return False
    if sorted(name) == sorted(word):
        return True
    if cost > (1 if len(word) < 10 else 2):
        return False
    return len(word) > 5 or len(name) > len(word) or (len(word) == 5 and len(name) < len(word))


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
