"""The answer in a sentence: a question's template filled in from the rows.

A template is a message (`message`) whose names are the columns and parameters of the
question, `count` for the number of rows, and `rows` for a list with an item for each row:

- `{platform}` is the value a parameter was given, or its words for an open one; of a column
  that is no parameter, the distinct values. `{platform, list}` is always those of the column.
- `{brand, list, item {{brand} ({model})}}` has an item for each brand, and inside it the
  names stand for the values in the rows of that brand.
- `{brand, plural, …}` goes by the number of distinct values in the column, `{count, plural, …}`
  by the number of rows.
- `{platform, select, …}` is `open` or `given` for a parameter, `none` or `some` for a column.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pyoxigraph import Literal

from alliance_kg.answer import Answer, AnswerRow
from alliance_kg.errors import QuestionError
from alliance_kg.message import Message, arguments, before, formatted, parse
from alliance_kg.question import Question
from alliance_kg.terms import XSD, Term

_CLOCKS = {
    "en": {
        "as_of": "as of {}", "known_by": "as known on {}",
        "no as_of": "nothing of the kind held on {}",
        "no known_by": "no source published by {} says so",
    },
    "it": {
        "as_of": "al {}", "known_by": "per quanto noto al {}",
        "no as_of": "nulla del genere valeva il {}",
        "no known_by": "nessuna fonte pubblicata entro il {} lo dice",
    },
}  # fmt: skip
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
    "dicembre",
}
_INSTANT = f"{XSD}dateTime"
_FRACTIONS = {f"{XSD}decimal", f"{XSD}double"}


def sentence(content: Answer) -> str:
    """Return the answer in a sentence, from the question's template, or ''.

    Raises QuestionError for a template that is no message or names what is not there.
    """
    question = content.question
    if question is None:
        return ""
    key = "sentence" if content.rows else "empty"
    told = formatted(
        template(question, key, content.language), _Rows(content, content.rows), content.language
    )
    spoken = _CLOCKS[content.language]
    missing = "" if content.rows else "no "
    clocks = []
    for name, iso in content.moment.words().items():
        day = day_in_words(iso, content.language)
        head, _, tail = spoken[missing + name].partition("{}")
        clocks.append(before(head, day, content.language) + day + tail)
    if clocks:
        end = "." if told.endswith(".") else ""
        told = f"{told.removesuffix(end)} ({', '.join(clocks)}){end}"
    reason = content.empty_because
    if reason is not None and reason.code != "no-such-fact":  # which the template says
        told += f" {reason.words}"
    return told


def day_in_words(iso: str, language: str) -> str:
    """Return a day such as 2025-09-01 in words: `1 September 2025`, `1º settembre 2025`."""
    year, month, day = iso.split("-")
    number = "1º" if language == "it" and day == "01" else str(int(day))
    return f"{number} {_MONTHS[language].split()[int(month) - 1]} {int(year)}"


def template(question: Question, key: str, language: str) -> Message:
    """Return a template of a question, `sentence` or `empty`, with its names checked.

    Raises QuestionError.
    """
    text = (question.sentence if key == "sentence" else question.empty)[language]
    place = f"{key}.{language}"
    try:
        message = parse(text)
    except ValueError as error:
        raise QuestionError(question.path, None, None, f"{place}: {error}") from error
    columns = {column.name for column in question.columns}
    parameters = {parameter.name for parameter in question.parameters}
    for argument in arguments(message):
        known = {
            "": columns | parameters | {"count", "#"},
            "list": columns | {"rows"} if "item" in argument.options else columns,
            "plural": columns | {"count"},
            "select": columns | parameters,
        }[argument.kind]
        if argument.name not in known:
            raise QuestionError(
                question.path, None, None,
                f"{place}: '{argument.name}' is none of {', '.join(sorted(known - {'#'}))}",
            )  # fmt: skip
    return message


class _Rows(NamedTuple):
    """What the names of a template stand for in some rows of an answer.

    Inside an item of a list, `is_item`, a column comes before a parameter of its name.
    """

    answer: Answer
    rows: Sequence[AnswerRow]
    is_item: bool = False

    def texts(self, name: str, *, is_list: bool) -> Sequence[str]:
        if name == "count":
            return [str(len(self.rows))]
        is_column = name in self.answer.columns
        if is_column and (is_list or self.is_item or not self._is_parameter(name)):
            return self._distinct(name)
        return [self._parameter(name)]

    def number(self, name: str) -> int:
        return len(self.rows) if name == "count" else len(self._distinct(name))

    def word(self, name: str) -> str:
        if self._is_parameter(name):
            return "given" if name in self.answer.parameters else "open"
        return "some" if self._distinct(name) else "none"

    def items(self, name: str) -> Sequence["_Rows"]:
        if name == "rows":
            return [_Rows(self.answer, (row,), True) for row in self.rows]
        grouped: dict[Term, list[AnswerRow]] = {}
        for row in self.rows:
            if name in row.cells:
                grouped.setdefault(row.cells[name], []).append(row)
        return [_Rows(self.answer, rows, True) for rows in grouped.values()]

    def _distinct(self, column: str) -> list[str]:
        cells = (row.cells[column] for row in self.rows if column in row.cells)
        texts = (self._words(term) for term in dict.fromkeys(cells))
        return [text for text in dict.fromkeys(texts) if text]

    def _is_parameter(self, name: str) -> bool:
        question = self.answer.question
        return question is not None and any(name == known.name for known in question.parameters)

    def _parameter(self, name: str) -> str:
        value = self.answer.parameters.get(name)
        if value is not None:
            return self._words(value)
        question = self.answer.question
        if question is None:
            return ""
        return question.parameter(name).open_words.get(self.answer.language, "…")

    def _words(self, term: Term) -> str:
        """Return a term as it reads in a sentence: an instant at midnight is its day."""
        if isinstance(term, Literal):
            text = term.value
            kind = term.datatype.value
            day = text.removesuffix("T00:00:00Z")
            if (
                kind == _INSTANT
                and day != text
                and re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-\d\d", day)
            ):
                return day_in_words(day, self.answer.language)
            if kind in _FRACTIONS and self.answer.language == "it":
                return text.replace(".", ",")
            return text
        return self.answer.label(term)
