"""The staff list: who works here, as what, in which team, for whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from closeloop.intake import circles, day, repeats, teams, values
from closeloop.intake.columns import Column
from closeloop.intake.desk import Desk
from closeloop.intake.plan import Plan
from closeloop.intake.records import Reading, Record
from closeloop.intake.report import Outcome
from closeloop.intake.teams import Teams
from closeloop.rules.moves import Fact
from closeloop.rules.people import ROLES, Directory, Person, PersonId
from closeloop.store import people, register

ITSELF = "nobody manages themselves. Name somebody else, or leave this cell empty."
NOBODY = "nobody here or in this file has the email {email}. Add them, or correct it."
CIRCLE = "these people manage each other in a circle: {names}. Change one of them."
OWN_ROLES = "nobody changes their own roles. Ask another admin to bring this row."
LAST_ADMIN = "after this file nobody here would be an admin. Keep the role for one person."


@dataclass(frozen=True, slots=True)
class Wanted:
    """A person as the file wants them; what it does not say is as it was."""

    record: Record
    kept: Person | None
    email: str
    name: str
    roles: frozenset[str]
    team: str | None
    manager: str | None  # email
    leaves_on: date | None

    def changes(self, directory: Directory) -> tuple[str, ...]:
        """The names of the columns that are not as they were."""
        kept = self.kept
        if kept is None:
            return ("name", "roles", "team", "manager_email", "leaves_on")
        was = {
            "name": kept.name,
            "roles": kept.roles,
            "team": _team_name(directory, kept),
            "manager_email": _email(directory, kept.manager),
            "leaves_on": kept.leaves_on,
        }
        now = (self.name, self.roles, self.team, self.manager, self.leaves_on)
        return tuple(name for name, one in zip(was, now, strict=True) if was[name] != one)


@dataclass(slots=True)
class StaffPlan(Plan):
    """What the file would make of the staff list."""

    teams: Teams = field(default_factory=Teams)
    wanted: list[tuple[Wanted, tuple[str, ...]]] = field(default_factory=list)  # that change


def columns(desk: Desk) -> tuple[Column, ...]:
    """The columns of a staff list."""
    return (
        Column("email", values.email, required=True),
        Column("name", values.name, required=True),
        Column("roles", partial(values.roles, offered=ROLES), required=True),
        Column("team", values.name),
        Column("team_parent", values.name),
        Column("manager_email", values.email),
        Column("leaves_on", partial(day.day, today=desk.today)),
    )


def check(desk: Desk, reading: Reading) -> StaffPlan:
    """What would become of each row. Managers may stand anywhere in the file."""
    plan, directory = StaffPlan(), desk.directory
    rows = (*reading.records, *reading.wrong)
    emails = [(str(r.values["email"]), r) for r in rows if r.values.get("email")]
    repeats.refuse(plan, "email", "this email", emails)
    wanted = [_wanted(directory, record) for record in reading.records]
    _check_managers(plan, directory, wanted, {email for email, _ in emails})
    _check_roles(plan, desk, wanted)
    plan.teams = teams.wanted(plan, directory, reading.records)
    for one in wanted:
        changed = one.changes(directory)
        if changed:
            plan.wanted.append((one, changed))
        moved = changed or one.record.row in plan.teams.moves
        known: Outcome = "updated" if moved else "unchanged"
        plan.outcomes[one.record.row] = known if one.kept else "created"
    return plan


def apply(desk: Desk, plan: StaffPlan) -> None:
    """Keep what the check has planned, with an entry for each person that changes."""
    session, directory = desk.session, desk.directory
    team_ids = teams.make(session, directory, plan.teams)
    ids = {email: person.id for email, person in directory.by_email.items()}
    new = [one for one, _ in plan.wanted if one.kept is None]
    ids |= zip([one.email for one in new], _add(desk, new, team_ids), strict=True)
    rows = [
        _row(one, team_ids) | {"id": ids[one.email], "manager_id": _id(ids, one.manager)}
        for one, _ in plan.wanted
        if one.kept or one.manager
    ]
    people.change_many(session, rows)
    register.note_all(session, list(_entries(plan.wanted)), now=desk.now, by=desk.by)


def _wanted(directory: Directory, record: Record) -> Wanted:
    said, email = record.values, str(record.values["email"])
    kept = directory.by_email.get(email)
    team = _team_name(directory, kept) if kept else None
    manager = _email(directory, kept.manager) if kept else None
    leaves_on = kept.leaves_on if kept else None
    roles: tuple[str, ...] = said["roles"]  # type: ignore[assignment]  # as its column reads it
    return Wanted(
        record=record,
        kept=kept,
        email=email,
        name=str(said["name"]),
        roles=frozenset(roles),
        team=said.get("team", team),  # type: ignore[arg-type]  # as its column reads it
        manager=said.get("manager_email", manager),  # type: ignore[arg-type]
        leaves_on=said.get("leaves_on", leaves_on),  # type: ignore[arg-type]
    )


def _check_managers(
    plan: Plan, directory: Directory, wanted: Sequence[Wanted], in_file: set[str]
) -> None:
    by_email = {one.email: one for one in wanted}
    for one in wanted:
        if one.manager == one.email:
            plan.refuse(one.record, "manager_email", ITSELF)
        elif one.manager and one.manager not in in_file and one.manager not in directory.by_email:
            plan.refuse(one.record, "manager_email", NOBODY.format(email=one.manager))
    above = {email: _email(directory, p.manager) for email, p in directory.by_email.items()}
    above |= {one.email: one.manager for one in wanted if one.manager != one.email}
    for circle in circles.found_in(above):
        for email in circle:
            if email in by_email:
                names = ", ".join((*circle, circle[0]))
                plan.refuse(by_email[email].record, "manager_email", CIRCLE.format(names=names))


def _check_roles(plan: Plan, desk: Desk, wanted: Sequence[Wanted]) -> None:
    """Nobody changes their own; where there is an admin, one stays."""
    by, today = desk.by, desk.today
    for one in wanted:
        if by and one.email == by.email and one.kept and one.roles != one.kept.roles:
            plan.refuse(one.record, "roles", OWN_ROLES)
    admins = desk.directory.holders("admin", today)
    stay = {one.email for one in wanted if "admin" in one.roles and _is_here(one, today)}
    lost = [w for w in wanted if w.kept and w.kept.id in admins and w.email not in stay]
    if lost and len(lost) == len(admins) and not stay:
        for one in lost:
            plan.refuse(one.record, "roles", LAST_ADMIN)


def _is_here(one: Wanted, day: date) -> bool:
    return one.leaves_on is None or day <= one.leaves_on


def _add(desk: Desk, new: Sequence[Wanted], team_ids: Mapping[str, int]) -> list[PersonId]:
    """Add people without their managers, who may be among them."""
    if not new:
        return []
    none = {"absent_from": None, "absent_to": None, "deputy_id": None, "manager_id": None}
    rows = [none | {"email": one.email} | _row(one, team_ids) for one in new]
    return people.add(desk.session, rows)


def _row(one: Wanted, team_ids: Mapping[str, int]) -> dict[str, object]:
    return {
        "name": one.name,
        "roles": " ".join(sorted(one.roles)),
        "team_id": team_ids[one.team] if one.team else None,
        "leaves_on": one.leaves_on,
    }


def _entries(
    changed: Iterable[tuple[Wanted, tuple[str, ...]]],
) -> Iterable[tuple[str, Mapping[str, Fact]]]:
    for one, names in changed:
        if one.kept is None:
            yield "person_added", {"email": one.email}
        else:
            yield "person_changed", {"email": one.email, "changed": names}


def _team_name(directory: Directory, person: Person) -> str | None:
    return directory.teams[person.team].name if person.team is not None else None


def _email(directory: Directory, person: PersonId | None) -> str | None:
    return directory.people[person].email if person is not None else None


def _id(ids: Mapping[str, PersonId], email: str | None) -> PersonId | None:
    return ids[email] if email else None
