"""What becomes of a letter that was tried: sent, tried again, set aside, or given up."""

from datetime import datetime

from closeloop.mail import retry, undelivered
from closeloop.mail.refusals import Misconfigured, NotSent, Refused, Unreachable
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import WorkingDays
from closeloop.store import Session, letters, notices
from closeloop.store.letters import Held


def sent(session: Session, token: str, held: Held, kind: str, now: datetime) -> bool:
    """It was handed over. False where it is another's meanwhile: nothing is changed."""
    tries = held.tries + 1
    return letters.settle(
        session, held.id, token, state="sent", sent_at=now, kind=kind, tries=tries, why=None
    )


def unwritable(
    session: Session, token: str, held: Held, *, why: str, days: WorkingDays, now: datetime
) -> None:
    """It cannot be written: tried again, set aside after some tries; the others go."""
    tries = held.tries + 1
    letters.settle(
        session,
        held.id,
        token,
        state="aside" if tries >= retry.SET_ASIDE_AFTER else "waiting",
        tries=tries,
        again_at=retry.again_at(tries, now, goes=held.goes, days=days),
        why=why,
    )


def failed(
    session: Session, rulebook: Rulebook, token: str, held: Held, *, why: NotSent, now: datetime
) -> None:
    """It was not taken: for good, so that others hear; or for now, and it is tried again.

    A fault of our own never ends it.
    """
    tries, since = held.tries + 1, held.failing_since_at or now
    if isinstance(why, Refused) or (
        isinstance(why, Unreachable) and retry.is_given_up(tries, since, now)
    ):
        lost = notices.of_letters(session, [held.id])[held.id]
        state = "not_delivered"
        if letters.settle(session, held.id, token, state=state, tries=tries, why=str(why)):
            undelivered.tell(session, rulebook, held, lost, now)
        return
    letters.settle(
        session,
        held.id,
        token,
        state="waiting",
        tries=tries,
        failing_since_at=since,
        again_at=_again_at(rulebook, held, tries, why, now),
        why=str(why),
    )


def _again_at(rulebook: Rulebook, held: Held, tries: int, why: NotSent, now: datetime) -> datetime:
    if isinstance(why, Misconfigured):  # mended at any moment: never a long wait
        tries = min(tries, retry.WHILE_MISCONFIGURED)
    later = why if isinstance(why, Unreachable) else None
    return retry.again_at(
        tries,
        now,
        goes=held.goes,
        days=rulebook.days,
        was_asked=later is not None and later.code is not None,
        wait=later.retry_after if later else None,
    )
