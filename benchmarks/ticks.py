"""A tick: what is due fired, among few and among many open actions; and one that finds nothing."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count, islice
from time import perf_counter

from sqlalchemy import update

from benchmarks.bare import Bare
from benchmarks.figures import Figure, Round, Trial, ratio
from benchmarks.place import Place
from closeloop.mail.compose import compose_all
from closeloop.mail.post import send_all
from closeloop.scheduler import work
from closeloop.store.tables import NoticeRow, TimerRow, table_of
from tests.authority import MONDAY

TIMER, NOTICE = table_of(TimerRow), table_of(NoticeRow)
RATE, BARE = "closeloop among {:,}, timers a second", "bare SQL among {:,}, timers a second"
IDLE, ONE = "an idle tick among {:,}, ms", "one bare transition, ms"


def tick(place: Place) -> Trial:
    """What is due among few and many open actions, beside bare SQL, a row at a time."""
    few, many = place.sizes.few, place.sizes.many
    runs = [run for number in (few, many) for run in _Crowd(place, number).runs()]
    runs += [run for number in (few, many) for run in _Bare(place, number).runs()]
    return Trial(runs=runs, figures=_figures(few, many, on_sqlite=place.is_sqlite))


def _figures(few: int, many: int, *, on_sqlite: bool) -> list[Figure]:
    ours = ratio(RATE.format(few), RATE.format(many))
    bare = ratio(BARE.format(few), BARE.format(many))

    def beyond_bare(one: Round) -> float:
        return ours(one) / bare(one)

    return [
        Figure(
            name=f"a timer in a tick among {many:,} open actions",
            of=ratio(RATE.format(many), BARE.format(many)),
            beside="of bare SQL, a row at a time",
            goal=0.40 if on_sqlite else 2.5,
        ),
        Figure(
            name=f"its growth from {few:,}",
            of=beyond_bare if on_sqlite else ours,
            beside="times bare SQL's own growth" if on_sqlite else "times",
            goal=1.1 if on_sqlite else 1.15,
            at_most=True,
        ),
        Figure(
            name="an idle tick",
            of=ratio(IDLE.format(many), ONE),
            beside="bare transitions",
            goal=2,
            at_most=True,
        ),
        Figure(
            name=f"its growth from {few:,}",
            of=ratio(IDLE.format(many), IDLE.format(few)),
            beside="times",
            goal=1.2,
            at_most=True,
        ),
    ]


class _Crowd:
    """closeloop with so many open actions."""

    def __init__(self, place: Place, actions: int) -> None:
        self._authority, holders = place.crowd(actions)
        self._first, self._actions = holders[0].actions[0], actions
        self._now, self._turns, self._sizes = MONDAY, count(), place.sizes
        self._office = work.office(self._authority.house, lambda: self._now)

    def runs(self) -> list[Callable[[], Round]]:
        """What it does in a round."""
        return [self._fire, self._idle]

    def _fire(self) -> Round:
        """Timers a second, spread over all that is open."""
        turn, database = next(self._turns), self._authority.database
        self._now = MONDAY + turn * timedelta(minutes=1)
        every = self._actions // self._sizes.due
        among = (TIMER.c.item_id - self._first) % every == turn % every
        due = update(TIMER).where(TIMER.c.clock == "overdue", TIMER.c.running, among)
        with database.writing() as session:
            session.execute(due.where(TIMER.c.item_id >= self._first).values(due_at=self._now))
        began = perf_counter()
        fired = work.fire(self._authority.house, self._now)
        took = perf_counter() - began
        assert fired.timers == self._sizes.due, fired
        with database.writing() as session:  # composing has nothing to do afterwards
            session.execute(update(NOTICE).values(state="told").where(NOTICE.c.state == "waiting"))
        return {RATE.format(self._actions): fired.timers / took}

    def _idle(self) -> Round:
        """Milliseconds of a tick that finds nothing to fire, to compose or to send."""
        began = perf_counter()
        for _ in range(self._sizes.idle):
            work.fire(self._authority.house, self._now)
            compose_all(self._office, self._now)
            send_all(self._office)
        took = perf_counter() - began
        return {IDLE.format(self._actions): 1000 * took / self._sizes.idle}


class _Bare:
    """The bare tables with as many open items."""

    def __init__(self, place: Place, items: int) -> None:
        self._bare, self._items, self._sizes = Bare(place.bare(items)), items, place.sizes
        self._turns, self._untouched = count(), count(1)

    def runs(self) -> list[Callable[[], Round]]:
        """What it does in a round."""
        return [self._fire, self._step] if self._items == self._sizes.many else [self._fire]

    def _fire(self) -> Round:
        turn = next(self._turns)
        at = (MONDAY + turn * timedelta(minutes=1)).isoformat()
        every = self._items // self._sizes.due
        self._bare.comes_due(at, every, turn % every)
        return {BARE.format(self._items): self._bare.lapses(at)}

    def _step(self) -> Round:
        items = list(islice(self._untouched, self._sizes.idle))
        began = perf_counter()
        for item in items:
            self._bare.step(item)
        return {ONE: 1000 * (perf_counter() - began) / len(items)}
