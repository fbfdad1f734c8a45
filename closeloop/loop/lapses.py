"""What happens when a clock runs out and nobody has acted."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from closeloop.loop import escalation
from closeloop.rules.items import Item, ItemId
from closeloop.rules.moves import Lapse
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import london_day
from closeloop.store import Session, items, record, sight, timers
from closeloop.store.savepoints import savepoint
from closeloop.store.timers import Due

PUT_OFF = timedelta(minutes=5)  # after which a clock that could not be worked out is tried again
REMINDERS = frozenset({"reminder", "reminder_unread", "overdue"})

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fired:
    """What one batch came to."""

    timers: int = 0
    reminders: int = 0
    escalations: int = 0
    taken: int = 0  # those put off too: while any are taken, more may be due

    def __add__(self, other: "Fired") -> "Fired":
        """Both together."""
        return Fired(
            self.timers + other.timers,
            self.reminders + other.reminders,
            self.escalations + other.escalations,
            self.taken + other.taken,
        )


def fire_due(session: Session, rulebook: Rulebook, now: datetime) -> Fired:
    """Take one batch of due timers and record what follows; nothing taken means nothing is due.

    A clock that cannot be worked out, or what follows from it recorded, is put off; the others
    go on: they are taken one by one where all of them together cannot be recorded.
    """
    due = timers.take_due(session, now)
    if not due:
        return Fired()
    try:
        with savepoint(session):
            fired = _fire(session, rulebook, due, now)
    except Exception:
        log.exception("a batch of clocks could not be recorded at once")
        alone = (_fire_alone(session, rulebook, one, now) for one in due)
        fired = sum(alone, Fired())
    return replace(fired, taken=len(due))


def _fire(session: Session, rulebook: Rulebook, due: Sequence[Due], now: datetime) -> Fired:
    found = items.seen_among(session, {one.item_id for one in due}, sight.whole(), london_day(now))
    ran_out = [lapse for one in due if (lapse := _worked_out(session, rulebook, found, one, now))]
    told, takes = _apart(ran_out)
    record.lapses(session, told)
    offered = escalation.offer(session, rulebook, [o.item for o in told if o.found], now)
    went_up = _go_on(session, rulebook, takes, now)
    reminders = sum(n.letter in REMINDERS for lapse in told for n in lapse.notices)
    return Fired(len(ran_out), reminders, offered + went_up)


def _fire_alone(session: Session, rulebook: Rulebook, one: Due, now: datetime) -> Fired:
    """Fire one timer in a savepoint of its own, or put it off."""
    try:
        with savepoint(session):
            return _fire(session, rulebook, [one], now)
    except Exception:
        log.exception("a clock could not be recorded", extra={"timer": one.timer.id})
        timers.put_off(session, one.timer.id, now + PUT_OFF)
        return Fired()


def _apart(ran_out: Sequence[Lapse]) -> tuple[list[Lapse], list[Lapse]]:
    """Lapses of which people are told, and those on which closeloop itself takes a step."""
    return [o for o in ran_out if not o.takes], [o for o in ran_out if o.takes]


def _worked_out(
    session: Session, rulebook: Rulebook, found: Mapping[ItemId, Item], due: Due, now: datetime
) -> Lapse | None:
    try:
        return rulebook.lapse(found[due.item_id], due.timer, now)
    except Exception:
        log.exception("a clock could not be worked out", extra={"timer": due.timer.id})
        timers.put_off(session, due.timer.id, now + PUT_OFF)
        return None


def _go_on(session: Session, rulebook: Rulebook, takes: Sequence[Lapse], now: datetime) -> int:
    """Take the steps that follow by themselves, at most one an item; the first stands."""
    record.lapses(session, takes)
    once = Counter[int]()
    for lapse in takes:
        if not once[lapse.item.id]:
            once[lapse.item.id] += 1
            escalation.go_on(
                session, rulebook, lapse.item, str(lapse.takes), now=now, since=lapse.due_at
            )
    return len(once)
