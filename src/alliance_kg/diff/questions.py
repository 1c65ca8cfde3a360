"""What differs between two versions of a question: its words, its parameters, its query."""

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from alliance_kg.question import Question

_QUERY = "query"


def question_values(
    old: Question | None, new: Question | None
) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Yield each key of the header with the values only one version has.

    Keys are dotted (`title.en`). Of a query that changed, `query` has the lines that
    differ. Raises QuestionError for a header that does not parse.
    """
    before, after = _flat(old), _flat(new)
    for key in sorted(before.keys() | after.keys()):
        was, is_now = before.get(key, ()), after.get(key, ())
        if was != is_now:
            gone = tuple(value for value in was if value not in is_now)
            come = tuple(value for value in is_now if value not in was)
            yield (key, gone, come) if gone or come else (key, was, is_now)
    gone, come = _lines(old, new)
    if gone or come:
        yield _QUERY, gone, come


def _flat(question: Question | None) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}

    def add(name: str, value: Any) -> None:  # Any: a value of a TOML table
        if isinstance(value, Mapping):
            for key, inner in value.items():
                add(f"{name}.{key}" if name else key, inner)
        elif isinstance(value, list):
            found[name] = tuple(map(str, value))
        else:
            found[name] = (str(value),)

    if question is not None:
        add("", question.header)
    return found


def _lines(old: Question | None, new: Question | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    before, after = (it.query.splitlines() if it else [] for it in (old, new))
    changed = [line for line in difflib.ndiff(before, after) if line[:2] in ("- ", "+ ")]
    gone = tuple(line[2:].strip() for line in changed if line[0] == "-" and line[2:].strip())
    come = tuple(line[2:].strip() for line in changed if line[0] == "+" and line[2:].strip())
    return gone, come
