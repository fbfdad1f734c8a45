"""Processes that are killed while they send: nothing lost, at most one letter twice for a kill."""

import os
import signal
from collections import Counter
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from closeloop.house import open_house
from closeloop.store.tables import LetterRow
from tests.authority import MONDAY, Authority, settings_at
from tests.conftest import settled
from tests.databases import SqliteDatabases
from tests.mail.servers import Postroom, serving
from tests.together.processes import done, environment, started

KILLS = 25
ACTIONS = 150  # critical: a letter each for owner and manager


class Ambush(Postroom):
    """A mail server that kills whoever sends, at a letter and a moment that the test names."""

    victim = 0
    at_letter = 0
    moment = "MAIL"

    def strikes(self, moment: str) -> None:
        """Kill, if this is the moment."""
        if self.victim and moment == self.moment and len(self.taken) >= self.at_letter:
            os.kill(self.victim, signal.SIGKILL)
            self.victim = 0

    async def handle_MAIL(self, *said: Any) -> str:  # noqa: ANN401, N802 - aiosmtpd's own
        """Before the letter crosses."""
        self.strikes("MAIL")
        return await super().handle_MAIL(*said)

    async def handle_DATA(self, *said: Any) -> str:  # noqa: ANN401, N802
        """When it was taken and not answered yet."""
        answer = await super().handle_DATA(*said)
        self.strikes("DATA")
        return answer


@pytest.fixture
def owed(of_sqlite: SqliteDatabases, tmp_path: Path) -> Authority:
    url = of_sqlite.like(settled)
    authority = Authority(open_house(settings_at(url, tmp_path)))
    authority.takes_in()
    for auditor in ("ada", "arlo", "quinn"):
        authority.raises(*["critical"] * (ACTIONS // 3), by=auditor)
    return authority


def test_three_hundred_letters_survive_twenty_five_kills(owed: Authority, tmp_path: Path) -> None:
    ambush, env = Ambush(), dict[str, str]()
    moments = cycle(["DATA", "MAIL"])
    with serving(ambush) as port:
        url = owed.house.settings.database_url
        kills, instants = 0, (MONDAY + timedelta(minutes=n) for n in range(0, 10 * KILLS, 2))
        while kills < KILLS:
            now = next(instants).isoformat()  # a try that is too slow is tried again in a minute
            env = environment(url, f"smtp://127.0.0.1:{port}", tmp_path, now)
            ambush.at_letter = len(ambush.taken) + 1 + kills % 7
            ambush.moment = next(moments)
            with started("tick", env=env) as process:
                ambush.victim = process.pid
                process.wait()
                kills += process.returncode == -signal.SIGKILL
        env |= {"CLOSELOOP_NOW": next(instants).isoformat()}
        printed = done("tick", "--json", env=env)
    assert '"emails_failed": 0' in printed
    letters = ambush.letters()
    copies = Counter(str(letter["Message-ID"]) for letter in letters)
    assert len(copies) == 2 * ACTIONS
    assert sum(copies.values()) - len(copies) <= KILLS
    ids_of_each = Counter(
        (letter["To"], letter["X-Closeloop-Action"])
        for letter in {str(one["Message-ID"]): one for one in letters}.values()
    )
    assert set(ids_of_each.values()) == {1}  # a repeat bears the Message-ID of the first
    with owed.database.reading() as session:
        assert set(session.scalars(select(LetterRow.state))) == {"sent"}
