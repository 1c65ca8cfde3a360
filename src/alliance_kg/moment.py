"""The day asked about, on two clocks: when things hold, and when they were known."""

from typing import TYPE_CHECKING, NamedTuple

from alliance_kg.errors import BadParameter

if TYPE_CHECKING:
    from datetime import date


class Moment(NamedTuple):
    """A day on each clock: `as_of` is valid time, `known_by` publication; None is any."""

    as_of: "date | None" = None
    known_by: "date | None" = None

    @classmethod
    def read(cls, as_of: "date | str | None", known_by: "date | str | None") -> "Moment":
        """Return the moment that two days name. Raises BadParameter for what is no date."""
        return cls(read_day(as_of, "as-of"), read_day(known_by, "known-by"))

    def words(self) -> dict[str, str]:
        """Return the clocks that are set, as ISO dates by name."""
        pairs = zip(self._fields, self, strict=True)
        return {name: day.isoformat() for name, day in pairs if day is not None}


def read_day(text: "date | str | None", name: str) -> "date | None":
    """Return the day that a text names, such as 2025-09-17. Raises BadParameter."""
    if text is None:
        return None
    from datetime import date, datetime  # a cold start that names no day does without

    if isinstance(text, date):
        # An instant is a date to Python, and would be written with its hours.
        return text.date() if isinstance(text, datetime) else text
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadParameter(f"{name}: '{text}' is not a date; write it as 2025-09-17") from error
