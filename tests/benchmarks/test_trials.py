"""Every figure of `make bench` can be measured; how fast anything is, no test asks."""

from pathlib import Path

import pytest

from benchmarks.crowd import gather, with_fifty_to_do
from benchmarks.figures import Figure, Measured, Trial, ratio, reached
from benchmarks.place import TINY
from benchmarks.trials import TRIALS, tried
from closeloop.app import open_house
from closeloop.store import verification
from tests.authority import Authority, settings_at
from tests.databases import Databases, SqliteDatabases


@pytest.mark.parametrize("name", TRIALS)
def test_each_figure_is_measured(name: str, of_sqlite: SqliteDatabases, tmp_path: Path) -> None:
    measured = tried(name, of_sqlite, tmp_path, sizes=TINY, rounds=1)
    assert measured.trial.figures
    for figure in measured.trial.figures:
        assert all(figure.of(one) > 0 for one in measured.rounds)
    assert len(measured.in_words) > len(measured.trial.figures)


def test_the_crowd_is_as_the_loop_would_have_written_it(
    databases: Databases, tmp_path: Path
) -> None:
    authority = Authority(open_house(settings_at(databases.like(with_fifty_to_do), tmp_path)))
    holders = gather(authority, 100)
    assert [len(holder.actions) for holder in holders] == [50, 50]
    last = holders[-1].actions[-1]
    with authority.database.reading() as session:
        assert verification.verify(session, tmp_path / "seals").broken is None
    assert authority.history(last) == ["raise", "acknowledge", "discuss"]
    item = authority.stands(last)
    assert item.around.who("owner") == (holders[-1].person,)
    assert item.around.who("owners_manager") == (holders[-1].manager,)
    authority.takes(last, "address", holders[-1].email.split("@")[0], note="Done", evidence="Note")
    assert authority.raised(owner="amira") > last
    authority.database.close()


def test_a_goal_is_a_least_or_a_most() -> None:
    least = Figure(name="a", of=ratio("x", "y"), beside="of y", goal=0.5)
    most = Figure(name="a", of=ratio("x", "y"), beside="of y", goal=0.5, at_most=True)
    untold = Figure(name="a", of=ratio("x", "y"), beside="of y")
    assert [reached(one, 0.4) for one in (least, most, untold)] == [False, True, None]
    measured = Measured(Trial(runs=[], figures=[least]), [{"x": 1, "y": 4}, {"x": 3, "y": 4}])
    assert measured.in_words[-1] == "a = 0.50 of y; goal at least 0.5: reached"
