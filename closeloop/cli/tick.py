"""The command that does all the work that is due, once."""

import socket
from dataclasses import asdict
from datetime import datetime

import click

from closeloop import config
from closeloop.cli.frame import Told, answers
from closeloop.config import Clock, WrongSetting
from closeloop.house import House
from closeloop.rules.refusals import NotReady
from closeloop.scheduler import pulse, work

WORDS = (
    "{timers_fired} timers fired: {reminders} reminders, {escalations} escalations. "
    "{digests} daily letters made. {emails_sent} letters sent, {emails_failed} not."
)


@click.command()
@click.option("--now", "said", metavar="ISO", help="As if it were this instant; for rehearsals.")
@click.option("--no-deliver", is_flag=True, help="Leave letters owed.")
@answers()
def tick(house: House, /, *, said: str | None, no_deliver: bool) -> Told:
    """Do all the work that is due, once, and end; with 0 also where a letter did not go."""
    clock = house.settings.clock
    if said is None:
        _check_clock(house)
    else:
        clock = Clock(_rehearsed(house, said))
    done = asdict(work.tick(house, clock=clock.now, deliver=not no_deliver))
    return Told(done, WORDS.format(**done))


def _rehearsed(house: House, said: str) -> datetime:
    if house.settings.in_production:
        raise WrongSetting("--now: production runs by the real clock. Leave it out.")
    return config.instant(said, "--now")


def _check_clock(house: House) -> None:
    """Raise NotReady where this machine's clock is not the database's."""
    if not pulse.beat(house, f"{socket.gethostname()}/tick"):
        raise NotReady(
            "This machine's clock is more than 2 minutes from the database's, "
            "so nothing was done. Set it right."
        )
