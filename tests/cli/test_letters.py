"""An operator ticks, reads which letters wait, lets held ones go, and tries one again."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from closeloop.cli import main
from closeloop.house import open_house
from closeloop.store import kept
from tests.authority import MONDAY, Authority, settings_at
from tests.conftest import settled
from tests.databases import SqliteDatabases
from tests.together.processes import environment

NOBODY_LISTENS = "smtp://127.0.0.1:9"


@pytest.fixture
def authority(of_sqlite: SqliteDatabases, tmp_path: Path) -> Iterator[Authority]:
    authority = Authority(open_house(settings_at(of_sqlite.like(settled), tmp_path)))
    authority.takes_in()
    authority.raised()
    yield authority
    authority.database.close()


def says(authority: Authority, *words: str, ends_with: int = 0, **env: str) -> dict[str, Any]:
    """What a command answers in JSON; nothing else stands on standard output."""
    settings = authority.house.settings
    given = environment(settings.database_url, NOBODY_LISTENS, settings.var, MONDAY.isoformat())
    result = CliRunner().invoke(main, [*words, "--json"], env=given | env)
    assert result.exit_code == ends_with, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def test_a_tick_ends_with_0_where_a_letter_failed_and_it_stays_owed(authority: Authority) -> None:
    assert says(authority, "tick") == {
        "timers_fired": 0,
        "reminders": 0,
        "escalations": 0,
        "digests": 0,
        "emails_sent": 0,
        "emails_failed": 1,
    }
    (letter,) = says(authority, "letters")["letters"]
    assert (letter["state"], letter["tries"], letter["kind"]) == ("waiting", 1, "acknowledge")
    assert "cannot be reached" in letter["why"]
    assert says(authority, "letters", "--failed")["letters"] == []


def test_a_tick_that_does_not_deliver_leaves_letters_owed(authority: Authority) -> None:
    done = says(authority, "tick", "--no-deliver")
    assert (done["emails_sent"], done["emails_failed"]) == (0, 0)
    assert says(authority, "letters")["notices_waiting"] == 1


def test_production_ticks_by_the_real_clock_alone(authority: Authority) -> None:
    refusal = says(
        authority,
        "tick",
        "--now",
        (MONDAY + timedelta(days=1)).isoformat(),
        ends_with=2,
        CLOSELOOP_ENV="production",
        CLOSELOOP_NOW="",
        CLOSELOOP_SECRET_KEY="0123456789abcdef" * 4,
        CLOSELOOP_BASE_URL="https://closeloop.midshire.example",
    )
    assert refusal["error"] == "--now: production runs by the real clock. Leave it out."


def test_letters_held_by_a_restore_go_when_they_are_released(authority: Authority) -> None:
    with authority.database.writing() as session:
        kept.put(session, kept.LETTERS_HELD, "yes")
    assert says(authority, "tick")["emails_failed"] == 0
    assert says(authority, "letters")["held"] is True
    assert says(authority, "letters", "release") == {"released": True}
    assert says(authority, "letters", "release") == {"released": False}
    assert says(authority, "tick")["emails_failed"] == 1


def test_a_letter_is_tried_again_by_its_number(authority: Authority) -> None:
    says(authority, "tick")
    (letter,) = says(authority, "letters")["letters"]
    assert says(authority, "letters", "resend", str(letter["id"])) == {"id": letter["id"]}
    assert says(authority, "tick")["emails_failed"] == 1
    says(authority, "letters", "resend", "999", ends_with=2)
