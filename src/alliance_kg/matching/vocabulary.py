"""Words of sentences: what they stand for, mended where they are slips, guessed to be verbs."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from alliance_kg.matching import features, thesaurus, wording
from alliance_kg.matching.features import Token
from alliance_kg.matching.phrasebook import Phrasebook
from alliance_kg.names import fold
from alliance_kg.question import LANGUAGES

_SHORT = 3
"""Words up to this length are only mended into words that ask or bind."""
_LONG = 8
"""From this length on a word may have two slips."""
_ELIDED = re.compile(r"[ld](?=[aeiou]\w{4})")
"""An article that was written as one with its noun: "laministratore"."""
_ABBREVIATED, _CLEARLY = 4, 3
"""From what length on a beginning is taken for a word, if one begins so that much more often."""
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


class Said(NamedTuple):
    """A word of a sentence as a token (None if it says nothing), and whether it is known.

    An unknown word that looks like a verb (`is_verb`) says less than a noun: what "does"
    something to something known is mostly asked for by the known one.
    """

    token: Token | None
    is_known: bool
    is_verb: bool = False

    @property
    def key(self) -> str | None:
        """The key of a word that tells, None for any other."""
        return self.token.key if self.token is not None and self.token.tells else None


class Vocabulary:
    """The words of the phrasings of a catalogue and of the thesaurus."""

    def __init__(self, phrasebook: Phrasebook) -> None:
        self.phrasebook = phrasebook

    def is_ordinary(self, word: str) -> bool:
        """Return whether a word is one of questions, in either language, not of names."""
        return any(
            self.phrasebook.times(word, language)
            or word in wording.lexicon(language).stop
            or word in wording.lexicon(language).keys
            or word in self._grouped[language]
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
    def _spellings(self) -> Mapping[str, Mapping[str, str]]:
        """For each language, the words that a misspelt one may be, each by itself and its stem."""
        found: dict[str, dict[str, str]] = {}
        frequent = set(fold(thesaurus.FREQUENT).split())
        for language in LANGUAGES:
            known = wording.lexicon(language)
            words = set(self.phrasebook.words[language]) | self._grouped[language]
            words |= {word for word in known.keys if not word.startswith("~")}
            words = words - (known.stop - frequent) | (frequent & known.stop)
            stems = {wording.stem(word, language): word for word in sorted(words)}
            found[language] = stems | {word: word for word in words}
        return found

    def is_of(self, slug: str, key: str) -> bool:
        """Return whether a question has a phrasing with a word of that key."""
        found = self.phrasebook.feature(key)
        return found is not None and slug in found.by_slug

    def language_of(self, words: Sequence[str], fallback: str) -> str:
        """Return the language that more words of a sentence are of."""
        counts = {
            language: sum(
                word in wording.lexicon(language).stop
                or word in wording.lexicon(language).keys
                or self.phrasebook.times(word, language) > 0
                for word in words
            )
            for language in LANGUAGES
        }
        return max(LANGUAGES, key=lambda language: (counts[language], language == fallback))

    def say(
        self,
        words: Sequence[str],
        language: str,
        capitals: Collection[str] = (),
        cut_short: Collection[str] = (),
    ) -> tuple[Said | None, ...]:
        """Return what each word of a sentence stands for, small misspellings mended.

        None for a place without a word: a name, or a word that is one with the one before.
        `capitals` are words written like names: "Spain" is no slip for "span"; `cut_short`
        those written as abbreviations.
        """
        spelt = [
            self._mended(word, language, is_cut_short=word in cut_short)
            if word and word not in capitals
            else word
            for word in words
        ]
        return tuple(
            self._meant(word, language, capitals, spelt, at) if word else None
            for at, word in enumerate(wording.grouped(spelt, language))
        )

    def _meant(
        self,
        word: str,
        language: str,
        capitals: Collection[str],
        words: Sequence[str],
        at: int,
    ) -> Said:
        known = self._known(word, language)
        # "Fiat" only shares its stem with a word.
        if known is not None and (words[at] not in capitals or self.is_ordinary(words[at])):
            return known
        is_verb = word not in capitals and _is_verb(words, at, language)
        return Said(features.token(word, language), False, is_verb)

    def _known(self, word: str, language: str) -> Said | None:
        if word.startswith("="):
            return Said(features.token(word, language), True)
        for spoken in sorted(LANGUAGES, key=lambda other: other != language):
            found = features.token(word, spoken)
            if found is None:
                continue
            if not found.tells and (spoken == language or len(word) > _SHORT):
                return Said(found, True)
            feature = self.phrasebook.feature(found.key) if found.tells else None
            if found.own or (feature is not None and feature.is_asked):
                return Said(found, True)
        return None

    def _mended(self, word: str, language: str, *, is_cut_short: bool = False) -> str:
        """Return a word as it was meant."""
        if is_cut_short and not self.is_ordinary(word):
            return self._whole(word, language) or word
        if len(word) < _SHORT or not word.isalpha() or self._known(word, language) is not None:
            return word
        spellings = self._spellings[language]
        if word in spellings:
            return word
        for form in dict.fromkeys((word, wording.stem(word, language))):
            near = self._near(form, language)
            if near is not None:
                return near
        if language == "it" and _ELIDED.match(word):
            return self._mended(word[1:], language)
        return word

    def _near(self, form: str, language: str) -> str | None:
        """Return the word that a slip is nearest to, of several the most frequent one."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        spellings, times = self._spellings[language], self.phrasebook.words[language]
        near = process.extract(
            form, spellings.keys(), scorer=OSA.distance, score_cutoff=2, limit=30
        )
        fitting = [
            (cost, -times.get(spellings[name], 0), name)
            for name, cost, _ in near
            if _is_slip(form, name, cost)
        ]
        return spellings[min(fitting)[2]] if fitting else None

    def _whole(self, word: str, language: str) -> str | None:
        """Return the word that an abbreviation is the beginning of, if one stands out."""
        times: Counter[str] = Counter()
        best: dict[str, tuple[int, str]] = {}
        for longer, often in self.phrasebook.words[language].items():
            if longer.startswith(word):
                key = wording.key(longer, language) or ""
                times[key] += often
                best[key] = max(best.get(key, (0, "")), (often, longer))
        (key, first), (_, second) = [*times.most_common(2), ("", 0), ("", 0)][:2]
        is_clear = len(word) >= _ABBREVIATED and first >= _CLEARLY * second
        return best[key][1] if key and (is_clear or not second) else None


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

    Letters in another order; else one edit, two in long words. In words of four letters a
    changed letter makes another word ("parte", "porte" begin there), and shorter ones only
    lose letters.
    """
    if len(name) < _SHORT or word[0] != name[0]:
        return False
    if sorted(name) == sorted(word):
        return True
    if cost > (1 if len(word) < _LONG else 2):
        return False
    if len(word) <= _SHORT:
        return len(name) > len(word)
    return len(word) > _SHORT + 1 or len(name) != len(word)
