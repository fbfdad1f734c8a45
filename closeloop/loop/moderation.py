"""Moderate an audit: a second opinion on its overall grade, which takes nobody's place."""

from datetime import datetime

from closeloop.rules.people import Directory, PersonId
from closeloop.rules.refs import ref
from closeloop.rules.refusals import NotYours
from closeloop.store import Session, audit_views, moderations, people, register
from closeloop.store.actions import Reader
from closeloop.store.audit_views import AuditView
from closeloop.store.audits import AuditId
from closeloop.store.moderations import Moderation

MODERATES = "qa_lead"


def may_moderate(reader: Reader, directory: Directory, audit: AuditView) -> bool:
    """Whether the reader may: a QA lead, or who stands in for one, who did not do the audit."""
    if reader.person is None or not audit.is_whole:
        return False
    acts_for = directory.acts_for(reader.person, reader.day)
    leads = {one for one in acts_for if MODERATES in directory.people[one].roles}
    return bool(leads) and audit.auditor not in {reader.person, *leads}


def moderate(
    session: Session, reader: Reader, audit_id: AuditId, grade: str, reason: str, *, now: datetime
) -> None:
    """Keep a second opinion. Raises Unseen, NotYours."""
    directory = people.directory(session)
    audit = audit_views.one(session, reader, audit_id)
    if reader.person is None or not may_moderate(reader, directory, audit):
        raise NotYours(audit_id)
    before = audit.grade_that_counts
    moderations.add(session, audit_id, Moderation(grade, reason, reader.person, now))
    facts = {"audit": ref("A", audit_id), "grade": grade, "grade_before": before}
    person = directory.people[PersonId(reader.person)]
    register.note(session, "audit_moderated", facts, now=now, by=person)
