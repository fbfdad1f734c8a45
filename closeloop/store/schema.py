"""The schema: brought to the newest migration, one process at a time, whole or not at all."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from closeloop.config import shipped
from closeloop.rules.refusals import NotReady
from closeloop.store.database import Database

FOLDER = shipped("migrations")
ONE_AT_A_TIME = 4_203_117  # the advisory lock under which PostgreSQL migrates


def upgrade(url: str) -> None:
    """Bring the database at a URL to the newest schema. Safe to repeat."""
    database = Database(url)
    try:
        bring_up_to_date(database)
    finally:
        database.close()


def bring_up_to_date(database: Database, to: str = "head") -> None:
    """Migrate up in one transaction: what stops half way leaves nothing behind."""
    with database.engine.begin() as connection:
        _take_turn(connection)
        command.upgrade(_config(connection), to)


def go_back(database: Database, to: str) -> None:
    """Migrate down to a revision, in one transaction."""
    with database.engine.begin() as connection:
        _take_turn(connection)
        command.downgrade(_config(connection), to)


def newest() -> str:
    """The newest revision that this release knows."""
    return ScriptDirectory(str(FOLDER)).get_current_head() or ""


def current(connection: Connection) -> str | None:
    """The revision that a database is at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def check(database: Database) -> None:
    """Raise NotReady unless the database is at the newest schema."""
    with database.engine.connect() as connection:
        found = current(connection)
    if found is None:
        raise NotReady("The database is empty. Run: closeloop init")
    known = {script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()}
    if found not in known:
        newer = f"The database has schema {found}, newer than this closeloop."
        raise NotReady(f"{newer} Update closeloop.")
    if found != newest():
        raise NotReady(f"The database has schema {found}. Run: closeloop init")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def _take_turn(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = '3s'"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
