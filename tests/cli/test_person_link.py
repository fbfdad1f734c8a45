"""An operator makes a link to hand over."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from closeloop.app import create_app
from closeloop.cli import main
from closeloop.house import open_house
from tests.authority import MONDAY, Authority, settings_at
from tests.conftest import settled
from tests.databases import SqliteDatabases
from tests.together.processes import environment
from tests.web.visit import Visitor

BASE = "http://127.0.0.1:8000"


@pytest.fixture
def authority(of_sqlite: SqliteDatabases, tmp_path: Path) -> Iterator[Authority]:
    authority = Authority(open_house(settings_at(of_sqlite.like(settled), tmp_path)))
    yield authority
    authority.database.close()


def runs(authority: Authority, *words: str) -> Result:
    settings = authority.house.settings
    given = environment(settings.database_url, "null://", settings.var, MONDAY.isoformat())
    return CliRunner().invoke(main, ["person", "link", *words], env=given)


def test_a_link_stands_alone_on_the_last_line_and_opens(authority: Authority) -> None:
    result = runs(authority, "amira@midshire.example")
    assert result.exit_code == 0
    link = result.stdout.splitlines()[-1]
    assert link.startswith(f"{BASE}/sign-in/link?link=")
    visitor = Visitor(create_app(authority.house).test_client(), authority)
    assert visitor.opens(link.removeprefix(BASE)).heading == "Set up how you sign in"
    newer = json.loads(runs(authority, "amira@midshire.example", "--json").stdout)
    assert newer["until_at"].startswith("2026-03-02T09:30")
    assert visitor.opens(link.removeprefix(BASE)).status == 404
    assert visitor.opens(newer["link"].removeprefix(BASE)).status == 200


def test_there_is_none_for_nobody(authority: Authority) -> None:
    result = runs(authority, "nobody@midshire.example")
    assert result.exit_code == 2
    assert "Nobody who works here has the email nobody@midshire.example" in result.output
