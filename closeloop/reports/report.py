"""A report: the question it answers, its columns, and rows of what the reader may see."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from closeloop import reports
from closeloop.rules.csv_text import Given
from closeloop.store import Session
from closeloop.store.actions import Reader
from closeloop.store.keyset import Place

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


@dataclass(frozen=True, slots=True)
class Report:
    """A report that may be read by page, file and chart alike."""

    name: str
    question: str
    columns: tuple[str, ...]
    rows: Rows


@cache
def catalogue() -> Mapping[str, Report]:
    """Every report by name: whatever module in this room has a QUESTION, COLUMNS and rows."""
    names = sorted(module.name for module in iter_modules(reports.__path__))
    return {name: _report(name) for name in names if name not in OWN}


def _report(name: str) -> Report:
    module = import_module(f"{reports.__name__}.{name}")
    return Report(name, module.QUESTION, module.COLUMNS, cast("Rows", module.rows))


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
