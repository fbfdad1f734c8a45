"""The calendar: England's bank holidays and the authority's own closures, as rows."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from closeloop.rules.closures import Closure
from closeloop.rules.working_days import WorkingDays
from closeloop.store.tables import ClosureRow, HolidayRow


def working_days(session: Session) -> WorkingDays:
    """The days on which people work."""
    closed = frozenset(session.scalars(select(HolidayRow.on_day)))
    local: set[date] = set()
    for first, last in session.execute(select(ClosureRow.first_on, ClosureRow.last_on)):
        local |= {first + timedelta(n) for n in range((last - first).days + 1)}
    return WorkingDays(closed, local=frozenset(local))


def keep_holidays(session: Session, holidays: Mapping[date, str]) -> int:
    """Keep those holidays that are not kept yet, and say how many were new."""
    known = set(session.scalars(select(HolidayRow.on_day)))
    new = [{"on_day": day, "name": name} for day, name in holidays.items() if day not in known]
    if new:
        session.execute(insert(HolidayRow), new)
    return len(new)


def keep_closures(session: Session, closures: Collection[Closure]) -> None:
    """Keep the authority's closures as its calendar file now says them."""
    session.execute(delete(ClosureRow))
    rows = [{"first_on": c.first_on, "last_on": c.last_on, "name": c.name} for c in closures]
    if rows:
        session.execute(insert(ClosureRow), rows)


def last_day_known(session: Session) -> date | None:
    """The last bank holiday that is kept; None before `init`."""
    return session.scalar(select(HolidayRow.on_day).order_by(HolidayRow.on_day.desc()).limit(1))
