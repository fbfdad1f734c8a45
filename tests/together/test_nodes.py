"""Several nodes on one database, and a node that is asked to end while it sends."""

import signal
import subprocess
import threading
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from closeloop.house import open_house
from closeloop.store.tables import EntryRow, LetterRow, NodeRow, TimerRow
from tests.authority import MONDAY, Authority, settings_at
from tests.conftest import settled
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.mail.servers import Postroom, serving
from tests.together.processes import environment, started, until

ACTIONS = 100


def timers_fired(authority: Authority) -> int:
    fired = select(func.count()).where(TimerRow.fired_at.is_not(None)).select_from(TimerRow)
    with authority.database.reading() as session:
        return session.scalar(fired) or 0


def timers_due(authority: Authority, at: object) -> int:
    due = (TimerRow.running, TimerRow.due_at <= at)
    with authority.database.reading() as session:
        return session.scalar(select(func.count()).where(*due).select_from(TimerRow)) or 0


def test_three_nodes_of_which_one_is_killed_fire_each_timer_once(
    of_postgresql: PostgresDatabases, tmp_path: Path, postroom: Postroom, mail_url: str
) -> None:
    authority = Authority(open_house(settings_at(of_postgresql.like(settled), tmp_path)))
    authority.takes_in()
    authority.raises(*["standard"] * ACTIONS)
    later = MONDAY + timedelta(days=15)  # a working day on which half a dozen clocks have run out
    env = environment(authority.house.settings.database_url, mail_url, tmp_path, later.isoformat())
    with ExitStack() as running:
        nodes = [running.enter_context(started("scheduler", env=env)) for _ in range(3)]
        until(lambda: timers_fired(authority) > 0, "the first timer")
        nodes[0].send_signal(signal.SIGKILL)
        until(lambda: timers_due(authority, later) == 0, "the last timer")
        until(lambda: len(postroom.taken) >= ACTIONS, "the letters")
        for node in nodes[1:]:
            node.send_signal(signal.SIGTERM)
        assert [node.wait() for node in nodes[1:]] == [0, 0]
    with authority.database.reading() as session:
        clock, turn = EntryRow.kind, EntryRow.told
        lapses = session.execute(
            select(EntryRow.item_id, clock, turn).where(EntryRow.actor == "closeloop")
        )
        fired = Counter((row.item_id, row.kind, row.told.partition('"turn":')[2]) for row in lapses)
        assert session.scalar(select(func.count()).select_from(NodeRow)) == 3
    assert fired
    assert set(fired.values()) == {1}
    letters = Counter(str(letter["Message-ID"]) for letter in postroom.letters())
    assert sum(letters.values()) - len(letters) <= 1  # what the killed one had in hand
    to_amira = {
        str(letter["Message-ID"]) for letter in postroom.letters() if "amira" in letter["To"]
    }
    assert len(to_amira) == 1
    authority.database.close()


class Slow(Postroom):
    """A mail server that takes a letter only when the test says so."""

    def __init__(self) -> None:
        """Take nothing yet."""
        super().__init__()
        self.asked, self.may_go_on = threading.Event(), threading.Event()

    async def handle_DATA(self, *said: Any) -> str:  # noqa: ANN401, N802 - aiosmtpd's own
        """Wait in the middle of a letter."""
        self.asked.set()
        self.may_go_on.wait()
        return await super().handle_DATA(*said)


@pytest.fixture
def waiting(of_sqlite: SqliteDatabases, tmp_path: Path) -> Authority:
    authority = Authority(open_house(settings_at(of_sqlite.like(settled), tmp_path)))
    authority.takes_in()
    authority.raises(*["critical"] * 5)
    return authority


def states(authority: Authority) -> Counter[str]:
    with authority.database.reading() as session:
        return Counter(session.scalars(select(LetterRow.state)))


def test_a_node_that_is_asked_to_end_ends_after_the_letter_in_hand(
    waiting: Authority, tmp_path: Path
) -> None:
    slow = Slow()
    with serving(slow) as port:
        url = waiting.house.settings.database_url
        env = environment(url, f"smtp://127.0.0.1:{port}", tmp_path, MONDAY.isoformat())
        with started("scheduler", env=env) as node:
            until(slow.asked.is_set, "the first letter")
            node.send_signal(signal.SIGTERM)
            slow.may_go_on.set()
            assert node.wait() == 0
    assert len(slow.taken) == 1
    assert states(waiting) == {"sent": 1, "waiting": 9}


def ended_by_another_signal(node: subprocess.Popen[str]) -> bool:
    if node.poll() is None:
        node.send_signal(signal.SIGTERM)  # two that come at once count as one
    return node.poll() is not None


def test_a_second_signal_ends_it_at_once_and_the_letter_goes_again(
    waiting: Authority, tmp_path: Path
) -> None:
    slow = Slow()
    with serving(slow) as port:
        url = waiting.house.settings.database_url
        env = environment(url, f"smtp://127.0.0.1:{port}", tmp_path, MONDAY.isoformat())
        with started("scheduler", env=env) as node:
            until(slow.asked.is_set, "the first letter")
            until(lambda: ended_by_another_signal(node), "the end")
            assert node.returncode == 1
        slow.may_go_on.set()
        with started("scheduler", env=env) as node:
            until(lambda: states(waiting) == {"sent": 10}, "the letters")
    copies = Counter(str(letter["Message-ID"]) for letter in slow.letters())
    assert len(copies) == 10
    assert sum(copies.values()) <= 11
