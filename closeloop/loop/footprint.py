"""Footprint: an IRO or chair looks at a child's record between reviews, and it shows (R50)."""

from datetime import date, datetime

from closeloop.rules.people import Directory, PersonId
from closeloop.rules.refusals import Missing, NotYours, Wrong
from closeloop.rules.relations import Around
from closeloop.rules.working_days import london_day
from closeloop.store import Session, children, escalations, footprints, people, register, sight
from closeloop.store.children import Child

KINDS = ("check", "challenge", "praise")
NEED_A_LINE = ("challenge", "praise")


def leave(
    session: Session,
    child_ref: str,
    kind: str,
    note: str | None,
    *,
    on: date,
    by: PersonId,
    now: datetime,
) -> int:
    """Leave a footprint on a child's record; its number.

    Framework 9.5: "IRO and CP chairs footprint is clear on children's records". Raises Unseen,
    NotYours to all but the child's IRO and chair, Missing or Wrong.
    """
    directory, day = people.directory(session), london_day(now)
    child = children.get(session, child_ref, sight.of(directory, by, day))
    if not may_leave(directory, child, by, day):
        raise NotYours
    if kind not in KINDS:
        raise Wrong({"kind": f"Choose one of: {', '.join(KINDS)}."})
    if kind in NEED_A_LINE and not note:
        raise Missing(["note"])
    if on > day:
        raise Wrong({"on": "The date must be today or in the past"})
    number = footprints.add(session, child.id, kind, note, on=on, by=by, at=now)
    facts = {"child_ref": child.ref, "kind": kind, "note": note, "footprint_on": on}
    register.note(session, "footprint", facts, now=now, by=directory.people[by])
    return number


def may_leave(directory: Directory, child: Child, by: PersonId, day: date) -> bool:
    """Whether somebody is the child's IRO or chair, or stands in for one."""
    around = Around(directory, escalations.bearings_of(child), day)
    return any(by in around.may(relation) for relation in ("iro", "cp_chair"))
