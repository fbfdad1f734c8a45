"""Files handed in to the small authority, and what is kept of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from closeloop.intake import loads
from closeloop.intake.desk import Desk
from closeloop.intake.loads import Loaded
from closeloop.intake.refusals import CellError
from closeloop.intake.report import Report
from closeloop.rules.people import Person
from closeloop.store import Session, children, people, sight
from closeloop.store.children import Child
from closeloop.store.tables import EntryRow, ItemRow
from closeloop.store.tables import Row as Table
from tests.authority import MONDAY, Authority
from tests.intake.made import csv_file

Cells = dict[str, str]

FINDING: Cells = {
    "child_ref": "C-1001",
    "audited_on": "2026-02-25",
    "auditor_email": "ada@midshire.example",
    "activity": "case_file_audit",
    "overall_grade": "requires_improvement",
    "standard": "9.3",
    "kind": "improvement",
    "severity": "standard",
    "finding": "Visits are late.",
    "action": "Visit this week.",
    "owner_email": "",
}
STRENGTH: Cells = {"kind": "strength", "severity": "", "action": "", "finding": "A clear plan."}


def file_of(*rows: Cells) -> bytes:
    """A CSV of these rows; a row that lacks a column has an empty cell there."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return csv_file([columns, *([row.get(name, "") for name in columns] for row in rows)])


def findings(*differences: Cells) -> bytes:
    """A CSV of findings, each as FINDING is but for these cells."""
    return file_of(*(FINDING | one for one in differences))


def places(complaints: Sequence[CellError]) -> list[tuple[int | None, str | None]]:
    """Where each complaint points."""
    return [(one.row, one.column) for one in complaints]


@dataclass(frozen=True)
class Counter:
    """Where files are handed in, by the operator or by one of the authority's people."""

    authority: Authority

    def loads(
        self,
        kind: str,
        file: bytes,
        *,
        by: str | None = None,
        at: datetime = MONDAY,
        dry_run: bool = False,
    ) -> Loaded:
        """Hand in a file; a dry run has a door that cannot write."""
        database = self.authority.database
        door = database.reading() if dry_run else database.writing()
        with door as session:
            desk = self.desk(session, by, at)
            return loads.load(desk, kind, file, name="file.csv", dry_run=dry_run)

    def takes(self, kind: str, file: bytes, *, by: str | None = None) -> Report:
        """Hand in a file that is taken."""
        report = self.loads(kind, file, by=by).report
        assert report.errors == ()
        return report

    def refuses(self, kind: str, file: bytes, *, by: str | None = None) -> tuple[CellError, ...]:
        """Hand in a file that is refused, and nothing kept of it; what it says."""
        before = self.counts()
        report = self.loads(kind, file, by=by).report
        assert report.errors != ()
        assert report.created == report.updated == 0
        assert self.counts() == before
        return report.errors

    def desk(self, session: Session, by: str | None, at: datetime = MONDAY) -> Desk:
        """The desk at which somebody hands in a file."""
        house = self.authority.house
        return Desk(
            session=session,
            rulebook=house.rulebook(session),
            activities=house.activities.names,
            now=at,
            by=people.directory(session).people[self.authority.who(by)] if by else None,
        )

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        with self.authority.database.reading() as session:
            return {
                table.name: session.scalar(select(func.count()).select_from(table)) or 0
                for table in Table.metadata.sorted_tables
            }

    def register(self) -> list[tuple[str, str, dict[str, Any]]]:
        """The entries about no single item, oldest first: the actor, the kind, the facts."""
        entries = (
            select(EntryRow.actor, EntryRow.kind, EntryRow.told)
            .join(ItemRow, ItemRow.id == EntryRow.item_id)
            .where(ItemRow.workflow == "register")
            .order_by(EntryRow.seq)
        )
        with self.authority.database.reading() as session:
            return [
                (a, kind, json.loads(told)["facts"]) for a, kind, told in session.execute(entries)
            ]

    def person(self, email: str) -> Person:
        """Somebody as kept."""
        with self.authority.database.reading() as session:
            return people.directory(session).by_email[email]

    def team_above(self, name: str) -> str | None:
        """The name of the team above a team."""
        with self.authority.database.reading() as session:
            directory = people.directory(session)
            parent = directory.by_team_name[name].parent
            return directory.teams[parent].name if parent else None

    def child(self, ref: str) -> Child:
        """A child as kept."""
        with self.authority.database.reading() as session:
            return children.by_ref(session, [ref], sight.whole())[ref]
