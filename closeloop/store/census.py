"""The census: how many people, children, audits and the rest this database holds."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from closeloop.store.tables import (
    ActionRow,
    AuditRow,
    ChildRow,
    EscalationRow,
    FindingRow,
    LetterRow,
    PersonRow,
    SupervisionRow,
)

COUNTED = {
    "people": select(func.count()).select_from(PersonRow),
    "children": select(func.count()).select_from(ChildRow),
    "audits": select(func.count()).select_from(AuditRow),
    "actions": select(func.count()).select_from(ActionRow),
    "strengths": select(func.count()).where(FindingRow.kind == "strength"),
    "supervisions": select(func.count()).select_from(SupervisionRow),
    "escalations": select(func.count()).select_from(EscalationRow),
    "letters": select(func.count()).select_from(LetterRow),
}


def take(session: Session) -> dict[str, int]:
    """How many of each there are."""
    return {name: session.scalar(count) or 0 for name, count in COUNTED.items()}
