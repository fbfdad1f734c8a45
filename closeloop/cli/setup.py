"""Commands that make a database ready."""

import click

from closeloop import app
from closeloop.app import House
from closeloop.cli.frame import Told, answers
from closeloop.store import schema


@click.command()
@answers(needs_schema=False)
def init(house: House) -> Told:
    """Migrate to the newest schema and load reference data. Safe to repeat."""
    app.init(house)
    newest = schema.newest()
    return Told({"schema": newest}, f"Ready: schema {newest}, reference data loaded.")
