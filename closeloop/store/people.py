"""People and teams: read as one value, the directory, kept in memory until the staff list changes.

Every change raises one number in the same transaction; every transaction reads that number, and
fetches only what changed since. So relations are resolved without asking the database for people.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from closeloop.rules.people import Directory, Person, PersonId, Team, TeamId
from closeloop.store.tables import DirectoryRow, PersonRow, TeamRow, table_of

CHANGED = "staff list changed"  # noted on a session whose transaction changes it


@dataclass
class Kept:
    """The newest directory that this process has read."""

    newest: Directory = field(default_factory=lambda: Directory(0, {}, {}))
    lock: Lock = field(default_factory=Lock)


def directory(session: Session) -> Directory:
    """Everybody, as this transaction sees them."""
    if (seen := session.info.get("people")) is not None:
        found: Directory = seen
        return found
    kept: Kept = session.info["directory"]
    number, _ = numbers(session)
    found = kept.newest
    if found.number != number:
        found = _brought_up_to_date(session, found, number)
        if CHANGED not in session.info:  # what this transaction changed may yet be rolled back
            with kept.lock:
                if kept.newest.number < number:
                    kept.newest = found
    session.info["people"] = found
    return found


NUMBERS = select(*table_of(DirectoryRow).c["number", "rules_number"])


def numbers(session: Session) -> tuple[int, int]:
    """The number of the staff list and that of the rules, as this transaction sees them."""
    if (seen := session.info.get("numbers")) is None:
        row = session.connection().execute(NUMBERS).first()
        seen = (row.number, row.rules_number) if row else (0, 0)
        session.info["numbers"] = seen
    return seen[0], seen[1]


def _brought_up_to_date(session: Session, known: Directory, number: int) -> Directory:
    since = known.number if known.number <= number else 0
    base = known if since else Directory(0, {}, {})
    people, teams = dict(base.people), dict(base.teams)
    changed = select(*PersonRow.__table__.columns).where(PersonRow.changed_no > since)
    for row in session.execute(changed):
        people[PersonId(row.id)] = Person(
            PersonId(row.id),
            row.email,
            row.name,
            frozenset(row.roles.split()),
            None if row.team_id is None else TeamId(row.team_id),
            None if row.manager_id is None else PersonId(row.manager_id),
            row.absent_from,
            row.absent_to,
            None if row.deputy_id is None else PersonId(row.deputy_id),
            row.leaves_on,
        )
    for row in session.execute(
        select(TeamRow.id, TeamRow.name, TeamRow.parent_id).where(TeamRow.changed_no > since)
    ):
        parent = None if row.parent_id is None else TeamId(row.parent_id)
        teams[TeamId(row.id)] = Team(TeamId(row.id), row.name, parent)
    return Directory(number, people, teams)


def lock(session: Session) -> None:
    """Let nobody else change the staff list until this transaction ends, then see it as it is."""
    session.info.pop("people", None)
    session.info.pop("numbers", None)
    session.execute(select(DirectoryRow.id).with_for_update())


def next_number(session: Session) -> int:
    """The staff list's next number; the row stays locked until the transaction ends.

    So numbers are committed in the order in which they were taken, and no change is overlooked.
    """
    session.info.pop("people", None)
    session.info.pop("numbers", None)
    session.info[CHANGED] = True
    number: int | None = session.scalar(
        update(DirectoryRow).values(number=DirectoryRow.number + 1).returning(DirectoryRow.number)
    )
    if number is None:
        session.execute(insert(DirectoryRow).values(id=1, number=1))
        return 1
    return number


def add(session: Session, people: Collection[Mapping[str, Any]]) -> list[PersonId]:
    """Add people (columns of `person` but id and changed_no), and say their ids in order."""
    number = next_number(session)
    rows = [{"changed_no": number} | dict(person) for person in people]
    added = insert(PersonRow).returning(PersonRow.id, sort_by_parameter_order=True)
    return [PersonId(row) for row in session.scalars(added, rows)]


def change(session: Session, person: PersonId, **columns: str | int | date | None) -> None:
    """Change some columns of one person."""
    number = next_number(session)
    change_one = update(PersonRow).where(PersonRow.id == person)
    session.execute(change_one.values(changed_no=number, **columns))


def change_many(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Change people, one statement for all: `id` and the columns to change, the same in each."""
    if rows:
        number = next_number(session)
        session.execute(update(PersonRow), [{"changed_no": number} | dict(row) for row in rows])


def add_teams(session: Session, names: Sequence[str]) -> list[TeamId]:
    """Add teams that stand below none yet, and say their ids in order."""
    if not names:
        return []
    number = next_number(session)
    added = insert(TeamRow).returning(TeamRow.id, sort_by_parameter_order=True)
    rows = [{"name": name, "changed_no": number} for name in names]
    return [TeamId(row) for row in session.scalars(added, rows)]


def put_below(session: Session, above: Mapping[TeamId, TeamId | None]) -> None:
    """Set what stands above each of these teams; None for one at the top."""
    if above:
        number = next_number(session)
        rows = [{"id": t, "parent_id": p, "changed_no": number} for t, p in above.items()]
        session.execute(update(TeamRow), rows)


def team(session: Session, name: str, parent: TeamId | None = None) -> TeamId:
    """The team of that name, made if there is none, set below its parent where one is given."""
    found = session.execute(
        select(TeamRow.id, TeamRow.parent_id).where(TeamRow.name == name)
    ).first()
    if found is None:
        number = next_number(session)
        values = {"name": name, "parent_id": parent, "changed_no": number}
        made = session.scalar(insert(TeamRow).values(**values).returning(TeamRow.id))
        return TeamId(made or 0)
    if parent is not None and found.parent_id != parent:
        number = next_number(session)
        below = update(TeamRow).where(TeamRow.id == found.id)
        session.execute(below.values(parent_id=parent, changed_no=number))
    return TeamId(found.id)


def version(session: Session, person: PersonId) -> int:
    """The staff list's number when somebody was last changed: what an ETag is made of."""
    return session.scalar(select(PersonRow.changed_no).where(PersonRow.id == person)) or 0
