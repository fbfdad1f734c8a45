"""Audits: raised whole, with every finding, and read by those who may."""

from collections.abc import Sequence
from datetime import date, datetime
from http import HTTPStatus

from pydantic import BaseModel, Field

from closeloop.loop import audits
from closeloop.rules import refs
from closeloop.rules.refusals import NotYours, Unseen
from closeloop.store import audit_views
from closeloop.store.audit_views import AuditView, Filters, FindingView
from closeloop.store.children import Child
from closeloop.web.api import against, audit_entry, named, paging
from closeloop.web.api.asked import Asked
from closeloop.web.api.audit_entry import Grade, Judgement, Kind, NewAuditBody, Severity
from closeloop.web.api.blueprint import api
from closeloop.web.api.fields import Day, Email, Reference
from closeloop.web.api.frame import Answer
from closeloop.web.api.paging import Listed, Page


class FindingShown(BaseModel):
    """What was found; a strength leads to no action."""

    id: str
    standard: str = Field(description="A statement's code.")
    kind: Kind
    severity: Severity | None
    finding: str
    action: str | None
    owner_email: str | None
    action_id: str | None
    impact: str | None
    expected: str | None
    seen_by: str | None
    state: str | None = Field(description="Of its action.")
    due_at: datetime | None


class AuditShown(BaseModel):
    """An audit, its findings in the order in which they were sent."""

    id: str
    child_ref: str
    audited_on: date
    auditor_email: str
    activity: str
    overall_grade: Grade | None
    moderated_grade: Grade | None = Field(description="Of the last second opinion, if any.")
    judgements: Sequence[Judgement]
    findings: Sequence[FindingShown]
    entered_at: datetime
    warnings: Sequence[str] = Field(default=())


class AuditsAsked(Page):
    """Which audits: all of these at once."""

    child_ref: Reference | None = None
    auditor: Email | None = None
    activity: str | None = None
    overall_grade: Grade | None = None
    standard: str | None = None
    audited_from: Day | None = None
    audited_to: Day | None = None


@api.answers("GET", "/audits", asks=AuditsAsked, gives=Listed[AuditShown])
def list_audits(asked: Asked) -> Answer:
    """The audits that the caller may see, the latest first."""
    page = asked.query(AuditsAsked)
    wanted = Filters(
        child_ref=page.child_ref,
        auditor=named.person(asked, page.auditor, "auditor").id if page.auditor else None,
        activity=page.activity,
        overall_grade=page.overall_grade,
        standards=against.codes(asked, page.standard),
        first_on=page.audited_from,
        last_on=page.audited_to,
    )
    after, reader = paging.behind(asked, page), asked.reader
    found = audit_views.listing(asked.session, reader, wanted, after=after, limit=page.limit)
    return paging.of_page(asked, page, found, lambda view: shown(asked, view))


@api.answers("GET", "/audits/<audit_id>", gives=AuditShown, refuses=[404])
def read_audit(asked: Asked, audit_id: str) -> Answer:
    """One audit; an owner finds their own findings in it."""
    view = _view(asked, audit_id)
    return Answer(shown(asked, view), version=view.id)


@api.answers(
    "POST",
    "/audits",
    takes=NewAuditBody,
    gives=AuditShown,
    status=HTTPStatus.CREATED,
    refuses=[403],
    sees=lambda asked, first: audit_views.one(
        asked.session, asked.reader, named.audit(first["id"])
    ),
)
def raise_audit(asked: Asked) -> Answer:
    """Raise an audit: each area to improve becomes an action, and its clocks begin now."""
    child = _may_raise(asked)
    entered = audit_entry.read(asked, child)
    (raised,) = audits.raise_all(
        asked.session, asked.rulebook, [entered], by=asked.caller.id, now=asked.now
    )
    view = audit_views.one(asked.session, asked.reader_of_act, raised.id)
    answer = shown(asked, view)
    if raised.warnings:
        answer.warnings = raised.warnings
    return Answer(answer, HTTPStatus.CREATED, version=view.id)


def _view(asked: Asked, audit_id: str) -> AuditView:
    """The audit of an id, as the caller reads it. Raises Unseen."""
    return audit_views.one(asked.session, asked.reader, named.audit(audit_id))


def _may_raise(asked: Asked) -> Child:
    """The child that the body names. Raises NotYours, or Wrong where no such child is seen."""
    if not audits.may_raise(asked.directory, asked.caller.id, asked.day):
        raise NotYours
    as_whom = asked.json.get("auditor_email")
    is_own = as_whom is None or str(as_whom).strip().lower() == asked.caller.email
    if not is_own and not _enters_for_others(asked):
        raise NotYours
    try:
        return audits.child_to_audit(
            asked.session, str(asked.json.get("child_ref") or ""), by=asked.caller.id, day=asked.day
        )
    except Unseen:
        asked.body(NewAuditBody)  # what else does not fit is said first where the child is missing
        raise named.not_there("child_ref", "child") from None


def _enters_for_others(asked: Asked) -> bool:
    """Whether the caller is a QA lead, or stands in for one."""
    acts_for = asked.directory.acts_for(asked.caller.id, asked.day)
    return any("qa_lead" in asked.directory.people[one].roles for one in acts_for)


def shown(asked: Asked, view: AuditView) -> AuditShown:
    """An audit as the caller sees it."""
    said = {
        "id": refs.ref("A", view.id),
        "child_ref": view.child_ref,
        "audited_on": view.audited_on,
        "auditor_email": named.email(asked, view.auditor),
        "activity": view.activity,
        "overall_grade": view.overall_grade,
        "moderated_grade": view.moderated_grade,
        "judgements": [{"standard": code, "grade": grade} for code, grade in view.judgements],
        "findings": [_finding(asked, one) for one in view.findings],
        "entered_at": view.entered_at,
    }
    return AuditShown.model_validate(said)


def _finding(asked: Asked, view: FindingView) -> dict[str, object]:
    return {
        "id": refs.ref("F", view.id),
        "owner_email": named.email(asked, view.about),
        "action_id": named.action_ref(view.action_id),
    } | {name: getattr(view, name) for name in AS_FOUND}


AS_FOUND = (
    "standard",
    "kind",
    "severity",
    "finding",
    "action",
    "impact",
    "expected",
    "seen_by",
    "state",
    "due_at",
)
