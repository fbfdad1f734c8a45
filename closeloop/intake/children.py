"""Children: each by reference alone, where they stand, and the people around them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from closeloop.intake import changed, repeats, teams, values
from closeloop.intake.changed import Changed
from closeloop.intake.columns import Column
from closeloop.intake.desk import Desk
from closeloop.intake.plan import Plan
from closeloop.intake.records import Reading, Record
from closeloop.intake.report import Outcome
from closeloop.intake.teams import Teams
from closeloop.loop import caseload
from closeloop.loop.caseload import COLUMN, NAMED, Entered
from closeloop.rules.people import Directory, Person
from closeloop.store import children, register, sight
from closeloop.store.children import STATUSES, Child

NOBODY = "nobody here has the email {email}. Bring the staff list first, or correct it."
LEFT = "{name} has left. Name who has followed them."
NOT_LIFTED = (
    "somebody who is named on the child lifts this, or the command line. Leave the cell empty."
)
NOT_ONESELF = "nobody names themselves on a restricted child. Ask another to bring this row."


@dataclass(slots=True)
class ChildrenPlan(Plan):
    """What the file would make of the children; `ids` are of those that are kept already."""

    teams: Teams = field(default_factory=Teams)
    changed: list[Changed[Entered]] = field(default_factory=list)
    ids: Mapping[str, int] = field(default_factory=dict)


def columns(_: Desk) -> tuple[Column, ...]:
    """The columns of a list of children. No name, birth date or address is ever asked for."""
    return (
        Column("child_ref", values.reference, required=True),
        Column("status", partial(values.choice, offered=STATUSES), required=True),
        Column("team", values.name),
        Column("practitioner_email", values.email),
        Column("iro_email", values.email),
        Column("cp_chair_email", values.email),
        Column("restricted", values.yes_no),
    )


def check(desk: Desk, reading: Reading) -> ChildrenPlan:
    """What would become of each row."""
    plan, directory = ChildrenPlan(), desk.directory
    rows = (*reading.records, *reading.wrong)
    refs = [(r.values["child_ref"], r) for r in rows if r.values.get("child_ref")]
    repeats.refuse(plan, "child_ref", "this child", refs)
    kept = children.by_ref(desk.session, [str(ref) for ref, _ in refs], sight.whole())
    plan.ids = {ref: child.id for ref, child in kept.items()}
    plan.teams = teams.wanted(plan, directory, reading.records)
    for record in reading.records:
        _check_people(plan, desk, record)
        child = kept.get(str(record.values["child_ref"]))
        before = caseload.entered_of(directory, child) if child else None
        different = changed.between(record, before, _after(record, before))
        if different:
            plan.changed.append(different)
            if desk.by and child and child.restricted:
                _check_restricted(plan, desk, different, child, desk.by)
        known: Outcome = "updated" if different else "unchanged"
        plan.outcomes[record.row] = known if child else "created"
    return plan


def apply(desk: Desk, plan: ChildrenPlan) -> None:
    """Keep what the check has planned, with an entry for each child that changes."""
    session, directory = desk.session, desk.directory
    team_ids = teams.make(session, directory, plan.teams)
    rows = [(one.before, _row(directory, one.after, team_ids)) for one in plan.changed]
    children.add(session, [row | {"change_no": 1} for before, row in rows if before is None])
    known = [row | {"id": plan.ids[str(row["ref"])]} for before, row in rows if before]
    children.change_many(session, known)
    entries = list(changed.noted("child", "child_ref", plan.changed))
    register.note_all(session, entries, now=desk.now, by=desk.by)


def _after(record: Record, before: Entered | None) -> Entered:
    said: dict[str, Any] = dict(record.values)
    if said.get("restricted") is None:
        said.pop("restricted", None)  # empty: as it was
    return replace(before, **said) if before else Entered(**said)


def _check_people(plan: Plan, desk: Desk, record: Record) -> None:
    """Everybody named is known; of who has left a warning says so."""
    for column in NAMED:
        email = record.values.get(column)
        if email is None:
            continue
        person = desk.directory.by_email.get(str(email))
        if person is None:
            plan.refuse(record, column, NOBODY.format(email=email))
        elif not person.is_here(desk.today):
            plan.warn(record, column, LEFT.format(name=person.name))


def _check_restricted(
    plan: Plan, desk: Desk, one: Changed[Entered], child: Child, by: Person
) -> None:
    """A restricted child may be kept up to date by who is not named on it, and no more."""
    directory, day = desk.directory, desk.today
    if caseload.is_named_on(directory, child, by.id, day):
        return
    if not one.after.restricted:
        plan.refuse(one.record, "restricted", NOT_LIFTED)
    for column in {*NAMED, "team"} & set(one.names):
        named = replace(child, **{COLUMN[column].removesuffix("_id"): _id(directory, one, column)})
        if caseload.is_named_on(directory, named, by.id, day):
            plan.refuse(one.record, column, NOT_ONESELF)


def _id(directory: Directory, one: Changed[Entered], column: str) -> Any:  # noqa: ANN401 - of a team or person
    said = str(getattr(one.after, column))
    found = (directory.by_team_name if column == "team" else directory.by_email).get(said)
    return found.id if found else None


def _row(directory: Directory, one: Entered, team_ids: Mapping[str, int]) -> dict[str, object]:
    row: dict[str, object] = {
        "ref": one.child_ref,
        "status": one.status,
        "team_id": team_ids[one.team] if one.team else None,
        "restricted": one.restricted,
    }
    for column in NAMED:
        email = getattr(one, column)
        row[COLUMN[column]] = directory.by_email[email].id if email else None
    return row
