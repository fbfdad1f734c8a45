"""Reference data: bank holidays, workflow files and standards, brought up to date. Repeatable."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime

from closeloop.loop.calendar import follow
from closeloop.rules import definition
from closeloop.rules.calendar_change import Change
from closeloop.rules.closures import Closure
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import WorkingDays, london_day
from closeloop.store import Session, calendar, kept, standards, workflows


def bring_up_to_date(
    session: Session,
    *,
    holidays: Mapping[date, str],
    definitions: Mapping[tuple[str, int], str],
    frameworks: Mapping[tuple[str, int], str],
    closures: Collection[Closure] = (),
    now: datetime,
) -> None:
    """Keep what is new of each. Raises NotReady for a version whose text has changed.

    What is open moves later with a bank holiday or a closure that is new.
    """
    kept.begin(session, now)
    before = calendar.working_days(session)
    calendar.keep_holidays(session, holidays)
    calendar.keep_closures(session, closures)
    workflows.keep(session, definitions, now)
    standards.keep(session, frameworks, now)
    kept.rules_changed(session)
    _move_what_is_open(session, before, now)


def _move_what_is_open(session: Session, before: WorkingDays, now: datetime) -> None:
    after = calendar.working_days(session)
    added = replace(after, closed=before.closed | after.closed, local=before.local | after.local)
    change = Change(before, added, london_day(now))
    if not change.new_days_off():
        return
    read = {key: definition.read(text) for key, text in workflows.texts(session).items()}
    follow(session, Rulebook(read, before), change, why="The calendar has new days off", now=now)
