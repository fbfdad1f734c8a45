"""Races: people and nodes who act at the same instant, each on a connection of their own.

PostgreSQL runs them side by side, SQLite in turn; on both, one of two who clash is told so, and
nobody meets an error of the database.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from closeloop.house import open_house
from closeloop.rules.items import ItemId
from closeloop.rules.refusals import MovedOn, NotNow, Refusal
from closeloop.store import verification
from closeloop.store.tables import SupervisionRow, TimerRow
from tests.authority import MONDAY, Authority, settings_at
from tests.conftest import settled
from tests.databases import Databases

ROUNDS = 5
WRITERS = 8
OFFERED_AT = datetime(2026, 3, 17, 9, tzinfo=UTC)
UNANSWERED_AT = datetime(2026, 3, 25, 9, tzinfo=UTC)
Acts = Mapping[str, Callable[[], object]]


@pytest.fixture
def twice(databases: Databases, tmp_path: Path) -> Iterator[tuple[Authority, Authority]]:
    """One authority, opened twice, as two processes do."""
    url = databases.like(settled)
    houses = [open_house(settings_at(url, tmp_path)) for _ in range(2)]
    first, second = (Authority(house) for house in houses)
    first.takes_in()
    yield first, second
    for house in houses:
        house.database.close()


def at_once(acts: Acts) -> dict[str, Exception | None]:
    """Do all of it at the same instant; what each was told, None where it was done."""
    together, told = Barrier(len(acts)), dict[str, Exception | None]()

    def do(name: str) -> None:
        together.wait()
        try:
            acts[name]()
        except Exception as said:  # noqa: BLE001 - whatever it is, the test judges it
            told[name] = said
        else:
            told[name] = None

    threads = [Thread(target=do, args=(name,)) for name in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def only_refusals(told: Mapping[str, Exception | None]) -> None:
    """Hold that whoever was not served was told so in a person's words."""
    met = {name: said for name, said in told.items() if said and not isinstance(said, Refusal)}
    assert met == {}


def the_ledger_holds(authority: Authority, folder: Path) -> None:
    with authority.database.reading() as session:
        assert verification.verify(session, folder).broken is None


def test_eight_who_write_at_once_all_get_their_turn(
    twice: tuple[Authority, Authority], tmp_path: Path
) -> None:
    actions = twice[0].raises(*["standard"] * WRITERS)

    def write(place: int) -> None:
        authority = twice[place % 2]
        authority.takes(actions[place], "acknowledge", "amira")
        authority.takes(actions[place], "discuss", "tia", note="Agreed")
        authority.takes(actions[place], "address", "amira", note="Done", evidence="Case note")

    told = at_once({str(place): partial(write, place) for place in range(WRITERS)})
    assert set(told.values()) == {None}
    assert {twice[0].stands(action).state for action in actions} == {"addressed"}
    the_ledger_holds(twice[0], tmp_path)


def test_of_two_who_take_one_step_at_once_one_is_told(
    twice: tuple[Authority, Authority], tmp_path: Path
) -> None:
    first, second = twice
    for _ in range(ROUNDS):
        action = first.raised()
        told = at_once(
            {
                "one": partial(first.takes, action, "acknowledge", "amira"),
                "other": partial(second.takes, action, "acknowledge", "amira"),
            }
        )
        refused = [said for said in told.values() if said is not None]
        assert [type(said) in {MovedOn, NotNow} for said in refused] == [True], told
        assert first.history(action) == ["raise", "acknowledge"]
    the_ledger_holds(first, tmp_path)


def test_two_nodes_that_tick_at_once_fire_each_timer_once(
    twice: tuple[Authority, Authority], tmp_path: Path
) -> None:
    first, second = twice
    first.raises(*["standard", "high", "critical"] * 3)
    told = at_once(
        {"one": lambda: first.looks(OFFERED_AT), "other": lambda: second.looks(OFFERED_AT)}
    )
    assert set(told.values()) == {None}
    first.looks(OFFERED_AT)  # what one node passed by while the other held it
    with first.database.reading() as session:
        fired = select(TimerRow.item_id, TimerRow.clock).where(TimerRow.fired_at.is_not(None))
        timers = Counter((row.item_id, row.clock) for row in session.execute(fired))
    items = {item for item, _ in timers}
    entries = Counter((item, kind) for item in items for kind in first.history(ItemId(item)))
    assert {key: entries[key] for key in timers} == dict(timers)
    the_ledger_holds(first, tmp_path)


def test_an_answer_and_the_passing_up_of_the_same_escalation_do_not_cross(
    twice: tuple[Authority, Authority], tmp_path: Path
) -> None:
    first, second = twice
    for _ in range(ROUNDS):
        action = first.raised()
        first.looks(OFFERED_AT)
        item = first.escalation_of(action)
        assert item is not None
        told = at_once(
            {
                "answer": partial(
                    first.responds, item, "resolved", "iris", note="Done", at=UNANSWERED_AT
                ),
                "tick": lambda: second.looks(UNANSWERED_AT),
            }
        )
        only_refusals(told)
        assert told["tick"] is None
        second.looks(UNANSWERED_AT)
        answered = told["answer"] is None
        assert ("resolve" in first.history(item)) == answered
        assert answered or "go_up" in first.history(item)
    the_ledger_holds(first, tmp_path)


def test_a_step_and_the_clock_of_its_own_action_do_not_cross(
    twice: tuple[Authority, Authority], tmp_path: Path
) -> None:
    first, second = twice
    for _ in range(ROUNDS):
        action = first.raised()
        told = at_once(
            {
                "step": partial(
                    first.takes, action, "discuss", "tia", note="Agreed", at=OFFERED_AT
                ),
                "tick": lambda: second.looks(OFFERED_AT),
            }
        )
        assert set(told.values()) == {None}
        # whichever came first: what was found is cleared by the step, what was cleared not found
        assert first.drift(action) == set()
        assert first.escalation_of(action) is None
    the_ledger_holds(first, tmp_path)


def test_two_supervisions_that_share_actions_in_opposite_orders_never_wait_in_a_ring(
    twice: tuple[Authority, Authority], tmp_path: Path
) -> None:
    first, second = twice
    for round_ in range(ROUNDS):
        at = MONDAY + timedelta(hours=round_)
        actions = first.raises("standard", "standard", "standard", at=at)
        forth = dict.fromkeys(actions, "on_track")
        back = dict.fromkeys(reversed(actions), "on_track")
        told = at_once(
            {
                "tia": partial(first.supervises, "amira", forth, by="tia", at=at),
                "sam": partial(second.supervises, "amira", back, by="sam", at=at),
            }
        )
        only_refusals(told)
        done = sum(said is None for said in told.values())
        assert done >= 1, told
        assert [first.history(action).count("discuss") for action in actions] == [done] * 3
    with first.database.reading() as session:
        assert len(list(session.scalars(select(SupervisionRow.id)))) >= ROUNDS
    the_ledger_holds(first, tmp_path)


def test_two_supervisions_that_each_leave_out_what_the_other_takes_never_wait_in_a_ring(
    twice: tuple[Authority, Authority], tmp_path: Path
) -> None:
    first, second = twice
    for round_ in range(ROUNDS):
        at = MONDAY + timedelta(hours=round_)
        one, other = first.raises("standard", "standard", at=at)
        told = at_once(
            {
                "tia": partial(first.supervises, "amira", {other: "on_track"}, by="tia", at=at),
                "sam": partial(second.supervises, "amira", {one: "on_track"}, by="sam", at=at),
            }
        )
        assert set(told.values()) == {None}
        for action in (one, other):
            assert first.stands(action).state == "discussed"
            assert first.drift(action) == set()
    the_ledger_holds(first, tmp_path)
