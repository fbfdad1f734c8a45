"""What people and clocks do, through the whole loop: rules, need to know, ledger, letters."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from time import perf_counter

from benchmarks.bare import Bare
from benchmarks.figures import Figure
from closeloop.loop import steps
from closeloop.rules.items import ItemId
from tests.authority import MONDAY, Authority

HELD = 20  # actions of one practitioner: what a supervision covers
PRACTITIONERS = 10
STEPS = HELD * PRACTITIONERS
DUE = 500
WEEK = timedelta(days=7)

Holdings = dict[str, list[ItemId]]  # who holds what


class Loop:
    """An authority that works through rounds of steps, supervisions and ticks."""

    def __init__(self, authority: Authority) -> None:
        """Begin with the first week and nobody but the authority's own."""
        self.authority = authority
        self._weeks, self._people = count(1), count(1)

    def figures(self, bare: Bare, *, on_sqlite: bool) -> Iterator[Figure]:
        """Every figure of the loop, with its goal on this database."""
        yield Figure("a step", "bare SQL", 0.35 if on_sqlite else 0.45,
                     self.steps, lambda: bare.steps(STEPS))  # fmt: skip
        yield Figure("an action in a supervision of 20", "20 single steps", 2 if on_sqlite else 1.3,
                     self.supervisions, self.discussions)  # fmt: skip
        yield Figure("a timer in a tick", "bare SQL, a row at a time", 0.40 if on_sqlite else 2.5,
                     self.ticks, lambda: bare.lapses(DUE))  # fmt: skip

    def steps(self) -> float:
        """Acknowledgements a second."""
        return self._one_by_one("acknowledge")

    def discussions(self) -> float:
        """Discussions a second, each by itself."""
        return self._one_by_one("discuss", by="tia", note="Agreed")

    def supervisions(self) -> float:
        """Actions discussed a second, a supervision for each practitioner."""
        holdings = self._raised()
        began = perf_counter()
        for name, actions in holdings.items():
            self.authority.supervises(name, dict.fromkeys(actions, "on_track"), by="tia")
        return STEPS / (perf_counter() - began)

    def ticks(self) -> float:
        """Timers fired a second, each round a later week with new actions in it."""
        at = MONDAY + next(self._weeks) * WEEK
        for _ in range(DUE // STEPS + 1):
            self._raised(at)
        began = perf_counter()
        fired = self.authority.looks(at + timedelta(days=6))
        return fired.timers / (perf_counter() - began)

    def _one_by_one(self, step: str, by: str | None = None, **facts: str) -> float:
        """Take a step on each action alone, by its owner or by one other person."""
        holdings, house = self._raised(), self.authority.house
        taken = [
            (self.authority.who(by or name), action)
            for name, actions in holdings.items()
            for action in actions
        ]
        began = perf_counter()
        for person, action in taken:
            with house.database.writing() as session:
                rules = house.rulebook(session)
                steps.take(session, rules, action, step, facts, by=person, now=MONDAY)
        return STEPS / (perf_counter() - began)

    def _raised(self, at: datetime = MONDAY) -> Holdings:
        """New practitioners with an audit each: nobody's list grows with the rounds."""
        names = [f"practitioner{next(self._people)}" for _ in range(PRACTITIONERS)]
        holdings = {}
        for name in names:
            self.authority.hires(name, "practitioner", team="Team A", manager="tia")
            child = self.authority.takes_in(f"C-{name[12:]}", practitioner=name)
            severities = ["standard"] * HELD
            holdings[name] = self.authority.raises(*severities, child=child, owner=name, at=at)
        return holdings
