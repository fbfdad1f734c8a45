"""The demonstration: three months of Midshire, played through the loop up to this instant."""

import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from closeloop.house import House
from closeloop.loop import lapses
from closeloop.rehearsal import arrival, rounds, talks, watch
from closeloop.rehearsal.span import Span
from closeloop.rehearsal.stage import Stage
from closeloop.rules.refusals import NotReady
from closeloop.rules.working_days import london_day
from closeloop.store import census, timers, told

WEEKS = 13
SEED = 20_260_302
A_MOMENT = timedelta(seconds=20)  # from when a clock runs out until a tick sees it


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded, counted."""

    people: int
    children: int
    audits: int
    actions: int
    strengths: int
    supervisions: int
    escalations: int
    letters: int


def load(house: House) -> Loaded:
    """Load it into an empty database, all of it or nothing; the same day gives the same history.

    Raises NotReady in production, and where people are here already.
    """
    refuse_in_production(house)
    now = house.now()
    with house.database.writing() as session:
        rulebook = house.rulebook(session)
        span = Span.until(now, rulebook.days, weeks=WEEKS)
        known = arrival.of_everybody(session, span)
        chance = Random(SEED)  # noqa: S311 - nothing is to be kept secret by it
        _play(Stage(session, rulebook, span, chance, known))
        return Loaded(**census.take(session))


def refuse_in_production(house: House) -> None:
    """Raise NotReady where real people's work is kept."""
    if house.settings.in_production:
        raise NotReady("CLOSELOOP_ENV is production: nobody made up belongs there.")


def _play(stage: Stage) -> None:
    """Play from the first morning until now; what was owed before today has been told."""
    for at in stage.span.mornings():
        stage.plan(at, partial(_begin_day, stage))
    rounds.plan(stage)
    talks.plan(stage)
    while (following := stage.next_act()) is not None:
        at, act = following
        _run_clocks(stage, at)
        act(at)
    _run_clocks(stage, stage.span.now)
    midnight = stage.span.midnight()
    told.settle(stage.session, owed_before=midnight, sent_at=midnight)


def _begin_day(stage: Stage, at: datetime) -> None:
    """The letters of a working morning go, and people see what came up."""
    _show_progress(stage.span, at)
    day = london_day(at)
    if stage.rulebook.days.includes(day) and day < stage.span.days[-1]:
        told.settle(stage.session, owed_before=at, sent_at=at)
        watch.look(stage, at)


def _run_clocks(stage: Stage, until: datetime) -> None:
    """Let every clock run out that does so by an instant, each a moment after its time."""
    while (due_at := timers.first_due(stage.session)) is not None and due_at <= until:
        lapses.fire_due(stage.session, stage.rulebook, min(due_at + A_MOMENT, until))


def _show_progress(span: Span, at: datetime) -> None:
    """One line on a terminal, which ends with the last day."""
    if sys.stderr.isatty():
        past = (at - span.instant(0, 0)) / (span.now - span.instant(0, 0))
        sys.stderr.write(f"\rMidshire: {max(past, 0):.0%} of three months ")
        sys.stderr.write("\n" if london_day(at) == span.days[-1] else "")
        sys.stderr.flush()
