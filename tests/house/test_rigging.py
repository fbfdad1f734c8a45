"""The rigging itself: what the other tests stand on must stand."""

import signal
import smtplib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from email.message import EmailMessage

import psycopg

from tests.databases import Databases, PostgresDatabases
from tests.mail.servers import Postroom
from tests.postgres import Postgres


@contextmanager
def connect(url: str) -> Iterator[sqlite3.Connection | psycopg.Connection]:
    """A connection that is closed again, by the driver alone; the end commits."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file, file:
            yield file
    else:
        with psycopg.connect(url.replace("+psycopg", "")) as session:
            yield session


def one_table(url: str) -> None:
    with connect(url) as connection:
        connection.execute("CREATE TABLE child (ref varchar(20) PRIMARY KEY)")


def holds(url: str) -> list[str]:
    with connect(url) as connection:
        return [ref for (ref,) in connection.execute("SELECT ref FROM child")]


def takes_in(url: str, ref: str) -> None:
    with connect(url) as connection:
        connection.execute(f"INSERT INTO child VALUES ('{ref}')")  # noqa: S608 - words of ours


def test_what_one_test_writes_the_next_does_not_find(databases: Databases) -> None:
    first, second = databases.like(one_table), databases.like(one_table)
    takes_in(first, "C-1001")
    assert (holds(first), holds(second)) == (["C-1001"], [])


def test_a_killed_postgresql_has_kept_what_was_committed(
    postgres: Postgres, of_postgresql: PostgresDatabases
) -> None:
    url = of_postgresql.like(one_table)
    takes_in(url, "C-1001")
    postgres.stop(signal.SIGQUIT)
    postgres.start()
    assert holds(url) == ["C-1001"]
    of_postgresql.forget()


def test_the_mail_server_keeps_what_it_took(mail_url: str, postroom: Postroom) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@x.example", "b@x.example", "Hello"
    host, port = mail_url.removeprefix("smtp://").split(":")
    with smtplib.SMTP(host, int(port)) as post:
        post.send_message(letter)
    assert [taken["Subject"] for taken in postroom.letters()] == ["Hello"]
