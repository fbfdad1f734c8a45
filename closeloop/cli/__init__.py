"""The command line: the operator's. It asks no role, sees all, and stands in the ledger as such."""

import click

from closeloop.cli import backup, imports, ledger, people, setup, workflow


@click.group()
@click.version_option(package_name="closeloop")
def main() -> None:
    """Each audit finding becomes an action, and each action is seen through."""


COMMANDS = (
    setup.init,
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
