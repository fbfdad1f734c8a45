"""Commands about people: adding them, their passwords, their tokens."""

import sys
from dataclasses import asdict
from typing import Any

import click

from closeloop.app import House
from closeloop.cli.frame import Told, answers
from closeloop.loop import access, links, passwords, staff
from closeloop.rules.day_words import time_words
from closeloop.rules.people import ROLES, Person
from closeloop.rules.refusals import NotReady
from closeloop.store import Session, people, tokens


@click.group()
def person() -> None:
    """Add people, set passwords, make links to sign in by."""


@person.command("add")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", "roles", required=True, multiple=True, help=f"One of {', '.join(ROLES)}.")
@click.option("--team")
@click.option("--manager", metavar="EMAIL", help="Their line manager.")
@answers()
def add(house: House, /, email: str, name: str, **said: Any) -> Told:  # noqa: ANN401 - as click reads them
    """Add a person."""
    entered = staff.Entered(
        email=email,
        name=name,
        roles=said["roles"],
        team=said["team"],
        manager_email=said["manager"],
    )
    with house.database.writing() as session:
        staff.add(session, entered, now=house.now())
    return Told({"email": entered.email.lower()}, f"Added {name} ({email}).")


@person.command("password")
@click.argument("email")
@answers()
def password(house: House, email: str) -> Told:
    """Set a password, read from the terminal or from standard input."""
    typed = _typed_password()
    with house.database.writing() as session:
        found = people.directory(session).by_email.get(email.strip().lower())
        authority = house.settings.authority
        passwords.put(session, found, email, typed, authority=authority, now=house.now())
    words = f"{email} has a new password, and is signed out everywhere."
    return Told({"email": email.strip().lower()}, words)


@person.command("link")
@click.argument("email")
@answers()
def link(house: House, email: str) -> Told:
    """Print a link to hand over, alone on the last line: good once, for 30 minutes.

    Whoever opens it chooses a password and sets up the app that shows their codes. Earlier links
    end; what the person signed in with before ends when this one is used.
    """
    with house.database.writing() as session:
        found = people.directory(session).by_email.get(email.strip().lower())
        made = links.make(session, found, email, now=house.now())
    address = links.address(house.settings.base_url, made.secret)
    words = f"Hand this to {email} yourself; it is good once, until {time_words(made.until_at)}:"
    told = {"link": address, "until_at": made.until_at.isoformat()}
    return Told(told, f"{words}\n{address}")


def _typed_password() -> str:
    """What was typed, asked twice where a person types; one line of standard input otherwise."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return typed


@click.command()
@click.argument("email")
@click.option("--list", "listed", is_flag=True, help="List the person's tokens that are good.")
@click.option("--revoke", metavar="ID", type=int, help="End one of them, by the id in the list.")
@answers()
def token(house: House, /, email: str, *, listed: bool, revoke: int | None) -> Told:
    """Print a new API token for a person, alone on the last line. Earlier ones stay valid."""
    if listed or revoke is not None:
        return _revoked(house, email, revoke) if revoke is not None else _tokens(house, email)
    now = house.now()
    with house.database.writing() as session:
        found = people.directory(session).by_email.get(email.strip().lower())
        made = access.make_token(session, found, email, now=now)
    words = f"A token for {email}, shown once, good until {made.expires_at.date()}:\n{made.secret}"
    return Told({"token": made.secret, "expires_at": made.expires_at.isoformat()}, words)


def _tokens(house: House, email: str) -> Told:
    with house.database.reading() as session:
        found = tokens.good_ones(session, house.now(), _person(session, email).id)
    lines = [
        f"{one.id} made {one.made_at.date()}, good until {one.expires_at.date()}, "
        f"last used {one.used_at.date() if one.used_at else 'never'}"
        for one in found
    ]
    return Told({"tokens": [asdict(one) for one in found]}, "\n".join(lines) or "None is good.")


def _revoked(house: House, email: str, number: int) -> Told:
    now = house.now()
    with house.database.writing() as session:
        known = tokens.good_ones(session, now, _person(session, email).id)
        if number not in {one.id for one in known}:
            raise NotReady(f"{email} has no token {number}. See: closeloop token {email} --list")
        access.revoke(session, number, now=now)
    return Told({"revoked": number}, f"Token {number} of {email} has ended.")


def _person(session: Session, email: str) -> Person:
    found = people.directory(session).by_email.get(email.strip().lower())
    if found is None:
        raise NotReady(f"Nobody here has the email {email}. Check it.")
    return found
