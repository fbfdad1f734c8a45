"""Clocks whose rule cannot be worked out stop only themselves."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import insert

from closeloop.loop import lapses
from closeloop.rules.items import ItemId
from closeloop.rules.moves import Lapse
from closeloop.scheduler import work
from closeloop.store import Session, record, timers
from closeloop.store.tables import TimerRow
from tests.authority import MONDAY, Authority

LATER = MONDAY + timedelta(days=9)


def add_bad_timers(authority: Authority, item: ItemId, count: int) -> None:
    """Timers of a clock that no workflow has."""
    rows = [
        {
            "item_id": item,
            "clock": f"unheard_of_{number}",
            "stay_no": 1,
            "since_no": 1,
            "due_at": MONDAY,
        }
        for number in range(count)
    ]
    with authority.database.writing() as session:
        session.execute(insert(TimerRow), rows)


def test_a_thousand_bad_clocks_do_not_starve_one_good_one(authority: Authority) -> None:
    authority.takes_in()
    action = authority.raised()
    add_bad_timers(authority, action, 1000)
    fired = work.fire(authority.house, LATER)
    assert fired.timers == 2  # unread and five days without movement: they fell due last
    assert ("reminder", "amira") in authority.owed(action)


def test_a_bad_clock_is_put_off_and_after_five_tries_set_aside_where_it_shows(
    authority: Authority,
) -> None:
    authority.takes_in()
    action = authority.raised()
    add_bad_timers(authority, action, 1)
    now = MONDAY
    for _ in range(5):
        with authority.database.reading() as session:
            assert timers.set_aside(session) == []
        assert work.fire(authority.house, now).taken == 1
        assert work.fire(authority.house, now).taken == 0
        now += lapses.PUT_OFF
    with authority.database.reading() as session:
        assert timers.set_aside(session) == [(action, "unheard_of_0")]
    assert work.fire(authority.house, now).taken == 0


def test_what_cannot_be_recorded_is_put_off_alone(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.takes_in()
    good, bad = authority.raises("standard", "standard")
    recorded = record.lapses

    def refuses_one(session: Session, ran_out: Sequence[Lapse]) -> None:
        if any(lapse.item.id == bad for lapse in ran_out):
            raise ValueError("it cannot be written")
        recorded(session, ran_out)

    monkeypatch.setattr(record, "lapses", refuses_one)
    fired = work.fire(authority.house, LATER)
    assert fired.timers == 2
    assert {letter for letter, _ in authority.owed(good)} >= {"reminder", "reminder_unread"}
    assert {letter for letter, _ in authority.owed(bad)} == {"acknowledge"}


def test_a_reminder_to_read_counts_as_a_reminder(authority: Authority) -> None:
    authority.takes_in()
    authority.raised()
    assert work.fire(authority.house, MONDAY + timedelta(days=3)).reminders == 1
