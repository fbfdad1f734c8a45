"""Children: each by reference alone, where they stand, and the people around them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from closeloop.intake import repeats, teams, values
from closeloop.intake.columns import Column
from closeloop.intake.desk import Desk
from closeloop.intake.plan import Plan
from closeloop.intake.records import Reading, Record
from closeloop.intake.report import Outcome
from closeloop.intake.teams import Teams
from closeloop.rules.moves import Fact
from closeloop.rules.people import Directory, Person, PersonId
from closeloop.store import children, register, sight
from closeloop.store.children import STATUSES, Child

PEOPLE = {"practitioner_email": "practitioner", "iro_email": "iro", "cp_chair_email": "cp_chair"}
SAID = ("status", "team", *PEOPLE, "restricted")

NOBODY = "nobody here has the email {email}. Bring the staff list first, or correct it."
LEFT = "{name} has left. Name who has followed them."
NOT_LIFTED = (
    "somebody who is named on the child lifts this, or the command line. Leave the cell empty."
)
NOT_ONESELF = "nobody names themselves on a restricted child. Ask another to bring this row."


@dataclass(frozen=True, slots=True)
class Wanted:
    """A child as the file wants them; what it does not say is as it was."""

    record: Record
    kept: Child | None
    values: Mapping[str, object]  # of SAID: the team by name, people by id

    def changes(self, directory: Directory) -> tuple[str, ...]:
        """The names of the columns that are not as they were."""
        was = _as_kept(directory, self.kept) if self.kept else {}
        return tuple(name for name in SAID if name not in was or was[name] != self.values[name])


@dataclass(slots=True)
class ChildrenPlan(Plan):
    """What the file would make of the children."""

    teams: Teams = field(default_factory=Teams)
    wanted: list[tuple[Wanted, tuple[str, ...]]] = field(default_factory=list)  # that change


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
    repeats.refuse(
        plan, "child_ref", "this child", [(r.values.get("child_ref", r.row), r) for r in rows]
    )
    refs = [str(record.values["child_ref"]) for record in reading.records]
    kept = children.by_ref(desk.session, refs, sight.whole())
    named = children.by_ref(desk.session, refs, desk.sight)
    plan.teams = teams.wanted(plan, directory, reading.records)
    for ref, record in zip(refs, reading.records, strict=True):
        _check_people(plan, desk, record)
        one = _wanted(directory, record, kept.get(ref))
        if one.kept and one.kept.restricted and ref not in named:
            _check_unseen(plan, desk, one)
        if changed := one.changes(directory):
            plan.wanted.append((one, changed))
        known: Outcome = "updated" if changed else "unchanged"
        plan.outcomes[record.row] = known if one.kept else "created"
    return plan


def apply(desk: Desk, plan: ChildrenPlan) -> None:
    """Keep what the check has planned, with an entry for each child that changes."""
    session = desk.session
    team_ids = teams.make(session, desk.directory, plan.teams)
    new = [_row(one, team_ids) for one, _ in plan.wanted if one.kept is None]
    children.add(session, new)
    changed = [_row(one, team_ids) | {"id": one.kept.id} for one, _ in plan.wanted if one.kept]
    children.change_many(session, changed)
    register.note_all(session, list(_entries(plan.wanted)), now=desk.now, by=desk.by)


def _check_people(plan: Plan, desk: Desk, record: Record) -> None:
    """Everybody named is known; of who has left a warning says so."""
    for column in PEOPLE:
        email = record.values.get(column)
        if email is None:
            continue
        person = desk.directory.by_email.get(str(email))
        if person is None:
            plan.refuse(record, column, NOBODY.format(email=email))
        elif not person.is_here(desk.today):
            plan.warn(record, column, LEFT.format(name=person.name))


def _check_unseen(plan: Plan, desk: Desk, one: Wanted) -> None:
    """A restricted child may be kept up to date by who is not named on it, and no more."""
    if not one.values["restricted"]:
        plan.refuse(one.record, "restricted", NOT_LIFTED)
    acts_for = desk.sight.acts_for
    for column in PEOPLE:
        if one.values[column] in acts_for:
            plan.refuse(one.record, column, NOT_ONESELF)
    team = desk.directory.by_team_name.get(str(one.values["team"]))
    if team and team.id in desk.sight.own_teams:
        plan.refuse(one.record, "team", NOT_ONESELF)


def _wanted(directory: Directory, record: Record, kept: Child | None) -> Wanted:
    said = dict(record.values)
    for column in PEOPLE:
        if said.get(column) is not None:
            said[column] = _id(directory.by_email.get(str(said[column])))
    if said.get("restricted") is None:
        said.pop("restricted", None)  # empty: as it was
    was = _as_kept(directory, kept) if kept else dict.fromkeys(SAID) | {"restricted": False}
    return Wanted(record, kept, was | {name: said[name] for name in SAID if name in said})


def _as_kept(directory: Directory, child: Child) -> dict[str, object]:
    team = directory.teams[child.team].name if child.team is not None else None
    return {
        "status": child.status,
        "team": team,
        "practitioner_email": child.practitioner,
        "iro_email": child.iro,
        "cp_chair_email": child.cp_chair,
        "restricted": child.restricted,
    }


def _row(one: Wanted, team_ids: Mapping[str, int]) -> dict[str, object]:
    team = one.values["team"]
    row = {f"{is_}_id": one.values[column] for column, is_ in PEOPLE.items()}
    row |= {"status": one.values["status"], "restricted": one.values["restricted"]}
    row["team_id"] = team_ids[str(team)] if team else None
    return row if one.kept else row | {"ref": one.record.values["child_ref"], "change_no": 1}


def _entries(
    changed: Sequence[tuple[Wanted, tuple[str, ...]]],
) -> Iterable[tuple[str, Mapping[str, Fact]]]:
    for one, names in changed:
        ref = str(one.record.values["child_ref"])
        if one.kept is None:
            yield "child_added", {"child_ref": ref}
        else:
            yield "child_changed", {"child_ref": ref, "changed": names}


def _id(person: Person | None) -> PersonId | None:
    return person.id if person else None
