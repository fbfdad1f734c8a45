"""The form of one finding: what was seen, and of an area to improve what is to happen."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from werkzeug.datastructures import MultiDict

from closeloop.rules import wording
from closeloop.rules.moves import Fact
from closeloop.rules.people import PersonId
from closeloop.rules.refusals import Wrong
from closeloop.store import audit_drafts
from closeloop.store.audit_drafts import DraftFinding
from closeloop.store.children import Child
from closeloop.web import catalogue, fields
from closeloop.web.fields import ONE_LINE, Choice, Field
from closeloop.web.reading import Look
from closeloop.web.step_fields import TYPED_DATE
from closeloop.web.supervision_form import typed
from closeloop.web.visitor import me

LATELY = 5
KINDS = (Choice("improvement", "Area to improve"), Choice("strength", "Strength"))
STANDARD = Field(
    name="standard", label="Statement of the standards", kind="select", asks="Choose a statement"
)
KIND = Field(
    name="kind", label="What is it?", kind="choice", choices=KINDS,
    asks="Choose area to improve or strength",
)  # fmt: skip
SEVERITY = Field(
    name="severity", label="How severe is it? (areas to improve)", kind="choice", optional=True,
    asks="Choose how severe it is",
)  # fmt: skip
FOUND = Field(
    name="finding", label="What was found?", hint="Whose work it is reads this",
    asks="Enter what was found",
)  # fmt: skip
IMPACT = Field(
    name="impact", label="What does it mean for the child? (areas to improve)", optional=True,
    asks="Enter what it means for the child",
)  # fmt: skip
ACTION = Field(
    name="action", label="What needs to happen? (areas to improve)",
    hint="Begin with a verb, for example: visit, ask, write", optional=True,
    asks="Enter what needs to happen",
)  # fmt: skip
OWNER = Field(
    name="owner", label="Owner", hint="The child’s practitioner, if you change nothing",  # noqa: RUF001
    kind="select", optional=True, asks="Choose an owner",
)  # fmt: skip
MORE = (
    Field(name="due_on", label="Due on another date than its severity gives (optional)",
          hint=TYPED_DATE, kind="date", optional=True),
    Field(name="expected", label="What should be different for the child? (optional)",
          most=ONE_LINE, optional=True),
    Field(name="seen_by", label="How will it be seen? (optional)",
          hint="For example, in a case note of the visit", most=ONE_LINE, optional=True),
    Field(name="owner_email", label="An owner from elsewhere (optional)", hint="Their email",
          kind="line", optional=True),
)  # fmt: skip
OF_IMPROVEMENTS = (SEVERITY, IMPACT, ACTION)
NO_ACTION = "A strength leads to no action. Take these words out, or choose area to improve"
NO_OWNER = "The child has no practitioner who works here. Choose an owner"


@dataclass(slots=True)
class FindingForm:
    """The questions about one finding; those that few need stand apart."""

    main: list[Field]
    more: list[Field]

    @property
    def every(self) -> list[Field]:
        """All of them."""
        return [*self.main, *self.more]

    def as_typed(self, said: MultiDict[str, str], errors: dict[str, str]) -> "FindingForm":
        """The same with what was typed, and what is wrong with it."""
        filled = fields.filled(self.main, said, errors), fields.filled(self.more, said, errors)
        return FindingForm(*filled)


def of(
    look: Look, child: Child | None, finding: DraftFinding | None = None, *, brief: bool = False
) -> FindingForm:
    """The questions, with what was saved; `brief`: before it is known which child it is."""
    lately = audit_drafts.used_lately(look.session, me().id, LATELY)
    owners = _owners(look, child)
    severities = tuple(
        Choice(name, words, dues(look)[name]) for name, words in catalogue.SEVERITIES.items()
    )
    main = [
        replace(STANDARD, groups=catalogue.statements(look.session, lately)),
        KIND,
        replace(SEVERITY, choices=severities),
        FOUND,
        IMPACT,
        ACTION,
    ]
    if not brief:
        main.append(replace(OWNER, choices=owners, value=owners[0].value if owners else ""))
    known = _known(look, finding) if finding else {}
    more = [] if brief else MORE
    return FindingForm(
        [replace(one, value=known.get(one.name, one.value)) for one in main],
        [replace(one, value=known.get(one.name, "")) for one in more],
    )


def columns(look: Look, form: FindingForm, said: MultiDict[str, str]) -> dict[str, object]:
    """What a draft keeps of the answers. Raises Wrong."""
    facts, errors = fields.read(form.every, said, look.reader.day)
    errors |= _beyond(look, form, facts)
    if errors:
        raise Wrong(errors)
    improves = facts["kind"] == "improvement"
    kept = {
        name: facts.get(name) if improves else None
        for name in ("severity", "action", "impact", "expected", "seen_by", "due_on")
    }
    owner = _owner(look, facts)
    same = {"standard": facts["standard"], "kind": facts["kind"], "text": facts["finding"]}
    return {**same, **kept, "owner_id": owner}


def nudges(look: Look, child: Child | None, finding: DraftFinding) -> list[str]:
    """What could be clearer in a finding, offered and never in the way."""
    if finding.kind != "improvement":
        return []
    said = wording.nudges(
        finding=finding.text,
        action=finding.action or "",
        seen_by=finding.seen_by or "",
        names=_names(look, child, finding.owner),
    )
    return [one.says for one in said]


def dues(look: Look) -> dict[str, str]:
    """When an action of each severity would be due, were it raised now."""
    rulebook = look.reader.rulebook
    amounts = rulebook.newest("audit_action").dates["address"]
    found = {}
    for severity, amount in amounts.items():
        due_at = amount.since(look.clock.now, rulebook.days_for(severity))
        found[severity] = str(look.clock.due(due_at, severity=severity).striptags())
    return found


def is_empty(said: MultiDict[str, str]) -> bool:
    """Whether nothing was typed or chosen for a finding."""
    begun = ("standard", "kind", "severity", "finding", "impact", "action", "seen_by", "expected")
    return not any(said.get(name, "").strip() for name in begun)


def _beyond(look: Look, form: FindingForm, facts: dict[str, Fact]) -> dict[str, str]:
    """What an area to improve needs besides, what a strength cannot have, whose it may be."""
    wrong = {}
    if facts.get("kind") == "improvement":
        wrong = {one.name: one.asks for one in OF_IMPROVEMENTS if not facts.get(one.name)}
        asks_owner = any(one.name == "owner" for one in form.main)
        if asks_owner and not facts.get("owner") and not facts.get("owner_email"):
            wrong["owner"] = NO_OWNER
    elif facts.get("kind") == "strength" and facts.get("action"):
        wrong["action"] = NO_ACTION
    due_on = facts.get("due_on")
    if isinstance(due_on, date) and due_on < look.reader.day:
        wrong["due_on"] = "This date has passed. Choose today or a later day"
    email = facts.get("owner_email")
    if email and str(email).lower() not in look.directory.by_email:
        wrong["owner_email"] = f"Nobody here has the email {email}. Check it"
    return wrong


def _owner(look: Look, facts: dict[str, Fact]) -> PersonId | None:
    email = str(facts.get("owner_email") or facts.get("owner") or "").lower()
    return look.directory.by_email[email].id if email else None


def _known(look: Look, finding: DraftFinding) -> dict[str, str]:
    owner = look.directory.people[finding.owner].email if finding.owner else ""
    return {
        "standard": finding.standard,
        "kind": finding.kind,
        "severity": finding.severity or "",
        "finding": finding.text,
        "impact": finding.impact or "",
        "action": finding.action or "",
        "owner": owner,
        "due_on": typed(finding.due_on) if finding.due_on else "",
        "expected": finding.expected or "",
        "seen_by": finding.seen_by or "",
    }


def _owners(look: Look, child: Child | None) -> tuple[Choice, ...]:
    """Who may own it: the child's practitioner, or who holds their work; then who is near."""
    if child is None:
        return ()
    directory, day = look.directory, look.reader.day
    first = directory.who_holds(child.practitioner, day)
    near = {p.id for p in directory.people.values() if child.team and p.team == child.team}
    near |= {p for p in (child.iro, child.cp_chair) if p is not None}
    here = [directory.people[p] for p in near if p != first and directory.is_here(p, day)]
    others = [Choice(p.email, p.name) for p in sorted(here, key=lambda p: p.name)]
    if first is None:
        return tuple(others)
    return (Choice(directory.people[first].email, directory.people[first].name), *others)


def _names(look: Look, child: Child | None, owner: PersonId | None) -> set[str]:
    """The names that may be meant: of who stands around the child, whole and by first name."""
    return {name for person in _around(look, child, owner) for name in _two(look.name(person))}


def _around(look: Look, child: Child | None, owner: PersonId | None) -> Iterator[PersonId]:
    people = {owner, *((child.practitioner, child.iro, child.cp_chair) if child else ())}
    for person in people - {None}:
        if person is not None:
            yield person
            if manager := look.directory.manager_of(person, look.reader.day):
                yield manager


def _two(name: str) -> tuple[str, str]:
    return name, name.split(maxsplit=1)[0]
