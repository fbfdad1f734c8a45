"""Reports: the list of them, and each as JSON or CSV, sent while it is read."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from flask import Response
from pydantic import BaseModel, Field

from closeloop.house import House
from closeloop.reports import report as report_room
from closeloop.reports.report import AT_ONCE, Report, Some
from closeloop.rules import csv_text
from closeloop.rules.csv_text import Given as Cell
from closeloop.rules.people import PersonId
from closeloop.rules.refusals import Unseen
from closeloop.rules.working_days import london_day
from closeloop.store import keyset, people, sight
from closeloop.store.actions import Reader
from closeloop.web import at_once
from closeloop.web.api import paging
from closeloop.web.api.asked import Asked
from closeloop.web.api.blueprint import api
from closeloop.web.api.frame import Answer
from closeloop.web.api.once import Given
from closeloop.web.api.paging import Listed, Page

JSON, CSV = "application/json", "text/csv"
Place = Callable[[], AbstractContextManager[Callable[[Response], Response]]]
SUFFIXES = {".json": JSON, ".csv": CSV}


class ReportListed(BaseModel):
    """A report: the question that it answers, and what each of its rows says."""

    name: str
    question: str
    columns: Sequence[str]
    formats: Sequence[str] = Field(description="As a suffix, or by Accept.")


class ReportShown(BaseModel):
    """A whole report; as CSV a row each, its columns first."""

    items: Sequence[dict[str, Any]]
    next: None = Field(description="A report comes whole.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(Given):
    """An answer that is sent while it is read."""

    lines: Iterator[str]
    media: str
    place: Place

    def response(self) -> Response:
        """The answer as Flask sends it. Raises TooManyRequests where others are sent already."""
        with self.place() as hand_over:
            sent = Response(self.lines, status=self.status, mimetype=self.media)
            sent.headers.extend(self.headers)
            return hand_over(sent)


@api.answers("GET", "/reports", asks=Page, gives=Listed[ReportListed])
def list_reports(asked: Asked) -> Answer:
    """What may be asked; the answer to each is of what the caller may see."""
    reports = list(report_room.catalogue().values())
    return paging.counted(asked, asked.query(Page), reports, _listed)


@api.answers("GET", "/reports/<name>", gives=ReportShown, refuses=[404])
def read_report(asked: Asked, name: str) -> Given:
    """One report, whole: as JSON, or as CSV for a spreadsheet."""
    report, media = _which(asked, name)
    asked.check_query()
    rows = report_room.every_row(report, _some(asked.house, asked.caller.id, report))
    headers, lines = {}, _as_json(report, rows)
    if media == CSV:
        headers = {"Content-Disposition": f'attachment; filename="{_file(report, asked.day)}"'}
        lines = csv_text.lines(_with_heading(report, rows))
    place = partial(at_once.sending, asked.house.settings.var, asked.caller.id, asked.limits)
    return Sent(status=200, headers=headers, body="", lines=lines, media=media, place=place)


def _which(asked: Asked, name: str) -> tuple[Report, str]:
    """The report that an address names, and how it is wanted. Raises Unseen."""
    stem, dot, suffix = name.rpartition(".")
    report = report_room.catalogue().get(stem if dot else name)
    if report is None or (dot and f".{suffix}" not in SUFFIXES):
        raise Unseen
    if dot:
        return report, SUFFIXES[f".{suffix}"]
    wanted = asked.request.accept_mimetypes.best_match([JSON, CSV], default=JSON)
    return report, wanted or JSON


def _some(house: House, caller: PersonId, report: Report) -> Callable[[keyset.Place | None], Some]:
    """Read some rows, each time as what the caller may see by then: a right may be taken away."""

    def read(after: keyset.Place | None) -> Some:
        day = london_day(house.now())
        with house.database.reading() as session:
            seen = sight.of(people.directory(session), caller, day)
            reader = Reader(house.rulebook(session), seen, caller, day)
            return report.rows(session, reader, after, AT_ONCE)

    return read


def _listed(report: Report) -> ReportListed:
    return ReportListed(
        name=report.name,
        question=report.question,
        columns=report.columns,
        formats=[suffix.removeprefix(".") for suffix in SUFFIXES],
    )


def _file(report: Report, day: date) -> str:
    return f"{report.name}-{day}.csv"


def _with_heading(report: Report, rows: Iterator[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    yield report.columns
    for row in rows:
        yield [_written(cell) for cell in row]


def _as_json(report: Report, rows: Iterator[Sequence[Cell]]) -> Iterator[str]:
    yield '{"items":['
    for number, row in enumerate(rows):
        said = dict(zip(report.columns, map(_written, row), strict=True))
        yield ("," if number else "") + json.dumps(said, ensure_ascii=False)
    yield '],"next":null}'


def _written(cell: Cell) -> Cell:
    """A moment or a day as ISO 8601 writes it; a number of ours stays one."""
    if isinstance(cell, date):
        return cell.isoformat().replace("+00:00", "Z")
    return cell
