"""Mail trouble: a fault of our own (sign-in, sender, size) that stops letters until it is mended.

Kept for all nodes: after five in a row one of them tries one letter every five minutes.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from closeloop.store import kept

IN_A_ROW = 5
PROBED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Trouble:
    """How often in a row, since when, in which words, and when it is tried again."""

    in_a_row: int
    since_at: datetime
    probe_at: datetime
    why: str

    @property
    def stops_letters(self) -> bool:
        """Whether only a probe goes now and then."""
        return self.in_a_row >= IN_A_ROW


def get(session: Session) -> Trouble | None:
    """The trouble there is."""
    said = kept.get(session, kept.MAIL_TROUBLE)
    if said is None:
        return None
    found = json.loads(said)
    since, probe = (datetime.fromisoformat(found[name]) for name in ("since_at", "probe_at"))
    return Trouble(found["in_a_row"], since, probe, found["why"])


def met(session: Session, why: str, now: datetime) -> Trouble:
    """A letter was not taken because of a fault of ours."""
    before = get(session)
    in_a_row, since = (before.in_a_row + 1, before.since_at) if before else (1, now)
    now_met = Trouble(in_a_row, since, now + PROBED_EVERY, why)
    kept.put(session, kept.MAIL_TROUBLE, json.dumps(asdict(now_met), default=str))
    return now_met


def over(session: Session) -> None:
    """A letter was taken."""
    kept.forget(session, kept.MAIL_TROUBLE)
