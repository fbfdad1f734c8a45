"""The homes of IROs, chairs and seniors: what each may choose on, and whether it gets better."""

from datetime import UTC, datetime

from tests.authority import MONDAY, Authority
from tests.store.reading import counted
from tests.web.conftest import Visits
from tests.web.visit import SVG

TUESDAY = datetime(2026, 3, 17, 9, tzinfo=UTC)


def test_an_iro_chooses_on_drift_from_home(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    action = authority.raised()
    authority.looks(TUESDAY)
    offered = authority.escalation_of(action)
    iris = visits("iris")
    home = iris.opens("/")
    assert "Nothing is raised in your name unless you press Raise it." in home.text
    assert "for 10 working days. Since Monday 16 March." in home.text
    assert "Reminded before: Amira, Tia" in home.text
    assert home.buttons[:3] == [
        f"{words} on C-1001, E-{offered}" for words in ("No concern now", "Give a view", "Raise it")
    ]
    shown = iris.opens(f"/escalations/E-{offered}?answer=direction")
    assert shown.values()["answer"] == "direction"
    assert "answer" not in iris.opens(f"/escalations/E-{offered}?answer=nonsense").values()
    iris.presses(shown, f"/escalations/E-{offered}", note="Visit", by_on="31/3/2026")
    assert "No drift for your 1 child." in iris.opens("/").text


def test_an_iro_sees_answers_to_accept_what_waits_and_their_children(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    authority.takes_in("C-1002", restricted=True)
    first, second = authority.raises("standard", "standard")
    answered, waiting = (authority.escalates(one, "iris") for one in (first, second))
    authority.responds(answered, "resolved", "tia", note="Done")
    home = visits("iris").opens("/")
    accept, waits = home.text.index("Answers for you to accept"), home.text.index("Waiting for an")
    assert accept < home.text.index(f": E-{answered} ·") < waits
    assert waits < home.text.index(f": E-{waiting} ·") < home.text.index("Your children")
    assert {"/children/C-1001", "/children/C-1002", "/children/C-1001/footprint"} <= set(home.links)
    assert "2 open" in home.text
    assert "No child names you as IRO or chair." in visits("carl").opens("/").text


def test_a_senior_reads_whether_it_gets_better_and_where_it_is_stuck(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    authority.takes_in("C-1002", practitioner="ben", restricted=True)
    authority.raised()
    authority.raised(child="C-1002", owner="ben")
    authority.changes("ben", absent_from=MONDAY.date())
    authority.looks(TUESDAY)
    for name in ("hal", "dana", "quinn"):
        home = visits(name).opens("/")
        assert {"/reports/steps", "/reports/drift", "/reports/answers"} <= set(home.links)
        assert home.count(SVG + "svg") == 6
        assert "Drifting: 1 action today" in home.text
        stuck = home.text[home.text.index("Where is it stuck?") :]
        assert "Team A Drift: no movement 1" in stuck
        assert "1 child held by 3 people, 1 away" in stuck
    assert "Nothing needs you." in visits("dana").opens("/").text


def test_a_senior_sees_ten_things_and_how_many_more(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    for one in authority.raises(*["critical"] * 12):
        authority.takes(one, "acknowledge", "amira")
        authority.takes(one, "discuss", "tia", note="Agreed")
        authority.takes(one, "address", "amira", note="Done", evidence="Note")
        authority.takes(one, "verify", "ada", note="Seen")
    authority.looks(MONDAY.replace(day=6))
    hal = visits("hal")
    home = hal.opens("/")
    assert home.text.count("Countersign") == 10
    assert "and 2 more" in home.text
    assert hal.opens("/?all=1").text.count("Countersign") == 12


def test_a_home_asks_the_same_however_much_there_is(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    authority.raises("standard")
    authority.looks(TUESDAY)
    for name in ("iris", "hal"):
        visitor, asked = visits(name), []
        for _ in range(2):
            visitor.opens("/")
            with counted() as statements:
                visitor.opens("/")
            asked.append(len(statements))
            authority.raises("standard", "high")
            authority.looks(TUESDAY.replace(day=31))
        assert asked[0] == asked[1], name
