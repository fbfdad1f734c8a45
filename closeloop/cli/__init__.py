"""The command line: the operator's. It asks no role, sees all, and stands in the ledger as such."""

import click

from closeloop.cli import people, setup, workflow


@click.group()
@click.version_option(package_name="closeloop")
def main() -> None:
    """Each audit finding becomes an action, and each action is seen through."""


for command in (setup.init, people.person, people.token, workflow.workflow):
    main.add_command(command)
