"""The calendar: England's bank holidays and the authority's own closures, as rows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NewType

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from closeloop.rules.closures import Closure
from closeloop.rules.people import PersonId
from closeloop.rules.working_days import WorkingDays
from closeloop.store.tables import ClosureRow, HolidayRow

ClosureId = NewType("ClosureId", int)


@dataclass(frozen=True, slots=True)
class Kept:
    """A closure as it is kept; `declared_by` nobody where it came from the calendar file."""

    id: ClosureId
    first_on: date
    last_on: date
    name: str
    declared_by: PersonId | None


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
    """Keep the authority's closures as its calendar file now says them; declared ones stay."""
    session.execute(delete(ClosureRow).where(ClosureRow.declared_by.is_(None)))
    rows = [{"first_on": c.first_on, "last_on": c.last_on, "name": c.name} for c in closures]
    if rows:
        session.execute(insert(ClosureRow), rows)


def last_day_known(session: Session) -> date | None:
    """The last bank holiday that is kept; None before `init`."""
    return session.scalar(select(HolidayRow.on_day).order_by(HolidayRow.on_day.desc()).limit(1))


def holidays(session: Session, first: date, last: date) -> list[tuple[date, str]]:
    """The bank holidays from one day to another, in order."""
    found = select(HolidayRow.on_day, HolidayRow.name)
    between = found.where(HolidayRow.on_day >= first, HolidayRow.on_day <= last)
    return [(row.on_day, row.name) for row in session.execute(between.order_by(HolidayRow.on_day))]


def closures(session: Session, since: date) -> list[Kept]:
    """The closures that are not over on a day, the first one first."""
    columns = (ClosureRow.id, ClosureRow.first_on, ClosureRow.last_on, ClosureRow.name)
    found = select(*columns, ClosureRow.declared_by).where(ClosureRow.last_on >= since)
    rows = session.execute(found.order_by(ClosureRow.first_on, ClosureRow.id))
    return [
        Kept(ClosureId(number), first, last, name, None if by is None else PersonId(by))
        for number, first, last, name, by in rows
    ]


def add_closure(session: Session, first: date, last: date, name: str, *, by: PersonId) -> None:
    """Keep a closure that somebody declared."""
    values = {"first_on": first, "last_on": last, "name": name, "declared_by": by}
    session.execute(insert(ClosureRow).values(**values))


def end_closure(session: Session, closure: ClosureId, today: date) -> bool:
    """End a declared closure today, or take one back that has not begun; False for none such."""
    ahead = (ClosureRow.id == closure, ClosureRow.declared_by.is_not(None))
    dropped = delete(ClosureRow).where(*ahead, ClosureRow.first_on > today)
    if session.scalar(dropped.returning(ClosureRow.id)) is not None:
        return True
    ended = update(ClosureRow).where(*ahead, ClosureRow.last_on > today).values(last_on=today)
    return session.scalar(ended.returning(ClosureRow.id)) is not None
