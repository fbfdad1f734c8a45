"""An operator loads the demonstration: once, into an empty database, never in production."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from closeloop.cli import main
from tests.databases import SqliteDatabases

ON_A_SUNDAY = "2026-10-25T01:30:00+00:00"  # in the hour that comes twice
PRODUCTION = {
    "CLOSELOOP_ENV": "production",
    "CLOSELOOP_SECRET_KEY": "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "CLOSELOOP_BASE_URL": "https://closeloop.midshire.example",
    "CLOSELOOP_NOW": "",
}


@pytest.fixture
def environment(of_sqlite: SqliteDatabases, tmp_path: Path) -> dict[str, str]:
    return {
        "CLOSELOOP_DATABASE_URL": of_sqlite.empty(),
        "CLOSELOOP_VAR": str(tmp_path),
        "CLOSELOOP_SEALS": str(tmp_path / "seals"),
        "CLOSELOOP_NOW": ON_A_SUNDAY,
    }


def give(environment: dict[str, str], *words: str) -> Result:
    return CliRunner().invoke(main, words, env=environment)


def test_it_says_what_was_loaded_and_is_refused_a_second_time(
    environment: dict[str, str],
) -> None:
    first = give(environment, "demo", "--json")
    counted = json.loads(first.stdout)
    assert first.exit_code == 0
    assert (counted["people"], counted["children"]) == (60, 250)
    assert min(counted.values()) > 0
    assert json.loads(give(environment, "ledger", "verify", "--json").stdout)["holds"]
    second = give(environment, "demo", "--json")
    assert second.exit_code == 2
    assert "empty database" in json.loads(second.stdout)["error"]


def test_in_production_it_is_refused_in_one_line(environment: dict[str, str]) -> None:
    refused = give(environment | PRODUCTION, "demo")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("CLOSELOOP_ENV is production")
    assert refused.stderr.count("\n") == 1
