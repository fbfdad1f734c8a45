"""The command that loads the demonstration authority."""

from dataclasses import asdict

import click

from closeloop import app
from closeloop.cli.frame import Told, answers
from closeloop.house import House
from closeloop.rehearsal import demonstration


@click.command()
@answers(needs_schema=False)
def demo(house: House) -> Told:
    """Load the demonstration authority, three months of it, into an empty database."""
    demonstration.refuse_in_production(house)
    app.init(house)
    loaded = asdict(demonstration.load(house))
    counted = ", ".join(f"{count} {what}" for what, count in loaded.items())
    return Told(loaded, f"Midshire is here: {counted}.")
