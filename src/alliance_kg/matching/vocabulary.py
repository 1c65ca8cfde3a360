"""Words of sentences: what they stand for, mended where they are slips, guessed to be verbs."""

import re
from collections.abc import Collection, Container, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from alliance_kg.matching import thesaurus, wording
from alliance_kg.names import fold
from alliance_kg.question import LANGUAGES

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


class Said(NamedTuple):
    """A word of a sentence: its key (None if it says nothing), and how surely it is that.

    An unknown word that looks like a verb (`is_verb`) says less than a noun: what "does"
    something to something known is mostly asked for by the known one.
    """

    key: str | None
    quality: float
    is_known: bool
    is_verb: bool = False


class Vocabulary:
    """The words of a catalogue: `words` by language, `keys` those that some question uses."""

    def __init__(self, words: Mapping[str, Collection[str]], keys: Container[str]) -> None:
        self.words = {language: set(words[language]) for language in LANGUAGES}
        self.keys = keys

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
            if key is not None and (key in self.keys or ":" not in key):
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
