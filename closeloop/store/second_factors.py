"""The apps that show people's codes, as rows: what each shares with us is sealed by the caller."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId
from closeloop.store.tables import SecondFactorRow


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """Somebody's app: since when, and the newest step whose code was taken."""

    sealed: str
    set_at: datetime
    last_step: int


def of(session: Session, person: PersonId) -> SecondFactor | None:
    """Somebody's app, if they have one."""
    asked = select(SecondFactorRow.sealed, SecondFactorRow.set_at, SecondFactorRow.last_step)
    row = session.execute(asked.where(SecondFactorRow.person_id == person)).first()
    return SecondFactor(*row) if row else None


def keep(session: Session, person: PersonId, sealed: str, at: datetime, step: int) -> None:
    """Keep a new app in place of the one before; the code of that step is used up."""
    session.execute(delete(SecondFactorRow).where(SecondFactorRow.person_id == person))
    values = {"person_id": person, "sealed": sealed, "set_at": at, "last_step": step}
    session.execute(insert(SecondFactorRow).values(**values))


def use(session: Session, person: PersonId, step: int) -> bool:
    """Use up the code of a step, and say whether it was new: of two at once one is."""
    older = (SecondFactorRow.person_id == person, SecondFactorRow.last_step < step)
    used = update(SecondFactorRow).where(*older).values(last_step=step)
    return session.execute(used.returning(SecondFactorRow.person_id)).first() is not None
