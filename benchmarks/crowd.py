"""A crowd of people with open actions, written straight into the tables: a hundred thousand fast.

Each person's actions are copies of those of one audit that the loop itself has raised, so that all
rows are as it would have written them. Their ledger is chained anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.pouring import Values, pour, taken
from closeloop.app import open_house
from closeloop.rules.items import ItemId
from closeloop.rules.people import PersonId, TeamId
from closeloop.store import ledger, people
from closeloop.store.tables import (
    ActionRow,
    AuditRow,
    ChildRow,
    EntryRow,
    FindingRow,
    ItemRow,
    NoticeRow,
    OwnershipRow,
    Row,
    TimerRow,
    table_of,
)
from tests.authority import Authority, settings_at, settle_in

OF_A_TEAM = 10
KEPT = ("unread", "overdue", "past_due")  # three clocks an action; the second tells two people

# Which columns of a copy name something else than in the original, and what.
OWN: Mapping[type[Row], Mapping[str, str]] = {
    AuditRow: {"id": "audit", "child_id": "child"},
    FindingRow: {"id": "finding", "audit_id": "audit", "about_id": "owner"},
    ItemRow: {"id": "item"},
    ActionRow: {
        "item_id": "item",
        "finding_id": "finding",
        "audit_id": "audit",
        "child_id": "child",
        "owner_id": "owner",
    },
    OwnershipRow: {"item_id": "item", "person_id": "owner"},
    EntryRow: {"item_id": "item"},
    TimerRow: {"item_id": "item"},
    NoticeRow: {"item_id": "item", "person_id": "owner"},
}
NUMBERED = {"child": ChildRow, "audit": AuditRow, "finding": FindingRow, "item": ItemRow}


@dataclass(frozen=True, slots=True)
class Holder:
    """One person who holds open actions, and their manager."""

    person: PersonId
    email: str
    manager: PersonId
    team: TeamId
    actions: Sequence[ItemId]


def with_twenty_to_read(url: str) -> None:
    """The small authority, where one person holds twenty actions that wait to be read."""
    _prepare(url, 20)


def with_one_to_read(url: str) -> None:
    """The small authority, where one person holds one action that waits to be read."""
    _prepare(url, 1)


def with_fifty_to_do(url: str) -> None:
    """The small authority, where one person holds fifty that were read and talked over."""
    _prepare(url, 50, ("acknowledge", "amira"), ("discuss", "tia"))


def gather(authority: Authority, actions: int, *, owed: bool = False) -> list[Holder]:
    """Let so many actions be held, by as many people as that takes; who holds which.

    Of all their clocks a few run. What their owners are to hear is `owed`, or told already.
    """
    with authority.database.writing() as session:
        originals = _originals(session, owed=owed)
        begins = {name: _last(session, kind) + 1 for name, kind in NUMBERED.items()}
        holders = _hire(session, authority, actions, originals, begins["item"])
        pour(
            session, table_of(ChildRow), _children(holders, begins["child"], authority.who("iris"))
        )
        for kind in OWN:
            pour(session, table_of(kind), _copies(kind, originals, holders, begins))
    return holders


def _prepare(url: str, held: int, *steps: tuple[str, str]) -> None:
    house = open_house(settings_at(url, Path("var")))
    authority = settle_in(house)
    authority.takes_in()
    for action in authority.raises(*["standard"] * held):
        for step, by in steps:
            authority.takes(action, step, by, note="Agreed")
    house.database.close()


def _originals(session: Session, *, owed: bool) -> dict[type[Row], list[Values]]:
    """The rows of the one audit there is, table by table."""
    of_actions = "IN (SELECT item_id FROM action)"
    found = {}
    for kind in OWN:
        table = table_of(kind)
        where = f"item_id {of_actions}" if "item_id" in table.c else "true"
        found[kind] = taken(session, table, f"id {of_actions}" if kind is ItemRow else where)
    found[TimerRow] = [row for row in found[TimerRow] if row["clock"] in KEPT]
    found[NoticeRow] = [row for row in found[NoticeRow] if owed and row["relation"] == "owner"]
    return found


def _last(session: Session, kind: type[Row]) -> int:
    return session.scalar(select(func.max(table_of(kind).c.id))) or 0


def _hire(
    session: Session,
    authority: Authority,
    actions: int,
    originals: Mapping[type[Row], Sequence[Values]],
    first: int,
) -> list[Holder]:
    """Practitioners in teams of ten, each team with a manager of its own."""
    held = len(originals[ItemRow])
    count = -(-actions // held)
    teams = people.add_teams(session, [f"Crowd {n}" for n in range(-(-count // OF_A_TEAM))])
    sam = authority.who("sam")
    leaders = [_person(f"lead{n}", "team_manager", team, sam) for n, team in enumerate(teams)]
    managers = people.add(session, leaders)
    of_team = [(teams[n // OF_A_TEAM], managers[n // OF_A_TEAM]) for n in range(count)]
    rows = [_person(f"crowd{n}", "practitioner", *team) for n, team in enumerate(of_team)]
    return [
        Holder(
            person,
            row["email"],
            row["manager_id"],
            row["team_id"],
            [ItemId(first + n * held + place) for place in range(held)],
        )
        for n, (person, row) in enumerate(zip(people.add(session, rows), rows, strict=True))
    ]


def _person(name: str, role: str, team: TeamId, manager: PersonId) -> Values:
    email, named = f"{name}@midshire.example", name.title()
    return {
        "email": email, "name": named, "roles": role, "team_id": team, "manager_id": manager
    }  # fmt: skip


def _children(holders: Sequence[Holder], first: int, iro: PersonId) -> Iterator[Values]:
    """A child for each of them."""
    for n, holder in enumerate(holders):
        yield {
            "id": first + n,
            "ref": f"D-{n:06}",
            "status": "cla",
            "team_id": holder.team,
            "practitioner_id": holder.person,
            "iro_id": iro,
            "cp_chair_id": None,
            "restricted": False,
            "change_no": 1,
        }


def _copies(
    kind: type[Row],
    originals: Mapping[type[Row], Sequence[Values]],
    holders: Sequence[Holder],
    begins: Mapping[str, int],
) -> Iterator[Values]:
    """The rows of one table, a copy of the originals for each holder."""
    numbered = {name: originals[NUMBERED[name]] for name in ("audit", "finding", "item")}
    for n, holder in enumerate(holders):
        is_now = {"owner": holder.person, "child": begins["child"] + n}
        shifts = {
            name: begins[name] - rows[0]["id"] + n * len(rows) for name, rows in numbered.items()
        }
        ends: dict[int, str] = {}
        for original in originals[kind]:
            copy = dict(original)
            for column, what in OWN[kind].items():
                copy[column] = is_now[what] if what in is_now else copy[column] + shifts[what]
            if "id" not in OWN[kind]:
                copy.pop("id", None)  # the database counts
            if kind is EntryRow:
                ends[copy["item_id"]] = _chain(copy, ends.get(copy["item_id"], ""))
            yield copy


def _chain(entry: Values, before: str) -> str:
    """Let an entry tell of its own item, and follow from the one before; its hash."""
    head, item, tail = entry["told"].partition('"item":')
    _, comma, rest = tail.partition(",")
    entry["told"] = f"{head}{item}{entry['item_id']}{comma}{rest}"
    entry["hash"] = ledger.digest_of(before, entry["told"])
    return str(entry["hash"])
