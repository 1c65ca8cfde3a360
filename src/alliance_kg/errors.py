"""Everything this package raises on purpose.

```
AllianceError                exit 70  HTTP 500   our bug, when nothing finer fits
├── UsageError                     2       400   a call that cannot be served as it is
│   ├── BadParameter               2       400   a value that is not of the parameter's type
│   ├── UnknownFormat              2       406
│   ├── MissingLibrary             2       501   an optional library that is not installed
│   └── OperationRefused           2       403   SERVICE, LOAD, FROM <elsewhere>, any update
├── InputError                     3       500   a file that is missing or unreadable
│   ├── DataSyntaxError            3       500   Turtle that does not parse: file:line:column
│   ├── QuerySyntaxError           3       400   SPARQL that does not parse: file:line:column
│   └── QuestionError              3       500   a question file whose header is wrong
├── StoreUnavailable               4       502
│   ├── LimitReached               4       503   a query that takes too long or too much
│   └── StoreBusy                  4       503   a store that another process is loading
└── NotFound                       5       404   no such entity, claim or source
    ├── Ambiguous                  5       404   a name that several things have
    └── UnknownQuestion            5       404   no such question, or a sentence that fits none
```

An exception carries the exit code and the HTTP status of its class, so that
every face maps errors in one place. Its message is one line that names the
thing, the place, the reason and the way out.
"""

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class AllianceError(Exception):
    """Base of all errors of this package; its message is one line."""

    exit_code: ClassVar[int] = 70
    http_status: ClassVar[int] = 500


class UsageError(AllianceError):
    """A call that cannot be served as it is."""

    exit_code = 2
    http_status = 400


class BadParameter(UsageError):
    """A parameter that does not exist or whose value is not of its type."""


class UnknownFormat(UsageError):
    """A format that this output does not have."""

    http_status = 406

    def __init__(self, name: str, known: "Iterable[str]") -> None:
        super().__init__(f"no format '{name}' here; choose one of {', '.join(known)}")


class MissingLibrary(UsageError):
    """An optional library that is not installed."""

    http_status = 501

    def __init__(self, name: str, extra: str) -> None:
        super().__init__(
            f"this needs {name}, which is not installed; run: pip install 'alliance-kg[{extra}]'"
        )


class OperationRefused(UsageError):
    """An operation refused on principle: federation, loading from the web, writing."""

    http_status = 403


class InputError(AllianceError):
    """An input that is missing or cannot be read."""

    exit_code = 3


class _SyntaxFault(InputError):
    def __init__(
        self, place: "Path | str", line: int | None, column: int | None, reason: str
    ) -> None:
        self.place, self.line, self.column, self.reason = str(place), line, column, reason
        spot = "".join(f":{part}" for part in (line, column) if part is not None)
        super().__init__(f"{place}{spot}: {reason}")


class DataSyntaxError(_SyntaxFault):
    """A data file that does not parse: `file:line:column: reason`."""


class QuerySyntaxError(_SyntaxFault):
    """A query that does not parse: `file:line:column: reason`."""

    http_status = 400


class QuestionError(_SyntaxFault):
    """A question file whose header does not say what it must."""


class StoreUnavailable(AllianceError):
    """A store that cannot be opened or reached."""

    exit_code = 4
    http_status = 502


class LimitReached(StoreUnavailable):
    """A query that was stopped because it took too much time or memory, or gave too much."""

    http_status = 503


class StoreBusy(StoreUnavailable):
    """A store that another process is loading."""

    http_status = 503


class NotFound(AllianceError):
    """Nothing of that name; carries what is nearest."""

    exit_code = 5
    http_status = 404

    def __init__(self, message: str, nearest: "Iterable[str]" = ()) -> None:
        self.nearest = tuple(nearest)
        hint = f"; did you mean {_alternatives(self.nearest)}?" if self.nearest else ""
        super().__init__(message + hint)


class Ambiguous(NotFound):
    """A name that several things have; carries the short names of those."""


class UnknownQuestion(NotFound):
    """No question of that name, or a sentence that fits no phrasing."""


def _alternatives(names: tuple[str, ...]) -> str:
    quoted = [f"'{name}'" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
