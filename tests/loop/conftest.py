"""The authority that tests of the loop speak to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from closeloop.app import open_house
from tests.authority import Authority, settings_at, settle_in


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[Authority]:
    house = open_house(settings_at(f"sqlite:///{tmp_path}/closeloop.db", tmp_path))
    yield settle_in(house)
    house.database.close()
