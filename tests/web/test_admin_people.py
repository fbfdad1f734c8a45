"""An administrator and the staff list: added, changed, moved, ended."""

from closeloop.rules.people import Person
from closeloop.store import people
from tests.authority import MONDAY, Authority
from tests.web.conftest import Visits

NEW = "/admin/people/new"
NORA = {"email": "Nora@midshire.example", "name": "Nora New", "roles": ["practitioner", "iro"]}


def found(authority: Authority, email: str) -> Person:
    """Somebody as the staff list has them."""
    with authority.database.reading() as session:
        return people.directory(session).by_email[email]


def test_somebody_new_is_added_with_team_and_manager(authority: Authority, visits: Visits) -> None:
    otto = visits("otto")
    team = next(
        one.get("value", "") for one in otto.opens(NEW).root.iter("option") if one.text == "Team A"
    )
    done = otto.sends(NEW, **NORA, team=team, manager_email="tia@midshire.example")
    assert done.heading == "Nora New"
    assert "Nora New is added. Next: how they sign in." in done.text
    nora = found(authority, "nora@midshire.example")
    assert nora.roles == {"practitioner", "iro"}
    assert nora.manager == authority.who("tia")
    assert f"/people/P-{nora.id}/sign-in" in done.links


def test_what_is_missing_or_no_address_is_said_and_the_rest_kept(visits: Visits) -> None:
    shown = visits("otto").sends(NEW, email="nora at midshire", name="", roles=["iro"])
    assert shown.status == 422
    assert "is not an email address" in shown.text
    assert "Enter name" in shown.text
    assert shown.values().getlist("roles") == ["iro"]


def test_a_change_is_kept_and_nobody_changes_their_own_roles(
    authority: Authority, visits: Visits
) -> None:
    otto, ben = visits("otto"), authority.who("ben")
    done = otto.sends(f"/admin/people/P-{ben}", name="Ben Able", leaves_on="31/3/2026")
    assert done.heading == "Ben Able"
    assert found(authority, "ben@midshire.example").leaves_on is not None
    mine = otto.opens(f"/admin/people/P-{authority.who('otto')}")
    assert "roles" not in mine.values()
    assert "End their access" not in mine.text


def test_the_end_of_access_says_what_is_to_be_handed_over_first(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    authority.raises("standard", "high")
    amira = authority.who("amira")
    otto, theirs = visits("otto"), visits("amira")
    ending = f"/admin/people/P-{amira}/end"
    assert "Amira holds 2 open actions and 1 child: hand over first." in otto.opens(ending).text
    done = otto.sends(ending)
    assert "The access of Amira has ended." in done.text
    assert not found(authority, "amira@midshire.example").is_here(MONDAY.date())
    assert theirs.opens("/").heading == "Sign in"
    assert otto.opens(ending).status == 404
    assert "Amira" not in otto.opens("/admin/people").text
    assert "Amira" in otto.opens("/admin/people?who=left").text


def test_the_list_is_filtered_and_goes_on_to_a_second_page(
    authority: Authority, visits: Visits
) -> None:
    for number in range(20):
        authority.hires(f"w{number:02}", "practitioner", team="Team B", manager="tom")
    authority.hires("zoe", "practitioner", team=None, manager=None)
    otto = visits("otto")
    first = otto.opens("/admin/people")
    second = otto.opens(next(link for link in first.links if "page=2" in link))
    assert "page 2" in second.title
    assert "Zoe" in second.text
    assert "has not signed in yet" in second.text
    lacking = otto.opens("/admin/people?who=lacking&role=practitioner").text
    assert "1 person" in lacking
    assert "1 person" in otto.opens("/admin/people?name=w03").text
    assert "Nobody matches." in otto.opens("/admin/people?team=nonsense").text
    assert "Nobody matches." in otto.opens("/admin/people?name=nobody").text


def test_teams_are_added_and_moved_but_never_below_themselves(
    authority: Authority, visits: Visits
) -> None:
    with authority.database.reading() as session:
        number = {team.name: str(team.id) for team in people.directory(session).teams.values()}
    otto = visits("otto")
    done = otto.sends("/admin/teams", name="Duty", new_below=number["Area"], add="1")
    assert "Duty is added." in done.text
    again = otto.sends("/admin/teams", name="Duty", new_below="top", add="1")
    assert "There is a team Duty already." in again.text
    circle = otto.sends("/admin/teams", team=number["Area"], below=number["Team A"])
    assert circle.status == 422
    assert "A team cannot stand below itself." in circle.text
    otto.sends("/admin/teams", team=number["Team A"], below="top")
    with authority.database.reading() as session:
        assert people.directory(session).by_team_name["Team A"].parent is None


def test_when_somebody_was_last_here_is_shown(authority: Authority, visits: Visits) -> None:
    visits("amira").opens("/")
    shown = visits("otto").opens(f"/admin/people/P-{authority.who('amira')}")
    assert "Last here 2 March 2026 at 9am." in shown.text
