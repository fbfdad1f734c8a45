"""Reading writes nothing: letters' links are opened by scanners, monitors look every minute."""

from sqlalchemy import select

from closeloop.store.database import Database
from closeloop.store.tables import Row, TokenRow
from tests.authority import STAFF
from tests.web.api.calls import Calls

NOTED = {TokenRow.used_at.key}  # but when a token was last used


def rows(database: Database) -> dict[str, list[str]]:
    """Every row of every table, but what may be noted."""
    with database.reading() as session:
        return {
            table.name: sorted(
                map(repr, session.execute(select(*(c for c in table.c if c.key not in NOTED))))
            )
            for table in Row.metadata.sorted_tables
        }


def test_no_get_changes_a_row(calls: Calls) -> None:
    calls.authority.takes_in()
    calls.authority.raised()
    for name in STAFF:
        calls.token(name)
    before = rows(calls.authority.database)
    there = {"child_ref": "C-1001", "person_id": "P-5"}
    for rule in calls.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        path = rule.rule
        for argument in rule.arguments:
            path = path.replace(f"<{argument}>", there.get(argument, "1"))
        for name in ("otto", "quinn", "amira"):
            headers = {"Authorization": f"Bearer {calls.token(name)}"}
            calls.app.test_client().get(path, headers=headers)
            calls.app.test_client().head(path, headers=headers)
    assert rows(calls.authority.database) == before
