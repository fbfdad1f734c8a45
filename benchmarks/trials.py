"""All that is measured, by name, and one of them run through on one kind of database."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks import loop, pages, post, ticks, transition
from benchmarks.figures import Measured, Round, Trial
from benchmarks.place import Place, Sizes
from tests.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.postgres import running

TRIALS: Mapping[str, Callable[[Place], Trial]] = {
    "step": loop.step,
    "http": transition.http,
    "supervision": loop.supervised,
    "tick": ticks.tick,
    "letters": post.letters,
    "page": pages.own_work,
}
KINDS = ("sqlite", "postgresql")
WARM = 1  # rounds that are not counted


def tried(
    name: str,
    databases: Databases,
    folder: Path,
    *,
    sizes: Sizes,
    rounds: int,
    told: Callable[[int], None] = lambda _: None,
) -> Measured:
    """Run a trial through; `told` hears of each round that is over."""
    with ExitStack() as until:
        place = Place(
            databases=databases,
            folder=folder,
            is_sqlite=isinstance(databases, SqliteDatabases),
            sizes=sizes,
            rounds=WARM + rounds,
            until=until,
        )
        until.callback(databases.forget)
        trial = TRIALS[name](place)
        found: list[Round] = []
        for number in range(WARM + rounds):
            found.append(trial.round(number))
            told(1)
    return Measured(trial, found[WARM:])


@contextmanager
def databases_of(kind: str, folder: Path) -> Iterator[Databases]:
    """Databases that keep what they commit as in use: measured without that, both would flatter."""
    if kind == "sqlite":
        yield SqliteDatabases(folder)
    else:
        with running(durable=True) as server:
            yield PostgresDatabases(server)
