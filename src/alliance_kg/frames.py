"""The rows of an answer as a data frame of pandas or Polars.

Both have the columns of the CSV: beside a column of IRIs one of labels, `x_label`; then how
sure each row is, in words (`certainty`), and the names of its claims, as a list
(`evidence`). A column whose values are all of one of these types is of that type, any other
is text; a cell that is not bound is missing.

| values | pandas | Polars |
|---|---|---|
| `xsd:integer` | Int64 | Int64 |
| `xsd:decimal`, `xsd:double` | Float64 | Float64 |
| `xsd:boolean` | boolean | Boolean |
| `xsd:date` | datetime64[us] | Date |
| `xsd:dateTime` | datetime64[us, UTC] | Datetime in µs, UTC |

A decimal loses its exactness, as plots and sums want it; the cells of the answer keep it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from pyoxigraph import Literal, NamedNode

from alliance_kg.answer import Answer
from alliance_kg.errors import MissingLibrary
from alliance_kg.terms import XSD, Term, text_of

if TYPE_CHECKING:
    import pandas
    import polars


class Series(NamedTuple):
    """One column of a frame: its type and its values, None where there is none.

    `kind` is text, integer, number, boolean, date, instant or list.
    """

    name: str
    kind: str
    values: Sequence[Any]  # Any: of the kind


def to_pandas(content: Answer, *, with_evidence: bool = True) -> "pandas.DataFrame":
    """Return the rows as a pandas data frame. Raises MissingLibrary without pandas."""
    try:
        import pandas
    except ImportError as error:
        raise MissingLibrary("pandas", "frames") from error
    types = {
        "integer": "Int64", "number": "Float64", "boolean": "boolean", "text": "string",
        "date": "datetime64[us]", "instant": "datetime64[us, UTC]", "list": "object",
    }  # fmt: skip
    return pandas.DataFrame({
        one.name: pandas.Series(list(one.values), dtype=types[one.kind])
        for one in series(content, with_evidence=with_evidence)
    })  # fmt: skip


def to_polars(content: Answer, *, with_evidence: bool = True) -> "polars.DataFrame":
    """Return the rows as a Polars data frame. Raises MissingLibrary without Polars."""
    try:
        import polars
    except ImportError as error:
        raise MissingLibrary("polars", "frames") from error
    types: dict[str, Any] = {  # Any: Polars has types and classes of types
        "integer": polars.Int64, "number": polars.Float64, "boolean": polars.Boolean,
        "text": polars.String, "date": polars.Date, "list": polars.List(polars.String),
        "instant": polars.Datetime("us", "UTC"),
    }  # fmt: skip
    return polars.DataFrame([
        polars.Series(one.name, list(one.values), dtype=types[one.kind])
        for one in series(content, with_evidence=with_evidence)
    ])  # fmt: skip


def series(content: Answer, *, with_evidence: bool = True) -> tuple[Series, ...]:
    """Return the columns of an answer with their types, whatever the library.

    A column that is added gets underscores until its name is free.
    """
    found: list[Series] = []
    taken = set(content.columns)
    for column in content.columns:
        terms = [row.cells.get(column) for row in content.rows]
        found.append(_typed(column, terms))
        if any(isinstance(term, NamedNode) and term.value in content.labels for term in terms):
            labels = [None if term is None else content.label(term) for term in terms]
            found.append(Series(_free(f"{column}_label", taken), "text", labels))
    if with_evidence:
        words = [
            row.certainty.words(content.language) if row.certainty else None
            for row in content.rows
        ]  # fmt: skip
        claims = [list(dict.fromkeys(item.claim_id for item in row.evidence))
                  for row in content.rows]  # fmt: skip
        found.append(Series(_free("certainty", taken), "text", words))
        found.append(Series(_free("evidence", taken), "list", claims))
    return tuple(found)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _typed(name: str, terms: Sequence[Term | None]) -> Series:
    """Return a column of the one type that all its values are of, else of text."""
    kinds = {_KINDS.get(_datatype(term), "text") for term in terms if term is not None}
    if len(kinds) == 1 and "text" not in kinds:
        kind = kinds.pop()
        try:
            return Series(name, kind, _read(terms, _READERS[kind]))
        except (ValueError, OverflowError):  # not of its datatype, or beyond the frame's
            pass
    return Series(name, "text", _read(terms, str))


def _datatype(term: Term) -> str:
    return term.datatype.value.removeprefix(XSD) if isinstance(term, Literal) else ""


def _read(terms: Iterable[Term | None], reader: Callable[[str], Any]) -> list[Any]:
    return [None if term is None else reader(text_of(term)) for term in terms]


def _integer(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,19}", text) or not -(2**63) <= int(text) < 2**63:
        raise ValueError(text)
    return int(text)


def _number(text: str) -> float:
    special = {"INF": "inf", "+INF": "inf", "-INF": "-inf", "NaN": "nan"}
    if text not in special and not re.fullmatch(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?", text):
        raise ValueError(text)
    return float(special.get(text, text))


def _boolean(text: str) -> bool:
    values = {"true": True, "1": True, "false": False, "0": False}
    if text not in values:
        raise ValueError(text)
    return values[text]


def _date(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):  # no zone, which a frame would lose
        raise ValueError(text)
    return date.fromisoformat(text)


def _instant(text: str) -> datetime:
    if not re.fullmatch(r"[0-9]{4}-.*T.*(Z|[+-][0-9]{2}:[0-9]{2})", text):
        raise ValueError(text)
    return datetime.fromisoformat(text).astimezone(UTC)


_KINDS: Mapping[str, str] = {
    "integer": "integer", "decimal": "number", "double": "number",
    "boolean": "boolean", "date": "date", "dateTime": "instant",
}  # fmt: skip
_READERS: Mapping[str, Callable[[str], Any]] = {
    "integer": _integer, "number": _number, "boolean": _boolean,
    "date": _date, "instant": _instant,
}  # fmt: skip
