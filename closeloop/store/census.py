"""The census: how many people, children, audits and the rest this database holds."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId
from closeloop.store.tables import (
    ActionRow,
    AuditRow,
    ChildRow,
    EscalationRow,
    FindingRow,
    ItemRow,
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


def held_by(session: Session, person: PersonId) -> dict[str, int]:
    """How many open actions somebody owns and beside how many children they stand."""
    actions = select(func.count()).select_from(ActionRow).join(ItemRow)
    owns = actions.where(ActionRow.owner_id == person, ItemRow.ended.is_(False))
    posts = (ChildRow.practitioner_id, ChildRow.iro_id, ChildRow.cp_chair_id)
    beside = select(func.count()).where(or_(*(post == person for post in posts)))
    children = beside.where(ChildRow.status != "closed")
    return {
        "actions": session.scalar(owns) or 0,
        "children": session.scalar(children) or 0,
    }
