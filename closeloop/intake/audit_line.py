"""One row of an audit file: a finding with its audit, judged by itself and by who is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from closeloop.intake.desk import Desk
from closeloop.intake.plan import Plan
from closeloop.intake.records import Record
from closeloop.loop.findings import NewFinding
from closeloop.rules.people import PersonId
from closeloop.store import audits
from closeloop.store.children import Child

GRADES = ("outstanding", "good", "requires_improvement", "inadequate")
KINDS = ("strength", "improvement")
OF_AN_IMPROVEMENT = ("severity", "action")
TEXTS = ("action", "impact", "expected", "seen_by")
SAID = ("severity", "owner_email", "due_on", *TEXTS)  # what may change about a known finding

UNSEEN = (
    "no child with the reference {ref} is here, or it is not yours to see. Check the reference, or"
    " bring the list of children first."
)
NOBODY = "nobody here has the email {email}. Check it, or bring the staff list first."
NEEDS = "an improvement needs one. Write it, or make this row a strength."
NEEDS_NOT = "a strength has none. Empty this cell, or make this row an improvement."
HELD = "{left} has left; {holds} holds this action."
NOBODY_HOLDS = "{left} has left and nobody manages their work. Name an owner who works here."
NO_OWNER = "the child has no practitioner who works here. Name an owner."


@dataclass(frozen=True, slots=True)
class Line:
    """A row that can be taken by itself."""

    record: Record
    child: Child
    auditor: PersonId
    owner: PersonId | None  # as the row names them; None: the child's practitioner
    holder: PersonId | None  # who holds it today
    digest: str

    @property
    def audit(self) -> tuple[int, date, PersonId]:
        """What rows of one audit have in common."""
        return self.child.id, self.record.values["audited_on"], self.auditor  # type: ignore[return-value]

    def text(self, column: str) -> str | None:
        """What stands in one of the columns of text and choices."""
        found = self.record.values.get(column)
        return None if found is None else str(found)

    def said(self) -> dict[str, str]:
        """What is remembered of the row: of texts the digests."""
        return {name: told for name in SAID if (told := self._told(name)) is not None}

    def _told(self, column: str) -> str | None:
        text = self.text(column)
        return digest_of(text) if text is not None and column in TEXTS else text

    def finding(self) -> NewFinding:
        """The finding that the row brings."""
        values: Mapping[str, Any] = self.record.values
        return NewFinding(
            standard=values["standard"],
            kind=values["kind"],
            text=values["finding"],
            severity=values.get("severity"),
            action=values.get("action"),
            owner=self.owner,
            due_on=values.get("due_on"),
            impact=values.get("impact"),
            expected=values.get("expected"),
            seen_by=values.get("seen_by"),
            said=self.said(),
        )


def digest_of(text: str) -> str:
    """What is remembered of a text in a file: enough to tell that it has changed."""
    return sha256(text.encode()).hexdigest()[:16]


def line_of(plan: Plan, desk: Desk, record: Record, children: Mapping[str, Child]) -> Line | None:
    """The line of a row; None where something is wrong with it, which the plan then says."""
    before = len(plan.errors)
    said = record.values
    child = children.get(str(said["child_ref"]))
    if child is None:
        plan.refuse(record, "child_ref", UNSEEN.format(ref=said["child_ref"]))
    people = desk.directory.by_email
    auditor = people.get(str(said["auditor_email"]))
    if auditor is None:
        plan.refuse(record, "auditor_email", NOBODY.format(email=said["auditor_email"]))
    email = said.get("owner_email")
    owner = people.get(str(email)) if email is not None else None
    if email is not None and owner is None:
        plan.refuse(record, "owner_email", NOBODY.format(email=email))
    _check_kind(plan, record)
    if child is None or auditor is None or len(plan.errors) > before:
        return None
    named = owner.id if owner else None
    holder = _holder(plan, desk, record, named, child.practitioner)
    if len(plan.errors) > before:
        return None
    digest = audits.digest_of(str(said["standard"]), str(said["kind"]), str(said["finding"]))
    return Line(record, child, auditor.id, named, holder, digest)


def _check_kind(plan: Plan, record: Record) -> None:
    """An improvement needs severity and action, a strength has neither."""
    improves = record.values["kind"] == "improvement"
    for column in OF_AN_IMPROVEMENT:
        there = record.values.get(column) is not None
        if improves != there:
            plan.refuse(record, column, NEEDS if improves else NEEDS_NOT)


def _holder(
    plan: Plan, desk: Desk, record: Record, owner: PersonId | None, practitioner: PersonId | None
) -> PersonId | None:
    """Who would hold the action: an owner who has left never makes one without a person."""
    named = owner if owner is not None else practitioner
    directory = desk.directory
    holder = directory.who_holds(named, desk.today)
    if record.values["kind"] == "strength" or (named is not None and holder == named):
        return holder
    if named is None:
        plan.refuse(record, "owner_email", NO_OWNER)
    elif holder is None:
        left = directory.people[named].name
        plan.refuse(record, "owner_email", NOBODY_HOLDS.format(left=left))
    else:
        names = {"left": directory.people[named].name, "holds": directory.people[holder].name}
        plan.warn(record, "owner_email", HELD.format(**names))
    return holder
