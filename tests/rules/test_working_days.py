"""Working days are England's, and counting them never lands on a day off."""

from bisect import bisect_right
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeloop.rules.working_days import WorkingDays, last_instant, london_day, morning_of
from tests.rules.england import CLOSED_AT_CHRISTMAS, ENGLAND, HOLIDAYS, at

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
COUNTS = st.integers(0, 40)
WITHOUT_CLOSURES = [
    (date(2026, 4, 1), 5, date(2026, 4, 10)),
    (date(2026, 4, 2), 1, date(2026, 4, 7)),
    (date(2026, 4, 2), 5, date(2026, 4, 13)),
    (date(2026, 5, 22), 1, date(2026, 5, 26)),
    (date(2026, 8, 28), 5, date(2026, 9, 7)),
    (date(2026, 12, 17), 5, date(2026, 12, 24)),
    (date(2026, 12, 17), 10, date(2027, 1, 5)),
    (date(2026, 12, 17), 20, date(2027, 1, 19)),
    (date(2026, 12, 24), 1, date(2026, 12, 29)),
    (date(2027, 12, 24), 1, date(2027, 12, 29)),
    (date(2027, 12, 31), 1, date(2028, 1, 4)),
    (date(2028, 1, 1), 1, date(2028, 1, 4)),
    (date(2026, 11, 30), 20, date(2026, 12, 30)),
    (date(2026, 3, 27), 1, date(2026, 3, 30)),
    (date(2026, 10, 23), 1, date(2026, 10, 26)),
]
WITH_CLOSURES = [
    (date(2026, 12, 17), 10, date(2027, 1, 8)),
    (date(2026, 12, 17), 20, date(2027, 1, 22)),
    (date(2026, 12, 24), 1, date(2027, 1, 4)),
    (date(2027, 12, 24), 1, date(2028, 1, 4)),
    (date(2026, 11, 30), 20, date(2027, 1, 5)),
]


def on(day: date, hour: int = 9) -> datetime:
    return at(day.year, day.month, day.day, hour)


@pytest.mark.parametrize(("since", "count", "due"), WITHOUT_CLOSURES)
def test_known_dates_come_out_as_england_counts_them(since: date, count: int, due: date) -> None:
    assert ENGLAND.add(count, since) == due
    assert ENGLAND.end_of(count, on(since)) == last_instant(due)
    assert ENGLAND.between(since, due) == count


@pytest.mark.parametrize(("since", "count", "due"), WITH_CLOSURES)
def test_a_christmas_closure_moves_ordinary_dates(since: date, count: int, due: date) -> None:
    assert CLOSED_AT_CHRISTMAS.add(count, since) == due


@pytest.mark.parametrize(("since", "count", "due"), WITHOUT_CLOSURES)
def test_a_christmas_closure_never_moves_a_strict_date(since: date, count: int, due: date) -> None:
    assert CLOSED_AT_CHRISTMAS.strict.add(count, since) == due


@pytest.mark.parametrize(("year", "count"), [(2026, 253), (2027, 253), (2028, 252)])
def test_a_year_has_as_many_working_days_as_england_has(year: int, count: int) -> None:
    assert ENGLAND.between(date(year - 1, 12, 31), date(year, 12, 31)) == count


@pytest.mark.parametrize(
    ("since", "due"),
    [(date(2026, 3, 27), date(2026, 3, 30)), (date(2026, 10, 23), date(2026, 10, 26))],
)
def test_the_nights_on_which_the_clocks_change_cost_nobody_an_hour(since: date, due: date) -> None:
    assert ENGLAND.end_of(1, on(since)) == at(due.year, due.month, due.day, 23, 59) + timedelta(
        seconds=59
    )
    assert morning_of(due) == at(due.year, due.month, due.day, 8)


def test_the_day_of_the_event_is_londons_not_utcs() -> None:
    half_past_midnight_in_london = at(2026, 6, 11, 0, 30)
    assert london_day(half_past_midnight_in_london) == date(2026, 6, 11)
    assert ENGLAND.end_of(1, half_past_midnight_in_london) == last_instant(date(2026, 6, 12))


@given(day=DAYS, count=COUNTS)
def test_counting_never_lands_on_a_day_off(day: date, count: int) -> None:
    landed = ENGLAND.add(count, day)
    assert landed.weekday() < 5
    assert landed not in HOLIDAYS


@given(day=DAYS, first=st.integers(1, 20), then=COUNTS)
def test_two_counts_in_a_row_are_one_count_of_their_sum(day: date, first: int, then: int) -> None:
    assert ENGLAND.add(then, ENGLAND.add(first, day)) == ENGLAND.add(first + then, day)


@given(day=DAYS, count=st.integers(1, 40))
def test_what_was_counted_forwards_is_counted_again_in_between(day: date, count: int) -> None:
    assert ENGLAND.between(day, ENGLAND.add(count, day)) == count


@given(earlier=DAYS, later=DAYS)
def test_the_days_in_between_are_those_that_one_would_tick_off(earlier: date, later: date) -> None:
    first, last = sorted((earlier, later))
    ticked = (first + timedelta(n) for n in range(1, (last - first).days + 1))
    assert ENGLAND.between(first, last) == sum(map(ENGLAND.includes, ticked))
    assert ENGLAND.between(last, first) == -ENGLAND.between(first, last)


@given(day=DAYS, count=COUNTS, days_later=st.integers(0, 60))
def test_a_holiday_announced_later_never_makes_a_date_earlier(
    day: date, count: int, days_later: int
) -> None:
    announced = WorkingDays(HOLIDAYS | {day + timedelta(days_later)})
    assert announced.add(count, day) >= ENGLAND.add(count, day)
    assert announced.end_of(count, on(day)) >= ENGLAND.end_of(count, on(day))


@given(day=DAYS, count=st.integers(1, 40))
def test_counting_back_undoes_counting_on_from_a_working_day(day: date, count: int) -> None:
    start = ENGLAND.add(0, day)
    assert ENGLAND.add(-count, ENGLAND.add(count, start)) == start


@given(day=DAYS, hour=st.integers(0, 23), count=COUNTS)
def test_every_hour_of_a_day_counts_from_the_same_day(day: date, hour: int, count: int) -> None:
    assert ENGLAND.end_of(count, on(day, hour)) == ENGLAND.end_of(count, on(day, 0))


def test_every_day_of_eleven_years_lands_where_a_calendar_ticked_off_by_hand_does() -> None:
    first, length = date(2020, 1, 1), 4018
    every = [first + timedelta(n) for n in range(length + 120)]
    worked = [day for day in every if day.weekday() < 5 and day not in HOLIDAYS]
    for day in every[:length]:
        place = bisect_right(worked, day)
        landed = [ENGLAND.add(count, day) for count in range(1, 41)]
        assert landed == worked[place : place + 40]
