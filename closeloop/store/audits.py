"""Audits, judgements and findings: kept many at a time, one statement a table."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, NewType, TypeVar

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from closeloop.rules.items import ItemId
from closeloop.rules.people import PersonId
from closeloop.store import many
from closeloop.store.children import ChildId
from closeloop.store.tables import (
    ActionRow,
    AuditRow,
    FindingRow,
    FrameworkRow,
    JudgementRow,
    NoticeRow,
    OwnershipRow,
    table_of,
)

AuditId = NewType("AuditId", int)
FindingId = NewType("FindingId", int)

T = TypeVar("T")
MOST = 500  # values in a statement


def digest_of(standard: str, kind: str, text: str) -> str:
    """What makes two rows of a file the same finding of an audit: standard, kind and words."""
    return sha256(f"{standard}\x1f{kind}\x1f{text}".encode()).hexdigest()


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[AuditId]:
    """Add audits (columns of `audit` but id), and say their ids in order."""
    return [AuditId(made) for made in many.add(session, table_of(AuditRow), rows)]


@dataclass(frozen=True, slots=True)
class Known:
    """An audit that is kept: what a file must agree with, and whether it may add to it."""

    id: AuditId
    child: ChildId
    audited_on: date
    auditor: PersonId
    activity: str
    overall_grade: str | None
    came_by: str


@dataclass(frozen=True, slots=True)
class KnownFinding:
    """A finding that came by a file: what its row said last, and whose it is now."""

    id: FindingId
    audit: AuditId
    place: int
    digest: str
    severity: str | None
    said: Mapping[str, str]
    about: PersonId | None
    item: ItemId | None  # of its action
    owner: PersonId | None


def known(session: Session, children_: Collection[int], first: date, last: date) -> Iterator[Known]:
    """The audits of these children on the days from first to last, in the order of their ids."""
    columns = (
        AuditRow.id,
        AuditRow.child_id,
        AuditRow.audited_on,
        AuditRow.auditor_id,
        AuditRow.activity,
        AuditRow.overall_grade,
        AuditRow.came_by,
    )
    days = AuditRow.audited_on.between(first, last)
    for some in _batches(children_):
        asked = select(*columns).where(AuditRow.child_id.in_(some), days).order_by(AuditRow.id)
        for id_, child, on, auditor, activity, grade, came_by in session.execute(asked):
            whose = AuditId(id_), ChildId(child), on, PersonId(auditor)
            yield Known(*whose, activity, grade, came_by)


def known_findings(session: Session, audits: Collection[AuditId]) -> Iterator[KnownFinding]:
    """The findings of these audits."""
    columns = (
        FindingRow.id,
        FindingRow.audit_id,
        FindingRow.place,
        FindingRow.digest,
        FindingRow.severity,
        FindingRow.said,
        FindingRow.about_id,
        ActionRow.item_id,
        ActionRow.owner_id,
    )
    beside = select(*columns).join(ActionRow, ActionRow.finding_id == FindingRow.id, isouter=True)
    for some in _batches(audits):
        for row in session.execute(beside.where(FindingRow.audit_id.in_(some))):
            yield _known_finding(row)


def _known_finding(row: Any) -> KnownFinding:  # noqa: ANN401 - a row of `known_findings`
    id_, audit, place, digest, severity, said, *whose = row
    return KnownFinding(id_, audit, place, digest, severity, said or {}, *whose)


def change_finding(session: Session, finding: FindingId, **columns: object) -> None:
    """Change columns of a finding: severity, said, about_id."""
    session.execute(update(FindingRow).where(FindingRow.id == finding).values(**columns))


def change_action(session: Session, item: ItemId, **columns: object) -> None:
    """Change facts of an action: text, impact, expected, seen_by, first_due_at."""
    if columns:
        session.execute(update(ActionRow).where(ActionRow.item_id == item).values(**columns))


def _batches(ids: Collection[T]) -> Iterator[Sequence[T]]:
    """Some at a time: a statement takes a limited number of values."""
    asked = list(ids)
    return (asked[start : start + MOST] for start in range(0, len(asked), MOST))


def add_judgements(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add judgements: audit_id, standard, grade."""
    if rows:
        session.execute(insert(JudgementRow), list(rows))


def add_findings(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[FindingId]:
    """Add findings (columns of `finding` but id), and say their ids in order."""
    return [FindingId(made) for made in many.add(session, table_of(FindingRow), rows)]


def add_actions(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add the facts of actions, whose items were made; their owners are remembered."""
    if rows:
        session.execute(ADD_ACTION, list(rows))
        owners = [{"item_id": row["item_id"], "person_id": row["owner_id"]} for row in rows]
        session.execute(OWN, owners)


def reword(session: Session, action: ItemId, text: str) -> None:
    """Give the finding of an action new words; the first stand in its ledger, for good."""
    which = select(ActionRow.finding_id).where(ActionRow.item_id == action).scalar_subquery()
    session.execute(update(FindingRow).where(FindingRow.id == which).values(text=text))


def owe_strengths(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Owe whoever did good work the news of it: audit_id, person_id, owed_at."""
    same = {
        "letter": "acknowledge",
        "relation": "praised",
        "cause": "strength",
        "goes": "ordinary",
        "stay_no": 0,
    }
    if rows:
        told = [
            same | dict(row) | {"reason": f"strength {row['audit_id']}", "look_at": row["owed_at"]}
            for row in rows
        ]
        session.execute(insert(NoticeRow), told)


ADD_ACTION, OWN = insert(table_of(ActionRow)), insert(table_of(OwnershipRow))


def earlier_findings(
    session: Session, pairs: Sequence[tuple[ChildId, str]]
) -> dict[tuple[int, str], int]:
    """The newest earlier area to improve for each child and statement: what recurs is linked."""
    children_ = {child for child, _ in pairs}
    latest = (
        select(AuditRow.child_id, FindingRow.standard, func.max(FindingRow.id))
        .join(AuditRow, AuditRow.id == FindingRow.audit_id)
        .where(AuditRow.child_id.in_(children_), FindingRow.kind == "improvement")
        .group_by(AuditRow.child_id, FindingRow.standard)
    )
    return {(child, standard): newest for child, standard, newest in session.execute(latest)}


def link_repeats(session: Session, pairs: Sequence[tuple[FindingId, FindingId]]) -> None:
    """Say of findings which earlier one each repeats."""
    if pairs:
        rows = [{"id": finding, "repeats_id": before} for finding, before in pairs]
        session.execute(update(FindingRow), rows)


def framework_in_force(session: Session) -> int | None:
    """The version of the standards that is in force: the newest."""
    return session.scalar(select(FrameworkRow.id).order_by(FrameworkRow.id.desc()).limit(1))
