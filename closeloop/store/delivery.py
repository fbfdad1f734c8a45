"""Delivery: what waits in the outbox and why, and what a person does about it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, text, update
from sqlalchemy.orm import Session

from closeloop.rules.people import PersonId
from closeloop.store.letters import TO_GO
from closeloop.store.notices import WAITING
from closeloop.store.tables import LetterRow, NoticeRow, PersonRow

LISTED = 200
FAILED = ("aside", "not_delivered")
# Written out, as the conditions of the indexes are.
LOST = text("letter.state IN ('aside', 'not_delivered')")
NOTICE_ASIDE = text("notice.state = 'aside'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """How one letter fares. It says to whom and why not, never what it is about."""

    id: int
    to: str
    kind: str
    state: str
    made_at: datetime
    again_at: datetime
    tries: int
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How delivery stands: letters that have not gone, by state; notices; the longest wait."""

    letters: dict[str, int]
    notices_waiting: int
    notices_aside: int
    waiting_since_at: datetime | None


def fates(session: Session, *, failed: bool = False, most: int = LISTED) -> list[Fate]:
    """The letters that have not gone, newest first; those that failed alone where asked."""
    found = (
        select(LetterRow, PersonRow.email)
        .join(PersonRow, PersonRow.id == LetterRow.person_id)
        .where(LOST if failed else or_(TO_GO, LOST))
        .order_by(LetterRow.id.desc())
        .limit(most)
    )
    return [
        Fate(
            id=row.id,
            to=email,
            kind=row.kind,
            state=row.state,
            made_at=row.made_at,
            again_at=row.again_at,
            tries=row.tries,
            why=row.why,
        )
        for row, email in session.execute(found)
    ]


def not_delivered_to(session: Session, person: PersonId) -> list[tuple[int, datetime]]:
    """The letters that did not reach somebody, for them to read of in the app: id, when made."""
    lost = (LetterRow.person_id == person, LetterRow.state == "not_delivered")
    found = select(LetterRow.id, LetterRow.made_at).where(*lost).order_by(LetterRow.id.desc())
    return [(row.id, row.made_at) for row in session.execute(found.limit(LISTED))]


def standing(session: Session) -> Standing:
    """How delivery stands, for pages and metrics. It counts; it reads no name."""
    letters = {
        state: count
        for which in (TO_GO, LOST)
        for state, count in session.execute(
            select(LetterRow.state, func.count()).where(which).group_by(LetterRow.state)
        )
    }
    aside = select(func.count()).where(NOTICE_ASIDE).select_from(NoticeRow)
    waiting = select(func.count()).where(WAITING).select_from(NoticeRow)
    return Standing(
        letters=letters,
        notices_waiting=session.scalar(waiting) or 0,
        notices_aside=session.scalar(aside) or 0,
        waiting_since_at=session.scalar(select(func.min(LetterRow.made_at)).where(TO_GO)),
    )


def last_sent_at(session: Session) -> datetime | None:
    """When a mail server last took a letter, of those that were made last."""
    newest = select(LetterRow.sent_at).order_by(LetterRow.id.desc()).limit(LISTED).subquery()
    at: datetime | None = session.scalar(select(func.max(newest.c.sent_at)))
    return at


def resend(session: Session, letter: int, now: datetime) -> bool:
    """Try a letter again that was set aside, refused or waits; False where there is none such."""
    again = (LetterRow.id == letter, LetterRow.state.in_(("waiting", *FAILED)))
    values = {"state": "waiting", "again_at": now, "tries": 0, "failing_since_at": None}
    tried = update(LetterRow).where(*again).values(**values).returning(LetterRow.id)
    if session.scalar(tried) is None:
        return False
    stands = (NoticeRow.letter_id == letter, NoticeRow.state == "not_delivered")
    session.execute(update(NoticeRow).where(*stands).values(state="in_letter"))
    return True
