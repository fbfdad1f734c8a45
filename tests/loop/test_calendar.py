"""A closure or a bank holiday declared: open dates move later at once, each with an entry."""

from datetime import date, datetime, timedelta

import pytest

from closeloop.app import init
from closeloop.loop import calendar
from closeloop.loop.calendar import DaysOff, Touched
from closeloop.rules.refusals import NotYours, Unseen, Wrong
from closeloop.rules.working_days import london_day
from closeloop.store import calendar as kept_calendar
from closeloop.store import people
from tests.authority import MONDAY, Authority

TUESDAY = date(2026, 3, 10)
TRAINING = DaysOff("closure", TUESDAY, TUESDAY, "Training day")
JUBILEE = DaysOff("holiday", TUESDAY, TUESDAY, "Jubilee")


def declares(authority: Authority, off: DaysOff, by: str = "otto") -> Touched:
    """Declare days off as somebody."""
    with authority.database.writing() as session:
        person = people.directory(session).people[authority.who(by)]
        rulebook = authority.house.rulebook(session)
        return calendar.declare(session, rulebook, off, by=person, now=MONDAY)


def test_open_dates_move_later_and_the_ledger_says_why(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar, "BATCH", 2)
    authority.takes_in()
    standard, critical, high = authority.raises("standard", "critical", "high")
    (agreed,) = authority.raises("standard", due_on=date(2026, 3, 20))
    escalation = authority.escalates(standard, "iris")
    before = {item: authority.stands(item) for item in (standard, critical, high, agreed)}
    with authority.database.reading() as session:
        rulebook = authority.house.rulebook(session)
        foreseen = calendar.foresee(session, rulebook, TRAINING, now=MONDAY)
    assert declares(authority, TRAINING) == foreseen
    assert foreseen.dates == 1
    after = {item: authority.stands(item) for item in before}
    assert london_day(after[standard].due_at or MONDAY) == date(2026, 3, 31)
    for item in (critical, high, agreed):  # hours; due before it; a day that people chose
        assert after[item].due_at == before[item].due_at
    assert authority.history(standard)[-1] == "calendar"
    assert authority.history(critical) == ["raise"]
    assert after[standard].move_no == before[standard].move_no
    assert authority.stands(escalation).due_at is not None
    fresh = authority.raised("standard")  # what is new counts alike
    assert authority.stands(fresh).due_at == after[standard].due_at


def test_reminders_follow_the_date_they_belong_to(authority: Authority) -> None:
    authority.takes_in()
    item = authority.raised("standard")
    declares(authority, TRAINING)
    authority.takes(item, "acknowledge", "amira")
    for day in range(1, 29):
        authority.looks(MONDAY + timedelta(days=day))
    assert "due_today" not in authority.history(item)
    authority.looks(datetime(2026, 3, 31, 9, tzinfo=MONDAY.tzinfo))
    assert "due_today" in authority.history(item)


def test_a_bank_holiday_counts_for_everybody(authority: Authority) -> None:
    authority.takes_in()
    item = authority.raised("standard")
    declares(authority, JUBILEE)
    assert london_day(authority.stands(item).due_at or MONDAY) == date(2026, 3, 31)
    init(authority.house)  # what was declared is not forgotten, and nothing moves twice
    assert london_day(authority.stands(item).due_at or MONDAY) == date(2026, 3, 31)
    assert authority.history(item).count("calendar") == 1


def test_a_closure_that_ends_early_makes_no_date_earlier(authority: Authority) -> None:
    authority.takes_in()
    item = authority.raised("standard")
    declares(authority, TRAINING)
    moved = authority.stands(item).due_at
    with authority.database.writing() as session:
        (closure,) = kept_calendar.closures(session, MONDAY.date())
        otto = people.directory(session).people[authority.who("otto")]
        calendar.end_closure(session, closure.id, by=otto, now=MONDAY)
        with pytest.raises(Unseen):
            calendar.end_closure(session, closure.id, by=otto, now=MONDAY)
    assert authority.stands(item).due_at == moved
    fresh = authority.raised("standard")
    assert london_day(authority.stands(fresh).due_at or MONDAY) == date(2026, 3, 30)


@pytest.mark.parametrize(
    ("off", "field"),
    [
        (DaysOff("closure", MONDAY.date(), TUESDAY, "Today"), "first_on"),
        (DaysOff("closure", TUESDAY, date(2026, 3, 9), "Backwards"), "last_on"),
        (DaysOff("closure", TUESDAY, date(2026, 9, 9), "Too long"), "last_on"),
        (DaysOff("holiday", TUESDAY, date(2026, 3, 11), "Two days"), "last_on"),
        (DaysOff("closure", date(2026, 3, 14), date(2026, 3, 15), "A weekend"), "first_on"),
        (DaysOff("closure", date(2046, 3, 14), date(2046, 3, 15), "Far away"), "first_on"),
    ],
)
def test_days_that_do_not_fit_are_refused(authority: Authority, off: DaysOff, field: str) -> None:
    with pytest.raises(Wrong) as wrong:
        declares(authority, off)
    assert set(wrong.value.errors) == {field}


def test_only_an_administrator_declares_days_off(authority: Authority) -> None:
    with pytest.raises(NotYours):
        declares(authority, TRAINING, by="tia")
