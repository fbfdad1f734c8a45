"""What counts as told: notices of a past that was only played. No letter of theirs ever goes."""

from datetime import datetime

from sqlalchemy import case, insert, select, update
from sqlalchemy.orm import Session

from closeloop.store.tables import LetterRow, NoticeRow

DIGEST = "digest"


def settle(session: Session, *, owed_before: datetime, sent_at: datetime) -> None:
    """Settle what waits and was owed before an instant as one letter a person, sent then."""
    waiting = (NoticeRow.state == "waiting", NoticeRow.owed_at < owed_before)
    kinds: dict[int, str] = {}
    for person, letter in session.execute(
        select(NoticeRow.person_id, NoticeRow.letter).where(*waiting).order_by(NoticeRow.id)
    ):
        kinds[person] = DIGEST if person in kinds else letter.partition("_")[0]
    if not kinds:
        return
    rows = [_letter(person, kind, sent_at) for person, kind in kinds.items()]
    made = insert(LetterRow).returning(LetterRow.id, sort_by_parameter_order=True)
    letters = dict(zip(kinds, session.scalars(made, rows), strict=True))
    stands_in = case(letters, value=NoticeRow.person_id)
    session.execute(update(NoticeRow).where(*waiting).values(state="told", letter_id=stands_in))


def _letter(person: int, kind: str, sent_at: datetime) -> dict[str, object]:
    return {
        "message_id": f"<played.{person}.{sent_at:%Y%m%dT%H%M}@midshire.example>",
        "person_id": person,
        "kind": kind,
        "goes": "ordinary",
        "made_at": sent_at,
        "again_at": sent_at,
        "sent_at": sent_at,
        "state": "sent",
        "tries": 1,
    }
