"""`make bench`: print each figure beside its goal, and keep them in var/benchmarks.json."""

import json
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

import click

from benchmarks.place import TINY, Sizes
from benchmarks.trials import KINDS, TRIALS, WARM, databases_of, tried

KEPT = Path("var/benchmarks.json")


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(tuple(TRIALS)))
@click.option("--rounds", type=click.IntRange(1), default=5, show_default=True, metavar="N")
@click.option("--only", type=click.Choice(KINDS), help="One database alone.")
@click.option(
    "--open", "many", type=click.IntRange(10_000), default=Sizes().many, show_default=True,
    metavar="N", help="Open actions where there are many.",
)  # fmt: skip
@click.option("--tiny", is_flag=True, help="So little that it only shows that everything runs.")
def main(names: Sequence[str], rounds: int, only: str | None, many: int, *, tiny: bool) -> None:
    """Measure closeloop beside bare counterparts: the figures of NAMES, or all."""
    sizes = TINY if tiny else Sizes(many=many)
    kept: dict[str, object] = {"machine": _machine(), "rounds": rounds}
    for kind in [only] if only else KINDS:
        kept[kind] = _on(kind, names or tuple(TRIALS), rounds, sizes)
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(kept, indent=2))
    click.echo(f"Kept in {KEPT}")


def _on(kind: str, names: Sequence[str], rounds: int, sizes: Sizes) -> dict[str, object]:
    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder, databases_of(kind, Path(folder)) as databases:
        for name in names:
            began = monotonic()
            label = f"{kind}: {name}"
            with click.progressbar(length=WARM + rounds, label=label, file=sys.stderr) as bar:
                measured = tried(
                    name,
                    databases,
                    Path(folder),
                    sizes=sizes,
                    rounds=rounds,
                    told=bar.update,
                )
            click.echo(f"{kind}: {name}, in {monotonic() - began:.0f} s")
            for line in measured.in_words:
                click.echo(f"  {line}")
            found[name] = measured.in_numbers
    return found


def _machine() -> dict[str, str | int | None]:
    """What the figures were measured on; only ratios are the same elsewhere."""
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "cores": os.cpu_count(),
    }


if __name__ == "__main__":
    main()
