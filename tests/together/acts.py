"""What people may do next in the town: each act as a transaction does it, whoever tries."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from closeloop.loop import audits, caseload, escalation, staff, steps, supervision
from closeloop.loop.findings import NewAudit, NewFinding
from closeloop.loop.supervision import OUTCOMES, Discussed, Held
from closeloop.rules.items import Item, ItemId
from closeloop.rules.moves import Fact
from closeloop.rules.people import PersonId
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import london_day
from closeloop.store import Session, children, sight
from tests.together.town import NAMES, Act

ACTION_STEPS = (
    "acknowledge",
    "discuss",
    "address",
    "verify",
    "return",
    "reopen",
    "withdraw",
    "challenge",
    "decide",
    "reassign",
    "ask_for_time",
    "extend",
    "impact",
    "countersign",
)
ESCALATION_STEPS = ("resolve", "direct", "pass_up", "escalate", "close")
RESPONSES = {"resolve": "resolved", "direct": "direction"}
SAID: dict[str, str | None] = {"impact": "Waits", "tried": "Spoke", "asks": "A plan"}


def one_of(several: Sequence[str], number: int) -> str:
    """One of several, by a number of any size."""
    return several[number % len(several)]


def email(number: int | None) -> str | None:
    """The email of one of the people, or none."""
    return None if number is None else f"{one_of(NAMES, number)}@midshire.example"


def audit(
    by: PersonId, child: str, severities: Sequence[str], owner: PersonId | None, now: datetime
) -> Act:
    """Somebody raises an audit, with an action of each severity."""
    findings = tuple(
        NewFinding(
            standard="9.3",
            kind="improvement",
            text=f"Finding {place}",
            severity=severity,
            action="Write it down",
            owner=owner,
        )
        for place, severity in enumerate(severities)
    )
    day = london_day(now)

    def act(session: Session, rulebook: Rulebook) -> None:
        found = audits.child_to_audit(session, child, by=by, day=day)
        new = NewAudit(
            child=found,
            audited_on=day,
            auditor=by,
            activity="case_file_audit",
            findings=findings,
        )
        audits.raise_all(session, rulebook, [new], by=by, now=now)

    return act


def step(item: Item, name: str, by: PersonId, number: int, now: datetime) -> Act:
    """Somebody takes a step on an action, or answers an escalation, or closes it."""
    if item.level is not None:
        return answer(item, name, by, number, now)
    facts = facts_for(name, number, london_day(now))

    def act(session: Session, rulebook: Rulebook) -> None:
        steps.take(session, rulebook, item.id, name, facts, by=by, now=now)

    return act


def answer(item: Item, name: str, by: PersonId, number: int, now: datetime) -> Act:
    """Somebody answers an escalation, takes it further, or closes it."""
    said: dict[str, Fact] = {"note": "Thought about"}
    response = RESPONSES.get(name, "escalate")
    if name == "close":
        said["outcome"] = one_of(("back_on_track", "no_longer_needed", "unresolved"), number)
    elif response == "direction":
        said["by_on"] = london_day(now) + timedelta(number % 12)
    elif response == "escalate" and number % 4 == 0:
        said |= {"level": "director", "reason": "Above them"}

    def act(session: Session, rulebook: Rulebook) -> None:
        if name == "tell_cafcass":
            escalation.tell_cafcass(session, rulebook, item.id, by=by, now=now)
        elif name == "close":
            escalation.close(session, rulebook, item.id, said, by=by, now=now)
        else:
            escalation.respond(session, rulebook, item.id, response, said, by=by, now=now)

    return act


def facts_for(step: str, number: int, today: date) -> dict[str, Fact]:
    """What a step needs, and now and then not all of it."""
    later = today + timedelta(1 + number % 30)
    decision = one_of(("stands", "reworded", "withdrawn"), number)
    difference = one_of(("yes", "too_early", "no"), number)
    given: dict[str, dict[str, Fact]] = {
        "discuss": {"note": "Agreed"},
        "address": {"note": "Done", "evidence": "Case note"},
        "verify": {"note": "Seen"},
        "return": {"reason": "Missing"},
        "reopen": {"reason": "Gone again"},
        "withdraw": {"reason": "Twice"},
        "challenge": {"reason": "Not so"},
        "decide": {"decision": decision, "reason": "Read"},
        "reassign": {"owner_email": email(number), "reason": "Moved"},
        "ask_for_time": {"due_on": later, "reason": "Court"},
        "extend": {"due_on": later, "reason": "Court"},
        "impact": {"difference": difference, "note": "Said so"},
        "countersign": {"note": "Seen"},
    }
    facts = given.get(step, {})
    if facts.get("decision") == "reworded":
        facts["finding"] = "Better words"
    if facts.get("difference") == "too_early":
        facts["ask_again_on"] = later
    if facts and number % 10 == 0:
        facts.popitem()
    return facts


def supervise(
    supervisee: PersonId, own: Sequence[Item], numbers: Sequence[int], by: PersonId, now: datetime
) -> Act:
    """A supervision is logged of some of what somebody owns, with all sorts of outcomes."""
    today = london_day(now)
    entries = tuple(
        Discussed(
            action=item.id,
            outcome=one_of(OUTCOMES, number),
            note="Talked" if number % 7 else None,
            agreed_due_on=today + timedelta(number % 40) if number % 3 == 0 else None,
        )
        for item, number in zip(own, numbers, strict=False)
    )
    held = Held(supervisee=supervisee, held_on=today, kind="one_to_one", entries=entries)

    def act(session: Session, rulebook: Rulebook) -> None:
        supervision.log(session, rulebook, held, by=by, now=now)

    return act


def escalate(
    by: PersonId, action: ItemId | None, child: str | None, level: str | None, now: datetime
) -> Act:
    """Somebody raises an escalation, about an action or about a child."""
    said = SAID | ({"level": level, "reason": "So high"} if level else {})

    def act(session: Session, rulebook: Rulebook) -> None:
        escalation.raise_one(
            session, rulebook, said, by=by, now=now, action=action, child_ref=child
        )

    return act


def change_person(person: PersonId, changes: staff.Changes, now: datetime) -> Act:
    """The operator changes somebody."""

    def act(session: Session, _: Rulebook) -> None:
        staff.change(session, person, changes, now=now)

    return act


def change_child(ref: str, changes: caseload.Changes, now: datetime) -> Act:
    """The operator changes a child."""

    def act(session: Session, _: Rulebook) -> None:
        child = children.get(session, ref, sight.whole(), to_change=True)
        caseload.change(session, child, changes, now=now)

    return act
