"""Crash points: an act that is ended at any of its statements leaves all of it, or nothing."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from closeloop.app import open_house
from closeloop.loop.lapses import PUT_OFF
from closeloop.store import gauges, verification
from closeloop.store.database import Database
from tests.authority import Authority, settings_at
from tests.databases import Databases
from tests.together import kills
from tests.together.contents import contents, plain
from tests.together.kills import Fault, Killed, fails, killed_at, survives_in_a_child
from tests.together.lived_in import ACTS, MUCH_LATER, LivedIn, prepare

A_FEW = ("raise", "decide to reword", "supervise", "escalate", "tick", "import", "compose")
BY_ERROR = [*(("sqlite", act) for act in ACTS), *(("postgresql", act) for act in A_FEW)]
BY_KILL = [(kind, act) for kind in ("sqlite", "postgresql") for act in ("supervise", "tick")]

FEWEST = 4  # statements, of any act


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> Iterator[Databases]:
    found: Databases = request.getfixturevalue(f"of_{request.param}")
    yield found
    found.forget()


@pytest.fixture
def place(kind: Databases) -> str:
    """The address of an authority that was lived in."""
    return kind.like(prepare)


def opened(url: str, folder: Path) -> LivedIn:
    return LivedIn(Authority(open_house(settings_at(url, folder))))


def as_it_should_be(kind: Databases, folder: Path, act: str) -> object:
    """What stands after the act where nothing ends it."""
    lived = opened(kind.like(prepare), folder)
    ACTS[act](lived)
    try:
        return plain(contents(lived.authority.database))
    finally:
        lived.authority.database.close()


@pytest.mark.parametrize(("kind", "act"), BY_ERROR, indirect=["kind"])
def test_an_act_that_meets_an_error_anywhere_leaves_nothing_and_can_be_done_again(
    kind: Databases, place: str, tmp_path: Path, act: str
) -> None:
    expected, lived = as_it_should_be(kind, tmp_path, act), opened(place, tmp_path)

    def lives_to(point: int) -> bool:
        try:
            with killed_at(lived.authority.database, point):
                ACTS[act](lived)
        except Killed:
            return False
        return True

    happens_whole_or_not_at_all(lived.authority.database, lives_to, expected)


@pytest.mark.parametrize(("kind", "act"), BY_KILL, indirect=["kind"])
def test_a_process_that_is_killed_anywhere_in_an_act_leaves_all_of_it_or_nothing(
    kind: Databases, place: str, tmp_path: Path, act: str
) -> None:
    expected, lived = as_it_should_be(kind, tmp_path, act), opened(place, tmp_path)

    def act_until(point: int) -> None:
        own = LivedIn(Authority(replace(lived.authority.house, database=Database(place))))
        with killed_at(own.authority.database, point, kills.dies):
            ACTS[act](own)

    def lives_to(point: int) -> bool:
        lived.authority.database.close()  # the copy of a process inherits no open connection
        return survives_in_a_child(lambda: act_until(point))

    happens_whole_or_not_at_all(lived.authority.database, lives_to, expected)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_clock_that_meets_a_fault_anywhere_is_put_off_and_the_rest_goes_on(
    kind: Databases, tmp_path: Path
) -> None:
    faults, point = 0, 0
    while faults == point:
        point += 1
        lived = opened(kind.like(prepare), tmp_path)
        with killed_at(lived.authority.database, point, fails) as count, suppress(Fault):
            lived.authority.looks(MUCH_LATER)
        faults += count.statements >= point
        lived.authority.looks(MUCH_LATER + PUT_OFF)
        with lived.authority.database.reading() as session:
            verified = verification.verify(session, tmp_path)
            assert verified.broken is None, (point, verified.broken)
            assert gauges.silent(session, limit=None) == []
        lived.authority.database.close()
    assert point > FEWEST, "it never met one"


def happens_whole_or_not_at_all(
    database: Database, lives_to: Callable[[int], bool], expected: object
) -> None:
    """End an act at its first statement, at its second, and so on, until it lives to its end.

    An act of several transactions leaves each of them whole, and the last of them the most.
    """
    before = found = contents(database)
    point, lived = 0, False
    while not lived and found == before:
        point += 1
        lived = lives_to(point)
        found = contents(database)
    assert plain(found) == expected, point
    assert point > FEWEST, "it was never ended"
    database.close()
