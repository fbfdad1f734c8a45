"""What every test may ask for: databases of both kinds, an authority that lives in them, mail."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from closeloop.app import open_house
from closeloop.store.schema import upgrade
from tests.authority import Authority, settings_at, settle_in
from tests.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.mail.servers import Postroom, serving
from tests.postgres import Postgres, running

# No test depends on how fast a machine is; a failing example prints how to repeat it.
settings.register_profile(
    "closeloop", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("closeloop")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The PostgreSQL server of this process."""
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def of_postgresql(postgres: Postgres) -> PostgresDatabases:
    """What this process has prepared on its server."""
    return PostgresDatabases(postgres)


@pytest.fixture(scope="session")
def of_sqlite(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    """What this process has prepared in files."""
    return SqliteDatabases(tmp_path_factory.mktemp("databases"))


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Where databases come from: each test that asks runs on both kinds."""
    kind: Databases = request.getfixturevalue(f"of_{request.param}")
    yield kind
    kind.forget()


@pytest.fixture
def empty_database_url(databases: Databases) -> str:
    """A database without a table, for those who test `init` and migrations."""
    return databases.empty()


@pytest.fixture
def database_url(databases: Databases) -> str:
    """A fresh database at the newest schema, with nothing in it."""
    return databases.like(upgrade)


@pytest.fixture
def authority(databases: Databases, tmp_path: Path) -> Iterator[Authority]:
    """The small authority of tests/authority.py on its first Monday, its people hired."""
    house = open_house(settings_at(databases.like(settled), tmp_path))
    yield Authority(house)
    house.database.close()


def settled(url: str) -> None:
    """Let the authority settle in at a database."""
    house = open_house(settings_at(url, Path("var")))
    settle_in(house)
    house.database.close()


@pytest.fixture
def postroom() -> Postroom:
    """Those who work behind the mail server: tell them how to answer, read what they took."""
    return Postroom()


@pytest.fixture
def mail_url(postroom: Postroom) -> Iterator[str]:
    """A real SMTP server on loopback, as CLOSELOOP_MAIL names it."""
    with serving(postroom) as port:
        yield f"smtp://127.0.0.1:{port}"
