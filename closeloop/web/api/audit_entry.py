"""An audit as somebody enters it: its fields, and what must fit together."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from closeloop.loop.findings import NewAudit, NewFinding
from closeloop.rules.refusals import Wrong
from closeloop.rules.standards import Framework
from closeloop.store.children import Child
from closeloop.web.api import against, named
from closeloop.web.api.asked import Asked
from closeloop.web.api.fields import STRICT, Day, Email, Reference, Text, at_most

Grade = Literal["outstanding", "good", "requires_improvement", "inadequate"]
Kind = Literal["strength", "improvement"]
Severity = Literal["critical", "high", "standard"]

OF_AN_ACTION = ("severity", "action", "due_on", "impact", "expected", "seen_by")
NONE_OF_A_STRENGTH = "a strength leads to no action. Leave it out."
Errors = dict[str, str]


class Judgement(BaseModel):
    """How one standard was judged."""

    model_config = STRICT
    standard: str = Field(description="A standard's code, like 9.")
    grade: Grade


class Finding(BaseModel):
    """What was found: an area to improve has a severity and an action, a strength neither."""

    model_config = STRICT
    standard: str = Field(description="A statement's code, like 9.3.")
    kind: Kind
    severity: Severity | None = None
    finding: Text
    action: Text | None = None
    owner_email: Email | None = Field(default=None, description="Else the child's practitioner.")
    due_on: Day | None = Field(default=None, description="Else from the severity.")
    impact: Text | None = Field(default=None, description="On the child.")
    expected: Text | None = Field(default=None, description="What should be different.")
    seen_by: Text | None = Field(default=None, description="How it will be seen.")


class NewAuditBody(BaseModel):
    """An audit to raise."""

    model_config = STRICT
    child_ref: Reference
    audited_on: Day
    auditor_email: Email | None = Field(default=None, description="Else the caller.")
    activity: str
    overall_grade: Grade | None = None
    judgements: list[Judgement] = Field(default_factory=list)
    findings: Annotated[list[Finding], at_most(lambda limits: limits.findings)] = Field(
        default_factory=list
    )


def read(asked: Asked, child: Child) -> NewAudit:
    """The audit that the body enters. Raises Wrong, with every field that does not fit."""
    body = asked.body(NewAuditBody)
    errors = _of_audit(asked, body) | _of_judgements(asked, body) | _of_findings(asked, body)
    if errors:
        raise Wrong(errors)
    people = asked.directory.by_email
    return NewAudit(
        child=child,
        audited_on=body.audited_on,
        auditor=people[body.auditor_email].id if body.auditor_email else asked.caller.id,
        activity=body.activity,
        overall_grade=body.overall_grade,
        judgements=tuple((one.standard, one.grade) for one in body.judgements),
        findings=tuple(
            NewFinding(
                text=one.finding,
                owner=people[one.owner_email].id if one.owner_email else None,
                **one.model_dump(exclude={"finding", "owner_email"}),
            )
            for one in body.findings
        ),
    )


def _of_audit(asked: Asked, body: NewAuditBody) -> Errors:
    errors: Errors = {}
    if body.audited_on > asked.day:
        errors["audited_on"] = f"{body.audited_on} is in the future. Enter the day of the audit."
    if body.auditor_email and body.auditor_email not in asked.directory.by_email:
        errors["auditor_email"] = named.NOBODY.format(email=body.auditor_email)
    if asked.house.activities.activity(body.activity) is None:
        known = ", ".join(asked.house.activities.names)
        errors["activity"] = f"There is no such activity. Choose one of: {known}."
    return errors


def _of_judgements(asked: Asked, body: NewAuditBody) -> Errors:
    framework, errors = asked.house.standards(asked.session), {}
    codes = [one.standard for one in body.judgements]
    for place, code in enumerate(codes):
        if framework.standard(code) is None:
            errors[f"judgements.{place}.standard"] = against.unknown_standard(framework, code)
        elif code in codes[:place]:
            errors[f"judgements.{place}.standard"] = f"Standard {code} is judged twice. Judge once."
    return errors


def _of_findings(asked: Asked, body: NewAuditBody) -> Errors:
    framework = asked.house.standards(asked.session)
    errors: Errors = {}
    met: dict[tuple[str, str, str], int] = {}
    for place, one in enumerate(body.findings):
        said = _of_finding(asked, framework, one)
        first = met.setdefault((one.standard, one.kind, one.finding), place)
        if first != place:
            said["finding"] = f"This is finding {first + 1} again. Give each once."
        errors |= {f"findings.{place}.{name}": message for name, message in said.items()}
    return errors


def _of_finding(asked: Asked, framework: Framework, one: Finding) -> Errors:
    errors: Errors = {}
    if framework.statement(one.standard) is None:
        errors["standard"] = against.unknown(framework, one.standard)
    if one.kind == "strength":
        given = (name for name in OF_AN_ACTION if getattr(one, name) is not None)
        errors |= dict.fromkeys(given, NONE_OF_A_STRENGTH)
    else:
        lacking = (name for name in ("severity", "action") if getattr(one, name) is None)
        errors |= {name: f"An area to improve needs its {name}. Give it." for name in lacking}
    if one.due_on and one.due_on < asked.day:
        errors["due_on"] = f"{one.due_on} has passed. Choose today or a later day."
    if one.owner_email and one.owner_email not in asked.directory.by_email:
        errors["owner_email"] = named.NOBODY.format(email=one.owner_email)
    return errors
