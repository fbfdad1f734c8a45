"""A typed date is read as people in England mean it, or refused with the cure."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeloop.rules.day_words import day_words, short_day_words
from closeloop.rules.refusals import Wrong
from closeloop.rules.typed_day import read_day

TODAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    "typed",
    [
        "17/3/2026", "17/03/2026", "17/3/26", "17.3.2026", "17-3-2026", "17 3 2026",
        "17 Mar", "17 mar 2026", "17 March 2026", "17th March", "17 MARCH, 2026", "17-Mar-26",
        "17th of March 2026", "2026-03-17", "2026-3-17", "  17/3/2026\t", "17  March  2026",
    ],
)  # fmt: skip
def test_these_all_say_the_seventeenth_of_march(typed: str) -> None:
    assert read_day(typed, TODAY) == date(2026, 3, 17)


def test_what_could_be_either_is_day_then_month() -> None:
    assert read_day("3/4/2026", TODAY) == date(2026, 4, 3)


def test_the_month_first_is_refused_with_the_day_first_as_cure() -> None:
    with pytest.raises(Wrong) as refused:
        read_day("3/17/2026", TODAY, field="held_on")
    cure = "3/17/2026 has no month 17. Enter the day first: 17/3/2026."
    assert refused.value.errors == {"held_on": cure}


@pytest.mark.parametrize(
    ("today", "typed", "meant"),
    [
        (date(2026, 12, 20), "5 Jan", date(2027, 1, 5)),
        (date(2027, 1, 5), "17 Dec", date(2026, 12, 17)),
        (date(2027, 6, 1), "29 Feb", date(2028, 2, 29)),
    ],
)
def test_without_a_year_the_nearest_is_meant(today: date, typed: str, meant: date) -> None:
    assert read_day(typed, today) == meant


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter a date, for example 17/3/2026."),
        ("   ", "Enter a date, for example 17/3/2026."),
        ("next week", "“next week” is not a date."),
        ("17 Mai 2026", "“17 Mai 2026” is not a date."),
        ("March 17 2026", "Enter day, month and year, for example 17/3/2026."),
        ("17/3", "Enter day, month and year"),
        ("٣/٤/٢٠٢٦", "is not a date"),
        ("30/2/2026", "There is no 30 February in 2026. Check day and month."),
        ("29 Feb 2026", "There is no 29 February in 2026."),
        ("32 March", "There is no 32 March in 2026."),
        ("40/40/2026", "There is no 40/40 in 2026."),
        ("0/0/2026", "There is no 0/0 in 2026."),
        ("2026-13-01", "There is no 1/13 in 2026."),
        ("31/12/1999", "31 December 1999 is before 2000."),
        ("13/3/2036", "13 March 2036 is more than ten years away."),
        ("1" * 50_000, "is not a date"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_cure(typed: str, says: str) -> None:
    with pytest.raises(Wrong) as refused:
        read_day(typed, TODAY)
    assert says in refused.value.errors["date"]
    assert len(refused.value.errors["date"]) < 120


def test_ten_years_ahead_to_the_day_is_in_reach() -> None:
    assert read_day("12/3/2036", TODAY) == date(2036, 3, 12)


@given(st.dates(date(2000, 1, 1), date(2036, 3, 12)))
def test_every_day_in_reach_can_be_typed_in_every_form(on: date) -> None:
    forms = [f"{on.day}/{on.month}/{on.year}", on.isoformat(), f"{short_day_words(on)} {on.year}"]
    assert {read_day(form, TODAY) for form in forms} == {on}


@given(st.text(max_size=40))
def test_anything_typed_is_a_day_or_a_refusal(typed: str) -> None:
    try:
        words = day_words(read_day(typed, TODAY), TODAY)
    except Wrong as refused:
        words = refused.errors["date"]
    assert words
