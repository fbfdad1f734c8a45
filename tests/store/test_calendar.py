"""The authority's closures lengthen its ordinary clocks, never the critical ones."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from closeloop.app import init, open_house
from tests.authority import Authority, settings_at, settle_in

THURSDAY = datetime(2026, 12, 17, 9, tzinfo=UTC)


def test_a_closure_at_christmas_moves_an_ordinary_date_and_no_critical_one(
    empty_database_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "workflows"
    plain = settings_at(empty_database_url, tmp_path)
    folder.mkdir()
    (folder / "calendar").mkdir()
    for file in plain.workflows.glob("*.toml"):
        (folder / file.name).write_text(file.read_text())
    (folder / "calendar" / "closures.toml").write_text(
        "[[closure]]\nfirst_on = 2026-12-29\nlast_on = 2026-12-31\nname = 'Christmas'\n"
    )
    house = open_house(replace(plain, workflows=folder))
    authority: Authority = settle_in(house)
    authority.takes_in()
    standard, critical = authority.raises("standard", "critical", at=THURSDAY)
    assert authority.stands(standard).due_at == datetime(2027, 1, 22, 23, 59, 59, tzinfo=UTC)
    assert authority.stands(critical).due_at == datetime(2026, 12, 18, 9, tzinfo=UTC)
    init(house)  # safe to repeat
    house.database.close()
