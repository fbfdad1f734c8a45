"""Amend findings that a file has corrected, while nobody has acted on them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from closeloop.loop import escalation
from closeloop.rules import amendment
from closeloop.rules.amendment import AMENDED, RAISE, Change
from closeloop.rules.items import Item, ItemId
from closeloop.rules.moves import Fact
from closeloop.rules.people import Person, PersonId
from closeloop.rules.refusals import NotNow
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import london_day
from closeloop.store import Session, audits, items, ledger, people, record, register, sight
from closeloop.store.audits import FindingId
from closeloop.store.ledger import CLOSELOOP


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A finding with what is different about it; None: as it was. A strength has no `item`."""

    finding: FindingId
    item: ItemId | None
    said: Mapping[str, str]  # by the row of the file, all of it
    severity: str | None = None
    owner: PersonId | None = None
    due_on: date | None = None
    action: str | None = None
    impact: str | None = None
    expected: str | None = None
    seen_by: str | None = None


def acted_on(session: Session, actions: Collection[ItemId]) -> frozenset[ItemId]:
    """Those of the actions on which somebody has taken a step: they are amended no more."""
    return ledger.acted_on(session, actions, but=(RAISE, AMENDED))


def amend_all(
    session: Session,
    rulebook: Rulebook,
    amendments: Sequence[Amendment],
    *,
    by: Person | None,
    now: datetime,
    actor: str = CLOSELOOP,
) -> None:
    """Amend findings, with an entry for each. By nobody: `actor`.

    Raises NotNow where somebody has acted on one, MovedOn where somebody does meanwhile.
    """
    day = london_day(now)
    actions = [one.item for one in amendments if one.item is not None]
    for item_id in acted_on(session, actions):
        raise NotNow(item_id)
    found = items.get_many(session, actions, sight.whole(), day)
    for one in amendments:
        if one.item is None:
            _amend_strength(session, one, by=by, now=now)
        else:
            _amend_action(session, rulebook, one, found[one.item], by=by, now=now, actor=actor)


def _amend_action(
    session: Session,
    rulebook: Rulebook,
    one: Amendment,
    item: Item,
    *,
    by: Person | None,
    now: datetime,
    actor: str,
) -> None:
    change = Change(severity=one.severity, owner=one.owner, due_on=one.due_on)
    facts = _facts(session, one, item)
    who = by.id if by else None
    made = amendment.amend(rulebook, item, change, by=who, at=now, facts=facts)
    record.move(session, made, actor=actor)
    escalation.follow(session, rulebook, made)
    finding: dict[str, object] = {"said": one.said}
    if one.severity:
        finding["severity"] = one.severity
    if one.owner:
        finding["about_id"] = one.owner
    audits.change_finding(session, one.finding, **finding)
    words = {"text": one.action, **_words(one)}
    columns: dict[str, object] = {name: said for name, said in words.items() if said is not None}
    audits.change_action(session, item.id, **columns, first_due_at=made.due_at)


def _amend_strength(session: Session, one: Amendment, *, by: Person | None, now: datetime) -> None:
    """Whose good work it was."""
    columns: dict[str, object] = {"said": one.said}
    if one.owner:
        columns["about_id"] = one.owner
    audits.change_finding(session, one.finding, **columns)
    whose = people.directory(session).people[one.owner].email if one.owner else None
    facts: dict[str, Fact] = {"strength": one.finding, "owner_email": whose}
    register.note(session, AMENDED, facts, now=now, by=by)


def _facts(session: Session, one: Amendment, item: Item) -> dict[str, Fact]:
    """What the ledger keeps: what is different, and what a severity and an owner were."""
    known = people.directory(session).people
    facts: dict[str, Fact] = {"action": one.action, **_words(one), "due_on": one.due_on}
    if one.severity:
        facts |= {"severity": one.severity, "severity_was": item.severity}
    if one.owner:
        before = item.around.bearings.owner
        was = known[before].email if before is not None else None
        facts |= {"owner_email": known[one.owner].email, "owner_was": was}
    return {name: value for name, value in facts.items() if value is not None}


def _words(one: Amendment) -> dict[str, str | None]:
    return {"impact": one.impact, "expected": one.expected, "seen_by": one.seen_by}
