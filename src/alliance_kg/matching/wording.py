"""Sentences as words: folded, without articles, one key for all words of one meaning.

No model and no data beyond the thesaurus: what a word stands for can be looked up.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from alliance_kg.matching import thesaurus
from alliance_kg.names import fold

_DOTTED = re.compile(r"\b(?:\w\.){2,}")
_QUOTED = re.compile(r'"([^"]+)"|(\S+)')
_ENGLISH = re.compile(r"(?<=\w\w\w)(?:ing|ed)$")
_ITALIAN = re.compile(
    r"(?<=\w\w\w)(?:iscono|avano|evano|ivano|ando|endo|isce|ono|ano|[aiu]t[aeio]|[aei]re|[aei]va)$"
)


class Lexicon(NamedTuple):
    """What is known of the words of one language.

    `stop` holds words that carry nothing, `keys` the concept of a word or of its stem,
    `groups` the groups of words that are one by their first word, longest first.
    """

    stop: frozenset[str]
    keys: dict[str, str]
    groups: dict[str, tuple[tuple[tuple[str, ...], str], ...]]


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, in order; marks that do not show are left out."""
    shown = "".join(" " if unicodedata.category(mark)[0] == "C" else mark for mark in text)
    joined = _DOTTED.sub(lambda match: match[0].replace(".", ""), shown)
    return fold(joined).split()


def stem(word: str, language: str) -> str:
    """Return a word without its inflection, as far as a few rules go."""
    if len(word) < 4 or not word.isalpha():
        return word
    if language == "it":
        bare = _ITALIAN.sub("", word)
        # marca, marche: the h only keeps the sound.
        return bare.rstrip("aeio").rstrip("h") if bare == word else bare.rstrip("h")
    if word.endswith("ies"):
        word = f"{word[:-3]}y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    bare = _ENGLISH.sub("", word)
    if bare != word and bare[-1] == bare[-2]:
        bare = bare[:-1]
    return bare.removesuffix("e") if len(bare) > 3 else bare


@cache
def lexicon(language: str) -> Lexicon:
    """Return the lexicon of a language, read from the thesaurus once."""
    keys: dict[str, str] = {}
    groups: dict[tuple[str, ...], str] = {}
    for concept, words_of_concept in _concepts(language):
        for quoted, plain in _QUOTED.findall(words_of_concept):
            words = tuple(fold(quoted or plain).split())
            if len(words) > 1:
                groups[words] = concept
                continue
            # A form that is written out wins over one that only shares its stem.
            keys[words[0]] = concept
            keys.setdefault(f"~{stem(words[0], language)}", concept)
    longest = sorted(groups.items(), key=lambda item: -len(item[0]))
    by_first = {
        first: tuple(item for item in longest if item[0][0] == first)
        for first in {group[0] for group in groups}
    }
    return Lexicon(frozenset(fold(thesaurus.STOP[language]).split()), keys, by_first)


def _concepts(language: str) -> Iterator[tuple[str, str]]:
    """Yield each concept with its words in a language."""
    for block in re.split(r"\n(?=\S)", thesaurus.concepts().strip()):
        concept, *lines = block.split("\n")
        told = re.split(r"\s(?=(?:en|it)\s)", " ".join(line.strip() for line in lines))
        for part in told:
            if part.startswith(f"{language} "):
                yield concept, part[3:]


def key(word: str, language: str) -> str | None:
    """Return the key of a word: its concept, or the language with its stem; None for a stop word.

    A word that the thesaurus has keeps its meaning even where it is often a stop word.
    """
    known = lexicon(language)
    if word in known.keys:
        return spoken(known.keys[word])
    if word in known.stop:
        return None
    root = stem(word, language)
    return known.keys.get(f"~{root}", f"{language}:{root}")


def grouped(words: list[str], language: str) -> list[str]:
    """Return words with each group that is one replaced by `=concept`, blanks after it.

    The list keeps its length, so that places stay what they were.
    """
    found = list(words)
    groups = lexicon(language).groups
    for at, word in enumerate(words):
        for group, concept in groups.get(word, ()):
            if tuple(found[at : at + len(group)]) == group:
                found[at : at + len(group)] = [f"={concept}", *[""] * (len(group) - 1)]
                break
    return found


def spoken(concept: str) -> str | None:
    """Return a concept, None for the one of words that say nothing."""
    return None if concept == thesaurus.NOTHING else concept
