"""What a tick does, each part safe to repeat: fire what is due, compose, send, keep house."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from closeloop.house import House
from closeloop.loop import lapses
from closeloop.loop.lapses import Fired
from closeloop.mail.carriers import carrier_for
from closeloop.mail.compose import Composed, compose_all
from closeloop.mail.office import Office
from closeloop.mail.post import Sent, never, send_all
from closeloop.mail.refusals import WrongMail
from closeloop.rules.refusals import NotReady
from closeloop.store import answered, seals

Stopping = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Done:
    """What one tick came to, as `tick --json` says it."""

    timers_fired: int = 0
    reminders: int = 0
    escalations: int = 0
    digests: int = 0
    emails_sent: int = 0
    emails_failed: int = 0


def tick(
    house: House,
    *,
    clock: Callable[[], datetime] | None = None,
    deliver: bool = True,
    stopping: Stopping = never,
) -> Done:
    """Do all the work that is due by the clock, once; without delivering, letters stay owed."""
    clock = clock or house.now
    now = clock()
    post_office = office(house, clock) if deliver else None
    fired = fire(house, now, stopping)
    composed, sent = Composed(), Sent()
    if post_office is not None:
        composed = compose_all(post_office, now)
        sent = send_all(post_office, stopping=stopping)
    keep_house(house, now)
    return Done(
        timers_fired=fired.timers,
        reminders=fired.reminders,
        escalations=fired.escalations,
        digests=composed.digests,
        emails_sent=sent.sent,
        emails_failed=sent.failed,
    )


def fire(house: House, now: datetime, stopping: Stopping = never) -> Fired:
    """Fire every timer that is due, each batch in a transaction of its own."""
    fired = Fired()
    while not stopping():
        with house.database.writing() as session:
            batch = lapses.fire_due(session, house.rulebook(session), now)
        fired += batch
        if not batch.taken:
            break
    return fired


def office(house: House, clock: Callable[[], datetime]) -> Office:
    """The post office of a house. Raises NotReady for a mail setting that cannot be used."""
    settings = house.settings
    try:
        carrier = carrier_for(
            settings.mail,
            sent_from=settings.mail_from,
            notify_key=settings.notify_key,
            notify_template=settings.notify_template,
            clock=clock,
        )
    except WrongMail as wrong:
        raise NotReady(str(wrong)) from wrong
    return Office(
        database=house.database,
        rulebook=house.rulebook,
        carrier=carrier,
        now=clock,
        sent_from=settings.mail_from,
        base_url=settings.base_url,
        authority=settings.authority,
    )


def keep_house(house: House, now: datetime) -> None:
    """Seal the day, and let go of what is kept no longer."""
    seals.keep_up(house.database, now, house.settings.seals)
    with house.database.writing() as session:
        answered.forget_past(session, now)
