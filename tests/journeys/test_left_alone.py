"""An action acknowledged and then left alone: who hears of it, and on which day, over holidays.

It is reminded of, then its manager is; drift is seen and offered to the IRO; unanswered it goes up
to the service manager, the head of service and the director. Each letter is received by a real mail
server, on the right working day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parseaddr
from pathlib import Path

import pytest

from closeloop.config import Clock
from closeloop.house import open_house
from closeloop.rules import refs
from closeloop.rules.working_days import LONDON
from closeloop.scheduler import work
from tests.authority import Authority, settings_at, settle_in
from tests.databases import Databases
from tests.mail.servers import Postroom
from tests.together.processes import done, environment

Heard = tuple[date, str, str]


@dataclass(frozen=True)
class Midshire:
    """The authority, its mail, and days that pass."""

    authority: Authority
    postroom: Postroom

    def lives(self, first: date, last: date) -> list[Heard]:
        """Let each day pass, looked at three times; who was written to when, of which kind."""
        heard: list[Heard] = []
        day = first
        while day <= last:
            for hour in (0, 8, 17):
                now = datetime.combine(day, time(hour, 1), LONDON).astimezone(UTC)
                heard += self.ticks(now)
            day += timedelta(days=1)
        return heard

    def ticks(self, now: datetime) -> list[Heard]:
        """What one tick sends."""
        known = len(self.postroom.taken)
        work.tick(self.authority.house, clock=Clock(now).now)
        day = now.astimezone(LONDON).date()
        return [
            (day, parseaddr(letter["To"])[1].split("@")[0], letter["X-Closeloop-Kind"])
            for letter in self.postroom.letters()[known:]
        ]


@pytest.fixture
def midshire(
    databases: Databases, tmp_path: Path, postroom: Postroom, mail_url: str
) -> Iterator[Midshire]:
    settings = replace(settings_at(databases.empty(), tmp_path), mail=mail_url)
    house = open_house(settings)
    authority = settle_in(house)
    authority.takes_in()
    yield Midshire(authority, postroom)
    house.database.close()


def acknowledged(midshire: Midshire, at: datetime) -> None:
    action = midshire.authority.raised(at=at)
    midshire.ticks(at + timedelta(minutes=1))
    midshire.authority.takes(action, "acknowledge", "amira", at=at + timedelta(hours=1))


def of(heard: list[Heard], *people: str, kind: str) -> list[tuple[str, str]]:
    """On which days these people got a letter of that kind."""
    return [(who, f"{day:%a %d %b}") for day, who, what in heard if who in people and what == kind]


def test_across_christmas_2026_it_reaches_each_on_their_working_day(midshire: Midshire) -> None:
    acknowledged(midshire, datetime(2026, 12, 14, 9, tzinfo=UTC))
    heard = midshire.lives(date(2026, 12, 15), date(2027, 1, 26))
    # Closed: 25 December, 28 December for Boxing Day, 1 January.
    assert of(heard, "amira", kind="reminder")[0] == ("amira", "Tue 22 Dec")  # 5 days without move
    assert of(heard, "tia", kind="reminder")[0] == ("tia", "Thu 24 Dec")  # 7
    assert of(heard, "iris", kind="escalation")[0] == ("iris", "Thu 31 Dec")  # 10
    assert first_asked(heard) == {
        "iris": "Thu 31 Dec",
        "sam": "Mon 11 Jan",  # iris had until Friday 8 January, 5 working days
        "hal": "Mon 18 Jan",
        "dana": "Mon 25 Jan",
    }
    assert_quiet(heard, closed={date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)})
    to_director = [one for one in midshire.postroom.letters() if "dana" in one["To"]]
    first = next(one for one in to_director if one["X-Closeloop-Kind"] == "escalation")
    assert first["Subject"].startswith("closeloop: your answer is due Friday 29 January (E-")
    body = first.get_body(("plain",))
    assert body is not None
    assert "16 of 20 working days are used." in body.get_content()


def test_across_easter_2027_it_reaches_each_on_their_working_day(midshire: Midshire) -> None:
    acknowledged(midshire, datetime(2027, 3, 15, 9, tzinfo=UTC))
    heard = midshire.lives(date(2027, 3, 16), date(2027, 4, 24))
    # Closed: Good Friday 26 March, Easter Monday 29 March; the clocks change on 28 March.
    assert of(heard, "amira", kind="reminder")[0] == ("amira", "Tue 23 Mar")
    assert of(heard, "tia", kind="reminder")[0] == ("tia", "Thu 25 Mar")
    assert first_asked(heard) == {
        "iris": "Thu 01 Apr",
        "sam": "Fri 09 Apr",
        "hal": "Fri 16 Apr",
        "dana": "Fri 23 Apr",
    }
    assert_quiet(heard, closed={date(2027, 3, 26), date(2027, 3, 29)})


def first_asked(heard: list[Heard]) -> dict[str, str]:
    """When the IRO and each senior was first asked."""
    return dict(reversed(of(heard, "iris", "sam", "hal", "dana", kind="escalation")))


def assert_quiet(heard: list[Heard], *, closed: set[date]) -> None:
    """Nobody is written to on a day off, nor twice a day in the ordinary way."""
    ordinary = [(day, who) for day, who, kind in heard if kind != "escalation"]
    assert len(ordinary) == len(set(ordinary))
    assert all(day.weekday() < 5 and day not in closed for day, _, _ in heard)


def test_the_command_does_the_same_and_says_what_it_did(
    midshire: Midshire, mail_url: str, tmp_path: Path
) -> None:
    at = datetime(2026, 12, 14, 9, tzinfo=UTC)
    action = midshire.authority.raised(at=at)
    url = midshire.authority.house.settings.database_url
    env = environment(url, mail_url, tmp_path, at.isoformat())
    assert done("tick", "--now", "2026-12-14T09:01:00+00:00", "--json", env=env) == (
        '{"timers_fired": 0, "reminders": 0, "escalations": 0, "digests": 0, "emails_sent": 1, '
        '"emails_failed": 0}\n'
    )
    (letter,) = midshire.postroom.letters()
    assert letter["X-Closeloop-Action"] == refs.action_ref(action)
    later = done("tick", "--now", "2026-12-31T08:01:00+00:00", "--json", env=env)
    assert '"escalations": 1' in later
    assert '"emails_sent": 3' in later
    behind = done("tick", "--now", "2026-12-20T08:01:00+00:00", "--json", env=env)
    assert set(behind.replace("{", "").split(": ")[1:]) <= {
        f'0, "{name}"' for name in ("reminders", "escalations", "digests", "emails_sent")
    } | {'0, "emails_failed"', "0}\n"}
