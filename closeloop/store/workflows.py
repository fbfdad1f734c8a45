"""Workflow texts: kept by digest when first used, so that running items keep theirs."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from closeloop.rules.refusals import NotReady
from closeloop.store.tables import WorkflowRow


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
