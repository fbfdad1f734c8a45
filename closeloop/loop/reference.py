"""Reference data: bank holidays, workflow files and standards, brought up to date. Repeatable."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from closeloop.rules.closures import Closure
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
    """Keep what is new of each. Raises NotReady for a version whose text has changed."""
    kept.begin(session, now)
    calendar.keep_holidays(session, holidays)
    calendar.keep_closures(session, closures)
    workflows.keep(session, definitions, now)
    standards.keep(session, frameworks, now)
    kept.rules_changed(session)
