"""Where a trial works: databases of one kind, a folder, how much there is to do there."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks import crowd
from benchmarks.bare import Bare
from benchmarks.crowd import Holder
from closeloop.app import open_house
from tests.authority import Authority, settings_at
from tests.databases import Databases


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is done in a round, among how much, by how many at once."""

    steps: int = 800
    due: int = 1_000
    few: int = 10_000
    many: int = 100_000
    idle: int = 40
    letters: int = 200
    calls: int = 400
    at_once: int = 8


TINY = Sizes(steps=20, due=10, few=100, many=100, idle=2, letters=10, calls=8, at_once=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a trial is handed; what it puts on `until` is ended after its rounds."""

    databases: Databases
    folder: Path
    is_sqlite: bool
    sizes: Sizes
    rounds: int  # with those that warm up
    until: ExitStack

    def crowd(
        self,
        actions: int,
        prepare: Callable[[str], None] = crowd.with_twenty_to_read,
        *,
        owed: bool = False,
    ) -> tuple[Authority, list[Holder]]:
        """An authority with so many open actions, and who holds them."""
        house = open_house(settings_at(self.databases.like(prepare), self.folder))
        self.until.callback(house.database.close)
        authority = Authority(house)
        return authority, crowd.gather(authority, actions, owed=owed)

    def bare(self, items: int) -> str:
        """The URL of the bare tables with so many open items."""
        url = self.databases.empty()
        Bare(url).fill(items)
        return url
