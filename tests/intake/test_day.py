"""A day is the day that was meant, or it is refused with the cure; it is never guessed."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeloop.intake.day import FIRST_DAY, day, years_on
from closeloop.intake.table import Cell
from closeloop.intake.written import Unreadable

TODAY = date(2026, 3, 2)
DAYS = st.dates(FIRST_DAY, years_on(TODAY))


def refusal_of(cell: Cell, today: date = TODAY) -> str:
    with pytest.raises(Unreadable) as refusal:
        day(cell, today)
    return str(refusal.value)


@given(DAYS)
def test_each_of_the_three_forms_says_the_same_day(meant: date) -> None:
    english = f"{meant.day:02}/{meant.month:02}/{meant.year}"
    assert {day(form, TODAY) for form in (meant, meant.isoformat(), english)} == {meant}


def test_spaces_around_a_day_and_a_day_of_one_figure_are_forgiven() -> None:
    assert day(" 5/3/2026 ", TODAY) == date(2026, 3, 5)


def test_the_american_form_is_refused_with_the_cure_and_not_turned_round() -> None:
    assert refusal_of("03/25/2026") == (
        "03/25/2026 has month 25: the day stands before the month."
        " Write the day as 2026-03-25 or 25/03/2026."
    )


@pytest.mark.parametrize("number", [46106, 46106.5, "46106", "46106.5", "1", 0])
def test_a_bare_number_is_never_a_day(number: Cell) -> None:
    assert "is a number. Format the cell as a date." in refusal_of(number)


@pytest.mark.parametrize(
    "text",
    ["25 March 2026", "25/03/26", "2026/03/25", "25.03.2026", "2026-3-5", "٢٥/٠٣/٢٠٢٦", "tomorrow"],
)
def test_any_other_form_is_refused_with_the_forms_that_are_read(text: str) -> None:
    words = refusal_of(text)
    assert words == f"{text} is not a day. Write the day as 2026-03-25 or 25/03/2026."


@pytest.mark.parametrize("text", ["30/02/2026", "2026-02-30", "00/01/2026", "2026-00-10"])
def test_a_day_that_the_calendar_lacks_is_refused(text: str) -> None:
    assert refusal_of(text).startswith(f"{text} is not in the calendar.")


def test_a_day_with_a_time_is_refused() -> None:
    at_noon = datetime(2026, 3, 25, 12)  # noqa: DTZ001 - a spreadsheet has no zones
    assert refusal_of(at_noon).startswith("2026-03-25 12:00 has a time.")


def test_the_first_and_the_last_day_are_taken_and_their_neighbours_are_not() -> None:
    last = date(2036, 3, 2)
    assert (day("2000-01-01", TODAY), day("02/03/2036", TODAY)) == (FIRST_DAY, last)
    assert refusal_of("31/12/1999") == "1999-12-31 is before 2000-01-01. Check the year."
    assert refusal_of(last + timedelta(1)) == "2036-03-03 is more than ten years away."


def test_ten_years_from_a_leap_day_end_with_february() -> None:
    assert years_on(date(2028, 2, 29)) == date(2038, 2, 28)


@given(st.text(max_size=40) | st.integers() | st.floats())
def test_whatever_stands_there_a_day_or_a_sentence_comes_out(cell: Cell) -> None:
    try:
        found = day(cell, TODAY)
    except Unreadable:
        return
    assert FIRST_DAY <= found <= years_on(TODAY)
