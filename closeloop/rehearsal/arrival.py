"""Everybody of Midshire arrives: teams, people and children, on the first day of the play."""

from datetime import date, datetime

from closeloop.loop import staff
from closeloop.loop.staff import Entered
from closeloop.rehearsal import midshire
from closeloop.rehearsal.span import Span
from closeloop.rules.people import Directory
from closeloop.rules.refusals import NotReady
from closeloop.store import Session, children, people, register, sight
from closeloop.store.children import Child


def of_everybody(session: Session, span: Span) -> dict[str, Child]:
    """Enter everybody on the first morning, their absences and last days as seen from today.

    The children by reference. Raises NotReady where people are here already.
    """
    if people.directory(session).people:
        raise NotReady("People are here already. The demonstration needs an empty database.")
    at = next(span.mornings())
    _people(session, span.days[-1], at)
    _children(session, at)
    return children.by_ref(session, [c.child_ref for c in midshire.children()], sight.whole())


def _people(session: Session, today: date, now: datetime) -> None:
    for colleague in midshire.people():
        above = people.team(session, colleague.team_parent) if colleague.team_parent else None
        people.team(session, colleague.team, above)
    for colleague in midshire.people():
        absence = colleague.absence(today)
        entered = Entered(
            email=colleague.email,
            name=colleague.name,
            roles=colleague.roles,
            team=colleague.team,
            manager_email=colleague.manager_email,
            absent_from=absence[0] if absence else None,
            absent_to=absence[1] if absence else None,
            deputy_email=colleague.deputy_email,
            leaves_on=colleague.leaves_on(today),
        )
        staff.add(session, entered, now=now)


def _children(session: Session, now: datetime) -> None:
    directory = people.directory(session)
    rows = [_row(directory, child) for child in midshire.children()]
    children.add(session, rows)
    register.note(session, "children_added", {"children": len(rows)}, now=now, by=None)


def _row(directory: Directory, child: midshire.Child) -> dict[str, object]:
    named = {
        "practitioner_id": child.practitioner_email,
        "iro_id": child.iro_email,
        "cp_chair_id": child.cp_chair_email,
    }
    ids = {name: directory.by_email[email].id if email else None for name, email in named.items()}
    return {
        "ref": child.child_ref,
        "status": child.status,
        "team_id": directory.by_team_name[child.team].id,
        "restricted": child.restricted,
        "change_no": 1,
        **ids,
    }
