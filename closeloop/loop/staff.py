"""The staff list: people added and changed, with an entry for each change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from closeloop.rules.people import ROLES, Directory, Person, PersonId, TeamId
from closeloop.rules.refusals import Wrong
from closeloop.store import Session, people, register

Values = Mapping[str, str | date | tuple[str, ...] | None]


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


def add(session: Session, entered: Entered, *, now: datetime, by: Person | None = None) -> PersonId:
    """Add a person. Raises Wrong, field by field."""
    directory = people.directory(session)
    if entered.email.lower() in directory.by_email:
        raise Wrong({"email": f"{entered.email} is here already. Change that person instead."})
    _check(directory, entered)
    (made,) = people.add(session, [columns(session, directory, entered)])
    register.note(session, "person_added", {"email": entered.email}, now=now, by=by)
    return made


def columns(session: Session, directory: Directory, entered: Entered) -> dict[str, object]:
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


def _team(session: Session, name: str | None) -> TeamId | None:
    return people.team(session, name) if name else None


def _id_of(directory: Directory, email: str | None) -> PersonId | None:
    return directory.by_email[email.lower()].id if email else None


def _check(directory: Directory, entered: Entered) -> None:
    """Raise Wrong unless what was entered makes a person."""
    errors: dict[str, str] = {}
    if unknown := [role for role in entered.roles if role not in ROLES]:
        errors["roles"] = f"{unknown[0]!r} is no role. Choose among {', '.join(ROLES)}."
    elif not entered.roles:
        errors["roles"] = f"Choose at least one of {', '.join(ROLES)}."
    for field in ("manager_email", "deputy_email"):
        email = getattr(entered, field)
        if email and email.lower() not in directory.by_email:
            errors[field] = f"Nobody here has the email {email}. Add that person first."
        elif email and email.lower() == entered.email.lower():
            errors[field] = "Nobody manages or stands in for themselves. Name somebody else."
    first, last = entered.absent_from, entered.absent_to
    if last and not first:
        errors["absent_from"] = "Enter the first day away."
    elif first and last and last < first:
        errors["absent_to"] = f"{last} is before the first day, {first}."
    if errors:
        raise Wrong(errors)


def is_theirs(directory: Directory, person: PersonId, by: PersonId, day: date) -> bool:
    """Whether somebody's absence and deputy are `by`'s to see and set: their own, or managed."""
    acts_for = directory.acts_for(by, day)
    return person == by or any(above in acts_for for above in directory.chain_above(person, day))
