"""The schema: migrations make the tables that the code knows, whole or not at all, in turn."""

from collections.abc import Iterator
from threading import Barrier, Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from closeloop.rules.refusals import NotReady
from closeloop.store import schema
from closeloop.store.database import Database
from closeloop.store.tables import Row
from tests.databases import PostgresDatabases
from tests.together.kills import Killed, killed_at

VERSION = "alembic_version"


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    database = Database(empty_database_url)
    yield database
    database.close()


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())


def differences(database: Database) -> object:
    """What Alembic would still change to make the database as the code has it."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, Row.metadata)


def test_migrations_make_the_tables_that_the_code_knows(empty: Database) -> None:
    schema.bring_up_to_date(empty)
    assert tables(empty) == {VERSION, *Row.metadata.tables}
    assert differences(empty) == []
    schema.check(empty)


def test_it_can_be_taken_back_and_brought_up_again(empty: Database) -> None:
    schema.bring_up_to_date(empty)
    schema.go_back(empty, "base")
    assert tables(empty) == {VERSION}
    schema.bring_up_to_date(empty)
    assert differences(empty) == []


def test_bringing_it_up_to_date_twice_changes_nothing(empty: Database) -> None:
    schema.bring_up_to_date(empty)
    schema.bring_up_to_date(empty)
    assert differences(empty) == []


def test_a_migration_that_stops_half_way_leaves_nothing(empty: Database) -> None:
    for statement in (3, 20, 60):
        with killed_at(empty, statement), pytest.raises(Killed):
            schema.bring_up_to_date(empty)
        assert tables(empty) == set()
    schema.bring_up_to_date(empty)
    assert differences(empty) == []


def test_an_empty_database_is_refused_with_its_cure(empty: Database) -> None:
    with pytest.raises(NotReady, match=r"The database is empty\. Run: closeloop init"):
        schema.check(empty)


def test_a_newer_schema_is_refused_with_its_cure(empty: Database) -> None:
    schema.bring_up_to_date(empty)
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NotReady, match=r"newer than this closeloop\. Update closeloop\."):
        schema.check(empty)


def test_two_that_migrate_at_once_take_turns(of_postgresql: PostgresDatabases) -> None:
    url, together, met = of_postgresql.empty(), Barrier(2), list[Exception]()

    def migrate() -> None:
        together.wait()
        try:
            schema.upgrade(url)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the test tells it
            met.append(fault)

    threads = [Thread(target=migrate) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert met == []
    database = Database(url)
    schema.check(database)
    database.close()
    of_postgresql.forget()
