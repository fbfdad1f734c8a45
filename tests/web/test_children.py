"""Children and footprints: one child across audits, and that an IRO or chair has looked."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from closeloop.rules.refs import action_ref
from closeloop.store.tables import EntryRow
from tests.authority import MONDAY, Authority
from tests.store.reading import counted
from tests.web.conftest import Visits


def test_a_check_is_one_choice_and_one_press_and_gives_text_for_the_record(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    iris = visits("iris")
    done = iris.sends("/children/C-1001/footprint", kind="check")
    assert "Your footprint on C-1001 is kept." in done.text
    assert "Checked by Iris on Monday 2 March 2026." in done.text
    shown = iris.opens("/children/C-1001")
    assert "Checked Iris, Monday 2 March" in shown.text
    with authority.database.reading() as session:
        assert _last_entry(session) == ("footprint", "iris@midshire.example")


def test_a_challenge_or_praise_needs_one_line_and_no_day_ahead(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    iris = visits("iris")
    address = "/children/C-1001/footprint"
    shown = iris.sends(address, kind="challenge")
    assert shown.status == 422
    assert "#note" in shown.links
    later = iris.sends(address, kind="praise", note="Warm and clear", on="3/3/2026")
    assert later.status == 422
    assert later.values()["note"] == "Warm and clear"
    nothing = iris.sends(address, note="Warm and clear")
    assert "Choose check, challenge or praise" in nothing.text
    done = iris.presses(later, address, on="27/2/2026")
    assert "Praised by Iris on Friday 27 February 2026. Warm and clear" in done.text


@pytest.mark.parametrize(
    ("name", "status"), [("iris", 200), ("tia", 403), ("quinn", 403), ("amira", 403), ("tom", 404)]
)
def test_only_the_childs_iro_and_chair_leave_one(
    authority: Authority, visits: Visits, name: str, status: int
) -> None:
    authority.takes_in()
    visitor = visits(name)
    assert visitor.opens("/children/C-1001/footprint").status == status
    seen = visitor.opens("/children/C-1001")
    assert seen.status == (404 if status == 404 else 200)
    assert ("/children/C-1001/footprint" in seen.links) is (status == 200)


def test_a_deputy_leaves_one_for_the_iro_and_a_chair_for_theirs(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in(chair="carl")
    first = MONDAY.date()
    authority.changes("iris", absent_from=first, deputy_id=authority.who("ben"))
    for name in ("ben", "carl"):
        assert visits(name).sends("/children/C-1001/footprint", kind="check").status == 200


def test_a_childs_page_brings_together_what_its_reader_may_see(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    (action,) = authority.raises("high")
    raised = authority.escalates(action, "iris")
    for name in ("iris", "tia", "amira", "quinn", "sam"):
        shown = visits(name).opens("/children/C-1001")
        assert shown.heading == "C-1001"
        assert {f"/actions/{action_ref(action)}", f"/escalations/E-{raised}"} <= set(shown.links)
        assert "Looked after" in shown.text
    people = visits("tia").opens("/children/C-1001").text
    assert "people see this page" in people
    assert "Amira, Dana" in people
    assert "Amira, Dana" not in visits("amira").opens("/children/C-1001").text


def test_a_restricted_child_is_no_page_and_no_row_but_for_who_is_named(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in(restricted=True)
    authority.takes_in("C-1002")
    for name, sees in (("iris", True), ("tia", True), ("quinn", False), ("sam", False)):
        visitor = visits(name)
        assert (visitor.opens("/children/C-1001").status == 200) is sees
        assert ("/children/C-1001" in visitor.opens("/children").links) is sees
    assert "Restricted" in visits("iris").opens("/children/C-1001").text


def test_a_footprint_is_shown_under_its_own_child_alone(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    authority.takes_in("C-1002")
    iris = visits("iris")
    iris.sends("/children/C-1001/footprint", kind="check")
    assert iris.opens("/children/C-1001/footprint/1").status == 200
    assert iris.opens("/children/C-1002/footprint/1").status == 404
    assert visits("tom").opens("/children/C-1001/footprint/1").status == 404


def test_a_long_list_of_children_goes_on_and_asks_no_more_for_it(
    authority: Authority, visits: Visits
) -> None:
    for number in range(1, 31):
        authority.takes_in(f"C-10{number:02}")
    iris = visits("iris")
    first = iris.opens("/children")
    assert len([link for link in first.links if link.startswith("/children/C-")]) == 25
    with counted() as statements:
        second = iris.opens(next(link for link in first.links if "page=2" in link))
    assert len([link for link in second.links if link.startswith("/children/C-")]) == 5
    many = len(statements)
    with counted() as statements:
        iris.opens("/children")
    assert len(statements) == many


def test_a_childs_page_asks_the_same_however_much_there_is(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    authority.raised()
    iris = visits("iris")
    asked = []
    for _ in range(2):
        iris.opens("/children/C-1001")
        with counted() as statements:
            iris.opens("/children/C-1001")
        asked.append(len(statements))
        authority.raises("standard", "high")
        iris.sends("/children/C-1001/footprint", kind="check")
    assert asked[0] == asked[1]


def _last_entry(session: Session) -> tuple[str, str]:
    last = select(EntryRow.kind, EntryRow.actor).order_by(EntryRow.id.desc()).limit(1)
    kind, actor = session.execute(last).one()
    return kind, actor
