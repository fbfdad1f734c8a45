"""Raise an audit: who may, on whom, and all that it brings in one go."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from closeloop.loop import findings
from closeloop.loop.findings import NewAudit, Planned
from closeloop.rules.items import ItemId
from closeloop.rules.people import SENIORITY, Directory, PersonId
from closeloop.rules.refusals import NotYours, Unseen
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import london_day
from closeloop.store import Session, audits, children, people, sight
from closeloop.store.audits import AuditId, FindingId
from closeloop.store.children import Child
from closeloop.store.ledger import CLOSELOOP

RAISERS = ("auditor", "qa_lead", "iro", "cp_chair", *SENIORITY)


@dataclass(frozen=True, slots=True)
class Raised:
    """An audit that was raised: its id, the ids of its findings, their actions, warnings."""

    id: AuditId
    findings: tuple[FindingId, ...] = ()
    actions: tuple[ItemId | None, ...] = ()
    warnings: tuple[str, ...] = field(default=())


def may_raise(directory: Directory, person: PersonId, day: date) -> bool:
    """Whether somebody may raise audits at all, for themselves or whom they stand in for."""
    roles = (directory.people[one].roles for one in directory.acts_for(person, day))
    return any(not has.isdisjoint(RAISERS) for has in roles)


def may_raise_on(directory: Directory, person: PersonId, child: Child, day: date) -> bool:
    """Whether somebody may raise an audit on this child.

    Auditors and QA leads on any that is not restricted, IRO and chair on theirs, managers on their
    teams'; on a restricted child only who is named on it.
    """
    for one in directory.acts_for(person, day):
        found = directory.people[one]
        manages_it = "team_manager" in found.roles and child.team == found.team is not None
        if one in (child.iro, child.cp_chair) or manages_it:
            return True
        if child.restricted:
            continue
        if found.roles & {"auditor", "qa_lead"}:
            return True
        in_area = child.team in directory.teams_managed(one) if child.team else False
        if in_area or (child.practitioner in directory.people_managed(one)):
            return not found.roles.isdisjoint(SENIORITY)
    return False


def child_to_audit(session: Session, ref: str, *, by: PersonId, day: date) -> Child:
    """The child of a reference, for somebody who would raise an audit on it.

    An auditor may raise one on a child whom they do not see otherwise. Raises NotYours for one who
    is seen and not theirs to audit, Unseen: hidden or not there.
    """
    directory = people.directory(session)
    found = children.by_ref(session, [ref], sight.whole()).get(ref)
    seen = children.by_ref(session, [ref], sight.of(directory, by, day))
    if found is not None and may_raise_on(directory, by, found, day):
        return found
    raise NotYours if ref in seen else Unseen


def raise_all(
    session: Session,
    rulebook: Rulebook,
    new: Sequence[NewAudit],
    *,
    by: PersonId | None,
    now: datetime,
    actor: str = CLOSELOOP,
) -> list[Raised]:
    """Raise audits, one statement a table for all of them; by nobody: the operator.

    Clocks begin now, not on `audited_on`. Raises Wrong where nobody could own an action.
    """
    directory, day = people.directory(session), london_day(now)
    framework = audits.framework_in_force(session)
    rows = [_audit_row(audit, by, now) | {"framework_id": framework} for audit in new]
    ids = audits.add(session, rows)
    graded = [
        {"audit_id": audit_id, "standard": standard, "grade": grade}
        for audit_id, audit in zip(ids, new, strict=True)
        for standard, grade in audit.judgements
    ]
    audits.add_judgements(session, graded)
    planned = [
        findings.plan(directory, audit, audit_id, finding, place=place, day=day)
        for audit_id, audit in zip(ids, new, strict=True)
        for place, finding in enumerate(audit.findings, 1)
    ]
    findings.add(session, rulebook, planned, by=by, now=now, actor=actor)
    of_audit: dict[AuditId, list[Planned]] = defaultdict(list)
    for plan in planned:
        of_audit[plan.audit_id].append(plan)
    return [_raised(audit_id, of_audit[audit_id]) for audit_id in ids]


def add_to(
    session: Session,
    rulebook: Rulebook,
    more: Sequence[tuple[AuditId, int, NewAudit]],
    *,
    by: PersonId | None,
    now: datetime,
    actor: str = CLOSELOOP,
) -> None:
    """Add findings to audits that are kept: each audit's id, its last place, what is new of it.

    Clocks begin now. Raises Wrong where nobody could own an action.
    """
    directory, day = people.directory(session), london_day(now)
    planned = [
        findings.plan(directory, audit, audit_id, finding, place=place, day=day)
        for audit_id, last, audit in more
        for place, finding in enumerate(audit.findings, last + 1)
    ]
    findings.add(session, rulebook, planned, by=by, now=now, actor=actor)


def _audit_row(audit: NewAudit, by: PersonId | None, now: datetime) -> dict[str, object]:
    return {
        "child_id": audit.child.id,
        "audited_on": audit.audited_on,
        "auditor_id": audit.auditor,
        "activity": audit.activity,
        "overall_grade": audit.overall_grade,
        "came_by": audit.came_by,
        "entered_by": by,
        "entered_at": now,
        "status_then": audit.child.status,
        "with_worker": audit.with_worker,
        "voices": " ".join(audit.voices) or None,
    }


def _raised(audit_id: AuditId, planned: Sequence[Planned]) -> Raised:
    return Raised(
        audit_id,
        tuple(p.finding_id for p in planned if p.finding_id is not None),
        tuple(p.action for p in planned),
        tuple(p.warning for p in planned if p.warning),
    )
