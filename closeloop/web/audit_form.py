"""The form of an audit: its own questions, and the same few for each finding."""

from dataclasses import dataclass, field, replace
from datetime import date

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from closeloop.loop import audits
from closeloop.loop.findings import NewAudit, NewFinding
from closeloop.rules import wording
from closeloop.rules.moves import Fact
from closeloop.rules.people import PersonId
from closeloop.rules.refusals import Wrong
from closeloop.store.children import Child
from closeloop.web import catalogue, fields
from closeloop.web.fields import Choice, Field
from closeloop.web.reading import Look
from closeloop.web.step_fields import TYPED_DATE
from closeloop.web.supervision_form import typed
from closeloop.web.visitor import me
from closeloop.web.words import counted

MOST = 20  # findings on one page; the API takes more
CHILD = Field(
    name="child_ref", label="Child reference", hint="For example, C-1001", kind="line", most=20,
    asks="Enter a child reference",
)  # fmt: skip
AUDITED_ON = Field(
    name="audited_on", label="Date of the audit", hint=TYPED_DATE, kind="date",
    asks="Enter the date of the audit",
)  # fmt: skip
ACTIVITY = Field(name="activity", label="Type", kind="select", asks="Choose a type")
GRADE = Field(
    name="overall_grade", label="Overall grade (optional)", kind="select", optional=True,
    choices=tuple(Choice(name, words) for name, words in catalogue.GRADES.items()),
)  # fmt: skip
KINDS = (Choice("strength", "Strength"), Choice("improvement", "Area to improve"))
FINDING = (
    Field(name="standard", label="Statement of the standards", kind="select",
          asks="Choose a statement"),
    Field(name="kind", label="What is it?", kind="choice", choices=KINDS,
          asks="Choose strength or area to improve"),
    Field(name="severity", label="How severe, where it is to improve?", kind="choice",
          optional=True, asks="Choose how severe it is"),
    Field(name="finding", label="What was found?", hint="The owner reads this",
          asks="Enter what was found"),
    Field(name="impact", label="What does it mean for the child? (optional)", optional=True),
    Field(name="action", label="What needs to happen, where it is to improve?", optional=True,
          asks="Enter what needs to happen"),
    Field(name="owner_email", label="Owner, if not the child’s practitioner (optional)",  # noqa: RUF001
          hint="Their email", kind="line", optional=True),
    Field(name="due_on", label="Due, if not by its severity (optional)", hint=TYPED_DATE,
          kind="date", optional=True),
)  # fmt: skip


@dataclass(slots=True)
class Form:
    """An audit as it is typed; each finding's fields bear its number in their names."""

    audit: list[Field]
    findings: list[list[Field]]
    errors: dict[str, str] = field(default_factory=dict)
    sent: list[NewFinding] = field(default_factory=list)

    def note(self, wrong: Wrong) -> None:
        """Keep what is wrong beside the fields."""
        self.errors |= {_named(name): says for name, says in wrong.errors.items()}
        self.audit = _with_errors(self.audit, self.errors)
        self.findings = [_with_errors(asked, self.errors) for asked in self.findings]

    def summary(self) -> list[dict[str, str]]:
        """What is wrong, each a link to its field."""
        return fields.in_summary(self.errors, [*self.audit, *(f for g in self.findings for f in g)])

    def with_one_more(self, look: Look) -> "Form":
        """The form with an empty finding at its end."""
        if len(self.findings) < MOST:
            self.findings.append(_finding_fields(look, len(self.findings), MultiDict()))
        return self

    def without(self, number: str) -> "Form":
        """The form without one finding; the later ones move up."""
        kept = [asked for place, asked in enumerate(self.findings) if str(place) != number]
        self.findings = [
            [replace(one, name=_name(place, one.name.partition("-")[2])) for one in asked]
            for place, asked in enumerate(kept or self.findings[:1])
        ]
        return self

    def in_words(self) -> str:
        """How much it says: "3 findings and 1 strength"."""
        improve = sum(one.kind == "improvement" for one in self.sent)
        strengths = len(self.sent) - improve
        said = [counted(improve, "finding")] if improve or not strengths else []
        return " and ".join([*said, counted(strengths, "strength")] if strengths else said)


@dataclass(frozen=True, slots=True)
class Ready:
    """An audit that may be raised, once its child has been found again."""

    child_ref: str
    audited_on: date
    activity: str
    overall_grade: str | None
    findings: tuple[NewFinding, ...]

    def of(self, child: Child) -> NewAudit:
        """The audit of this child."""
        return NewAudit(
            child=child,
            audited_on=self.audited_on,
            auditor=me().id,
            activity=self.activity,
            overall_grade=self.overall_grade,
            findings=self.findings,
            came_by="page",
        )


def read(look: Look, said: MultiDict[str, str]) -> Form:
    """The form as it was typed, or as it is before anybody typed."""
    day = replace(AUDITED_ON, value=typed(look.reader.day))
    activity = replace(ACTIVITY, choices=catalogue.activities())
    asked = fields.filled([CHILD, day, activity, GRADE], said, {})
    count = min(max(said.get("count", 1, int), 1), MOST)
    return Form(asked, [_finding_fields(look, place, said) for place in range(count)])


def check(look: Look, form: Form) -> Ready:
    """The audit that was typed. Raises Wrong for its fields, NotYours or Unseen for its child."""
    today = look.reader.day
    facts, errors = fields.read(form.audit, _values(form.audit), today)
    if isinstance(on := facts.get("audited_on"), date) and on > today:
        errors["audited_on"] = "Date of the audit must be today or in the past"
    for place, asked in enumerate(form.findings):
        said, wrong = fields.read(asked, _values(asked), today)
        given = {name.partition("-")[2]: value for name, value in said.items()}
        wrong |= _beyond(look, place, given)
        errors |= wrong
        if not wrong:
            form.sent.append(_finding(look, given))
    if errors:
        raise Wrong(errors)
    child_ref = str(facts["child_ref"])
    audits.child_to_audit(look.session, child_ref, by=me().id, day=today)
    assert isinstance(on, date)  # noqa: S101 - it was asked for, and is there where nothing is wrong
    grade = facts.get("overall_grade")
    return Ready(
        child_ref, on, str(facts["activity"]), str(grade) if grade else None, tuple(form.sent)
    )


def nudges(form: Form) -> list[list[str]]:
    """What could be clearer in each finding, offered and never in the way."""
    found: list[list[str]] = []
    for asked in form.findings:
        typed_in = {one.name.partition("-")[2]: one.value for one in asked}
        if typed_in["kind"] != "improvement":
            found.append([])
            continue
        said = wording.nudges(finding=typed_in["finding"], action=typed_in["action"])
        found.append([nudge.says for nudge in said])
    return found


def dues(look: Look) -> dict[str, Markup]:
    """When an action of each severity would be due, were it raised now."""
    rulebook = look.reader.rulebook
    amounts = rulebook.newest("audit_action").dates["address"]
    return {
        severity: look.clock.due(
            amount.since(look.clock.now, rulebook.days_for(severity)), severity=severity
        )
        for severity, amount in amounts.items()
    }


def _beyond(look: Look, place: int, given: dict[str, Fact]) -> dict[str, str]:
    """What an area to improve needs besides, and whether its owner is known."""
    wrong = {}
    if given.get("kind") == "improvement":
        for one in FINDING:
            if one.name in ("severity", "action") and not given.get(one.name):
                wrong[_name(place, one.name)] = one.asks
    email = given.get("owner_email")
    if email and str(email).lower() not in look.directory.by_email:
        wrong[_name(place, "owner_email")] = f"Nobody here has the email {email}. Check it"
    return wrong


def _finding(look: Look, given: dict[str, Fact]) -> NewFinding:
    email = str(given.get("owner_email") or "").lower()
    owner: PersonId | None = look.directory.by_email[email].id if email else None
    improves = given["kind"] == "improvement"
    due_on = given.get("due_on")

    def text(name: str) -> str | None:
        return str(given[name]) if given.get(name) else None

    return NewFinding(
        standard=str(given["standard"]),
        kind=str(given["kind"]),
        text=str(given["finding"]),
        severity=text("severity") if improves else None,
        action=text("action") if improves else None,
        owner=owner,
        due_on=due_on if isinstance(due_on, date) and improves else None,
        impact=text("impact"),
    )


def _finding_fields(look: Look, place: int, said: MultiDict[str, str]) -> list[Field]:
    choices = {
        "standard": catalogue.statements(look.session),
        "severity": tuple(
            Choice(name, words, str(due.striptags()))
            for (name, words), due in zip(
                catalogue.SEVERITIES.items(), dues(look).values(), strict=True
            )
        ),
    }
    asked = [
        replace(one, name=_name(place, one.name), choices=choices.get(one.name, one.choices))
        for one in FINDING
    ]
    return fields.filled(asked, said, {})


def _name(place: int, name: str) -> str:
    return f"f{place}-{name}"


def _named(path: str) -> str:
    """The field that the loop's own name for it means."""
    kind, _, rest = path.partition(".")
    place, _, name = rest.partition(".")
    return _name(int(place), name) if kind == "findings" and place.isdecimal() else path


def _values(asked: list[Field]) -> MultiDict[str, str]:
    return MultiDict((one.name, one.value) for one in asked)


def _with_errors(asked: list[Field], errors: dict[str, str]) -> list[Field]:
    return [replace(one, error=errors.get(one.name, "")) for one in asked]
