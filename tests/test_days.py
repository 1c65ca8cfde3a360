"""Days in sentences, in both languages."""

from datetime import date

import pytest

from alliance_kg.matching import days
from alliance_kg.matching.wording import words_of


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-01", "1 March 2025", "March 1, 2025", "the 1st of March 2025", "1/3/2025",
        "1 marzo 2025", "il 1º marzo 2025", "1° marzo 2025", "01.03.2025",
    ],
)  # fmt: skip
def test_a_day_is_found_however_it_is_written(text):
    assert [one.day for one in days.find(words_of(f"who led Nissan on {text}?"))] == [
        date(2025, 3, 1)
    ]


@pytest.mark.parametrize(
    "text", ["in 2025", "March 2025", "2025-02-30", "31/11/2025", "60 kWh 2025", "12345-01-01"]
)
def test_what_is_no_single_day_is_not_found(text):
    assert days.find(words_of(text)) == ()


def test_two_days_are_two():
    found = days.find(words_of("from 2024-01-01 to 31 dicembre 2024"))
    assert [one.day for one in found] == [date(2024, 1, 1), date(2024, 12, 31)]
