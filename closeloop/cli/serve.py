"""Commands that go on until somebody ends them: the web server and the scheduler."""

import os
import socket
from collections.abc import Callable

import click

from closeloop.cli.companions import Companions, Run
from closeloop.cli.frame import Told, answers
from closeloop.cli.process import end_by_signal
from closeloop.config import LOOPBACK, Settings, WrongSetting
from closeloop.house import House, open_house
from closeloop.scheduler import work
from closeloop.scheduler.ticks import Scheduler

ON_THIS_MACHINE = "127.0.0.1"


def said_port(_: click.Context, __: click.Parameter, port: int | None) -> int:
    """The port, which also stands in every link unless CLOSELOOP_BASE_URL says another."""
    if port is not None:
        os.environ["PORT"] = str(port)
    said = os.environ.get("PORT", "8000")
    if not said.isdigit():
        raise click.BadParameter(f"PORT: {said!r} is no port. Give a number: 8000.")
    return int(said)


@click.command()
@click.option("--host", default=ON_THIS_MACHINE, show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), callback=said_port, is_eager=True)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Answer by N processes, behind a proxy; otherwise by one with threads.",
)
@click.option("--no-scheduler", is_flag=True, help="Start the web alone.")
@answers(by_itself=False)
def serve(
    house: House, /, host: str, port: int, workers: int | None, *, no_scheduler: bool
) -> Told:
    """Serve the web, and run the scheduler beside it unless told not to."""
    programs = [] if no_scheduler else [scheduler_of(house)]
    return serve_with(house, programs, host=host, port=port, workers=workers)


@click.command()
@answers(by_itself=False)
def scheduler(house: House) -> Told:
    """Fire what is due and send letters; any number of these may run on PostgreSQL at once."""
    node = Scheduler(house)
    end_by_signal(node.stop)
    if not node.run():
        os._exit(0)  # the letter in hand took too long; it is sent again, as the same letter
    return Told({})


def serve_with(
    house: House,
    programs: list[Run],
    *,
    host: str = ON_THIS_MACHINE,
    port: int,
    workers: int | None = None,
    ready: Callable[[], None] = lambda: None,
) -> Told:
    """Serve with these programs beside the web until a signal ends it; raises SystemExit.

    Raises WrongSetting for a port that is taken.
    """
    from closeloop.cli.server import Server  # noqa: PLC0415 - a scheduler alone needs no web

    _check_free(host, port)
    house.database.close()  # each process makes connections of its own, after the fork
    server = Server(
        house.settings,
        Companions(programs),
        address=f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        workers=workers,
        ready=ready,
    )
    server.run()
    return Told({})


def scheduler_of(house: House) -> Run:
    """The scheduler as a program beside the web. Raises NotReady for a wrong mail setting."""
    work.office(house, house.now)
    settings = house.settings

    def run(ended: Callable[[], bool]) -> None:
        node = Scheduler(open_house(settings))
        end_by_signal(node.stop)
        node.run(ended)

    return run


def mail_port(settings: Settings) -> int | None:
    """The port on this machine to which letters go by plain SMTP; None where they go elsewhere."""
    scheme, _, rest = settings.mail.partition("://")
    host, _, port = rest.rstrip("/").rpartition(":")
    here = scheme == "smtp" and host in LOOPBACK and port.isdigit()
    return int(port) if here else None


def _check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as fault:
            raise WrongSetting(
                f"PORT: {host}:{port} cannot be served at ({fault.strerror}). "
                "End what listens there, or give another port."
            ) from fault
