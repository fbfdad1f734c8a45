"""Audits that are written over a while, saved each time, and sent in one go."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from closeloop.loop import audits
from closeloop.loop.audits import Raised
from closeloop.loop.findings import NewAudit, NewFinding
from closeloop.rules.people import PersonId
from closeloop.rules.refusals import Wrong
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import london_day
from closeloop.store import Session, audit_drafts
from closeloop.store.audit_drafts import Draft, DraftFinding, DraftFindingId, DraftId
from closeloop.store.children import Child

MOST_FINDINGS = 60
NOTHING_FOUND = "Save at least one finding or strength before you send the audit"
TOO_MANY = f"An audit may have {MOST_FINDINGS} findings. Send this one, then start another"


def begin(session: Session, about: Mapping[str, Any], *, by: PersonId, now: datetime) -> DraftId:
    """Begin to write an audit of a child whom one may audit. Raises NotYours, Unseen."""
    audits.child_to_audit(session, str(about["child_ref"]), by=by, day=london_day(now))
    return audit_drafts.begin(session, by, about, now)


def change(
    session: Session, draft: DraftId, about: Mapping[str, Any], *, by: PersonId, now: datetime
) -> None:
    """Change what one's draft says of the audit. Raises Unseen, NotYours."""
    audit_drafts.get(session, by, draft, to_change=True)
    audits.child_to_audit(session, str(about["child_ref"]), by=by, day=london_day(now))
    audit_drafts.change(session, draft, about, now)


def keep(
    session: Session,
    draft: DraftId,
    finding: DraftFindingId | None,
    columns: Mapping[str, Any],
    *,
    by: PersonId,
    now: datetime,
) -> None:
    """Save a finding of one's draft. Raises Unseen, Wrong where it stands there already."""
    found = audit_drafts.get(session, by, draft, to_change=True)
    others = [one for one in found.findings if one.id != finding]
    if len(others) >= MOST_FINDINGS:
        raise Wrong({"finding": TOO_MANY})
    said = columns["standard"], columns["kind"], columns["text"]
    for place, one in enumerate(found.findings, 1):
        if one.id != finding and (one.standard, one.kind, one.text) == said:
            raise Wrong({"finding": f"This is finding {place} again. Give each once"})
    audit_drafts.keep(session, draft, finding, columns, now)


def send(
    session: Session, rulebook: Rulebook, draft: DraftId, *, by: PersonId, now: datetime
) -> Raised:
    """Raise the audit: its clocks begin now, and the draft is gone.

    Of two who press at once one finds no draft. Raises Unseen, NotYours, and Wrong for what has
    ceased to fit since it was saved.
    """
    found = audit_drafts.get(session, by, draft, to_change=True)
    day = london_day(now)
    child = audits.child_to_audit(session, found.child_ref, by=by, day=day)
    if wrong := _ceased_to_fit(found, day):
        raise Wrong(wrong)
    new = new_audit(found, child, by)
    (raised,) = audits.raise_all(session, rulebook, [new], by=by, now=now)
    audit_drafts.drop(session, draft)
    return raised


def new_audit(draft: Draft, child: Child, auditor: PersonId) -> NewAudit:
    """The audit that a draft becomes."""
    return NewAudit(
        child=child,
        audited_on=draft.audited_on,
        auditor=auditor,
        activity=draft.activity,
        overall_grade=draft.overall_grade,
        judgements=tuple(sorted(draft.grades.items())),
        findings=tuple(_new_finding(one) for one in draft.findings),
        came_by="page",
        with_worker=draft.with_worker,
        voices=draft.voices,
    )


def _new_finding(one: DraftFinding) -> NewFinding:
    return NewFinding(
        standard=one.standard,
        kind=one.kind,
        text=one.text,
        severity=one.severity,
        action=one.action,
        owner=one.owner,
        due_on=one.due_on,
        impact=one.impact,
        expected=one.expected,
        seen_by=one.seen_by,
    )


def _ceased_to_fit(draft: Draft, day: date) -> dict[str, str]:
    """What was right when it was saved, and is not any longer."""
    if not draft.findings:
        return {"findings": NOTHING_FOUND}
    return {
        f"findings.{place - 1}.due_on": f"The date of finding {place} has passed. Choose another"
        for place, one in enumerate(draft.findings, 1)
        if one.due_on is not None and one.due_on < day
    }
