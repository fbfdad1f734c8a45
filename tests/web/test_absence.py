"""Somebody is away: their deputy's home says for whom, the history too, and it ends by itself."""

from datetime import timedelta

from closeloop.rules.refs import action_ref
from tests.authority import MONDAY, Authority
from tests.web.conftest import Visits

BEN = "ben@midshire.example"


def test_a_deputy_acts_for_somebody_and_both_the_home_and_the_history_say_so(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    action = authority.raised()
    done = visits("tia").sends(
        "/people/P-5/absence", absent_from="2/3/2026", absent_to="6/3/2026", deputy_email=BEN
    )
    assert "Ben gets what needs an answer." in done.text
    ben = visits("ben")
    home = ben.opens("/").text
    assert "You stand in for Amira until Friday 6 March." in home
    assert "for Amira" in home.split("Needs you")[1]
    page = ben.opens(f"/actions/{action_ref(action)}")
    ben.presses(page, "", f"/actions/{action_ref(action)}/acknowledge")
    assert "Ben for Amira" in ben.opens(f"/actions/{action_ref(action)}").text


def test_it_ends_by_itself(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    action = authority.raised()
    today = MONDAY.date()
    first, last = today - timedelta(days=7), today - timedelta(days=1)
    ben = authority.who("ben")
    authority.changes("amira", absent_from=first, absent_to=last, deputy_id=ben)
    assert "Amira" not in visits("ben").opens("/").text
    assert visits("ben").opens(f"/actions/{action_ref(action)}").status == 404


def test_without_a_deputy_it_is_the_manager(visits: Visits) -> None:
    done = visits("amira").sends("/me/absence", absent_from="2/3/2026")
    assert "Tia gets what needs an answer." in done.text


def test_a_last_day_before_the_first_is_refused_with_both(visits: Visits) -> None:
    typed = {"absent_from": "6/3/2026", "absent_to": "2/3/2026"}
    shown = visits("amira").sends("/me/absence", **typed)
    assert shown.status == 422
    assert "The last day, Monday 2 March, is before the first, Friday 6 March" in shown.text


def test_a_manager_may_choose_another_of_the_same_manager(visits: Visits) -> None:
    shown = visits("tia").opens("/me/absence")
    assert "tom@midshire.example" in shown.answer.text
    assert "iris@midshire.example" not in shown.answer.text
