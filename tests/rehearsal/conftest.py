"""Midshire, loaded once for each kind of database and then copied."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from closeloop.app import open_house
from tests.databases import Databases
from tests.rehearsal.played import Played, load_at, stopped_at_five_past_nine


@pytest.fixture
def midshire(databases: Databases, tmp_path: Path) -> Iterator[Played]:
    """Midshire as it was loaded at five past nine on a Monday."""
    house = open_house(stopped_at_five_past_nine(databases.like(loaded), tmp_path))
    yield Played(house)
    house.database.close()


def loaded(url: str) -> None:
    """Load the demonstration into a database."""
    load_at(stopped_at_five_past_nine(url, Path("var")))
