"""What must hold at every moment, whoever did whatever before: quality's invariants, one by one."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from closeloop.rules.items import Item, ItemId
from closeloop.rules.people import Directory, PersonId
from closeloop.rules.working_days import LONDON, london_day
from closeloop.store import Session, gauges, items, people, sight, verification
from closeloop.store.register import REGISTER
from tests.together import replay
from tests.together.contents import Contents
from tests.together.need_to_know import NeedToKnow

Row = Mapping[str, Any]
CEILING = 20  # working days; hours where it is critical


@dataclass(frozen=True)
class Moment:
    """All that is kept at an instant, and the same as the product reads it."""

    session: Session
    rows: Contents
    now: datetime
    holidays: Collection[date]
    known: int  # the last entry of the ledger that was looked at before

    @cached_property
    def directory(self) -> Directory:
        """Everybody."""
        return people.directory(self.session)

    @cached_property
    def day(self) -> date:
        """The day it is in London."""
        return london_day(self.now)

    @cached_property
    def items(self) -> Mapping[ItemId, Item]:
        """Every item but the register's."""
        ids = [ItemId(row["id"]) for row in self.rows["item"] if row["workflow"] != REGISTER]
        return items.get_many(self.session, ids, sight.whole(), self.day)

    @cached_property
    def open(self) -> list[Item]:
        """Every item that has not ended."""
        ended = {row["id"] for row in self.rows["item"] if row["ended"]}
        return [item for item in self.items.values() if item.id not in ended]

    @cached_property
    def entries(self) -> Mapping[int, list[Row]]:
        """The ledger of each item, oldest first."""
        found: dict[int, list[Row]] = {}
        for row in sorted(self.rows["entry"], key=lambda row: row["seq"]):
            found.setdefault(row["item_id"], []).append(row)
        return found

    def is_working(self, day: date) -> bool:
        """Whether England works on that day."""
        return day.weekday() < 5 and day not in self.holidays


def everything(moment: Moment) -> None:
    """Hold all of it."""
    somebody_here_holds_what_is_open(moment)
    the_ledger_leads_to_the_state(moment)
    everything_open_can_say_which_notice_comes_next(moment)
    every_notice_has_a_cause_and_every_cause_its_notice(moment)
    no_timer_fired_twice(moment)
    no_escalation_takes_longer_than_it_may(moment)
    nobody_had_two_ordinary_letters_in_a_day(moment)


def somebody_here_holds_what_is_open(moment: Moment) -> None:
    """Every open action has an owner who works here, every open escalation a receiver."""
    for item in moment.open:
        holders = item.around.who("owner" if item.level is None else "receiver")
        assert holders, (item.id, "is nobody's")
        assert all(moment.directory.is_here(person, moment.day) for person in holders)


def the_ledger_leads_to_the_state(moment: Moment) -> None:
    """What the entries of an item tell leads to what the tables say of it."""
    stands = {row["id"]: row for row in moment.rows["item"]}
    for item_id, item in moment.items.items():
        replayed = replay.replay(moment.entries[item_id], is_escalation=item.level is not None)
        row = stands[item_id]
        told = (replayed.state, replayed.moves, sorted(replayed.marks), replayed.ended)
        assert told == (row["state"], row["move_no"], sorted(row["marks"].split()), row["ended"])
        if item.level is not None:
            assert replayed.level in (None, item.level)


def every_chain_is_whole(moment: Moment) -> None:
    """Each entry follows from the one before it, by its hash."""
    assert verification.verify(moment.session, Path("no seals here")).broken is None


def ledger(rows: Contents) -> list[tuple[int, str]]:
    """The whole ledger as it was written: only what stands at its end may be new."""
    return sorted((row["id"], row["hash"]) for row in rows["entry"])


def everything_open_can_say_which_notice_comes_next(moment: Moment) -> None:
    """No open item is without a clock that will speak of it."""
    assert gauges.silent(moment.session, limit=None) == []


def every_notice_has_a_cause_and_every_cause_its_notice(moment: Moment) -> None:
    """A notice stands beside an entry of its item; an entry that tells somebody, beside one."""
    owed = Counter(
        (row["item_id"], row["cause"], row["owed_at"])
        for row in moment.rows["notice"]
        if row["item_id"] is not None and row["cause"] != "not_delivered"
    )
    caused = {
        (entry["item_id"], entry["kind"], entry["at"]): entry
        for entries in moment.entries.values()
        for entry in entries
    }
    # what goes to the next on an escalation's route is owed later, because of the same
    causes = {(item, kind) for item, kind, _ in caused}
    assert {(item, cause) for item, cause, _ in owed} <= causes
    for key, entry in caused.items():
        told = json.loads(entry["told"])["facts"].get("told")
        if told is not None:
            assert owed[key] >= len(told), (key, told)
        elif _somebody_hears(moment, entry):
            assert owed[key], key


def _somebody_hears(moment: Moment, entry: Row) -> bool:
    """Whether a step that was just taken is one of which somebody hears: never who took it."""
    item = moment.items.get(ItemId(entry["item_id"]))
    if item is None or entry["id"] <= moment.known:
        return False
    kind = entry["kind"]
    if kind == "raise":
        relations: tuple[str, ...] = ("owner",) if item.level is None else ("receiver",)
    else:
        relations = (*HEARS.get(kind, ()), "qa_lead", "owners_manager", "director", "last_resort")
    hear = next((people for name in relations if (people := item.around.who(name))), ())
    return kind in {"raise", *HEARS} and not set(hear) <= {entry["actor_id"]}


HEARS = {
    "address": ("who_verifies",),
    "challenge": ("who_decides",),
    "return": ("owner",),
    "reopen": ("owner",),
    "pass_up": ("receiver",),
    "go_up": ("receiver",),
    "ask_again": ("receiver",),
}


def no_timer_fired_twice(moment: Moment) -> None:
    """Each timer that fired has one entry, and no entry of a clock is without one."""
    fired = Counter(
        (row["item_id"], row["clock"], row["turn"])
        for row in moment.rows["timer"]
        if row["fired_at"] is not None
    )
    clocks = {row["clock"] for row in moment.rows["timer"]}
    told = Counter(
        (entry["item_id"], entry["kind"], json.loads(entry["told"])["facts"]["turn"])
        for entries in moment.entries.values()
        for entry in entries
        if entry["kind"] in clocks and "ran_out_at" in entry["told"]
    )
    assert fired == told


def no_escalation_takes_longer_than_it_may(moment: Moment) -> None:
    """Twenty working days from its first formal rung, and no date of it is later than that."""
    for row in moment.rows["escalation"]:
        item = moment.items[ItemId(row["item_id"])]
        entries = moment.entries[item.id]
        began = entries[0]["at"]
        if replay.began_informally(entries):
            climbed = (e["at"] for e in entries if e["kind"] in {"escalate", "pass_up"})
            began = next(climbed, None)
        if began is None:
            assert row["ends_at"] is None
            continue
        assert row["ends_at"] <= _ceiling(moment, began, item.severity), item.id
        if item.due_at is not None:
            assert item.due_at <= row["ends_at"], item.id


def _ceiling(moment: Moment, since: datetime, severity: str) -> datetime:
    if severity == "critical":
        return since + timedelta(hours=CEILING)
    day, left = london_day(since), CEILING
    while left:
        day += timedelta(1)
        left -= moment.is_working(day)
    return datetime.combine(day + timedelta(1), datetime.min.time(), LONDON)


def nobody_had_two_ordinary_letters_in_a_day(moment: Moment) -> None:
    """At most one a working day, and what is not critical goes by day alone."""
    sent = [row for row in moment.rows["letter"] if row["sent_at"] is not None]
    for row in sent:
        local = row["sent_at"].astimezone(LONDON)
        assert row["goes"] == "critical" or moment.is_working(local.date()), row["id"]
        assert row["goes"] == "critical" or 7 <= local.hour < 18, row["id"]
    days = Counter(
        (row["person_id"], london_day(row["sent_at"])) for row in sent if row["goes"] == "ordinary"
    )
    assert max(days.values(), default=0) <= 1, days.most_common(1)


def sight_is_what_the_contract_says(moment: Moment, person: PersonId) -> None:
    """What somebody sees is what they need to know, no more and no less."""
    needs = NeedToKnow(moment.directory, moment.day, moment.rows)
    seen = sight.of(moment.directory, person, moment.day)
    for name, ids, expected in _seen(moment, seen, needs, person):
        assert ids == expected, (name, moment.directory.people[person].name)


def _seen(
    moment: Moment, seen: sight.Sight, needs: NeedToKnow, person: PersonId
) -> Iterator[tuple[str, set[int], set[int]]]:
    found = items.seen_among(moment.session, list(moment.items), seen, moment.day)
    actions = {int(one.id) for one in found.values() if one.level is None}
    escalations = {int(one.id) for one in found.values() if one.level is not None}
    yield "actions", actions, needs.actions(person)
    yield "escalations", escalations, needs.escalations(person)
