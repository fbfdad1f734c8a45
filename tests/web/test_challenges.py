"""A challenge: who decides it and by when, all sides on one page, and no word that is lost."""

from closeloop.rules.refs import action_ref
from tests.authority import Authority
from tests.web.conftest import Visits


def test_the_owner_is_told_who_decides_by_when_and_what_waits(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    standard, critical = authority.raises("standard", "critical")
    amira = visits("amira")
    shown = amira.opens(f"/actions/{action_ref(standard)}/challenge").text
    assert "Quinn decides, not Ada, who wrote the finding: due Monday 9 March" in shown
    assert "Until then its clock is held. You and Ada are told of the decision." in shown
    assert "Its clock runs on" in amira.opens(f"/actions/{action_ref(critical)}/challenge").text


def test_the_decider_sees_all_sides_and_rewords_without_losing_the_first_words(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    item = authority.raised()
    authority.takes(item, "acknowledge", "amira")
    authority.takes(item, "challenge", "amira", reason="It was there all along")
    quinn, address = visits("quinn"), f"/actions/{action_ref(item)}/decide"
    assert address in quinn.opens("/").links
    shown = quinn.opens(address).text
    for words in ("The finding Finding 0", "The challenge", "It was there all along", "History"):
        assert words in shown
    done = quinn.sends(address, decision="reworded", reason="Half", finding="One visit is missing")
    assert "One visit is missing" in done.text
    assert "First written as" in done.text
    assert {("notice", "amira"), ("notice", "ada")} <= set(authority.owed(item))


def test_home_says_what_was_agreed_last_time(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    item = authority.raised()
    authority.supervises("amira", {item: "agreed"}, by="tia", note="Visit this week")
    home = visits("amira").opens("/").text
    assert "1 thing to discuss, 1 agreed last time." in home
    assert "“Visit this week”" in home
