"""The staff list: who works here, as what, in which team, for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from closeloop.intake import changed, circles, day, repeats, teams, values
from closeloop.intake.changed import Changed
from closeloop.intake.columns import Column
from closeloop.intake.desk import Desk
from closeloop.intake.plan import Plan
from closeloop.intake.records import Reading, Record
from closeloop.intake.report import Outcome
from closeloop.intake.teams import Teams
from closeloop.loop import staff
from closeloop.loop.staff import ADMIN, Entered
from closeloop.rules.people import ROLES, Directory, PersonId
from closeloop.store import people, register

ITSELF = "nobody manages themselves. Name somebody else, or leave this cell empty."
NOBODY = "nobody here or in this file has the email {email}. Add them, or correct it."
CIRCLE = "these people manage each other in a circle: {names}. Change one of them."
OWN_ROLES = "nobody changes their own roles. Ask another admin to bring this row."
LAST_ADMIN = "after this file nobody who stays would be an admin. Keep the role for one person."

Wanted = tuple[Record, Entered | None, Entered]  # a row, who was there before, and who will be


@dataclass(slots=True)
class StaffPlan(Plan):
    """What the file would make of the staff list."""

    teams: Teams = field(default_factory=Teams)
    changed: list[Changed[Entered]] = field(default_factory=list)


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
    plan.teams = teams.wanted(plan, directory, reading.records)
    for record, before, after in wanted:
        different = changed.between(record, before, after)
        if different:
            plan.changed.append(different)
        moved = different or record.row in plan.teams.moves
        known: Outcome = "updated" if moved else "unchanged"
        plan.outcomes[record.row] = known if before else "created"
    _check_roles(plan, desk)
    return plan


def apply(desk: Desk, plan: StaffPlan) -> None:
    """Keep what the check has planned, with an entry for each person that changes."""
    session, directory = desk.session, desk.directory
    team_ids = teams.make(session, directory, plan.teams)
    ids = {email: person.id for email, person in directory.by_email.items()}
    new = [one.after for one in plan.changed if one.before is None]
    ids |= zip([one.email for one in new], _add(desk, new, team_ids), strict=True)
    rows = [
        _row(one.after, team_ids)
        | {"id": ids[one.after.email], "manager_id": ids.get(one.after.manager_email or "")}
        for one in plan.changed
        if one.before or one.after.manager_email
    ]
    people.change_many(session, rows)
    for one in plan.changed:
        if one.before:
            person = ids[one.after.email]
            staff.end_access(session, person, one.names, one.after.leaves_on, desk.now)
    entries = list(changed.noted("person", "email", plan.changed))
    register.note_all(session, entries, now=desk.now, by=desk.by)


def _wanted(directory: Directory, record: Record) -> Wanted:
    kept = directory.by_email.get(str(record.values["email"]))
    before = staff.entered_of(directory, kept) if kept else None
    said: dict[str, Any] = {n: v for n, v in record.values.items() if n != "team_parent"}
    said["roles"] = tuple(sorted(said["roles"]))
    return record, before, replace(before, **said) if before else Entered(**said)


def _check_managers(
    plan: Plan, directory: Directory, wanted: Sequence[Wanted], in_file: set[str]
) -> None:
    rows = {one.email: record for record, _, one in wanted}
    for record, _, one in wanted:
        manager = one.manager_email
        if manager == one.email:
            plan.refuse(record, "manager_email", ITSELF)
        elif manager and manager not in in_file and manager not in directory.by_email:
            plan.refuse(record, "manager_email", NOBODY.format(email=manager))
    known = directory.people
    above = {
        email: known[one.manager].email if one.manager is not None else None
        for email, one in directory.by_email.items()
    }
    above |= {a.email: a.manager_email for _, _, a in wanted if a.manager_email != a.email}
    for circle in circles.found_in(above):
        names = ", ".join((*circle, circle[0]))
        for email in rows.keys() & circle:
            plan.refuse(rows[email], "manager_email", CIRCLE.format(names=names))


def _check_roles(plan: StaffPlan, desk: Desk) -> None:
    """Nobody changes their own; where there is an admin who stays, one does."""
    for one in plan.changed:
        if desk.by and one.before and one.after.email == desk.by.email and "roles" in one.names:
            plan.refuse(one.record, "roles", OWN_ROLES)
    kept = {p.email for p in desk.directory.people.values() if _stays(p.roles, p.leaves_on)}
    stay = kept - {one.after.email for one in plan.changed}
    stay |= {a.email for a in (c.after for c in plan.changed) if _stays(a.roles, a.leaves_on)}
    if kept and not stay:
        for one in plan.changed:
            if one.after.email in kept:
                column = "leaves_on" if ADMIN in one.after.roles else "roles"
                plan.refuse(one.record, column, LAST_ADMIN)


def _stays(roles: Sequence[str] | frozenset[str], leaves_on: object) -> bool:
    return ADMIN in roles and leaves_on is None


def _add(desk: Desk, new: Sequence[Entered], team_ids: Mapping[str, int]) -> list[PersonId]:
    """Add people without their managers, who may be among them."""
    none = {"absent_from": None, "absent_to": None, "deputy_id": None, "manager_id": None}
    rows = [none | {"email": one.email} | _row(one, team_ids) for one in new]
    return people.add(desk.session, rows) if rows else []


def _row(one: Entered, team_ids: Mapping[str, int]) -> dict[str, object]:
    return {
        "name": one.name,
        "roles": " ".join(one.roles),
        "team_id": team_ids[one.team] if one.team else None,
        "leaves_on": one.leaves_on,
    }
