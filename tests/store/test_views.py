"""Audits, escalations and supervisions as pages read them: what was said last, at a fixed cost."""

from datetime import date

import pytest

from closeloop.store import agenda, audit_views, escalation_views, supervision_views
from tests.authority import Authority
from tests.store.reading import counted, reading


def test_what_was_said_last_time_goes_with_an_action(authority: Authority) -> None:
    authority.takes_in()
    first, second = authority.raises("standard", "standard")
    note, agreed = "Visit this week", date(2026, 3, 9)
    authority.supervises("amira", {first: "agreed"}, by="tia", note="Before")
    authority.supervises("amira", {first: "agreed"}, by="sam", note=note, agreed=agreed)
    with reading(authority, "tia") as (session, _):
        found = agenda.last_time(session, [first, second])
        held = supervision_views.last_held(session, [authority.who("amira")])
    assert set(found) == {first}
    assert (found[first].note, found[first].agreed_due_on) == (note, agreed)
    assert found[first].by == authority.who("sam")
    assert held == {authority.who("amira"): (date(2026, 3, 2), authority.who("sam"))}


def test_the_records_of_somebody_are_read_the_newest_first(authority: Authority) -> None:
    authority.takes_in()
    action = authority.raised()
    for name in ("tia", "sam"):
        authority.supervises("amira", {action: "on_track"}, by=name)
    with reading(authority, "tia") as (session, reader):
        records = supervision_views.of_person(session, reader, authority.who("amira"))
    assert [one.by for one in records] == [authority.who("sam"), authority.who("tia")]
    assert [one.entries[0].action for one in records] == [action, action]
    with reading(authority, "tom") as (session, reader):
        assert supervision_views.of_person(session, reader, authority.who("amira")) == []


@pytest.mark.parametrize("name", ["amira", "tia", "sam", "iris", "ada", "quinn", "dana"])
def test_a_full_page_asks_no_more_of_the_database_than_a_short_one(
    authority: Authority, name: str
) -> None:
    authority.takes_in()

    def asked() -> int:
        with reading(authority, name) as (session, reader), counted() as statements:
            audit_views.listing(session, reader)
            escalation_views.listing(session, reader)
        return len(statements)

    for _ in range(2):
        authority.escalates(authority.raised(), "iris")
    few = asked()
    for _ in range(6):
        authority.escalates(authority.raised(), "iris")
    assert asked() == few
