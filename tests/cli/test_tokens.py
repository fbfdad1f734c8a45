"""An operator makes a token, lists the ones that are good, and revokes one."""

from click.testing import CliRunner, Result

from closeloop.cli import main
from tests.authority import MONDAY, Authority
from tests.cli.test_letters import NOBODY_LISTENS
from tests.cli.test_letters import authority as authority  # noqa: PLC0414 - a fixture
from tests.together.processes import environment

QUINN = "quinn@midshire.example"


def runs(authority: Authority, *words: str) -> Result:
    """What a command prints."""
    settings = authority.house.settings
    given = environment(settings.database_url, NOBODY_LISTENS, settings.var, MONDAY.isoformat())
    return CliRunner().invoke(main, ["token", *words], env=given)


def test_a_token_is_listed_and_revoked(authority: Authority) -> None:
    runs(authority, QUINN)
    assert "1 made 2026-03-02, good until 2026-05-31, last used never" in (
        runs(authority, QUINN, "--list").stdout
    )
    for token, whose in (("7", QUINN), ("1", "ada@midshire.example"), ("1", "nobody@nowhere")):
        assert runs(authority, whose, "--revoke", token).exit_code == 2
    assert "has ended" in runs(authority, QUINN, "--revoke", "1").stdout
    assert "None is good." in runs(authority, QUINN, "--list").stdout
