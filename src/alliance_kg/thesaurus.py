"""Words that ask for the same thing, and words that say nothing, from `thesaurus.txt`."""

import re
from functools import cache
from pathlib import Path

NOTHING = "-"
"""The concept of words and groups that say nothing."""

_BLOCK = re.compile(r"\n(?=\S)")
# The language stands two blanks in, lines that run on stand further in.
_LANGUAGE = re.compile(r"^  (en|it) (.*(?:\n {3,}.*)*)", re.MULTILINE)
_WORD = re.compile(r'"([^"]+)"|(\S+)')


def concepts(language: str) -> dict[str, tuple[str, ...]]:
    """Return the words and groups of words of each concept in a language."""
    return {key: words for key, words in _read()[language].items() if not key.startswith("*")}


def stop(language: str) -> frozenset[str]:
    """Return the words of a language that say nothing by themselves."""
    return frozenset(_read()[language]["*stop"])


def frequent(language: str) -> frozenset[str]:
    """Return the stop words that a misspelt word is likely to be."""
    return frozenset(_read()[language]["*frequent"])


def links() -> frozenset[str]:
    """Return the words, in either language, that a name may be written with or without."""
    return frozenset(word for language in _read().values() for word in language["*links"])


@cache
def _read() -> dict[str, dict[str, tuple[str, ...]]]:
    text = Path(__file__).with_name("thesaurus.txt").read_text(encoding="utf-8")
    told = "\n".join(line for line in text.splitlines() if line and not line.startswith("#"))
    found: dict[str, dict[str, tuple[str, ...]]] = {"en": {}, "it": {}}
    for block in _BLOCK.split(told):
        key, words = block.split("\n", 1)
        for language, listed in _LANGUAGE.findall(words):
            found[language][key] = tuple(quoted or plain for quoted, plain in _WORD.findall(listed))
    return {
        language: {
            key: tuple(" ".join(word.split()) for word in words) for key, words in it.items()
        }
        for language, it in found.items()
    }
