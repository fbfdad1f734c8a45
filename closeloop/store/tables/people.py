"""People, teams, and how people sign in."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from closeloop.store.tables.base import Row


class DirectoryRow(Row):
    """One row of two numbers, each raised with every change to what it counts."""

    __tablename__ = "directory"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]  # people and teams
    rules_number: Mapped[int] = mapped_column(default=0)  # workflows and calendar


class TeamRow(Row):
    """A team, and the one above it."""

    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    changed_no: Mapped[int] = mapped_column(index=True)  # the staff list's number then


class PersonRow(Row):
    """A colleague. `absent_to` and `leaves_on` are last days."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)  # ASCII lower case
    name: Mapped[str]
    roles: Mapped[str]  # separated by a space
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    absent_from: Mapped[date | None]
    absent_to: Mapped[date | None]
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    leaves_on: Mapped[date | None]
    changed_no: Mapped[int] = mapped_column(index=True)


class PasswordRow(Row):
    """What somebody signs in with, as argon2id keeps it."""

    __tablename__ = "password"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hash: Mapped[str]
    set_at: Mapped[datetime]


class SignInRow(Row):
    """Somebody signed in: ended by signing out, a new password, leaving, or time."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(unique=True)  # of the id in the cookie, never the id
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    method: Mapped[str]  # password, code, council, link, made_up
    device: Mapped[str]  # "Firefox on Windows": what the browser says it is, in two words
    begun_at: Mapped[datetime]
    used_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SecondFactorRow(Row):
    """The app that shows somebody's codes: what it shares with us, sealed; no code works twice."""

    __tablename__ = "second_factor"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    sealed: Mapped[str]
    set_at: Mapped[datetime]
    last_step: Mapped[int]  # of thirty seconds since 1970: the newest whose code was taken


class LinkRow(Row):
    """A link to sign in by for the first time or again: good once, of which the hash is kept."""

    __tablename__ = "sign_in_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    until_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInTryRow(Row):
    """A sign-in that was refused: ten in fifteen minutes slow an account or an address."""

    __tablename__ = "sign_in_try"
    id: Mapped[int] = mapped_column(primary_key=True)
    whose: Mapped[str] = mapped_column(index=True)  # a digest of the email or the address
    at: Mapped[datetime] = mapped_column(index=True)


class TokenRow(Row):
    """An API token, of which only the hash is kept."""

    __tablename__ = "token"
    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
