"""The post: hold a batch of letters, hand each over with nothing open in the database, settle it.

At least once: a process that dies between handing over and settling leaves a letter that another
hands over again, under the same Message-ID.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from closeloop.mail import holders, outcome
from closeloop.mail.messages import Letter
from closeloop.mail.office import Office
from closeloop.mail.refusals import Misconfigured, NotSent, Unreachable
from closeloop.mail.writing import Written, write
from closeloop.rules import noise
from closeloop.store import kept, letters, notices, trouble
from closeloop.store.letters import BATCH, Held

LEASE = timedelta(minutes=5)
RENEWED_BELOW = timedelta(minutes=3)  # of the lease: more than the longest letter takes
FRESH = timedelta(minutes=1)  # how long what was judged may be handed over without another look

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """What sending came to: letters handed over, and tries that failed."""

    sent: int = 0
    failed: int = 0

    def __add__(self, other: "Sent") -> "Sent":
        """Both together."""
        return Sent(self.sent + other.sent, self.failed + other.failed)


def never() -> bool:
    """Nobody asks this process to stop."""
    return False


def send_all(office: Office, *, stopping: Callable[[], bool] = never) -> Sent:
    """Send every letter that may go now, batch by batch, until none is left or none gets through.

    `stopping` is asked between letters; what is held and not sent then is let go of.
    """
    _free_the_dead(office)
    total = Sent()
    while not stopping():
        token, now = holders.new_token(), office.now()
        held = _hold(office, token, now)
        if not held:
            break
        batch = _Batch(office, token, held, now + LEASE, stopping)
        total += batch.send()
        if batch.halted:
            break
    return total


def _free_the_dead(office: Office) -> None:
    with office.database.reading() as session:
        gone = holders.gone(letters.holders(session))
    if gone:
        with office.database.writing() as session:
            letters.free(session, gone)


def _hold(office: Office, token: str, now: datetime) -> list[Held]:
    """The letters to send now: none while they are held back, one where only a probe may go."""
    with office.database.reading() as session:
        urgent_only = not noise.is_open(now, office.rulebook(session).days)
        met = trouble.get(session)
        stopped = met is not None and met.stops_letters
        if kept.get(session, kept.LETTERS_HELD) or (stopped and met and now < met.probe_at):
            return []
        if not letters.anything_due(session, now, urgent_only=urgent_only):
            return []
    with office.database.writing() as session:
        return letters.hold(
            session,
            token,
            now=now,
            until=now + LEASE,
            urgent_only=urgent_only,
            limit=1 if stopped else BATCH,
        )


class _Batch:
    """Letters that this process holds, from the first to the last that it could hand over."""

    def __init__(
        self,
        office: Office,
        token: str,
        held: Sequence[Held],
        held_until: datetime,
        stopping: Callable[[], bool],
    ) -> None:
        self.halted = False  # nothing gets through now, so the next batch would not either
        self._office, self._token, self._stopping = office, token, stopping
        self._waiting, self._held_until = list(held), held_until
        self._written, self._written_at = Written(), datetime.min.replace(tzinfo=held_until.tzinfo)
        self._done = Sent()

    def send(self) -> Sent:
        """Hand over what may go, each settled by itself; let go of the rest."""
        try:
            with self._office.carrier as carrier:
                while (letter := self._next()) is not None:
                    held, words = letter
                    try:
                        carrier.send(words)
                    except NotSent as why:
                        self._failed(held, why)
                    except Exception as fault:
                        log.exception("a letter was not sent", extra={"letter": held.id})
                        self._failed(
                            held, Unreachable(f"It was not sent ({type(fault).__name__}).")
                        )
                    else:
                        self._sent(held, words)
        finally:
            self._let_go()
        return self._done

    def _next(self) -> tuple[Held, Letter] | None:
        """The next letter that is true, written and still ours to send."""
        while self._waiting and not self.halted and not self._stopping():
            now = self._office.now()
            if now - self._written_at > FRESH:
                self._write(now)
            if self._held_until - now < RENEWED_BELOW:
                self._renew(now)
            if not self._waiting:
                break
            held = self._waiting.pop(0)
            if (words := self._written.letters.get(held.id)) is not None:
                return held, words
        return None

    def _write(self, now: datetime) -> None:
        with self._office.database.reading() as session:
            written = write(session, self._office, self._waiting, now)
        self._written, self._written_at = written, now
        left = [h for h in self._waiting if h.id in written.letters]
        if len(left) == len(self._waiting) and not (written.dropped or written.given_back):
            return
        with self._office.database.writing() as session:
            notices.drop(session, written.dropped)
            notices.give_back(session, written.given_back, now)
            for held in self._waiting:
                if held.id in written.empty:
                    letters.settle(session, held.id, self._token, state="dropped")
                elif why := written.unwritable.get(held.id):
                    days = self._office.rulebook(session).days
                    outcome.unwritable(session, self._token, held, why=why, days=days, now=now)
                    self._done += Sent(failed=1)
        self._waiting = left

    def _renew(self, now: datetime) -> None:
        """Hold what is left for longer; what another node has taken since is theirs."""
        until = now + LEASE
        with self._office.database.writing() as session:
            ours = letters.renew(session, self._token, [h.id for h in self._waiting], until)
        self._waiting, self._held_until = [h for h in self._waiting if h.id in ours], until

    def _sent(self, held: Held, words: Letter) -> None:
        now = self._office.now()
        with self._office.database.writing() as session:
            ours = outcome.sent(session, self._token, held, words.kind, now)
            if not self._done.sent:
                trouble.over(session)
        self._done += Sent(sent=1) if ours else Sent()
        self.halted = not ours  # our time was over: what we still hold is another's too

    def _failed(self, held: Held, why: NotSent) -> None:
        """Settle a letter that was not taken, and those that would meet the same."""
        now = self._office.now()
        self._done += Sent(failed=1)
        self.halted = why.ends_batch
        with self._office.database.writing() as session:
            rulebook = self._office.rulebook(session)
            if isinstance(why, Misconfigured):
                self.halted |= trouble.met(session, str(why), now).stops_letters
            failed = [held]
            if why.ends_batch and isinstance(why, Unreachable):
                failed, self._waiting = [held, *self._waiting], []
            for one in failed:
                outcome.failed(session, rulebook, self._token, one, why=why, now=now)

    def _let_go(self) -> None:
        if self._waiting:
            with self._office.database.writing() as session:
                letters.put_back(session, self._token, self._waiting)
