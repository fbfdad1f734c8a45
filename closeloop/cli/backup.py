"""Commands that carry a whole authority from one database to another."""

from pathlib import Path

import click

from closeloop.app import House
from closeloop.cli.frame import Told, answers
from closeloop.store import backups, kept, outbox, register, seals


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@answers()
def backup(house: House, file: Path) -> Told:
    """Write a consistent backup while closeloop runs."""
    made = backups.make(house.database, file, house.now())
    rows = sum(made.rows.values())
    data = {"file": str(file), "schema": made.schema, "rows": made.rows}
    return Told(data, f"{file}: {rows} rows, schema {made.schema}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@answers(needs_schema=False)
def restore(house: House, file: Path) -> Told:
    """Fill an empty database from a backup. Letters are held until `letters release`."""
    found = backups.restore(house.database, file)
    with house.database.writing() as session:
        kept.renew(session)
        kept.put(session, kept.LETTERS_HELD, "yes")
        told = {"made_at": found.made_at.isoformat()}
        register.note(session, "restored", told, now=house.now(), by=None)
        seals.begin_file(session, house.settings.seals)
        waiting = outbox.take_back(session)
    rows = {name: count for name, count in found.rows.items() if count}
    words = [f"Restored what stood on {found.made_at:%Y-%m-%d %H:%M} UTC:"]
    words += [f"  {name}: {count}" for name, count in rows.items()]
    words.append(f"{waiting} letters are held. Let them go with: closeloop letters release")
    return Told({"made_at": found.made_at, "rows": rows, "letters_held": waiting}, "\n".join(words))
