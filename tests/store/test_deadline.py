"""By when an answer must be there: the database ends what takes too long, and nothing is kept."""

from collections.abc import Iterator
from threading import Event, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from closeloop.rules.refusals import TooLong
from closeloop.store import deadline
from closeloop.store.database import Database
from tests.authority import Authority

ENDLESS = {
    True: "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n",
    False: "SELECT pg_sleep(60)",
}


@pytest.fixture
def database(authority: Authority) -> Iterator[Database]:
    yield authority.database
    deadline.lift()


def test_a_statement_that_takes_too_long_is_ended(database: Database) -> None:
    deadline.set_in(0.2)
    with database.reading() as session, pytest.raises(OperationalError):
        session.execute(text(ENDLESS[database.is_sqlite]))


def test_nothing_more_is_asked_once_it_is_too_late_and_nothing_is_kept(database: Database) -> None:
    def begin() -> None:
        with database.writing() as session:
            session.execute(text("UPDATE person SET name = 'Changed'"))
            deadline.set_in(-1)
            session.execute(text("SELECT 1"))

    with pytest.raises(TooLong, match=r"^This is taking too long\. Nothing was changed\.$"):
        begin()
    deadline.lift()
    with database.reading() as session:
        assert "Changed" not in session.scalars(text("SELECT name FROM person")).all()


def test_what_was_kept_is_answered_however_late(database: Database) -> None:
    deadline.set_in(60)
    with database.writing() as session:
        session.execute(text("UPDATE person SET name = 'Changed'"))
    assert deadline.seconds_left() is None


def test_what_is_kept_beside_leaves_the_deadline_as_it_was(database: Database) -> None:
    deadline.set_in(60)
    with deadline.apart(), database.writing() as session:
        session.execute(text("SELECT 1"))
    assert deadline.seconds_left() is not None


def test_who_waits_for_another_writer_gives_way_in_time(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("writers do not queue; a statement that waits for a row is ended")
    has_begun, may_end = Event(), Event()

    def writes() -> None:
        with database.writing():
            has_begun.set()
            may_end.wait()

    other = Thread(target=writes)
    other.start()
    has_begun.wait()
    deadline.set_in(0.05)
    with pytest.raises(TooLong), database.writing():
        pass
    another = Database(database.url.render_as_string(hide_password=False))  # as another process
    deadline.set_in(0.05)
    with pytest.raises(TooLong), another.writing():
        pass
    deadline.lift()
    may_end.set()
    other.join()
    with database.writing(), pytest.raises(AssertionError, match="turns are given back"):
        raise AssertionError("turns are given back")
    another.close()
