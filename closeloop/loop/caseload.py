"""Children on somebody's caseload: taken in and changed, with an entry for each change.

Who reviews, chairs, practises or manages decides where each clock and letter leads. All that is
asked when it is needed, so that a change here re-routes what is open by itself.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from closeloop.rules.moves import Fact
from closeloop.rules.people import SENIORITY, Directory, Person, PersonId, TeamId
from closeloop.rules.refusals import NotYours, Wrong
from closeloop.rules.working_days import london_day
from closeloop.store import Session, children, people, register, sight
from closeloop.store.children import STATUSES, Child

LEAD = "qa_lead"
NAMED = ("practitioner_email", "iro_email", "cp_chair_email")
COLUMN = {
    "child_ref": "ref",
    "status": "status",
    "team": "team_id",
    "practitioner_email": "practitioner_id",
    "iro_email": "iro_id",
    "cp_chair_email": "cp_chair_id",
    "restricted": "restricted",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A child as somebody enters them: people by email, the team by name."""

    child_ref: str
    status: str
    team: str | None = None
    practitioner_email: str | None = None
    iro_email: str | None = None
    cp_chair_email: str | None = None
    restricted: bool = False


Changes = Mapping[str, str | bool | None]  # fields of Entered to their new values
Columns = dict[str, str | int | bool | None]


def add(session: Session, entered: Entered, *, now: datetime, by: Person | None = None) -> Child:
    """Take in a child; by nobody: the operator. Raises NotYours, and Wrong field by field."""
    directory, day = people.directory(session), london_day(now)
    if by is not None and not may_place(directory, entered.team, by.id, day):
        raise NotYours
    _check(directory, entered, COLUMN, day)
    if children.is_known(session, entered.child_ref):
        raise Wrong({"child_ref": f"{entered.child_ref} is in use. Check the reference."})
    children.add(session, [_columns(session, directory, entered) | {"change_no": 1}])
    register.note(session, "child_added", {"child_ref": entered.child_ref}, now=now, by=by)
    return children.by_ref(session, [entered.child_ref], sight.whole())[entered.child_ref]


def change(
    session: Session,
    child: Child,
    changes: Changes,
    *,
    now: datetime,
    by: Person | None = None,
) -> Child:
    """Change a child whom `by` may see, with an entry of what was changed; answers the new one.

    Raises NotYours where it is not theirs to write, not their team to place the child in, or where
    they lift a restriction and are not named; Wrong field by field.
    """
    directory, day = people.directory(session), london_day(now)
    before = entered_of(directory, child)
    after = replace(before, **changes)  # type: ignore[arg-type]  # fields to their own kinds
    changed = {field for field in changes if getattr(after, field) != getattr(before, field)}
    if by is not None:
        _check_may(directory, child, after, by.id, day)
    if "child_ref" in changed:
        raise Wrong({"child_ref": "A reference stays as it is. Leave it out."})
    if not changed:
        return child
    _check(directory, after, changed, day)
    now_kept = _columns(session, directory, after)
    children.change(session, child.id, **{COLUMN[f]: now_kept[COLUMN[f]] for f in changed})
    register.note(session, "child_changed", _told(before, after, changed), now=now, by=by)
    return children.by_ref(session, [child.ref], sight.whole())[child.ref]


def may_write(directory: Directory, child: Child, by: PersonId, day: date) -> bool:
    """Whether a child whom somebody sees is theirs to write: a QA lead's, or of their teams."""
    for one in directory.acts_for(by, day):
        has = directory.people[one].roles
        theirs = (
            child.team in directory.teams_managed(one)
            if child.team is not None
            else child.practitioner in directory.people_managed(one)
        )
        if LEAD in has or (theirs and not has.isdisjoint(SENIORITY)):
            return True
    return False


def may_place(directory: Directory, team: str | None, by: PersonId, day: date) -> bool:
    """Whether somebody may place a child in a team: a QA lead in any, managers in theirs."""
    known = directory.by_team_name.get(team) if team else None
    acts_for = directory.acts_for(by, day)
    if any(LEAD in directory.people[one].roles for one in acts_for):
        return True
    return known is not None and any(known.id in directory.teams_managed(one) for one in acts_for)


def writes_at_all(directory: Directory, by: PersonId, day: date) -> bool:
    """Whether there is any child whom somebody might take in or change."""
    roles = (directory.people[one].roles for one in directory.acts_for(by, day))
    return any(LEAD in has or not has.isdisjoint(SENIORITY) for has in roles)


def is_named_on(directory: Directory, child: Child, by: PersonId, day: date) -> bool:
    """Whether somebody is named on a child: as its practitioner, IRO, chair or team's manager."""
    for one in directory.acts_for(by, day):
        person = directory.people[one]
        manages = "team_manager" in person.roles and person.team == child.team is not None
        if one in (child.practitioner, child.iro, child.cp_chair) or manages:
            return True
    return False


def entered_of(directory: Directory, child: Child) -> Entered:
    """A child as it would be entered."""

    def email(person: PersonId | None) -> str | None:
        return directory.people[person].email if person else None

    return Entered(
        child_ref=child.ref,
        status=child.status,
        team=directory.teams[child.team].name if child.team else None,
        practitioner_email=email(child.practitioner),
        iro_email=email(child.iro),
        cp_chair_email=email(child.cp_chair),
        restricted=child.restricted,
    )


def _check_may(directory: Directory, child: Child, after: Entered, by: PersonId, day: date) -> None:
    team = directory.teams[child.team].name if child.team else None
    moves = after.team != team
    lifts = child.restricted and not after.restricted
    if not may_write(directory, child, by, day):
        raise NotYours
    if moves and not may_place(directory, after.team, by, day):
        raise NotYours
    if lifts and not is_named_on(directory, child, by, day):
        raise NotYours


def _columns(session: Session, directory: Directory, entered: Entered) -> Columns:
    """The columns of `child` for a child entered; a team of a new name is made."""
    team: TeamId | None = people.team(session, entered.team) if entered.team else None
    named: Columns = {COLUMN[field]: _id_of(directory, getattr(entered, field)) for field in NAMED}
    plain: Columns = {"ref": entered.child_ref, "status": entered.status, "team_id": team}
    return plain | named | {"restricted": entered.restricted}


def _id_of(directory: Directory, email: str | None) -> PersonId | None:
    return directory.by_email[email.lower()].id if email else None


def _told(before: Entered, after: Entered, changed: Collection[str]) -> dict[str, Fact]:
    """What an entry tells of a change: each field as it is, and as it was."""
    told: dict[str, Fact] = {"child_ref": after.child_ref}
    for field in sorted(changed):
        told[field] = getattr(after, field)
        told[f"{field}_before"] = getattr(before, field)
    return told


def _check(directory: Directory, entered: Entered, fields: Collection[str], day: date) -> None:
    """Raise Wrong unless the fields that were entered make a child."""
    errors: dict[str, str] = {}
    if entered.status not in STATUSES:
        errors["status"] = f"{entered.status} is not one of {', '.join(STATUSES)}."
    for field in NAMED:
        email = getattr(entered, field)
        if field not in fields or not email:
            continue
        person = directory.by_email.get(email.lower())
        if person is None:
            errors[field] = f"Nobody here has the email {email}. Check it."
        elif not person.is_here(day):
            errors[field] = f"{person.name} has left. Choose somebody who works here."
    if errors:
        raise Wrong(errors)
