"""What of a sentence is compared: its words by their meaning, and which stand side by side."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from alliance_kg.matching import wording
from alliance_kg.question import SLOT

_BEGIN, _END = "^", "$"


class Token(NamedTuple):
    """A word or a slot of a sentence.

    `key` is its concept, else its language and stem (`en:rust`), else its slot in braces.
    `own` is the stem of a word that has a concept. A word that does not tell (an article)
    counts only beside others.
    """

    key: str
    own: str = ""
    tells: bool = True

    @property
    def is_slot(self) -> bool:
        """Whether it stands for a value."""
        return self.key.startswith("{")


def slot(name: str) -> Token:
    """Return the token of a value: its parameter in braces."""
    return Token(f"{{{name}}}", tells=False)


def token(word: str, language: str) -> Token | None:
    """Return the token of a folded word, or of `=concept`; None for a group that says nothing."""
    if word.startswith("="):
        concept = wording.spoken(word[1:])
        return None if concept is None else Token(concept)
    key, own = wording.key(word, language), f"{language}:{wording.stem(word, language)}"
    if key is None:
        return Token(own, tells=False)
    return Token(key, "" if ":" in key else own)


def tokens_of(text: str, language: str, slots: str | None = None) -> Iterator[Token]:
    """Yield the tokens of a phrasing; its slots by their names, or all by one name."""
    for at, part in enumerate(SLOT.split(text)):
        if at % 2:
            yield slot(part if slots is None else slots)
            continue
        for word in wording.grouped(wording.words_of(part), language):
            found = token(word, language) if word else None
            if found is not None:
                yield found


def of(tokens: Sequence[Token]) -> frozenset[str]:
    """Return the features of a sentence.

    `key` for a word that tells, `~stem` for a word that has a concept, `{name}` for a slot,
    `key_key` for neighbours, the begin and the end among them.
    """
    found = {one.key for one in tokens if one.tells or one.is_slot}
    found.update(f"~{one.own}" for one in tokens if one.own)
    keys = [_BEGIN, *(one.key for one in tokens), _END]
    found.update(f"{first}_{second}" for first, second in pairwise(keys))
    return frozenset(found)


def is_word(feature: str) -> bool:
    """Whether a feature is a word that tells by itself."""
    return "_" not in feature and feature[0] not in "~{"


def is_pair(feature: str) -> bool:
    """Whether a feature is two neighbours."""
    return "_" in feature


def words_of(phrasing: str) -> Iterable[str]:
    """Return the folded words of a phrasing, its slots left out."""
    return [word for part in SLOT.split(phrasing)[::2] for word in wording.words_of(part)]
