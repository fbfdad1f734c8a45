"""What `make run` starts: a demonstration authority, the web, the scheduler and a mailbox."""

from collections.abc import Callable
from threading import Event

import click

from closeloop import app
from closeloop.cli.companions import Run
from closeloop.cli.frame import Told, answers
from closeloop.cli.process import end_by_signal
from closeloop.cli.serve import mail_port, said_port, scheduler_of, serve_with
from closeloop.config import Settings
from closeloop.house import House
from closeloop.rehearsal import demonstration
from closeloop.store import people
from closeloop.web import mailbox

LOOKS_EVERY = 1.0  # seconds, whether the parent is still there


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), callback=said_port, is_eager=True)
@answers(needs_schema=False, by_itself=False)
def develop(house: House, /, port: int) -> Told:
    """Start everything on this machine, with a demonstration authority the first time."""
    demonstration.refuse_in_production(house)
    app.init(house)
    with house.database.reading() as session:
        is_new = not people.directory(session).people
    if is_new:
        click.echo("Loading the demonstration authority. This takes a moment, the first time only.")
        demonstration.load(house)
    programs = [scheduler_of(house)]
    if takes_at := mail_port(house.settings):
        programs.append(_mailbox_of(house.settings, takes_at))
    return serve_with(house, programs, port=port, ready=lambda: _say_where(house.settings))


def _say_where(settings: Settings) -> None:
    click.echo(f"closeloop is at {settings.base_url}")
    click.echo(f"The letters that it sends are at {settings.base_url}/mailbox")
    click.echo("Ctrl-C stops all of it.")


def _mailbox_of(settings: Settings, port: int) -> Run:
    """The local mailbox as a program beside the web."""

    def run(ended: Callable[[], bool]) -> None:
        from closeloop.mail.mailbox_server import Mailbox  # noqa: PLC0415 - not in production

        asked = Event()
        end_by_signal(asked.set)
        with Mailbox(port, settings.var / mailbox.FOLDER):
            while not asked.wait(LOOKS_EVERY) and not ended():
                pass

    return run
