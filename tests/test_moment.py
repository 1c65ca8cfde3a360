"""The two clocks, as people set them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_kg.errors import BadParameter
from alliance_kg.moment import Moment, read_day

DAY = date(2025, 9, 17)


@pytest.mark.parametrize("given_as", [DAY, "2025-09-17", datetime(2025, 9, 17, 23, 59, tzinfo=UTC)])
def test_a_day_is_read_from_a_date_an_instant_or_a_text(given_as):
    assert read_day(given_as, "as-of") == DAY
    assert type(read_day(given_as, "as-of")) is date


def test_no_day_is_any_day():
    assert Moment.read(None, None) == Moment()


def test_each_clock_is_set_by_itself():
    assert Moment.read("2025-09-17", None) == Moment(DAY, None)
    assert Moment.read(None, "2025-09-17") == Moment(None, DAY)


@pytest.mark.parametrize(
    "text",
    ["", " ", "today", "2025", "2025-09", "2025-9-17", "2025-02-29", "2025-02-30", "2025-13-01",
     "2025-00-10", "0000-01-01", "10000-01-01", "17/09/2025", "2025-09-17T00:00:00", "-2025-09-17"],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_how_to_write_one(text):
    with pytest.raises(BadParameter, match="is not a date; write it as 2025-09-17") as caught:
        read_day(text, "known-by")
    assert str(caught.value).startswith(f"known-by: '{text}' ")


def test_a_leap_day_is_a_day():
    assert read_day("2024-02-29", "as-of") == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (Moment(), {}),
        (Moment(as_of=DAY), {"as_of": "2025-09-17"}),
        (Moment(DAY, date(1, 1, 1)), {"as_of": "2025-09-17", "known_by": "0001-01-01"}),
    ],
)
def test_the_clocks_that_are_set_have_words(moment, words):
    assert moment.words() == words


@given(as_of=st.none() | st.dates(), known_by=st.none() | st.dates())
def test_the_words_of_a_moment_read_back(as_of, known_by):
    moment = Moment(as_of, known_by)
    words = moment.words()
    assert Moment.read(words.get("as_of"), words.get("known_by")) == moment
