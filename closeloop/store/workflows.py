"""Workflow texts: kept by digest when first used, so that running items keep theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from closeloop.rules.refusals import NotReady
from closeloop.store.tables import ItemRow, WorkflowRow


@dataclass(frozen=True, slots=True)
class Version:
    """A version as it is kept: since when, from which day new items follow it, how many keep it."""

    name: str
    version: int
    since_at: datetime
    from_on: date | None
    open_items: int


def texts(session: Session) -> dict[tuple[str, int], str]:
    """The text of every version that was ever used."""
    rows = session.execute(select(WorkflowRow.name, WorkflowRow.version, WorkflowRow.text))
    return {(row.name, row.version): row.text for row in rows}


def keep(session: Session, found: Mapping[tuple[str, int], str], at: datetime) -> None:
    """Keep new versions. Raises NotReady where a version has another text than the one in use."""
    kept = texts(session)
    for (name, version), text in found.items():
        if (name, version) not in kept:
            digest = sha256(text.encode()).hexdigest()
            values = {"name": name, "version": version, "digest": digest, "text": text}
            session.execute(insert(WorkflowRow).values(since_at=at, **values))
        elif kept[name, version] != text:
            raise NotReady(
                f"{name} version {version} is in use with another text. "
                f"Give the changed file version {version + 1}."
            )


def begin_after(session: Session, day: date) -> frozenset[tuple[str, int]]:
    """The versions whose first day lies after a day."""
    ahead = select(WorkflowRow.name, WorkflowRow.version).where(WorkflowRow.from_on > day)
    return frozenset((row.name, row.version) for row in session.execute(ahead))


def keep_from(
    session: Session, name: str, version: int, text: str, *, from_on: date, at: datetime
) -> None:
    """Keep a new version that new items follow from a day on."""
    digest = sha256(text.encode()).hexdigest()
    values = {"name": name, "version": version, "digest": digest, "text": text}
    session.execute(insert(WorkflowRow).values(since_at=at, from_on=from_on, **values))


def versions(session: Session) -> list[Version]:
    """Every version, by name, the newest first."""
    counted = select(ItemRow.workflow, ItemRow.version, func.count()).where(
        ItemRow.ended.is_(False)
    )
    grouped = counted.group_by(ItemRow.workflow, ItemRow.version)
    keep = {(name, version): count for name, version, count in session.execute(grouped)}
    columns = (WorkflowRow.name, WorkflowRow.version, WorkflowRow.since_at, WorkflowRow.from_on)
    ordered = select(*columns).order_by(WorkflowRow.name, WorkflowRow.version.desc())
    return [Version(*row, keep.get((row.name, row.version), 0)) for row in session.execute(ordered)]
