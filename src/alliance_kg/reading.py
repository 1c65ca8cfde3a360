"""How a sentence was read: as which question, with which values, and what else it may be."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from alliance_kg.question import Question
from alliance_kg.terms import Term

_WORDS = {"en": ("I read this as", "It may also be"), "it": ("Ho letto", "Forse anche")}


class Alternative(NamedTuple):
    """Another question that a sentence may ask: its slug, and its words with the values."""

    question: str
    text: str


class Reading(NamedTuple):
    """How a sentence was read: the question, its values, the language it was asked in.

    `score` is 1 for a sentence that fits a phrasing word by word, less the more had to be
    passed over (`is_exact` tells the two apart); `text` is the question as read, with the
    values by their labels in `language`.
    """

    question: Question
    values: Mapping[str, Term]
    language: str
    text: str
    score: float = 1.0
    is_exact: bool = True
    alternatives: tuple[Alternative, ...] = ()

    def told(self) -> str:
        """Return in words how the sentence was read and what else it may be, '' if exact."""
        if self.is_exact:
            return ""
        read, other = _WORDS[self.language]
        lines = [f"{read}: {self.text}"]
        lines += [f"{other}: {one.text} ({one.question})" for one in self.alternatives]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:  # Any: JSON
        """Return the reading as JSON values: the key `reading` of an answer."""
        return {
            "question": self.question.slug,
            "text": self.text,
            "score": round(self.score, 3),
            "alternatives": [
                {"question": other.question, "text": other.text} for other in self.alternatives
            ],
        }
