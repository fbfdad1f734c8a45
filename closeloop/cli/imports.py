"""The command that takes in files of people, children and audits."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import click

from closeloop.app import House
from closeloop.cli.frame import REFUSED, Told, answers
from closeloop.intake import loads
from closeloop.intake.desk import Desk
from closeloop.intake.loads import Loaded
from closeloop.intake.loads import Told as Hears
from closeloop.intake.refusals import CellError
from closeloop.rules import refs
from closeloop.store import Session, again

NOTHING = "Nothing was imported: {rejected:,} of {rows:,} rows need mending."
TAKEN = "Rows: {rows:,}. Created {created:,}, updated {updated:,}, unchanged {unchanged:,}."
WOULD_BE = "This was a dry run and nothing was changed. It would be this. "


@click.command("import")
@click.argument("kind", type=click.Choice(tuple(loads.KINDS)))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would become of each row, no more.")
@click.option(
    "--rejects",
    metavar="OUT.csv",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the rows to mend here, each with what is wrong.",
)
@answers()
def import_(house: House, kind: str, file: Path, *, dry_run: bool, rejects: Path | None) -> Told:
    """Take in a FILE, CSV or XLSX, as a whole or not at all."""
    with _bar(kind) as hears:
        loaded = _loaded(house, kind, file, dry_run=dry_run, hears=hears)
    if rejects and loaded.report.refused:
        rejects.write_bytes(loaded.rejects())
    number = refs.ref("I", loaded.id) if loaded.id is not None else None
    data = {"id": number} | loaded.report.as_json()
    lines = "\n".join(_lines(loaded, dry_run=dry_run))
    return Told(data, lines, REFUSED if loaded.report.refused else 0)


def _loaded(house: House, kind: str, file: Path, *, dry_run: bool, hears: Hears) -> Loaded:
    def write(session: Session) -> Loaded:
        desk = Desk(
            session=session,
            rulebook=house.rulebook(session),
            activities=house.activities.names,
            now=house.now(),
            by=None,
            limits=house.settings.limits,
        )
        return loads.load(desk, kind, file, name=file.name, dry_run=dry_run, told=hears)

    if dry_run:
        with house.database.reading() as session:
            return write(session)
    return again.kept(house.database, write)


def _bar(kind: str) -> AbstractContextManager[Hears]:
    """Where a person watches, how far it has come; otherwise silence."""
    return _drawn(kind) if sys.stderr.isatty() else nullcontext(lambda _: None)


@contextmanager
def _drawn(kind: str) -> Iterator[Hears]:
    with click.progressbar(length=len(loads.STAGES), label=kind, file=sys.stderr) as bar:

        def advance(stage: str) -> None:
            bar.label = f"{kind} {stage}"
            bar.update(1)

        yield advance


def _lines(loaded: Loaded, *, dry_run: bool) -> Iterator[str]:
    """What a person reads: a line for each thing to mend or to know, then what it came to."""
    report = loaded.report
    yield from map(_line, report.errors)
    yield from map(_line, report.warnings)
    counts = report.as_json()
    if not report.refused:
        yield (WOULD_BE if dry_run else "") + TAKEN.format(**counts)
    elif loaded.table is not None:
        yield NOTHING.format(**counts)


def _line(said: CellError) -> str:
    """One complaint on one line, with its place before it."""
    message = " ".join(said.message.split())
    if said.row is None:
        return message
    place = f"row {said.row}"
    if said.column and not message.startswith(f"{said.column}:"):
        return f"{place}, {said.column}: {message}"
    return f"{place}, {message}"
