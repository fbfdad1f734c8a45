"""`make bench`: print each figure beside its goal, and keep them in var/benchmarks.json."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from benchmarks.bare import Bare
from benchmarks.figures import Measured, measure
from benchmarks.loop import Loop
from closeloop.app import open_house
from tests.authority import settings_at, settle_in
from tests.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.postgres import running

KEPT = Path("var/benchmarks.json")


@click.command()
@click.option("--rounds", default=5, show_default=True, help="How often both are run in turn.")
@click.option("--only", type=click.Choice(["sqlite", "postgresql"]), help="One database alone.")
def main(rounds: int, only: str | None) -> None:
    """Measure closeloop beside its bare counterparts."""
    kept: dict[str, list[dict[str, str | float]]] = {}
    for name in [only] if only else ["sqlite", "postgresql"]:
        click.echo(name)
        kept[name] = []
        for measured in _measured(name, rounds):
            click.echo(f"  {measured.in_words}")
            kept[name].append(measured.in_numbers)
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(kept, indent=2))
    click.echo(f"Kept in {KEPT}")


def _measured(name: str, rounds: int) -> Iterator[Measured]:
    with tempfile.TemporaryDirectory() as folder, _databases(name, Path(folder)) as databases:
        house = open_house(settings_at(databases.empty(), Path(folder)))
        loop, bare = Loop(settle_in(house)), Bare(databases.empty())
        for figure in loop.figures(bare, on_sqlite=name == "sqlite"):
            yield measure(figure, rounds)
        house.database.close()


@contextmanager
def _databases(name: str, folder: Path) -> Iterator[Databases]:
    """Databases that keep what they commit as in use: measured without that, both would flatter."""
    if name == "sqlite":
        yield SqliteDatabases(folder)
    else:
        with running(durable=True) as server:
            yield PostgresDatabases(server)


if __name__ == "__main__":
    main()
