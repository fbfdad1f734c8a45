"""Findings on their way into an audit: whose each is, the action it leads to, who hears."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from closeloop.rules import steps
from closeloop.rules.items import Item, ItemId
from closeloop.rules.moves import Fact, Move
from closeloop.rules.people import Directory, PersonId
from closeloop.rules.refusals import Wrong
from closeloop.rules.relations import Around, Bearings
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.workflow import Workflow
from closeloop.rules.working_days import london_day
from closeloop.store import Session, audits, people, record
from closeloop.store.audits import AuditId, FindingId
from closeloop.store.children import Child
from closeloop.store.ledger import CLOSELOOP


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFinding:
    """What was found, and for an area to improve what needs to happen, by whom, by when."""

    standard: str  # a statement's code
    kind: str  # "strength" or "improvement"
    text: str
    severity: str | None = None
    action: str | None = None
    owner: PersonId | None = None  # None: the child's practitioner
    due_on: date | None = None  # None: from the severity
    impact: str | None = None
    expected: str | None = None
    seen_by: str | None = None
    said: Mapping[str, str] | None = None  # by the row of a file


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAudit:
    """An audit to raise, checked by the door that it came in by."""

    child: Child
    audited_on: date
    auditor: PersonId
    activity: str
    overall_grade: str | None = None
    judgements: tuple[tuple[str, str], ...] = ()
    findings: tuple[NewFinding, ...] = ()
    came_by: str = "api"
    with_worker: bool | None = None  # whether it was done together with whose work it is
    voices: tuple[str, ...] = ()  # whose voice was heard


@dataclass(slots=True)
class Planned:
    """A finding on its way into an audit: whose it is, and what it became."""

    audit: NewAudit
    audit_id: AuditId
    place: int
    finding: NewFinding
    owner: PersonId | None
    warning: str | None
    finding_id: FindingId | None = None
    action: ItemId | None = None


def add(
    session: Session,
    rulebook: Rulebook,
    planned: Sequence[Planned],
    *,
    by: PersonId | None,
    now: datetime,
    actor: str = CLOSELOOP,
) -> None:
    """Keep findings, make an action of each area to improve, tell whoever did good work."""
    pairs = [(p.audit.child.id, p.finding.standard) for p in planned]
    earlier = audits.earlier_findings(session, pairs)
    found = audits.add_findings(session, [_finding_row(p, earlier) for p in planned])
    for plan, finding_id in zip(planned, found, strict=True):
        plan.finding_id = finding_id
    audits.link_repeats(session, list(_repeats_among(planned)))
    improving = [p for p in planned if p.finding.kind == "improvement"]
    begun = _begin_all(session, rulebook, improving, by, now)
    made = record.begin(session, begun, actor=actor)
    for plan, item_id in zip(improving, made, strict=True):
        plan.action = item_id
    rows = [_action_row(p, move) for p, move in zip(improving, begun, strict=True)]
    audits.add_actions(session, rows)
    busy = {(p.audit_id, p.owner) for p in improving}
    praised = {(p.audit_id, p.owner) for p in planned if p.owner is not None} - busy
    told = [{"audit_id": audit, "person_id": who, "owed_at": now} for audit, who in praised]
    audits.owe_strengths(session, told)


def plan(
    directory: Directory,
    audit: NewAudit,
    audit_id: AuditId,
    finding: NewFinding,
    *,
    place: int,
    day: date,
) -> Planned:
    """Whose a finding is: who was named, else the child's practitioner; a leaver's manager.

    Raises Wrong where that is nobody: an action always has an owner.
    """
    named = finding.owner or audit.child.practitioner
    owner = directory.who_holds(named, day)
    warning = None
    if named is not None and owner != named and owner is not None:
        left, holds = directory.people[named], directory.people[owner]
        warning = f"{left.name} has left; {holds.name} holds this action."
    if owner is None and finding.kind == "improvement":
        message = "Name an owner: the child has no practitioner who works here."
        raise Wrong({f"findings.{place - 1}.owner_email": message})
    return Planned(audit, audit_id, place, finding, owner, warning)


def _finding_row(plan: Planned, earlier: Mapping[tuple[int, str], int]) -> dict[str, object]:
    finding = plan.finding
    improves = finding.kind == "improvement"
    repeats = earlier.get((plan.audit.child.id, finding.standard)) if improves else None
    return {
        "audit_id": plan.audit_id,
        "place": plan.place,
        "standard": finding.standard,
        "kind": finding.kind,
        "severity": finding.severity,
        "text": finding.text,
        "digest": audits.digest_of(finding.standard, finding.kind, finding.text),
        "said": finding.said,
        "about_id": plan.owner,
        "repeats_id": repeats,
    }


def _repeats_among(planned: Sequence[Planned]) -> Iterator[tuple[FindingId, FindingId]]:
    """What recurs among audits that come together: each finding with the one before it."""
    last: dict[tuple[int, str], Planned] = {}
    for plan in planned:
        if plan.finding.kind != "improvement":
            continue
        about = plan.audit.child.id, plan.finding.standard
        before = last.get(about)
        if before and before.audit_id != plan.audit_id and before.finding_id and plan.finding_id:
            yield plan.finding_id, before.finding_id
        last[about] = plan


def _begin_all(
    session: Session,
    rulebook: Rulebook,
    improving: Sequence[Planned],
    by: PersonId | None,
    now: datetime,
) -> list[Move]:
    """The first moves of actions; those that are as grave and due alike are worked out once."""
    workflow = rulebook.newest("audit_action")
    directory, day = people.directory(session), london_day(now)
    first: dict[tuple[str, date | None], Move] = {}
    begun = []
    for plan in improving:
        finding = plan.finding
        draft = _draft(workflow, Around(directory, _bearings(plan), day), finding.severity)
        facts: dict[str, Fact] = {"finding": finding.text, "standard": finding.standard}
        if finding.due_on:
            facts["due_on"] = finding.due_on
        alike = draft.severity, finding.due_on
        if alike in first:
            begun.append(rulebook.begin_alike(first[alike], draft, facts))
            continue
        due_at = _due_at(rulebook, draft, finding)
        first[alike] = rulebook.begin(draft, by=by, at=now, facts=facts, due_at=due_at)
        begun.append(first[alike])
    return begun


def _draft(workflow: Workflow, around: Around, severity: str | None) -> Item:
    return Item(
        id=ItemId(0),
        follows=(workflow.name, workflow.version),
        severity=severity or "standard",
        state=workflow.begins,
        move_no=0,
        stay_no=0,
        around=around,
    )


def _bearings(plan: Planned) -> Bearings:
    child = plan.audit.child
    return Bearings(
        owner=plan.owner,
        once_owners=frozenset({plan.owner} if plan.owner else ()),
        auditor=plan.audit.auditor,
        practitioner=child.practitioner,
        iro=child.iro,
        cp_chair=child.cp_chair,
        status=child.status,
        team=child.team,
    )


def _due_at(rulebook: Rulebook, draft: Item, finding: NewFinding) -> datetime | None:
    """The date that was chosen for an action; None: from its severity."""
    if finding.due_on is None:
        return None
    return steps.chosen(draft.severity, finding.due_on, rulebook.days_for(draft.severity))


def _action_row(plan: Planned, move: Move) -> dict[str, object]:
    finding = plan.finding
    return {
        "item_id": plan.action,
        "finding_id": plan.finding_id,
        "audit_id": plan.audit_id,
        "child_id": plan.audit.child.id,
        "owner_id": plan.owner,
        "text": finding.action,
        "impact": finding.impact,
        "expected": finding.expected,
        "seen_by": finding.seen_by,
        "first_due_at": move.due_at,
    }
