"""Commands about letters: what waits and why, let go what a restore has held, try one again."""

from dataclasses import asdict
from typing import Any

import click

from closeloop.cli.frame import Told, answers
from closeloop.house import House
from closeloop.rules.refusals import NotReady
from closeloop.rules.working_days import LONDON
from closeloop.store import delivery, kept, register, trouble
from closeloop.store.delivery import Fate

HELD = "Letters are held since a restore. Let them go with: closeloop letters release"
ALL_GONE = "No letter waits."


@click.command()
@click.option("--failed", is_flag=True)
@answers()
def _listing(house: House, /, *, failed: bool) -> Told:
    with house.database.reading() as session:
        found = delivery.fates(session, failed=failed)
        stands = delivery.standing(session)
        held = kept.get(session, kept.LETTERS_HELD) is not None
        met = trouble.get(session)
    data = {
        "held": held,
        "notices_waiting": stands.notices_waiting,
        "trouble": met.why if met else None,
        "letters": [asdict(one) for one in found],
    }
    words = [HELD] if held else []
    words += [f"Since {met.since_at:%Y-%m-%d %H:%M} UTC: {met.why}"] if met else []
    words += [_line(one) for one in found] or [ALL_GONE]
    return Told(data, "\n".join(words))


@click.group(invoke_without_command=True)
@click.option("--failed", is_flag=True, help="Only those that were refused or set aside.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def letters(context: click.Context, /, **said: Any) -> None:  # noqa: ANN401 - as click reads them
    """Say which letters wait, and why."""
    if context.invoked_subcommand is None:
        context.invoke(_listing, **said)


@letters.command()
@answers()
def release(house: House) -> Told:
    """Let go the letters that a restore has held."""
    with house.database.writing() as session:
        were_held = kept.forget(session, kept.LETTERS_HELD)
        if were_held:
            register.note(session, "letters_released", {}, now=house.now(), by=None)
    return Told({"released": were_held}, "Letters go again." if were_held else "None were held.")


@letters.command()
@click.argument("letter", metavar="ID", type=int)
@answers()
def resend(house: House, letter: int) -> Told:
    """Try a letter again, at the next tick. A letter that was sent is never sent twice."""
    with house.database.writing() as session:
        if not delivery.resend(session, letter, house.now()):
            raise NotReady(f"Letter {letter} is not there, or has gone. See: closeloop letters")
    return Told({"id": letter}, f"Letter {letter} is tried again at the next tick.")


def _line(one: Fate) -> str:
    again = one.again_at.astimezone(LONDON)
    when = f", again {again:%d %b %H:%M}" if one.state in {"waiting", "sending"} else ""
    why = f": {one.why}" if one.why else ""
    return f"{one.id} {one.kind} to {one.to}: {one.state}, {one.tries} tries{when}{why}"
