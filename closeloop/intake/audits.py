"""Audits: one row a finding; rows with one child, day and auditor are one audit."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import islice

from closeloop.intake import audit_line, day, differences, repeats, values
from closeloop.intake.audit_line import GRADES, KINDS, Line
from closeloop.intake.columns import Column
from closeloop.intake.desk import Desk
from closeloop.intake.differences import Different
from closeloop.intake.plan import Plan
from closeloop.intake.records import Reading
from closeloop.intake.refusals import CellError
from closeloop.intake.statement import statement
from closeloop.intake.table import Cell
from closeloop.intake.written import Unreadable
from closeloop.loop import amendment
from closeloop.loop import audits as raising
from closeloop.loop.amendment import Amendment
from closeloop.loop.findings import NewAudit
from closeloop.rules import standards
from closeloop.rules.people import PersonId
from closeloop.rules.workflow import SEVERITIES
from closeloop.store import audits, children
from closeloop.store import standards as kept_standards
from closeloop.store.audits import AuditId, Known

Key = tuple[int, date, PersonId]

BATCH = 500  # audits that are raised at once: what is written at once is held in memory

FUTURE = "{on} is in the future. Enter the day on which the audit was done."
NOT_BY_FILE = (
    "an audit of this child by this auditor on this day was entered in closeloop, and a file does"
    " not add to it. Take this row out."
)
ONE_AUDIT = "row {row} of the same audit says {other}. Write the same in both."
KEPT = "this audit is kept with {other}. Write that, or correct child, day or auditor."
TOO_MANY = "findings: {count}; at most {most}."  # as the API says it


@dataclass(slots=True)
class AuditsPlan(Plan):
    """What the file would bring: new audits, more findings of known ones, amended ones."""

    new: list[list[Line]] = field(default_factory=list)
    more: list[tuple[AuditId, int, list[Line]]] = field(default_factory=list)  # id, last place
    amended: list[Amendment] = field(default_factory=list)


def columns(desk: Desk) -> tuple[Column, ...]:
    """The columns of a file of audits."""
    framework = standards.read(kept_standards.text_in_force(desk.session) or "")
    return (
        Column("child_ref", values.reference, required=True),
        Column("audited_on", partial(past_day, today=desk.today), required=True),
        Column("auditor_email", values.email, required=True),
        Column("activity", partial(values.choice, offered=desk.activities), required=True),
        Column("overall_grade", partial(values.choice, offered=GRADES)),
        Column("standard", partial(statement, framework=framework), required=True),
        Column("kind", partial(values.choice, offered=KINDS), required=True),
        Column("severity", partial(values.choice, offered=SEVERITIES)),
        Column("finding", values.text, required=True),
        Column("action", values.text),
        Column("owner_email", values.email),
        Column("due_on", partial(day.day, today=desk.today)),
        Column("impact", values.text),
        Column("expected", values.text),
        Column("seen_by", values.text),
    )


def past_day(cell: Cell, today: date) -> date:
    """A day that is not in the future. Raises Unreadable."""
    found = day.day(cell, today)
    if found > today:
        raise Unreadable(FUTURE.format(on=found))
    return found


def check(desk: Desk, reading: Reading) -> AuditsPlan:
    """What would become of each row."""
    plan = AuditsPlan()
    refs = {str(record.values["child_ref"]) for record in reading.records}
    known = children.by_ref(desk.session, refs, desk.sight)
    lines = [audit_line.line_of(plan, desk, record, known) for record in reading.records]
    groups: dict[Key, list[Line]] = defaultdict(list)
    for line in lines:
        if line is not None:
            groups[line.audit].append(line)
    same = [((key, one.digest), one.record) for key, group in groups.items() for one in group]
    repeats.refuse(plan, "finding", "this finding of the audit", same)
    kept = _kept(desk, groups)
    different: list[Different] = []
    places = _Places(desk, [one.id for one in kept.values() if one.came_by == "file"])
    for key, group in groups.items():
        _check_agree(plan, group, kept.get(key))
        different += _sort(plan, group, kept.get(key), places)
    plan.amended = differences.amendments(plan, desk, different)
    return plan


def apply(desk: Desk, plan: AuditsPlan) -> None:
    """Raise what is new, add what known audits lacked, amend what was corrected."""
    session, rulebook, now = desk.session, desk.rulebook, desk.now
    by, actor = desk.by.id if desk.by else None, desk.actor
    # by day, so that what recurs is linked to what came before it
    groups = iter(sorted(plan.new, key=lambda group: group[0].audit[1]))
    while some := list(islice(groups, BATCH)):
        new = [_new_audit(group) for group in some]
        raising.raise_all(session, rulebook, new, by=by, now=now, actor=actor)
    more = [(audit, last, _new_audit(group)) for audit, last, group in plan.more]
    raising.add_to(session, rulebook, more, by=by, now=now, actor=actor)
    amendment.amend_all(session, rulebook, plan.amended, by=desk.by, now=now, actor=actor)


class _Places:
    """The findings of known audits, by what makes them the same."""

    def __init__(self, desk: Desk, ids: Sequence[AuditId]) -> None:
        self.most = desk.limits.findings  # in one audit
        self.findings = {}
        self.last: dict[AuditId, int] = {}
        for found in audits.known_findings(desk.session, ids):
            self.findings[found.audit, found.digest] = found
            self.last[found.audit] = max(found.place, self.last.get(found.audit, 0))


def _kept(desk: Desk, groups: Mapping[Key, object]) -> dict[Key, Known]:
    """The audit that is kept for each key: one that came by a file before any other."""
    if not groups:
        return {}
    days = [on for _, on, _ in groups]
    found: dict[Key, Known] = {}
    ids = {child for child, _, _ in groups}
    for one in audits.known(desk.session, ids, min(days), max(days)):
        key = (one.child, one.audited_on, one.auditor)
        if key in groups and (key not in found or one.came_by == "file"):
            found[key] = one
    return found


def _check_agree(plan: Plan, group: Sequence[Line], kept: Known | None) -> None:
    """One activity and one grade, in the file and with the audit that is kept."""
    for column in ("activity", "overall_grade"):
        first = next((line for line in group if line.text(column) is not None), None)
        if first is None:
            continue
        for line in group:
            said = line.text(column)
            if said is not None and said != first.text(column):
                other = first.text(column)
                message = ONE_AUDIT.format(row=first.record.row, other=other)
                plan.refuse(line.record, column, message)
        before = getattr(kept, column) if kept and kept.came_by == "file" else first.text(column)
        if first.text(column) != before:
            plan.refuse(first.record, column, KEPT.format(other=before or "no grade"))


def _sort(
    plan: AuditsPlan, group: Sequence[Line], kept: Known | None, places: _Places
) -> Iterator[Different]:
    """Put each row where it belongs: new, known, or different, which is answered."""
    if kept is not None and kept.came_by != "file":
        for line in group:
            plan.refuse(line.record, "child_ref", NOT_BY_FILE)
        return
    new = []
    for line in group:
        known = places.findings.get((kept.id, line.digest)) if kept else None
        plan.outcomes[line.record.row] = "unchanged" if known else "created"
        if known is None:
            new.append(line)
        elif different := differences.between(line, known):
            yield different
    last = places.last.get(kept.id, 0) if kept else 0
    if last + len(new) > places.most:
        message = TOO_MANY.format(count=last + len(new), most=places.most)
        over = new[max(places.most - last, 0)]
        plan.errors.append(CellError(over.record.row, "finding", None, message))
    if new and kept:
        plan.more.append((kept.id, last, new))
    elif new:
        plan.new.append(new)


def _new_audit(group: Sequence[Line]) -> NewAudit:
    first = group[0]
    grades = (line.text("overall_grade") for line in group)
    return NewAudit(
        child=first.child,
        audited_on=first.audit[1],
        auditor=first.auditor,
        activity=str(first.text("activity")),
        overall_grade=next((grade for grade in grades if grade is not None), None),
        findings=tuple(line.finding() for line in group),
        came_by="file",
    )
