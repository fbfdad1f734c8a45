"""The rulebook in force is what the database says, whatever was tried and taken back."""

from datetime import date

import pytest

from closeloop.rules.closures import Closure
from closeloop.store import calendar, kept
from tests.authority import Authority

OPEN_DAY = date(2026, 3, 4)
CLOSED_DAY = date(2026, 3, 5)


class TakenBackError(Exception):
    """Somebody thinks again."""


def closes(authority: Authority, day: date, *, kept_so: bool) -> None:
    """The authority says that it is closed on a day; sees what that does; means it or not."""
    with authority.database.writing() as session:
        calendar.keep_closures(session, [Closure(day, day, "Moving house")])
        kept.rules_changed(session)
        assert not authority.house.rulebook(session).days.includes(day)
        if not kept_so:
            raise TakenBackError


def test_a_closure_that_was_taken_back_closes_nothing(authority: Authority) -> None:
    """Neither at once, nor when another is kept under the number that it would have had."""
    with pytest.raises(TakenBackError):
        closes(authority, OPEN_DAY, kept_so=False)
    closes(authority, CLOSED_DAY, kept_so=True)
    with authority.database.reading() as session:
        days = authority.house.rulebook(session).days
    assert days.includes(OPEN_DAY)
    assert not days.includes(CLOSED_DAY)
