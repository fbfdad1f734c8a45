"""A leaver's handover: sixteen children, three pages, one press each; nothing is ever nobody's."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from closeloop.rules.items import ItemId
from closeloop.rules.refs import action_ref
from closeloop.store.tables import ChildRow
from tests.authority import MONDAY, Authority
from tests.store.reading import counted
from tests.web.conftest import Visits

AMIRAS = "/handover/P-5"
REFS = [f"C-{1001 + n}" for n in range(16)]


@pytest.fixture
def sixteen(authority: Authority) -> list[ItemId]:
    """Sixteen children of Amira's, who leaves, the first eight with an action each."""
    for ref in REFS:
        authority.takes_in(ref)
    found = [authority.raised(child=ref) for ref in REFS[:8]]
    authority.changes("amira", leaves_on=MONDAY.date() + timedelta(days=4))
    return found


def practitioners(authority: Authority) -> dict[str, int | None]:
    with authority.database.reading() as session:
        rows = session.execute(select(ChildRow.ref, ChildRow.practitioner_id))
        return {row.ref: row.practitioner_id for row in rows}


def test_sixteen_children_are_three_pages_with_one_press_each(
    authority: Authority, visits: Visits, sixteen: list[ItemId]
) -> None:
    tia, ben = visits("tia"), authority.who("ben")
    due = [authority.stands(one).due_at for one in sixteen]
    shown = tia.opens(AMIRAS)
    assert shown.count("select") == 16 + 1
    check = tia.presses(shown, AMIRAS, everything_else=str(ben))
    assert "To Ben" in check.text
    assert check.buttons == ["Hand over", "Change something"]
    assert authority.stands(sixteen[0]).around.bearings.owner == authority.who("amira")
    done = tia.presses(check, AMIRAS, sure="1")
    assert done.answer.request.path == "/handover/records/H-1"
    assert set(practitioners(authority).values()) == {ben}
    assert {authority.stands(one).around.bearings.owner for one in sixteen} == {ben}
    assert [authority.stands(one).due_at for one in sixteen] == due
    assert authority.owed().count(("acknowledge", "ben")) == len(sixteen)
    texts = [one.text or "" for one in done.root.iter("textarea")]
    assert len(texts) == 16
    assert f"{action_ref(sixteen[0])}: now with Ben. Dates stay as they are." in texts[0]
    assert REFS[1] not in texts[0]


def test_what_is_left_stays_and_waits_for_the_manager_once_they_have_left(
    authority: Authority, visits: Visits, sixteen: list[ItemId]
) -> None:
    tia, ben = visits("tia"), str(authority.who("ben"))
    check = tia.sends(AMIRAS, **{f"practitioner-{REFS[0]}": ben})
    assert "15 rows stay with Amira for now." in check.text
    tia.presses(check, AMIRAS, sure="1")
    assert authority.stands(sixteen[1]).around.bearings.owner == authority.who("amira")
    authority.changes("amira", leaves_on=MONDAY.date() - timedelta(days=1))
    home = tia.opens("/?all=1")
    assert home.text.count("Give it to somebody else") == 7
    assert "7 open actions" in tia.opens("/handover").text


def test_a_child_that_the_list_gave_to_somebody_is_set_to_them(
    authority: Authority, visits: Visits, sixteen: list[ItemId]
) -> None:
    authority.moves_child(REFS[0], practitioner="ben")
    shown = visits("tia").opens(AMIRAS)
    assert shown.values()[f"practitioner-{REFS[0]}"] == str(authority.who("ben"))
    assert shown.values()[f"practitioner-{REFS[1]}"] == ""
    assert sixteen


def test_an_iro_who_leaves_is_followed_beside_the_child_and_a_deputyship_goes_on(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    ivy = authority.hires("ivy", "iro", team="Reviewing", manager="hal")
    carl = authority.who("carl")
    authority.changes("carl", deputy_id=authority.who("iris"))
    authority.changes("iris", leaves_on=MONDAY.date())
    hal = visits("hal")
    typed = {"iro-C-1001": str(ivy), f"deputy-P-{carl}": str(ivy)}
    check = hal.sends(f"/handover/P-{authority.who('iris')}", **typed)
    done = hal.presses(check, f"/handover/P-{authority.who('iris')}", sure="1")
    assert "Ivy stands in when Carl is away" in done.text
    assert "The IRO changes from Iris to Ivy." in str(
        [one.text for one in done.root.iter("textarea")]
    )


def test_an_escalation_that_a_manager_raised_goes_to_who_follows_it_up(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    escalation = authority.escalates(authority.raised(), "tia")
    authority.changes("tia", leaves_on=date(2026, 3, 6))
    sam, tias = visits("sam"), f"/handover/P-{authority.who('tia')}"
    row = f"escalation-E-{escalation}"
    shown = sam.opens(tias)
    assert "Supervision of Amira: Sam sees the earlier records whole" in shown.text
    check = sam.presses(shown, tias, **{row: str(authority.who("tom"))})
    sam.presses(check, tias, sure="1")
    assert authority.stands(escalation).around.who("raiser") == (authority.who("tom"),)
    assert authority.history(escalation)[-1] == "hand_over"
    assert "Raised by Tom" in visits("tom").opens(f"/escalations/E-{escalation}").text


@pytest.mark.parametrize("name", ["ben", "tom", "ada", "quinn"])
def test_nobody_but_a_manager_of_theirs_hands_over(
    visits: Visits, sixteen: list[ItemId], name: str
) -> None:
    assert visits(name).opens(AMIRAS).status in (403, 404)
    assert sixteen


def test_nothing_chosen_and_what_changed_meanwhile_are_said(
    authority: Authority, visits: Visits, sixteen: list[ItemId]
) -> None:
    tia, ben = visits("tia"), str(authority.who("ben"))
    none = tia.sends(AMIRAS)
    assert (none.status, none.title[:7]) == (422, "Error: ")
    assert "Choose somebody for at least one row" in none.text
    check = tia.sends(AMIRAS, everything_else=ben)
    authority.takes(sixteen[0], "reassign", "tia", owner_email="ben@midshire.example", reason="-")
    authority.moves_child(REFS[0], practitioner="ben")
    late = tia.presses(check, AMIRAS, sure="1")
    assert late.status == 409
    assert "What Amira holds has changed since you opened this page" in late.text
    assert practitioners(authority)[REFS[1]] == authority.who("amira")
    strange = tia.sends(AMIRAS, **{f"practitioner-{REFS[1]}": str(authority.who("quinn"))})
    assert "Choose one of the people in the list" in strange.text


def test_a_handover_page_costs_the_same_for_ten_children_as_for_one(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    authority.changes("amira", leaves_on=MONDAY.date())
    tia = visits("tia")

    def asked() -> int:
        with counted() as statements:
            tia.opens("/handover")
            tia.opens(AMIRAS)
        return len(statements)

    asked()  # what is read once and kept
    few = asked()
    for ref in REFS[1:11]:
        authority.takes_in(ref)
        authority.raised(child=ref)
    assert asked() == few
