"""What people do, through the whole loop: rules, need to know, ledger, letters."""

from collections.abc import Callable, Sequence
from itertools import count, islice
from time import perf_counter

from benchmarks.bare import Bare
from benchmarks.crowd import Holder
from benchmarks.figures import Figure, Round, Trial, ratio
from benchmarks.hands import Hands, Work
from benchmarks.place import Place
from closeloop.app import open_house
from closeloop.house import House
from closeloop.loop import steps, supervision
from closeloop.loop.supervision import Discussed, Held
from closeloop.rules.items import ItemId
from closeloop.rules.people import PersonId
from closeloop.rules.working_days import london_day
from tests.authority import MONDAY

Task = tuple[PersonId, ItemId]

OURS, BARE = "closeloop, steps a second", "bare SQL, steps a second"
TOGETHER, ALONE = "closeloop, actions a second in supervisions of 20", "each by a step of its own"


def step(place: Place) -> Trial:
    """A step by the loop module, committed: one writer on SQLite, eight on PostgreSQL.

    The eight are processes on both sides, each with one connection.
    """
    each, hands = place.sizes.steps, 1 if place.is_sqlite else place.sizes.at_once
    authority, holders = place.crowd(each * place.rounds)
    tasks = ((holder.person, action) for holder in holders for action in holder.actions)
    settings, url = authority.house.settings, place.bare(each * place.rounds)
    bare_tasks = count(1)
    ours = Hands(hands, lambda: _acknowledging(open_house(settings)), place.until)
    bare = Hands(hands, lambda: Bare(url).step, place.until)

    def run_ours() -> Round:
        return {OURS: ours.rate(list(islice(tasks, each)))}

    def run_bare() -> Round:
        return {BARE: bare.rate(list(islice(bare_tasks, each)))}

    beside = "of bare SQL" if place.is_sqlite else f"of bare SQL, both by {hands} processes"
    goal = 0.35 if place.is_sqlite else 0.45
    figure = Figure(name="a step", of=ratio(OURS, BARE), beside=beside, goal=goal)
    return Trial(runs=[run_ours, run_bare], figures=[figure])


def supervised(place: Place) -> Trial:
    """A supervision of twenty actions in one call, beside twenty single steps."""
    each = max(1, place.sizes.steps // 80)  # people
    authority, holders = place.crowd(2 * each * 20 * place.rounds)
    waiting = iter(holders)

    def together() -> Round:
        some = list(islice(waiting, each))
        return {TOGETHER: _rate(some, lambda holder: _supervise(authority.house, holder))}

    def alone() -> Round:
        some = list(islice(waiting, each))
        return {ALONE: _rate(some, lambda holder: _discuss(authority.house, holder))}

    goal = 2 if place.is_sqlite else 1.3
    figure = Figure(
        name="an action in a supervision",
        of=ratio(TOGETHER, ALONE),
        beside="of single steps",
        goal=goal,
    )
    return Trial(runs=[together, alone], figures=[figure])


def _acknowledging(house: House) -> Work:
    def acknowledge(task: Task) -> None:
        person, action = task
        with house.database.writing() as session:
            steps.take(
                session, house.rulebook(session), action, "acknowledge", {}, by=person, now=MONDAY
            )

    return acknowledge


def _discuss(house: House, holder: Holder) -> None:
    for action in holder.actions:
        with house.database.writing() as session:
            steps.take(
                session,
                house.rulebook(session),
                action,
                "discuss",
                {"note": "Agreed"},
                by=holder.manager,
                now=MONDAY,
            )


def _supervise(house: House, holder: Holder) -> None:
    entries = tuple(Discussed(action=action, outcome="on_track") for action in holder.actions)
    held = Held(
        supervisee=holder.person, held_on=london_day(MONDAY), kind="one_to_one", entries=entries
    )
    with house.database.writing() as session:
        supervision.log(session, house.rulebook(session), held, by=holder.manager, now=MONDAY)


def _rate(holders: Sequence[Holder], does: Callable[[Holder], None]) -> float:
    """Actions a second."""
    began = perf_counter()
    for holder in holders:
        does(holder)
    return sum(len(holder.actions) for holder in holders) / (perf_counter() - began)
