"""The staff list: people added and changed, with an entry for each change."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from closeloop.rules.moves import Fact
from closeloop.rules.people import ROLES, Directory, Person, PersonId, TeamId
from closeloop.rules.refusals import NotYours, Wrong
from closeloop.rules.working_days import london_day
from closeloop.store import Session, people, register, tokens

ADMIN = "admin"
LEAVE = frozenset({"absent_from", "absent_to", "deputy_email"})  # one's own, and managers'
NAMED = ("manager_email", "deputy_email")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A person as somebody enters them: people by email, the team by name."""

    email: str
    name: str
    roles: tuple[str, ...]
    team: str | None = None
    manager_email: str | None = None
    absent_from: date | None = None
    absent_to: date | None = None
    deputy_email: str | None = None
    leaves_on: date | None = None


FIELDS = frozenset(Entered.__annotations__)
Columns = dict[str, str | int | date | None]
Changes = Mapping[str, str | date | tuple[str, ...] | None]  # FIELDS to their new values


def add(session: Session, entered: Entered, *, now: datetime, by: Person | None = None) -> PersonId:
    """Add a person; by nobody: the operator. Raises NotYours, and Wrong field by field."""
    if by is not None and ADMIN not in by.roles:
        raise NotYours
    directory = people.directory(session)
    _check(directory, entered, FIELDS, None, london_day(now))
    (made,) = people.add(session, [columns(session, directory, entered)])
    register.note(session, "person_added", {"email": entered.email}, now=now, by=by)
    return made


def change(
    session: Session,
    person: PersonId,
    changes: Changes,
    *,
    now: datetime,
    by: Person | None = None,
) -> None:
    """Change a person, with an entry of what was changed; by nobody: the operator.

    Raises NotYours for a field that is not `by`'s to write, and Wrong field by field.
    """
    people.lock(session)  # two admins cannot take the role from each other at once
    directory, day = people.directory(session), london_day(now)
    if by is not None and set(changes) - may_change(directory, person, by.id, day):
        raise NotYours
    before = entered_of(directory, directory.people[person])
    after = replace(before, **changes)  # type: ignore[arg-type]  # FIELDS to their own kinds
    changed = {field for field in changes if getattr(after, field) != getattr(before, field)}
    if not changed:
        return
    _check(directory, after, changed, person, day)
    check_an_admin_stays(directory, person, after)
    now_kept = columns(session, directory, after)
    people.change(session, person, **{COLUMN[field]: now_kept[COLUMN[field]] for field in changed})
    end_access(session, person, changed, after.leaves_on, now)
    register.note(session, "person_changed", _told(before, after, changed), now=now, by=by)


def may_change(directory: Directory, person: PersonId, by: PersonId, day: date) -> frozenset[str]:
    """The fields of a person that somebody may write: an admin all, but never their own roles."""
    if ADMIN in directory.people[by].roles:
        return FIELDS - {"roles"} if by == person else FIELDS
    return LEAVE if is_theirs(directory, person, by, day) else frozenset()


def is_theirs(directory: Directory, person: PersonId, by: PersonId, day: date) -> bool:
    """Whether somebody's absence and deputy are `by`'s to see and set: their own, or managed."""
    acts_for = directory.acts_for(by, day)
    return person == by or any(above in acts_for for above in directory.chain_above(person, day))


def entered_of(directory: Directory, person: Person) -> Entered:
    """A person as they would be entered."""
    return Entered(
        email=person.email,
        name=person.name,
        roles=tuple(sorted(person.roles)),
        team=directory.teams[person.team].name if person.team else None,
        manager_email=_email_of(directory, person.manager),
        absent_from=person.absent_from,
        absent_to=person.absent_to,
        deputy_email=_email_of(directory, person.deputy),
        leaves_on=person.leaves_on,
    )


def columns(session: Session, directory: Directory, entered: Entered) -> Columns:
    """The columns of `person` for somebody entered; a team of a new name is made."""
    return {
        "email": entered.email.lower(),
        "name": entered.name,
        "roles": " ".join(sorted(set(entered.roles))),
        "team_id": _team(session, entered.team),
        "manager_id": _id_of(directory, entered.manager_email),
        "absent_from": entered.absent_from,
        "absent_to": entered.absent_to,
        "deputy_id": _id_of(directory, entered.deputy_email),
        "leaves_on": entered.leaves_on,
    }


COLUMN = {field: field for field in FIELDS} | {
    "team": "team_id",
    "manager_email": "manager_id",
    "deputy_email": "deputy_id",
}


def check_an_admin_stays(directory: Directory, person: PersonId, after: Entered) -> None:
    """Raise Wrong where a change would leave nobody who stays and is an admin."""
    before = directory.people[person]
    if ADMIN not in before.roles or before.leaves_on is not None:
        return
    if ADMIN in after.roles and after.leaves_on is None:
        return
    staying = (p for p in directory.people.values() if p.leaves_on is None and p.id != person)
    if not any(ADMIN in other.roles for other in staying):
        field = "roles" if ADMIN not in after.roles else "leaves_on"
        raise Wrong({field: f"{before.name} is the last admin. Make somebody else one first."})


def end_access(
    session: Session,
    person: PersonId,
    changed: Collection[str],
    leaves_on: date | None,
    now: datetime,
) -> None:
    """A leaver's tokens and sign-ins end; other rights are a reason to sign in anew."""
    if leaves_on is not None and leaves_on < london_day(now):
        tokens.end_all(session, person, now)
    if "roles" in changed or leaves_on is not None:
        tokens.end_sign_ins(session, person, now)


def _told(before: Entered, after: Entered, changed: Collection[str]) -> dict[str, Fact]:
    """What an entry tells of a change: each field as it is, and as it was."""
    told: dict[str, Fact] = {"email": after.email}
    for field in sorted(changed):
        told[field] = _plain(getattr(after, field))
        told[f"{field}_before"] = _plain(getattr(before, field))
    return told


def _plain(value: str | date | tuple[str, ...] | None) -> str | date | None:
    return " ".join(value) if isinstance(value, tuple) else value


def _team(session: Session, name: str | None) -> TeamId | None:
    return people.team(session, name) if name else None


def _id_of(directory: Directory, email: str | None) -> PersonId | None:
    return directory.by_email[email.lower()].id if email else None


def _email_of(directory: Directory, person: PersonId | None) -> str | None:
    return directory.people[person].email if person else None


def _check(
    directory: Directory,
    entered: Entered,
    fields: Collection[str],
    person: PersonId | None,
    day: date,
) -> None:
    """Raise Wrong unless the fields that were entered make a person."""
    errors = _about_themselves(directory, entered, person) | _about_leave(entered)
    for field in NAMED:
        if field in fields and (wrong := _about_named(directory, entered, field, day)):
            errors[field] = wrong
    if errors:
        raise Wrong(errors)


def _about_themselves(
    directory: Directory, entered: Entered, person: PersonId | None
) -> dict[str, str]:
    errors = {}
    holder = directory.by_email.get(entered.email.lower())
    if holder is not None and holder.id != person:
        errors["email"] = f"{entered.email} is here already. Change that person instead."
    if unknown := [role for role in entered.roles if role not in ROLES]:
        errors["roles"] = f"{unknown[0]!r} is no role. Choose among {', '.join(ROLES)}."
    elif not entered.roles:
        errors["roles"] = f"Choose at least one of {', '.join(ROLES)}."
    return errors


def _about_leave(entered: Entered) -> dict[str, str]:
    first, last = entered.absent_from, entered.absent_to
    if last and not first:
        return {"absent_from": "Enter the first day away."}
    if first and last and last < first:
        return {"absent_to": f"{last} is before the first day, {first}."}
    return {}


def _about_named(directory: Directory, entered: Entered, field: str, day: date) -> str | None:
    """What is wrong with whom somebody names as their manager or deputy."""
    email: str | None = asdict(entered)[field]
    if not email:
        return None
    named = directory.by_email.get(email.lower())
    if named is None:
        return f"Nobody here has the email {email}. Add that person first."
    if named.email == entered.email.lower():
        return "Nobody manages or stands in for themselves. Name somebody else."
    if field == "deputy_email" and not named.is_here(day):
        return f"{named.name} has left. Choose somebody who works here."
    return None
