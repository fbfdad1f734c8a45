"""Escalations from the page: answered from a letter, raised from an action, closed."""

from datetime import UTC, datetime

import pytest

from closeloop.rules.items import ItemId
from closeloop.rules.refs import action_ref
from tests.authority import Authority
from tests.html import words
from tests.web.conftest import Visits
from tests.web.visit import Shown

OFFERED_AT = datetime(2026, 3, 17, 9, tzinfo=UTC)


@pytest.fixture
def action(authority: Authority) -> ItemId:
    authority.takes_in()
    return authority.raised()


@pytest.fixture
def offered(authority: Authority, action: ItemId) -> ItemId:
    """Drift that closeloop offered to Iris."""
    authority.looks(OFFERED_AT)
    found = authority.escalation_of(action)
    assert found is not None
    return found


def at(item: ItemId) -> str:
    return f"/escalations/E-{item}"


def test_an_iro_answers_with_one_radio_one_sentence_one_press(
    authority: Authority, visits: Visits, offered: ItemId
) -> None:
    iris = visits("iris")
    assert "Drift seen: say what you think" in iris.opens("/").text
    shown = iris.opens(at(offered))
    assert "Nothing is raised in your name unless you raise it." in shown.text
    done = iris.presses(shown, at(offered), answer="resolved", note="Seen at the review")
    assert "Your answer is sent." in done.text
    assert authority.stands(offered).state == "closed"


def test_a_direction_asks_by_when(visits: Visits, offered: ItemId) -> None:
    iris = visits("iris")
    shown = iris.sends(at(offered), answer="direction", note="Visit before Easter")
    assert shown.status == 422
    assert "#by_on" in shown.links
    assert shown.values()["note"] == "Visit before Easter"
    done = iris.presses(shown, at(offered), by_on="31/3/2026")
    assert "It is looked at again on the date that you gave." in done.text


def test_raising_it_takes_it_to_the_next_level(
    authority: Authority, visits: Visits, offered: ItemId
) -> None:
    visits("iris").sends(at(offered), answer="pass_up", note="The plan cannot wait")
    assert authority.stands(offered).level == "service_manager"
    assert "E-" in visits("sam").opens("/escalations").text


def test_who_is_not_asked_is_offered_nothing(visits: Visits, offered: ItemId) -> None:
    for name in ("amira", "tia", "quinn"):
        shown = visits(name).opens(at(offered))
        assert "Nothing for you to do." in shown.text
        assert "Send answer" not in shown.buttons


def test_an_iro_raises_one_from_the_actions_page(
    authority: Authority, visits: Visits, action: ItemId
) -> None:
    iris = visits("iris")
    page = iris.opens(f"/actions/{action_ref(action)}")
    leads_to = next(link for link in page.links if "/escalations/new" in link)
    done = iris.sends(
        leads_to, impact="No visit for a month", tried="Asked Amira twice", asks="A visit"
    )
    assert done.heading.startswith("Escalation E-")
    assert "Raised by Iris" in done.text
    assert authority.escalation_of(action) is not None


def test_what_is_missing_is_named_and_the_rest_kept(visits: Visits, action: ItemId) -> None:
    address = f"/escalations/new?action={action_ref(action)}"
    shown = visits("iris").sends(address, impact="No visit for a month")
    assert shown.status == 422
    assert "Enter what you ask for" in shown.text
    assert shown.values()["impact"] == "No visit for a month"


def test_only_who_may_raise_is_offered_to(visits: Visits, action: ItemId) -> None:
    for name, may in (("iris", True), ("tia", True), ("quinn", True), ("amira", False)):
        shown = visits(name).opens(f"/actions/{action_ref(action)}")
        assert any("/escalations/new" in link for link in shown.links) is may, name


def test_its_raiser_closes_it(authority: Authority, visits: Visits, action: ItemId) -> None:
    iris, tia = visits("iris"), visits("tia")
    address = f"/escalations/new?action={action_ref(action)}"
    raised = iris.sends(address, impact="No visit", tried="Asked", asks="A visit")
    place = raised.answer.request.path
    tia.sends(place, answer="resolved", note="Amira visits tomorrow")
    assert "Say whether the answer will do" in iris.opens("/").text
    iris.sends(place, answer="back_on_track", note="The visit was made")
    assert authority.escalation_of(action) is None


def test_a_child_that_is_not_theirs_is_refused_in_the_same_words(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in("C-2001", iro=None, team="Team B", practitioner="bea")
    typed = {"impact": "No visit", "tried": "Asked", "asks": "A visit"}
    said = [
        visits("iris").sends("/escalations/new", child_ref=ref, **typed).text
        for ref in ("C-2001", "C-9999")
    ]
    assert "There is no such child that you can see." in said[0]
    assert said[0] == said[1].replace("C-9999", "C-2001")


def test_who_raises_one_second_is_told_so_and_keeps_every_word(
    visits: Visits, action: ItemId
) -> None:
    address = f"/escalations/new?action={action_ref(action)}"
    iris, tia = visits("iris"), visits("tia")
    first, second = iris.opens(address), tia.opens(address)
    words = {"impact": "She waits", "tried": "Two calls made", "asks": "A visit soon"}
    iris.presses(first, address, **words)
    late = tia.presses(second, address, **words)
    assert (late.status, late.heading) == (409, "This has moved on")
    assert all(one in late.text for one in words.values())


def rungs(shown: Shown) -> list[str]:
    """The rungs of the ladder, lowest first."""
    ladder = next(
        one for one in shown.root.iter("ol") if "closeloop-ladder" in one.get("class", "")
    )
    return [words(one) for one in ladder]


def test_the_ladder_says_who_answered_who_is_asked_and_who_would_be(
    authority: Authority, visits: Visits, action: ItemId
) -> None:
    raised = authority.escalates(action, "iris")
    iris = visits("iris")
    assert rungs(iris.opens(at(raised))) == [
        "Informal: what was tried stands above",
        "Team manager: Tia, since Monday 2 March (now)",
        "Service manager: Sam",
        "Head of service: Hal",
        "Director: Dana",
    ]
    visits("tia").sends(at(raised), answer="direction", note="A visit by Friday", by_on="6/3/2026")
    iris.sends(at(raised), answer="escalate", note="Too late for him")
    assert rungs(iris.opens(at(raised)))[1:3] == [
        (
            "Team manager Tia, Monday 2 March: directed, by Friday 6 March. A visit by Friday"
            " Iris, Monday 2 March: it needs the next level. Too late for him"
        ),
        "Service manager: Sam, since Monday 2 March (now)",
    ]


def test_drift_that_was_offered_goes_by_its_own_rungs(visits: Visits, offered: ItemId) -> None:
    iris = visits("iris")
    names = [rung.split(":")[0] for rung in rungs(iris.opens(at(offered)))]
    assert names == ["IRO or chair", "Service manager", "Head of service", "Director"]
    iris.sends(at(offered), answer="pass_up", note="The plan cannot wait")
    assert rungs(iris.opens(at(offered)))[0].startswith("IRO or chair Iris, Monday")


def test_every_step_stands_in_the_text_for_the_record(
    authority: Authority, visits: Visits, action: ItemId
) -> None:
    raised = authority.escalates(action, "iris")
    iris = visits("iris")
    visits("tia").sends(at(raised), answer="resolved", note="Amira visits tomorrow")
    done = iris.sends(at(raised), answer="back_on_track", note="The visit was made")
    text = next(one.text or "" for one in done.root.iter("textarea") if one.get("id") == "record")
    assert text.splitlines() == [
        f"Escalation E-{raised} about {action_ref(action)}, raised by Iris on Monday 2 March 2026.",
        "Impact on the child: Waiting",
        "What is asked for: A plan",
        "Monday 2 March 2026, Tia: Said to be put right. Amira visits tomorrow",
        "Monday 2 March 2026, Iris: Closed. The visit was made Outcome: back on track",
    ]


def test_the_iro_of_a_looked_after_child_tells_cafcass_once_and_nobody_else_does(
    authority: Authority, visits: Visits, action: ItemId
) -> None:
    raised = authority.escalates(action, "iris")
    iris = visits("iris")
    for name in ("tia", "quinn", "amira"):
        assert "I have told Cafcass" not in visits(name).opens(at(raised)).buttons
    told = iris.sends(at(raised), f"{at(raised)}/cafcass")
    assert "It is on record that you have told Cafcass." in told.text
    assert "Cafcass told" in told.text
    assert "I have told Cafcass" not in told.buttons
    stands = authority.stands(raised)
    assert (stands.state, stands.level) == ("waiting", "team_manager")


def test_cafcass_is_for_looked_after_children_alone(authority: Authority, visits: Visits) -> None:
    authority.takes_in("C-2001", status="cp", chair="carl")
    raised = authority.escalates(authority.raised(child="C-2001"), "carl")
    for name in ("carl", "iris"):
        assert "I have told Cafcass" not in visits(name).opens(at(raised)).buttons
