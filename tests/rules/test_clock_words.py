"""When something is due is said in the same words everywhere, and never in calendar days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeloop.rules.clock_words import (
    choice_words,
    due_words,
    why_due,
    why_due_hours,
    working_days_note,
)
from closeloop.rules.working_days import WorkingDays, last_instant
from tests.rules.england import CLOSED_AT_CHRISTMAS, ENGLAND, at

MONDAY = at(2026, 3, 9)
THURSDAY_12 = last_instant(date(2026, 3, 12))


def said(due_on: date, now: datetime, days: WorkingDays = ENGLAND) -> str:
    return due_words(last_instant(due_on), now, days)


def test_what_is_days_ahead_is_counted_in_working_days() -> None:
    assert said(date(2026, 3, 12), MONDAY) == "due Thursday 12 March, in 3 working days"
    assert said(date(2026, 3, 11), MONDAY) == "due Wednesday 11 March, in 2 working days"


def test_over_a_weekend_the_next_working_day_is_not_called_tomorrow() -> None:
    assert said(date(2026, 3, 16), at(2026, 3, 13)) == "due Monday 16 March, the next working day"
    assert said(date(2026, 3, 16), at(2026, 3, 14)) == "due Monday 16 March, the next working day"


@pytest.mark.parametrize("now", [at(2026, 3, 15), at(2026, 3, 15, 23, 59)])
def test_tomorrow_is_the_next_day_of_the_calendar(now: datetime) -> None:
    assert said(date(2026, 3, 16), now) == "due tomorrow, Monday 16 March"


def test_what_is_due_today_says_so_until_midnight_in_london() -> None:
    for now in (at(2026, 3, 12, 0), at(2026, 3, 12, 23, 59)):
        assert said(date(2026, 3, 12), now) == "due today, Thursday 12 March"


def test_midnight_is_londons_also_in_summer() -> None:
    half_past_midnight = datetime(2026, 6, 10, 23, 30, tzinfo=UTC)
    assert said(date(2026, 6, 11), half_past_midnight) == "due today, Thursday 11 June"


def test_what_is_past_says_how_many_working_days_ago() -> None:
    due_on = date(2026, 3, 12)
    assert said(due_on, at(2026, 3, 13)) == "was due Thursday 12 March, 1 working day ago"
    assert said(due_on, at(2026, 3, 16)) == "was due Thursday 12 March, 2 working days ago"


def test_on_the_weekend_after_it_was_due_no_working_day_has_gone_by() -> None:
    words = "was due Friday 13 March, less than a working day ago"
    assert said(date(2026, 3, 13), at(2026, 3, 14)) == words
    assert said(date(2026, 3, 13), at(2026, 3, 15)) == words


def test_a_day_on_which_nobody_works_is_due_before_the_next_working_day() -> None:
    words = "due Sunday 15 March, before the next working day"
    assert said(date(2026, 3, 15), at(2026, 3, 13)) == words


def test_across_bank_holidays_and_the_new_year_only_working_days_count() -> None:
    asked = at(2026, 12, 17)
    words = "due Tuesday 5 January 2027, in 10 working days"
    assert due_words(ENGLAND.end_of(10, asked), asked, ENGLAND) == words
    words = "due Friday 8 January 2027, in 10 working days"
    due_at = CLOSED_AT_CHRISTMAS.end_of(10, asked)
    assert due_words(due_at, asked, CLOSED_AT_CHRISTMAS) == words


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (at(2026, 3, 13, 12, 15), "due 9:15am Saturday 14 March, in 21 hours"),
        (at(2026, 3, 13, 12, 16), "due 9:15am Saturday 14 March, in 20 hours"),
        (at(2026, 3, 14, 8, 15), "due 9:15am Saturday 14 March, in 1 hour"),
        (at(2026, 3, 14, 8, 35), "due 9:15am Saturday 14 March, in 40 minutes"),
        (at(2026, 3, 14, 9, 15), "due 9:15am Saturday 14 March, in less than a minute"),
        (at(2026, 3, 14, 9, 16), "was due 9:15am Saturday 14 March, 1 minute ago"),
        (at(2026, 3, 15, 10), "was due 9:15am Saturday 14 March, 24 hours ago"),
    ],
)
def test_a_critical_clock_is_told_in_hours_and_says_that_it_runs_at_weekends(
    now: datetime, words: str
) -> None:
    due_at = at(2026, 3, 14, 9, 15)
    expected = f"{words}. This clock runs at weekends"
    assert due_words(due_at, now, ENGLAND, critical=True) == expected


def test_a_critical_clock_counts_hours_that_pass_when_the_clocks_go_forward() -> None:
    words = "due 9am Sunday 29 March, in 23 hours. This clock runs at weekends"
    assert due_words(at(2026, 3, 29), at(2026, 3, 28), ENGLAND, critical=True) == words


def test_a_critical_midnight_says_between_which_days() -> None:
    words = due_words(at(2026, 3, 14, 0), at(2026, 3, 13, 0), ENGLAND, critical=True)
    assert words.startswith("due midnight between Friday 13 March and Saturday 14 March, in 24")


def test_a_date_that_was_moved_names_the_first() -> None:
    first = last_instant(date(2026, 2, 26))
    words = "due Thursday 12 March, moved twice, first due Thursday 26 February"
    assert due_words(THURSDAY_12, MONDAY, ENGLAND, moved=2, first_due_at=first) == words
    past = due_words(THURSDAY_12, at(2026, 3, 20), ENGLAND, moved=3, first_due_at=first)
    assert past == "was due Thursday 12 March, moved 3 times, first due Thursday 26 February"


def test_a_move_can_be_said_beside_the_distance() -> None:
    words = "due Thursday 12 March, in 3 working days, moved once"
    assert due_words(THURSDAY_12, MONDAY, ENGLAND, moved=1) == words


def test_a_date_that_never_moved_is_said_plainly() -> None:
    plain = due_words(THURSDAY_12, MONDAY, ENGLAND, first_due_at=THURSDAY_12)
    assert plain == "due Thursday 12 March, in 3 working days"


@pytest.mark.parametrize(
    ("due_on", "left"),
    [
        (date(2026, 3, 13), "4 working days left"),
        (date(2026, 3, 10), "1 working day left"),
        (date(2026, 3, 2), "0 working days left"),
    ],
)
def test_a_held_clock_says_what_is_left(due_on: date, left: str) -> None:
    words = due_words(last_instant(due_on), at(2026, 3, 30), ENGLAND, held_at=MONDAY)
    assert words == f"held since Monday 9 March; {left} when it starts again"


def test_a_choice_says_its_date() -> None:
    today = date(2026, 3, 12)
    assert choice_words(5, today, ENGLAND) == "In 5 working days (Thursday 19 March)"
    assert choice_words(1, today, ENGLAND) == "In 1 working day (Friday 13 March)"


def test_why_it_is_due_names_the_bank_holidays_in_between() -> None:
    since, today = date(2026, 12, 18), date(2026, 12, 21)
    assert why_due(10, since, today, ENGLAND) == (
        "10 working days from Friday 18 December 2026; "
        "25 and 28 December and 1 January are bank holidays"
    )


def test_why_it_is_due_names_the_councils_own_closures_apart() -> None:
    since, today = date(2026, 12, 24), date(2026, 12, 24)
    assert why_due(1, since, today, CLOSED_AT_CHRISTMAS) == (
        "1 working day from Thursday 24 December 2026; "
        "25 and 28 December and 1 January are bank holidays; "
        "the council is closed on 29, 30 and 31 December"
    )


def test_why_it_is_due_is_short_where_nothing_stood_in_between() -> None:
    today = date(2026, 3, 10)
    assert why_due(5, date(2026, 3, 9), today, ENGLAND) == "5 working days from Monday 9 March"
    why = why_due(1, date(2026, 5, 22), today, ENGLAND)
    assert why == "1 working day from Friday 22 May; 25 May is a bank holiday"


def test_a_bank_holiday_on_a_weekend_is_no_reason() -> None:
    with_saturday = WorkingDays(frozenset({date(2026, 3, 14)}))
    why = why_due(1, date(2026, 3, 13), date(2026, 3, 13), with_saturday)
    assert why == "1 working day from Friday 13 March"


def test_why_a_critical_action_is_due_says_from_which_minute() -> None:
    why = why_due_hours(24, at(2026, 3, 13, 9, 15), date(2026, 3, 13))
    assert why == "24 hours from 9:15am Friday 13 March. This clock runs at weekends"


def test_a_list_of_due_dates_says_what_a_working_day_is() -> None:
    plain = "Working days are Monday to Friday without England's bank holidays"
    assert working_days_note(ENGLAND, date(2026, 3, 12)) == plain
    closed = WorkingDays(ENGLAND.closed, local=frozenset({date(2026, 12, 29), date(2026, 12, 30)}))
    named = f"{plain}, and without 29 and 30 December, when the council is closed"
    assert working_days_note(closed, date(2026, 3, 12)) == named
    assert working_days_note(closed, date(2027, 1, 4)) == plain


@given(
    due_on=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    away=st.integers(-60, 60),
)
def test_every_date_has_words_that_name_the_day(due_on: date, away: int) -> None:
    words = said(due_on, at(due_on.year, due_on.month, due_on.day) + timedelta(days=away))
    assert f" {due_on.day} {due_on:%B}" in words
    assert words.startswith(("due ", "was due "))
    assert words.startswith("was due") == (away > 0)
