"""Days that a sentence names, in English or Italian."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan gennaio gen", "february feb febbraio", "march mar marzo",
            "april apr aprile", "may maggio mag", "june jun giugno giu", "july jul luglio lug",
            "august aug agosto ago", "september sep sept settembre set", "october oct ottobre ott",
            "november nov novembre", "december dec dicembre dic",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_ENDINGS = ("st", "nd", "rd", "th", "o", "a")
_LINKS = ("of", "di")


class Day(NamedTuple):
    """A day and the words that name it: from `start` up to `end`."""

    start: int
    end: int
    day: date


def find(words: Sequence[str]) -> tuple[Day, ...]:
    """Return the days in a list of folded words, from the left.

    As 2025-03-01, 1/3/2025 (the day first), 1 March 2025, March 1st, 2025 or 1º marzo 2025.
    """
    found: list[Day] = []
    at = 0
    while at < len(words):
        day = _at(words, at)
        if day is not None:
            found.append(day)
        at = day.end if day is not None else at + 1
    return tuple(found)


def _at(words: Sequence[str], at: int) -> Day | None:
    places = [place for place in range(at, min(at + 5, len(words))) if words[place] not in _LINKS]
    if len(places) < 3 or places[0] != at:
        return None
    one, two, three = (words[place] for place in places[:3])
    for year, month, day in ((one, two, three), (three, two, one), (three, one, two)):
        # March 1, 2025, but not 3/1/2025: the day comes first in figures.
        if (year, month, day) == (three, one, two) and month.isdigit():
            continue
        found = _day(year, month, day)
        if found is not None:
            return Day(at, places[2] + 1, found)
    return None


def _day(year: str, month: str, day: str) -> date | None:
    for ending in _ENDINGS:
        if day.endswith(ending) and day[: -len(ending)].isdecimal():
            day = day.removesuffix(ending)
    number = str(_MONTHS.get(month, month))
    numerals = (year, number, day)
    if len(year) != 4 or not all(part.isdecimal() and len(part) <= 4 for part in numerals):
        return None
    try:
        return date(int(year), int(number), int(day))
    except ValueError:
        return None
