"""The command line: the operator's. It asks no role, sees all, and stands in the ledger as such."""

import os

import click

from closeloop import logs
from closeloop.cli import backup, imports, ledger, letters, people, serve, setup, tick, workflow


@click.group()
@click.version_option(package_name="closeloop")
def main() -> None:
    """Each audit finding becomes an action, and each action is seen through."""
    logs.begin(as_json=os.environ.get("CLOSELOOP_ENV") == "production")


COMMANDS = (
    setup.init,
    serve.serve,
    serve.scheduler,
    tick.tick,
    letters.letters,
    people.person,
    people.token,
    imports.import_,
    workflow.workflow,
    ledger.ledger,
    backup.backup,
    backup.restore,
)
for command in COMMANDS:
    main.add_command(command)
