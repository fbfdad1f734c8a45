"""The practice standards: each version's text as it stood when it was first used."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from closeloop.rules.refusals import NotReady
from closeloop.store.tables import FrameworkRow


def keep(session: Session, found: Mapping[tuple[str, int], str], at: datetime) -> None:
    """Keep new versions. Raises NotReady where a version has another text than the one in use."""
    columns = select(FrameworkRow.name, FrameworkRow.version, FrameworkRow.text)
    known = {(row.name, row.version): row.text for row in session.execute(columns)}
    for (name, version), text in sorted(found.items(), key=lambda one: one[0]):
        if (name, version) not in known:
            digest = sha256(text.encode()).hexdigest()
            values = {"name": name, "version": version, "digest": digest, "text": text}
            session.execute(insert(FrameworkRow).values(since_at=at, **values))
        elif known[name, version] != text:
            raise NotReady(
                f"{name} version {version} of the standards is in use with another text. "
                f"Give the changed file version {version + 1}."
            )


def text_in_force(session: Session) -> str | None:
    """The text of the version in force: the newest; None before `init`."""
    newest = select(FrameworkRow.text).order_by(FrameworkRow.version.desc()).limit(1)
    return session.scalar(newest)
