"""Reading as one of the authority's people does, and counting what the database was asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from closeloop.rules.working_days import london_day
from closeloop.store import people, sight
from closeloop.store.actions import Reader
from tests.authority import MONDAY, Authority


@contextmanager
def reading(
    authority: Authority, name: str, at: datetime = MONDAY
) -> Iterator[tuple[Session, Reader]]:
    """A session that only reads, and the reader: somebody by first name, on that day."""
    with authority.database.reading() as session:
        directory = people.directory(session)
        person = directory.by_email[f"{name}@midshire.example"].id
        seen = sight.of(directory, person, london_day(at))
        yield session, Reader(authority.house.rulebook(session), seen, person, london_day(at))


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that any engine executes meanwhile."""
    asked: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)
