"""England's bank holidays, by the dates and names that GOV.UK gives them."""

from datetime import date

import pytest

from closeloop.rules import bank_holidays

MONTHS = range(1, 13)
KNOWN = {
    2026: ((1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)),
    2027: ((1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)),
    2028: ((1, 3), (4, 14), (4, 17), (5, 1), (5, 29), (8, 28), (12, 25), (12, 26)),
}


@pytest.mark.parametrize("year", KNOWN)
def test_the_days_on_which_offices_close_are_englands(year: int) -> None:
    days = [on for on, _ in bank_holidays.in_england([year])]
    assert days == [date(year, month, day) for month, day in KNOWN[year]]


def test_no_day_of_scotland_or_northern_ireland_is_among_them() -> None:
    days = {on for on, _ in bank_holidays.in_england([2026])}
    assert days.isdisjoint({date(2026, 1, 2), date(2026, 3, 17), date(2026, 7, 13)})


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2020, 5, 8), "Early May bank holiday (VE day)"),
        (date(2022, 6, 3), "Platinum Jubilee bank holiday"),
        (date(2022, 9, 19), "Bank Holiday for the State Funeral of Queen Elizabeth II"),
        (date(2023, 5, 8), "Bank holiday for the coronation of King Charles III"),
        (date(2026, 5, 4), "Early May bank holiday"),
        (date(2026, 5, 25), "Spring bank holiday"),
        (date(2026, 8, 31), "Summer bank holiday"),
        (date(2026, 12, 28), "Boxing Day (substitute day)"),
        (date(2028, 1, 3), "New Year’s Day (substitute day)"),  # noqa: RUF001 - GOV.UK's own
    ],
)
def test_each_bears_the_name_that_gov_uk_gives_it(on: date, name: str) -> None:
    assert dict(bank_holidays.in_england([on.year]))[on] == name


def test_a_calendar_reaches_from_2019_to_ten_years_on() -> None:
    years = bank_holidays.years_to_keep(date(2026, 11, 25))
    listed = bank_holidays.in_england(years)
    assert (listed[0][0].year, listed[-1][0].year) == (2019, 2036)
    assert listed == sorted(listed)
