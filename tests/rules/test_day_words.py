"""Days and times are said as people say them."""

from datetime import date, datetime

import pytest

from closeloop.rules.day_words import day_words, days_list_words, record_words, time_words
from tests.rules.england import at


def test_a_day_has_its_weekday_and_no_year_while_it_is_this_years() -> None:
    assert day_words(date(2026, 3, 12), date(2026, 12, 31)) == "Thursday 12 March"


@pytest.mark.parametrize("today", [date(2025, 12, 31), date(2027, 1, 1)])
def test_a_day_of_another_year_says_which(today: date) -> None:
    assert day_words(date(2026, 3, 12), today) == "Thursday 12 March 2026"


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (at(2026, 3, 12, 9), "9am"),
        (at(2026, 3, 12, 15, 40), "3:40pm"),
        (at(2026, 3, 12, 9, 5), "9:05am"),
        (at(2026, 3, 12, 12), "midday"),
        (at(2026, 3, 12, 12, 1), "12:01pm"),
        (at(2026, 3, 12, 0), "midnight"),
        (at(2026, 3, 12, 0, 30), "12:30am"),
        (at(2026, 6, 12, 9), "9am"),
    ],
)
def test_times_are_londons_and_have_no_empty_minutes(instant: datetime, words: str) -> None:
    assert time_words(instant) == words


def test_what_is_on_record_keeps_its_year() -> None:
    assert record_words(at(2026, 2, 23, 9, 5)) == "23 February 2026 at 9:05am"


def test_days_in_a_row_say_their_month_once() -> None:
    days = [date(2027, 1, 1), date(2026, 12, 28), date(2026, 12, 25)]
    assert days_list_words(days) == "25 and 28 December and 1 January"
    assert days_list_words(days[:1]) == "1 January"
