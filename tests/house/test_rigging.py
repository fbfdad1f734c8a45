"""The rigging itself: what the other tests stand on must stand."""

import signal
import smtplib
import sqlite3
from collections.abc import Callable
from email.message import EmailMessage

import psycopg
import pytest

from tests.mail.servers import Postroom
from tests.postgres import Postgres

SCHEMA = "CREATE TABLE child (ref varchar(20) PRIMARY KEY)"


def connect(url: str) -> sqlite3.Connection | psycopg.Connection:
    if url.startswith("sqlite"):
        return sqlite3.connect(url.removeprefix("sqlite:///"))
    return psycopg.connect(url.replace("+psycopg", ""))


@pytest.fixture(scope="session")
def upgrade() -> Callable[[str], None]:
    """A schema of one table: what is tried here is the rigging, not the schema."""

    def made(url: str) -> None:
        connection = connect(url)
        connection.execute(SCHEMA)
        connection.commit()
        connection.close()

    return made


@pytest.mark.parametrize("test", ["one", "the next"])
def test_each_test_finds_a_fresh_database_at_the_newest_schema(
    database_url: str, test: str
) -> None:
    connection = connect(database_url)
    assert connection.execute("SELECT ref FROM child").fetchall() == []
    connection.execute(f"INSERT INTO child VALUES ('{test}')")  # noqa: S608 - two words of ours
    connection.commit()
    connection.close()


def test_a_killed_postgresql_has_kept_what_was_committed(
    postgres: Postgres, postgresql_url: str
) -> None:
    with connect(postgresql_url) as connection:
        connection.execute("INSERT INTO child VALUES ('C-1001')")
        connection.commit()
    postgres.stop(signal.SIGQUIT)
    postgres.start()
    with connect(postgresql_url) as connection:
        assert connection.execute("SELECT ref FROM child").fetchall() == [("C-1001",)]


def test_the_mail_server_keeps_what_it_took(mail_url: str, postroom: Postroom) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@x.example", "b@x.example", "Hello"
    host, port = mail_url.removeprefix("smtp://").split(":")
    with smtplib.SMTP(host, int(port)) as post:
        post.send_message(letter)
    assert [taken["Subject"] for taken in postroom.letters] == ["Hello"]
