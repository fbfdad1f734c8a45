"""What is due is found by its index: a tick costs what is due, not what is open."""

from typing import Any

import pytest
from sqlalchemy import Select, event, text

from closeloop.store.timers import DUE, FIRST_DUE
from tests.authority import MONDAY, Authority


@pytest.mark.parametrize(
    ("asked", "values"),
    [(DUE, {"now": MONDAY, "most": 100}), (FIRST_DUE, {})],
    ids=["due", "first due"],
)
def test_what_is_due_is_found_by_its_index(
    authority: Authority, asked: Select[Any], values: dict[str, object]
) -> None:
    assert "timer_due" in plan(authority, asked, values)


def plan(authority: Authority, asked: Select[Any], values: dict[str, object]) -> str:
    """How the database would carry a query out, had it more rows than it is worth reading."""
    explain = "EXPLAIN QUERY PLAN" if authority.database.is_sqlite else "EXPLAIN"

    def explained(*said: Any) -> tuple[str, Any]:  # noqa: ANN401 - as SQLAlchemy calls it
        return f"{explain} {said[2]}", said[3]

    with authority.database.engine.connect() as connection:
        if not authority.database.is_sqlite:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        event.listen(connection, "before_cursor_execute", explained, retval=True)
        found = connection.execute(asked, values)
        assert found.cursor is not None
        return str(found.cursor.fetchall())
