"""A backup holds one moment; a restore fills an empty database and sends nothing by itself."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from closeloop.app import open_house
from closeloop.rules.refusals import NotReady
from closeloop.store import backups, verification
from closeloop.store.database import Database
from closeloop.store.tables import Row
from tests.authority import MONDAY, Authority, settings_at
from tests.databases import Databases


@pytest.fixture(params=["sqlite", "postgresql"])
def other_url(request: pytest.FixtureRequest) -> str:
    """An empty database of either kind, whatever kind the backup is from."""
    kind: Databases = request.getfixturevalue(f"of_{request.param}")
    return kind.empty()


@pytest.fixture
def other(other_url: str) -> Iterator[Database]:
    database = Database(other_url)
    yield database
    database.close()


def counts(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Row.metadata.sorted_tables
            if table.name not in backups.ENDS
        }


def test_everything_comes_back_and_the_ledger_still_holds(
    authority: Authority, other: Database, tmp_path: Path
) -> None:
    authority.takes_in()
    action = authority.raised()
    authority.takes(action, "acknowledge", "amira")
    backups.make(authority.database, tmp_path / "b.gz", MONDAY)
    found = backups.restore(other, tmp_path / "b.gz")
    assert found.made_at == MONDAY
    assert counts(other) == counts(authority.database)
    with other.snapshot() as session:
        assert verification.verify(session, tmp_path / "none").broken is None


def test_work_goes_on_after_a_restore(authority: Authority, other_url: str, tmp_path: Path) -> None:
    authority.takes_in()
    authority.raised()
    backups.make(authority.database, tmp_path / "b.gz", MONDAY)
    house = open_house(settings_at(other_url, tmp_path))
    backups.restore(house.database, tmp_path / "b.gz")
    restored = Authority(house)
    action = restored.raised("high")
    restored.takes(action, "acknowledge", "amira")
    assert restored.history(action) == ["raise", "acknowledge"]
    house.database.close()


def test_a_database_that_holds_work_is_never_overwritten(
    authority: Authority, tmp_path: Path
) -> None:
    authority.takes_in()
    backups.make(authority.database, tmp_path / "b.gz", MONDAY)
    before = counts(authority.database)
    with pytest.raises(NotReady, match="not empty"):
        backups.restore(authority.database, tmp_path / "b.gz")
    assert counts(authority.database) == before


@pytest.mark.parametrize("damage", ["cut", "letter", "text"])
def test_a_damaged_backup_is_refused_and_nothing_is_kept_of_it(
    authority: Authority, other: Database, tmp_path: Path, damage: str
) -> None:
    authority.takes_in()
    file = tmp_path / "b.gz"
    backups.make(authority.database, file, MONDAY)
    whole = file.read_bytes()
    if damage == "cut":
        file.write_bytes(whole[: len(whole) // 2])
    elif damage == "letter":
        file.write_text("Dear all")
    else:
        lines = gzip.decompress(whole).splitlines(keepends=True)
        file.write_bytes(gzip.compress(b"".join(lines[:20] + lines[21:])))
    with pytest.raises(NotReady):
        backups.restore(other, file)
    backups.restore(other, _mended(file, whole))


def _mended(file: Path, whole: bytes) -> Path:
    file.write_bytes(whole)
    return file
