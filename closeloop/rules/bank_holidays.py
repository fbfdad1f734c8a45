"""England's bank holidays by GOV.UK's names, worked out offline for `init` to keep as rows.

Only weekdays on which offices are closed are listed: where a holiday falls on a weekend its
substitute stands for it. Import this module where it is used: the library takes half a second.
"""

from collections.abc import Iterable
from datetime import date

import holidays

from closeloop.rules.working_days import SATURDAY

FIRST_YEAR = 2019  # the earliest dates that audits are loaded with
YEARS_AHEAD = 10
OBSERVED = " (observed)"
GOV_UK_NAMES = {
    "New Year's Day": "New Year’s Day",  # noqa: RUF001 - GOV.UK's own apostrophe
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
    "Platinum Jubilee of Elizabeth II": "Platinum Jubilee bank holiday",
    "State Funeral of Queen Elizabeth II": (
        "Bank Holiday for the State Funeral of Queen Elizabeth II"
    ),
    "Coronation of Charles III": "Bank holiday for the coronation of King Charles III",
}
IN_ONE_YEAR = {date(2020, 5, 8): "Early May bank holiday (VE day)"}


def in_england(years: Iterable[int]) -> list[tuple[date, str]]:
    """The bank holidays of some years in order, each with its name."""
    known = holidays.country_holidays("GB", subdiv="ENG", years=years)
    return [(on, _name(on, name)) for on, name in sorted(known.items()) if on.weekday() < SATURDAY]


def years_to_keep(today: date) -> range:
    """The years that a calendar should hold: from 2019 to ten years after this one."""
    return range(FIRST_YEAR, today.year + YEARS_AHEAD + 1)


def _name(on: date, name: str) -> str:
    """What GOV.UK calls the holiday that the library calls `name`."""
    plain = name.removesuffix(OBSERVED)
    theirs = IN_ONE_YEAR.get(on) or GOV_UK_NAMES.get(plain, plain)
    return theirs if plain == name else f"{theirs} (substitute day)"
