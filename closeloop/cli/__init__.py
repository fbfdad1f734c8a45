"""The command line: the operator's. It asks no role, sees all, and stands in the ledger as such."""

import os
from importlib import import_module

import click

from closeloop import logs

COMMANDS = {  # where each stands: a command brings along only what it needs itself
    "init": "setup.init",
    "serve": "serve.serve",
    "scheduler": "serve.scheduler",
    "tick": "tick.tick",
    "letters": "letters.letters",
    "person": "people.person",
    "token": "people.token",
    "import": "imports.import_",
    "workflow": "workflow.workflow",
    "ledger": "ledger.ledger",
    "backup": "backup.backup",
    "restore": "backup.restore",
    "demo": "demonstration.demo",
    "develop": "develop.develop",
}


class Commands(click.Group):
    """Reads the module of a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own
        """Every command, in the order of the list above."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """A command by name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(".")
        found: click.Command = getattr(import_module(f"closeloop.cli.{module}"), name)
        return found


@click.group(cls=Commands)
@click.version_option(package_name="closeloop")
def main() -> None:
    """Each audit finding becomes an action, and each action is seen through."""
    logs.begin(as_json=os.environ.get("CLOSELOOP_ENV") == "production")
