"""A team's page: people by name, drift by rule with what clears it, teams below; no ranking."""

from datetime import timedelta

import pytest

from closeloop.rules.refs import action_ref
from closeloop.store import people
from tests.authority import MONDAY, Authority
from tests.store.reading import counted
from tests.web.conftest import Visits


def rows(visits: Visits, name: str, address: str) -> list[list[str]]:
    answer = visits(name).client.get(f"{address}/people.csv")
    assert answer.mimetype == "text/csv"
    return [line.split(",") for line in answer.text.splitlines()]


def test_the_people_stand_by_name_with_what_they_hold(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    found = authority.raises("standard", "high", due_on=MONDAY.date() + timedelta(days=3))
    authority.supervises("amira", {found[0]: "on_track"}, by="tia")
    shown = visits("tia").opens("/team")
    assert shown.heading == "Team A"
    lines = rows(visits, "tia", f"/team/{address_of(authority, 'Team A')}")
    assert [line[0] for line in lines] == ["name", "Amira", "Ben", "Tia"]
    assert lines[1][1:] == ["1", "2", "2", "0", "1", "2026-03-02"]
    assert lines[2][1:] == ["0", "0", "0", "0", "0", ""]


def address_of(authority: Authority, name: str) -> str:
    with authority.database.reading() as session:
        return f"T-{people.directory(session).by_team_name[name].id}"


def test_drift_is_grouped_by_its_rule_with_what_clears_it(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    first, second = authority.raises("standard", "standard")
    authority.supervises("amira", {first: "on_track"}, by="tia")
    tia = visits("tia")
    shown = tia.opens("/team")
    assert "Not discussed: 1 action Cleared by a discussion or withdrawing it." in shown.text
    assert action_ref(second) in shown.text
    assert "Team A: not discussed 1" in tia.opens("/").text
    assert "Amira" in tia.opens(f"/team/{address_of(authority, 'Team A')}?show=drifting").text
    assert "Nobody in Team A matches." in tia.opens("/team?show=was_due").text


def test_teams_below_are_links_with_the_same_columns(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    authority.raised()
    sam = visits("sam")
    shown = sam.opens("/team")
    assert shown.heading == "Area"
    team = f"/team/{address_of(authority, 'Team A')}"
    assert team in shown.links
    assert sam.opens(team).heading == "Team A"
    assert rows(visits, "sam", f"/team/{address_of(authority, 'Area')}")[2][:3] == [
        "Team A",
        "1",
        "1",
    ]


def test_a_leaver_stays_on_the_page_while_they_hold_anything(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    authority.raised()
    authority.changes("amira", leaves_on=MONDAY.date() - timedelta(days=3))
    assert "Amira (left Friday 27 February, hand over" in visits("tia").opens("/team").text


@pytest.mark.parametrize(("name", "status"), [("tom", 404), ("amira", 403), ("quinn", 200)])
def test_a_team_is_for_who_answers_for_it(
    authority: Authority, visits: Visits, name: str, status: int
) -> None:
    for end in ("", "/people.csv"):
        address = f"/team/{address_of(authority, 'Team A')}{end}"
        assert visits(name).client.get(address).status_code == status


def test_the_page_costs_the_same_however_much_there_is(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    sam = visits("sam")

    def asked() -> int:
        with counted() as statements:
            sam.opens(f"/team/{address_of(authority, 'Team A')}")
            sam.opens("/team")
        return len(statements)

    authority.raised()
    asked()
    few = asked()
    for number in range(4):
        authority.hires(f"new{number}", "practitioner", team="Team A", manager="tia")
        authority.raised(child=authority.takes_in(f"C-200{number}", practitioner=f"new{number}"))
    asked()
    assert asked() == few
