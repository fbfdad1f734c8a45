"""Commands about people: adding them, their passwords, their tokens."""

from typing import Any

import click

from closeloop.app import House
from closeloop.cli.frame import Told, answers
from closeloop.loop import access, staff
from closeloop.rules.people import ROLES
from closeloop.store import people


@click.group()
def person() -> None:
    """Add people, set passwords."""


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


@click.command()
@click.argument("email")
@answers()
def token(house: House, email: str) -> Told:
    """Print a new API token for a person, alone on the last line. Earlier ones stay valid."""
    now = house.now()
    with house.database.writing() as session:
        found = people.directory(session).by_email.get(email.strip().lower())
        made = access.make_token(session, found, email, now=now)
    words = f"A token for {email}, shown once, good until {made.expires_at.date()}:\n{made.secret}"
    return Told({"token": made.secret, "expires_at": made.expires_at.isoformat()}, words)
