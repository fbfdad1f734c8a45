"""The people of a small authority, its shipped rules, and items that live in memory."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from closeloop.rehearsal.life import Life
from closeloop.rules import definition
from closeloop.rules.items import Item, ItemId
from closeloop.rules.people import Directory, Person, PersonId
from closeloop.rules.relations import Around, Bearings
from closeloop.rules.rulebook import Rulebook
from tests.rules.england import ENGLAND, at

WORKFLOWS = Path(__file__).parents[2] / "workflows"
AUDIT_ACTION = (WORKFLOWS / "audit_action.toml").read_text(encoding="utf-8")
ESCALATION = (WORKFLOWS / "escalation.toml").read_text(encoding="utf-8")
SHIPPED = {
    (workflow.name, workflow.version): workflow
    for workflow in map(definition.read, (AUDIT_ACTION, ESCALATION))
}
RULES = Rulebook(SHIPPED, ENGLAND)
MONDAY = at(2026, 3, 2)
TODAY = MONDAY.date()

OWNER, MANAGER, SERVICE, HEAD, DIRECTOR, AUDITOR, QA_LEAD, IRO, CHAIR, COLLEAGUE = map(
    PersonId, range(1, 11)
)


def person(
    id_: PersonId,
    *roles: str,
    manager: PersonId | None = None,
    deputy: PersonId | None = None,
    away: bool = False,
    left: bool = False,
) -> Person:
    """Somebody; `away` and `left` are from before anything happens here."""
    return Person(
        id=id_,
        email=f"person{id_}@midshire.example",
        name=f"Person {id_}",
        roles=frozenset(roles),
        manager=manager,
        deputy=deputy,
        absent_from=date(2020, 1, 1) if away else None,
        leaves_on=date(2020, 1, 1) if left else None,
    )


EVERYBODY = (
    person(OWNER, "practitioner", manager=MANAGER),
    person(MANAGER, "team_manager", manager=SERVICE),
    person(SERVICE, "service_manager", manager=HEAD),
    person(HEAD, "head_of_service", manager=DIRECTOR),
    person(DIRECTOR, "director"),
    person(AUDITOR, "auditor", manager=HEAD),
    person(QA_LEAD, "qa_lead", manager=HEAD),
    person(IRO, "iro", manager=HEAD),
    person(CHAIR, "cp_chair", manager=HEAD),
    person(COLLEAGUE, "practitioner", manager=MANAGER),
)
NAMED = Bearings(
    owner=OWNER,
    once_owners=frozenset({OWNER}),
    auditor=AUDITOR,
    practitioner=OWNER,
    iro=IRO,
    status="cla",
)


def directory(*changed: Person, without: Iterable[PersonId] = ()) -> Directory:
    """Everybody, some of them otherwise than usual and some not there."""
    people = {p.id: p for p in (*EVERYBODY, *changed)}
    return Directory(1, {id_: p for id_, p in people.items() if id_ not in set(without)})


def around(
    *changed: Person,
    bearings: Bearings = NAMED,
    day: date = TODAY,
    without: Iterable[PersonId] = (),
) -> Around:
    """Who stands where to an item."""
    return Around(directory(*changed, without=without), bearings, day)


AROUND = around()


def action(severity: str = "standard", *, since: datetime = MONDAY, who: Around = AROUND) -> Life:
    """An audit action, raised by its auditor."""
    draft = Item(ItemId(1), ("audit_action", 1), severity, "raised", 0, 0, who)
    return Life.begun(RULES, draft, by=AUDITOR, at=since)


def discussed(severity: str = "standard", *, since: datetime = MONDAY) -> Life:
    """One that was discussed as soon as it was raised."""
    life = action(severity, since=since)
    life.take("discuss", by=MANAGER, at=since, note="Agreed")
    return life


def addressed(severity: str = "standard", *, since: datetime = MONDAY) -> Life:
    """One that its owner has addressed as soon as it was raised."""
    life = discussed(severity, since=since)
    life.take("address", by=OWNER, at=since, note="Done", evidence="Case note of 2 March")
    return life


def verified(severity: str = "standard", *, since: datetime = MONDAY) -> Life:
    """One that its auditor has verified as soon as it was raised."""
    life = addressed(severity, since=since)
    life.take("verify", by=AUDITOR, at=since, note="Seen")
    return life


def offered(severity: str = "standard", *, since: datetime = MONDAY, who: Around = AROUND) -> Life:
    """Drift that closeloop offers to the independent chair."""
    draft = Item(
        ItemId(2), ("escalation", 1), severity, "waiting", 0, 0, who, marks=frozenset({"offered"})
    )
    return Life.begun(RULES, draft, by=None, at=since)


def escalated(
    severity: str = "standard",
    *,
    since: datetime = MONDAY,
    level: str | None = None,
    by: PersonId = IRO,
    raised_as: str = "iro",
    who: Around = AROUND,
) -> Life:
    """An escalation that a person raises."""
    bearings = replace(who.bearings, raiser=by, raised_as=raised_as)
    stands = Around(who.directory, bearings, who.day)
    draft = Item(ItemId(3), ("escalation", 1), severity, "waiting", 0, 0, stands, level=level)
    return Life.begun(RULES, draft, by=by, at=since)
