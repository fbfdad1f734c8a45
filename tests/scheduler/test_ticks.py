"""The scheduler's ticks and its pulse: wrong clocks, stalled ticks, a database that goes away."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from closeloop.config import Clock
from closeloop.house import House, open_house
from closeloop.scheduler import pulse, ticks, work
from closeloop.scheduler.ticks import Scheduler
from closeloop.store import answered, nodes
from closeloop.store.tables import AnsweredRow, NodeRow, SealRow
from tests.authority import MONDAY, Authority, settings_at
from tests.conftest import settled
from tests.databases import PostgresDatabases
from tests.together.processes import until


@pytest.fixture
def on_postgresql(of_postgresql: PostgresDatabases, tmp_path: Path) -> Iterator[Authority]:
    house = open_house(settings_at(of_postgresql.like(settled), tmp_path))
    yield Authority(house)
    house.database.close()


def by_the_real_clock(house: House) -> House:
    return replace(house, settings=replace(house.settings, clock=Clock()))


def in_two_days() -> datetime:
    return datetime.now(UTC) + timedelta(days=2)


def test_a_node_whose_clock_is_wrong_fires_and_sends_nothing(on_postgresql: Authority) -> None:
    house = by_the_real_clock(on_postgresql.house)
    assert pulse.beat(house, "right")
    assert not pulse.beat(house, "wrong", in_two_days())
    with house.database.reading() as session:
        found = session.execute(select(NodeRow.name, NodeRow.skew_seconds))
        skews = {row.name: row.skew_seconds for row in found}
    assert skews["wrong"] == pytest.approx(2 * 86400, abs=60)


def test_a_clock_that_was_set_for_a_rehearsal_is_never_wrong(on_postgresql: Authority) -> None:
    assert pulse.beat(on_postgresql.house, "rehearsal", in_two_days())


def run_until(scheduler: Scheduler, so: object, what: str) -> bool:
    ended: list[bool] = []
    thread = threading.Thread(target=lambda: ended.append(scheduler.run()))
    thread.start()
    try:
        until(so, what)  # type: ignore[arg-type]  # a question
    finally:
        scheduler.stop()
        thread.join()
    return ended == [True]


def test_a_scheduler_fires_sends_and_keeps_house(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.takes_in()
    authority.raised(at=MONDAY - timedelta(days=3))
    monkeypatch.setattr(ticks, "WATCHED_EVERY", 0.05)
    mail = authority.house.settings.var / "mail"
    assert run_until(
        Scheduler(authority.house), lambda: list(mail.glob("*.eml")), "a letter in the folder"
    )
    with authority.database.reading() as session:
        assert nodes.seconds_silent(session, datetime.now(UTC)) is not None


def test_ticks_that_stall_are_begun_anew(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ticks, "WATCHED_EVERY", 0.05)
    monkeypatch.setattr(ticks, "SECONDS", dict.fromkeys(ticks.SECONDS, 3600))
    monkeypatch.setattr(ticks, "STALLED_AFTER", 0.0001)  # a third of a second
    said = "the ticks had stalled and are begun anew"
    assert run_until(
        Scheduler(authority.house), lambda: caplog.messages.count(said) > 1, "a new beginning"
    )


def test_a_tick_seals_the_day_and_forgets_answers_after_two_days(authority: Authority) -> None:
    old = {"method": "POST", "path": "/", "body_digest": "", "status": 200}
    with authority.database.writing() as session:
        for hours in (47, 49):
            row = AnsweredRow(
                person_id=1, key=str(hours), at=MONDAY - timedelta(hours=hours), **old
            )
            session.add(row)
    work.keep_house(authority.house, MONDAY)
    with authority.database.reading() as session:
        assert list(session.scalars(select(AnsweredRow.key))) == ["47"]
        assert session.scalar(select(SealRow.number)) == 1
    assert timedelta(hours=48) == answered.KEPT_FOR
