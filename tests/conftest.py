"""What every test may ask for: a fresh database of either kind, and a mail server."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib import import_module
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.mail.servers import Postroom, serving
from tests.postgres import Postgres, running

# No test depends on how fast a machine is; a failing example prints how to repeat it.
settings.register_profile(
    "closeloop", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("closeloop")

NUMBERS = count(1)


@pytest.fixture(scope="session")
def upgrade() -> Callable[[str], None]:
    """What brings the empty database at a URL to the newest schema."""
    found: Callable[[str], None] = import_module("closeloop.store.schema").upgrade
    return found


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The PostgreSQL server of this process."""
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_sqlite(
    tmp_path_factory: pytest.TempPathFactory, upgrade: Callable[[str], None]
) -> Path:
    """A file at the newest schema, to copy; made once in each process."""
    path = tmp_path_factory.mktemp("template") / "closeloop.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(postgres: Postgres, upgrade: Callable[[str], None]) -> str:
    """A database at the newest schema, to copy; made once in each process."""
    upgrade(postgres.create("template_closeloop"))
    return "template_closeloop"


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A fresh SQLite database at the newest schema, in a file that goes with the test."""
    path = tmp_path / "closeloop.db"
    with closing(sqlite3.connect(migrated_sqlite)) as made, closing(sqlite3.connect(path)) as fresh:
        made.backup(fresh)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgres: Postgres, migrated_postgresql: str) -> Iterator[str]:
    """A fresh PostgreSQL database at the newest schema."""
    name = f"test_{next(NUMBERS)}"
    yield postgres.create(name, like=migrated_postgresql)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database at the newest schema: each test that asks runs on both kinds."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, of both kinds: for those who test `init` and migrations."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"empty_{next(NUMBERS)}"
    yield server.create(name)
    server.drop(name)


@pytest.fixture
def postroom() -> Postroom:
    """Those who work behind the mail server; tell them how to answer, read what they took."""
    return Postroom()


@pytest.fixture
def mail_url(postroom: Postroom) -> Iterator[str]:
    """A real SMTP server on loopback, as CLOSELOOP_MAIL names it."""
    with serving(postroom) as port:
        yield f"smtp://127.0.0.1:{port}"
