"""Team meetings: what is offered to be learnt from, and what became of it when it was discussed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NewType

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId, TeamId
from closeloop.store.audits import FindingId
from closeloop.store.tables import FindingRow, PointRow, TeamMeetingRow

PointId = NewType("PointId", int)
MOST = 100  # offered at once
MEETINGS = 5  # shown


@dataclass(frozen=True, slots=True)
class Point:
    """One sentence to learn from."""

    id: PointId
    standard: str
    sentence: str
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that was held, and what it discussed."""

    held_on: date
    by: PersonId
    points: Sequence[Point]


def offered(session: Session, team: TeamId) -> list[Point]:
    """What waits for a meeting of the team, the longest first."""
    asked = (
        select(PointRow.id, PointRow.standard, PointRow.sentence, PointRow.outcome)
        .where(PointRow.team_id == team, PointRow.meeting_id.is_(None))
        .order_by(PointRow.id)
        .limit(MOST)
    )
    return [_point(row) for row in session.execute(asked)]


def held(session: Session, team: TeamId) -> list[Meeting]:
    """The latest meetings of the team, the newest first."""
    columns = (TeamMeetingRow.id, TeamMeetingRow.held_on, TeamMeetingRow.by_id)
    newest = select(*columns).where(TeamMeetingRow.team_id == team)
    newest = newest.order_by(TeamMeetingRow.held_on.desc(), TeamMeetingRow.id.desc())
    meetings = session.execute(newest.limit(MEETINGS)).all()
    asked = select(
        PointRow.id, PointRow.standard, PointRow.sentence, PointRow.outcome, PointRow.meeting_id
    ).where(PointRow.meeting_id.in_([one.id for one in meetings]))
    points: dict[int, list[Point]] = {}
    for row in session.execute(asked.order_by(PointRow.id)):
        points.setdefault(row.meeting_id, []).append(_point(row))
    return [Meeting(row.held_on, PersonId(row.by_id), points.get(row.id, [])) for row in meetings]


def offer(
    session: Session, team: TeamId, points: Sequence[tuple[str, str]], by: PersonId, at: datetime
) -> list[PointId]:
    """Offer sentences, each with its standard, to the team's next meetings."""
    if not points:
        return []
    said = {"team_id": team, "offered_by": by, "offered_at": at}
    rows = [said | {"standard": standard, "sentence": text} for standard, text in points]
    added = insert(PointRow).returning(PointRow.id, sort_by_parameter_order=True)
    return [PointId(found) for found in session.scalars(added, rows)]


def add(session: Session, values: Mapping[str, Any], taken: Mapping[PointId, str]) -> None:
    """Keep a meeting with what it made of each point that it discussed."""
    made = session.scalar(insert(TeamMeetingRow).values(**values).returning(TeamMeetingRow.id))
    for outcome in sorted(set(taken.values())):
        ids = [point for point, came in taken.items() if came == outcome]
        which = update(PointRow).where(PointRow.id.in_(ids))
        session.execute(which.values(meeting_id=made, outcome=outcome))


def standards_of(session: Session, findings: Collection[FindingId]) -> set[str]:
    """The statements that these findings speak of."""
    found = select(FindingRow.standard).where(FindingRow.id.in_(findings))
    return set(session.scalars(found))


def _point(row: Any) -> Point:  # noqa: ANN401 - a row
    return Point(PointId(row.id), row.standard, row.sentence, row.outcome)
