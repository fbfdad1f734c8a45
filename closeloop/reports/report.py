"""A report: the question it answers, its columns, and rows of what the reader may see."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from sqlalchemy import ColumnElement

from closeloop import reports
from closeloop.rules import months
from closeloop.rules.csv_text import Given
from closeloop.rules.people import PersonId, TeamId
from closeloop.rules.pictures import Picture
from closeloop.store import Session
from closeloop.store.actions import Reader
from closeloop.store.keyset import Place
from closeloop.store.tables import ChildRow, FindingRow

AT_ONCE = 500  # rows that are read in one go: a long report holds no long transaction
OWN = ("report",)  # modules here that are no reports

Cells = Mapping[str, Given]


@dataclass(frozen=True, slots=True)
class Some:
    """Some rows of a report, and the place after which the next begin; None at its end."""

    rows: Sequence[Cells]
    next: Place | None


class Rows(Protocol):
    """The one query of a report: rows after a place, by column."""

    def __call__(self, session: Session, reader: Reader, after: Place | None, limit: int) -> Some:
        """At most `limit` rows of what the reader may see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Of what a report counts; None asks nothing. Narrower than need to know, never wider."""

    whole_months: int = 12  # before the present one
    teams: Collection[TeamId] | None = None  # the child's, today
    standards: Collection[str] | None = None  # statements' codes
    year: date | None = None  # the first day of a financial year; None: the present one
    raised_by: Collection[PersonId] | None = None

    def months(self, today: date) -> list[date]:
        """The months that are counted, oldest first; the last is not over."""
        return months.up_to(today, self.whole_months)

    def narrows(self) -> Iterator[ColumnElement[bool]]:
        """The conditions on child and finding."""
        if self.teams is not None:
            yield ChildRow.team_id.in_(self.teams)
        if self.standards is not None:
            yield FindingRow.standard.in_(self.standards)


ALL = Scope()


@dataclass(frozen=True, slots=True)
class Counted:
    """What a report comes to: the answer in a sentence, its pictures, and its rows."""

    says: str
    pictures: Sequence[Picture]
    rows: Sequence[Cells]


class Count(Protocol):
    """The one query of a report that counts, of what the reader may see."""

    def __call__(self, session: Session, reader: Reader, scope: Scope) -> Counted:
        """The answer, as one transaction sees it."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report that may be read by page, file and chart alike."""

    name: str
    question: str
    columns: tuple[str, ...]
    rows: Rows
    count: Count | None = None  # of one that counts and draws
    how: str = ""  # how that one counts, in words
    asks: tuple[str, ...] = ()  # by what it may be narrowed


@cache
def catalogue() -> Mapping[str, Report]:
    """Every report by name: whatever module in this room has a QUESTION, COLUMNS and rows."""
    names = sorted(module.name for module in iter_modules(reports.__path__))
    return {name: _report(name) for name in names if name not in OWN}


def _report(name: str) -> Report:
    module = import_module(f"{reports.__name__}.{name}")
    count: Count | None = getattr(module, "count", None)
    if count is None:
        return Report(name, module.QUESTION, module.COLUMNS, cast("Rows", module.rows))
    rows = _whole(count)
    return Report(name, module.QUESTION, module.COLUMNS, rows, count, module.HOW, module.ASKS)


def _whole(count: Count) -> Rows:
    """The rows of a report that counts: few, and all at once."""

    def rows(session: Session, reader: Reader, after: Place | None, limit: int) -> Some:
        found = count(session, reader, ALL).rows if after is None and limit else ()
        return Some(found, None)

    return rows


def every_row(report: Report, some: Callable[[Place | None], Some]) -> Iterator[Sequence[Given]]:
    """Every row of a report in the order of its columns; `some` opens a door for each go."""
    after: Place | None = None
    while True:
        found = some(after)
        for row in found.rows:
            yield [row[column] for column in report.columns]
        if found.next is None:
            return
        after = found.next
