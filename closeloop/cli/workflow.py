"""Commands that check, draw and rehearse workflow files; none of them changes or sends a thing."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from closeloop import definitions
from closeloop.app import House
from closeloop.cli.frame import REFUSED, Told, answers
from closeloop.definitions import Folder
from closeloop.rehearsal.foreseen import Foreseen, foresee
from closeloop.rehearsal.picture import workflow_svg
from closeloop.rules import bank_holidays
from closeloop.rules.drawing import mermaid
from closeloop.rules.refusals import NotReady, Wrong
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.typed_day import read_day
from closeloop.rules.workflow import Workflow
from closeloop.rules.working_days import LONDON, WorkingDays, london_day
from closeloop.store import calendar, schema

NOTHING_SENT = "Nothing here is sent."
HEADINGS = ("when", "severity", "cause", "letter", "to", "seen")


@click.group()
def workflow() -> None:
    """Check, draw and rehearse workflow files."""


@workflow.command("check")
@click.argument("file", required=False)
@answers(needs_schema=False)
def check(house: House, file: str | None) -> Told:
    """Say on which lines a FILE cannot be followed, and how to mend it; without FILE, all."""
    folder = house.settings.workflows
    paths = [Path(file)] if file else definitions.in_folder(folder)
    if not paths:
        raise NotReady(f"{folder}: there is no workflow file. Add one, or name another folder.")
    read = definitions.read(paths)
    found = [(str(path), mistake) for path, many in read.mistakes.items() for mistake in many]
    sound = [{"name": name, "version": version} for name, version in read.workflows]
    wrong = [{"file": file, "line": w.line, "message": w.message} for file, w in found]
    data: dict[str, Any] = {"checked": len(paths), "sound": sound, "mistakes": wrong}
    if found:
        lines = "\n".join(f"{file}: {mistake}" for file, mistake in found)
        return Told(data | {"error": lines}, lines, REFUSED)
    return Told(data, "\n".join(f"{one['name']} {one['version']} is sound." for one in sound))


@workflow.command("draw")
@click.argument("name")
@click.option("--svg", "svg_file", metavar="FILE", help="Write the picture here, not NAME.svg.")
@answers(needs_schema=False)
def draw(house: House, name: str, svg_file: str | None) -> Told:
    """Print a workflow as Mermaid, and write it as a picture: NAME.svg in this folder."""
    drawn = _newest(_sound(house), name)
    source, picture = mermaid(drawn), workflow_svg(drawn)
    path = Path(svg_file or f"{drawn.name}.svg")
    path.write_text(picture + "\n", encoding="utf-8")
    data = {"name": drawn.name, "version": drawn.version, "mermaid": source, "svg": picture}
    return Told(data | {"svg_file": str(path)}, f"{source}%% {path} shows the same as a picture.")


@workflow.command("rehearse")
@click.argument("name")
@click.option("--from", "first", required=True, metavar="D", help="The day it is raised, at 9am.")
@click.option("--to", "last", required=True, metavar="D", help="The last day to look at.")
@answers(needs_schema=False)
def rehearse(house: House, name: str, first: str, last: str) -> Told:
    """Show what the clocks of an action that nobody touches would send, without sending it."""
    folder, today = _sound(house), london_day(house.now())
    _newest(folder, name)
    from_on, to_on = read_day(first, today, field="from"), read_day(last, today, field="to")
    rulebook = Rulebook(folder.workflows, _days(house, from_on))
    try:
        found = foresee(rulebook, name, from_on, to_on)
    except ValueError as wrong:
        raise Wrong({"to": str(wrong)}) from None
    data = {"workflow": name, "from": from_on, "to": to_on, "sent": 0}
    happenings = [asdict(one) | {"at": one.at.isoformat()} for one in found]
    return Told(data | {"happenings": happenings}, "\n".join([NOTHING_SENT, *_table(found)]))


def _sound(house: House) -> Folder:
    return definitions.read_sound(house.settings.workflows)


def _newest(folder: Folder, name: str) -> Workflow:
    """The newest version of a workflow. Raises NotReady where there is none of that name."""
    versions = [version for known, version in folder.workflows if known == name]
    if not versions:
        names = ", ".join(sorted({known for known, _ in folder.workflows})) or "none"
        raise NotReady(f"There is no workflow {name!r}. There are: {names}.")
    return folder.workflows[name, max(versions)]


def _days(house: House, from_on: date) -> WorkingDays:
    """The authority's calendar; England's bank holidays where there is no database yet."""
    try:
        schema.check(house.database)
    except NotReady:
        years = range(from_on.year, from_on.year + 5)
        return WorkingDays(frozenset(on for on, _ in bank_holidays.in_england(years)))
    with house.database.reading() as session:
        return calendar.working_days(session)


def _table(found: list[Foreseen]) -> Iterator[str]:
    """The happenings under their headings, each column as wide as its widest cell."""
    rows = [HEADINGS, *map(_row, found)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEADINGS))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _row(one: Foreseen) -> tuple[str, ...]:
    seen: Mapping[str, str | None] = {"drift": one.drift, "level": one.level}
    return (
        one.at.astimezone(LONDON).strftime("%Y-%m-%d %H:%M"),
        one.severity,
        f"{one.workflow}: {one.cause}",
        one.letter or "",
        ", ".join(one.who),
        ", ".join(f"{what} {name}" for what, name in seen.items() if name),
    )
