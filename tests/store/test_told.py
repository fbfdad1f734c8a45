"""What a played past owed counts as told: in one letter a person, which never goes again."""

from datetime import timedelta

from sqlalchemy import select

from closeloop.store import told
from closeloop.store.tables import LetterRow, NoticeRow
from tests.authority import MONDAY, Authority

TUESDAY = MONDAY + timedelta(days=1)


def letters(authority: Authority) -> list[tuple[str, str]]:
    with authority.database.reading() as session:
        found = session.execute(select(LetterRow.kind, LetterRow.state).order_by(LetterRow.id))
        return [(kind, state) for kind, state in found]


def test_everybody_has_one_letter_of_the_most_that_it_tells(authority: Authority) -> None:
    authority.takes_in()
    authority.raises("standard", "standard", owner="amira")
    authority.raises("standard", owner="ben")
    with authority.database.writing() as session:
        told.settle(session, owed_before=TUESDAY, sent_at=TUESDAY)
    assert letters(authority) == [("digest", "sent"), ("acknowledge", "sent")]


def test_what_is_owed_later_waits(authority: Authority) -> None:
    authority.takes_in()
    authority.raised()
    authority.raised(at=TUESDAY)
    with authority.database.writing() as session:
        told.settle(session, owed_before=TUESDAY, sent_at=TUESDAY)
        states = list(session.scalars(select(NoticeRow.state).order_by(NoticeRow.id)))
    assert states == ["told", "waiting"]


def test_where_nothing_waits_nothing_is_made(authority: Authority) -> None:
    with authority.database.writing() as session:
        told.settle(session, owed_before=TUESDAY, sent_at=TUESDAY)
    assert letters(authority) == []
