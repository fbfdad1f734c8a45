"""Home, lists, files to load, absence, letters: what each shows, and what it costs to show it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from closeloop.mail import mailbox
from closeloop.rules.refs import action_ref
from closeloop.store import people
from tests.authority import MONDAY, Authority
from tests.html import words
from tests.web.conftest import Visits

CHILDREN = "child_ref,status,team,practitioner_email\nC-3001,cin,Team A,amira@midshire.example\n"
WRONG = CHILDREN + "C-3002,unknown,Team A,\n"


def test_home_says_what_is_mine_and_what_waits_for_others(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    unread, other, done = authority.raises("standard", "standard", "high")
    authority.takes(done, "acknowledge", "amira")
    authority.supervises("amira", {done: "on_track"}, by="tia")
    authority.takes(done, "address", "amira", note="Visited", evidence="Case note")
    shown = visits("amira").opens("/")
    assert "Say that you have read 2 findings C-1001 · audit of 2 March" in shown.text
    assert f"{action_ref(done)} · C-1001: Ada, verify that it is on the record" in shown.text
    assert "/audits/A-1/mine" in shown.links
    assert unread != other


def test_an_empty_home_says_so_in_words(visits: Visits) -> None:
    assert "Nothing needs you today." in visits("ben").opens("/").text


def test_a_deputy_sees_for_whom_each_thing_is(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    authority.raised()
    first, last = MONDAY.date(), MONDAY.date() + timedelta(days=4)
    ben = authority.who("ben")
    authority.changes("amira", absent_from=first, absent_to=last, deputy_id=ben)
    assert "for Amira" in visits("ben").opens("/").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["standard", "high"]),
        ("?severity=high", ["high"]),
        ("?whose=mine", ["standard", "high"]),
        ("?state=verified", []),
        ("?child=C-9999", []),
        ("?standard=9&severity=standard", ["standard"]),
        ("?whose=P-99&state=nonsense&severity=nonsense&after=nonsense", []),
    ],
)
def test_actions_are_filtered(
    authority: Authority, visits: Visits, query: str, found: list[str]
) -> None:
    authority.takes_in()
    made = dict(zip(("standard", "high"), authority.raises("standard", "high"), strict=True))
    shown = visits("amira").opens(f"/actions{query}")
    expected = {f"/actions/{action_ref(made[one])}" for one in found}
    assert {link for link in shown.links if link.startswith("/actions/")} == expected
    assert expected or "No actions match." in shown.text


def test_a_long_list_goes_on_to_a_second_page(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    made = authority.raises(*["standard"] * 30)
    amira = visits("amira")
    first = amira.opens("/actions")
    onward = next(link for link in first.links if "page=2" in link)
    second = amira.opens(onward)
    assert "page 2" in second.title
    seen = {
        link for shown in (first, second) for link in shown.links if link.startswith("/actions/")
    }
    assert len(seen) == len(made)


@contextmanager
def counted(authority: Authority) -> Iterator[list[str]]:
    """The statements that the database is asked meanwhile."""
    asked: list[str] = []

    def hears(_: object, __: object, statement: str, *___: object) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    engines = (authority.database.engine, authority.database._reader)  # noqa: SLF001 - both doors
    for engine in engines:
        event.listen(engine, "before_cursor_execute", hears)
    yield asked
    for engine in engines:
        event.remove(engine, "before_cursor_execute", hears)


@pytest.mark.parametrize(
    ("name", "address", "most"),
    [
        ("amira", "/", 24),
        ("tia", "/", 28),
        ("quinn", "/", 24),
        ("tia", "/actions", 12),
        ("tia", "/supervision/P-5", 20),
        ("quinn", "/audits", 10),
        ("quinn", "/verifying", 14),
        ("iris", "/escalations", 14),
        ("otto", "/", 30),
        ("otto", "/admin", 24),
        ("otto", "/admin/delivery", 18),
        ("otto", "/admin/people", 10),
        ("otto", "/admin/calendar", 10),
    ],
)
def test_a_page_asks_no_more_the_more_there_is(
    authority: Authority, visits: Visits, name: str, address: str, most: int
) -> None:
    authority.takes_in()
    visitor = visits(name)
    costs = []
    for _ in range(2):
        authority.raises(*["standard"] * 4, "high", "critical")
        authority.looks(MONDAY + timedelta(days=20))
        visitor.opens(address)
        with counted(authority) as asked:
            visitor.opens(address)
        costs.append(len(asked))
    assert costs[0] == costs[1]
    assert costs[0] <= most


def test_a_file_is_checked_then_loaded(visits: Visits) -> None:
    otto = visits("otto")
    shown = otto.opens("/imports/new")
    checked = otto.presses(shown, "/imports/new", kind="children", file=upload(CHILDREN), check="1")
    assert "Nothing is wrong, and nothing is loaded yet. The file has 1 row: 1 new" in checked.text
    done = otto.presses(checked, "/imports/new", kind="children", file=upload(CHILDREN), load="1")
    assert done.heading == "Load I-1"
    assert "Loaded 1 rows." in done.text or "New 1" in done.text


def upload(text: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(text.encode()), "children.csv"


def test_a_file_with_a_wrong_row_loads_nothing_and_names_row_and_cure(
    visits: Visits,
) -> None:
    otto = visits("otto")
    shown = otto.opens("/imports/new")
    wrong = otto.presses(shown, "/imports/new", kind="children", file=upload(WRONG), check="1")
    assert wrong.status == 422
    assert "Nothing is loaded. 1 row of 2 rows needs mending." in wrong.text
    assert [words(cell) for cell in wrong.root.iter("td")][:3] == ["3", "status", "unknown"]
    assert "Load 2 rows" not in wrong.buttons


def test_another_file_than_the_one_that_was_checked_is_checked_first(visits: Visits) -> None:
    otto = visits("otto")
    shown = otto.opens("/imports/new")
    checked = otto.presses(shown, "/imports/new", kind="children", file=upload(CHILDREN), check="1")
    other = CHILDREN.replace("C-3001", "C-3009")
    again = otto.presses(checked, "/imports/new", kind="children", file=upload(other), load="1")
    assert "nothing is loaded yet" in again.text


def test_a_kind_that_is_not_theirs_is_refused(visits: Visits) -> None:
    quinn = visits("quinn")
    shown = quinn.opens("/imports/new")
    refused = quinn.presses(shown, "/imports/new", kind="people", file=upload("email\n"))
    assert refused.status == 403


def test_absence_is_entered_with_who_stands_in(authority: Authority, visits: Visits) -> None:
    amira = visits("amira")
    typed = {"absent_from": "9/3/2026", "absent_to": "13/3/2026"}
    done = amira.sends("/me/absence", deputy_email="ben@midshire.example", **typed)
    assert "The absence is saved." in done.text
    with authority.database.reading() as session:
        person = people.directory(session).people[authority.who("amira")]
    assert person.deputy == authority.who("ben")


def test_a_last_day_before_the_first_is_refused(visits: Visits) -> None:
    typed = {"absent_from": "13/3/2026", "absent_to": "9/3/2026"}
    shown = visits("amira").sends("/me/absence", **typed)
    assert shown.status == 422
    assert shown.values()["absent_from"] == "13/3/2026"


def test_a_manager_enters_absence_for_their_people_alone(visits: Visits) -> None:
    assert visits("tia").opens("/people/P-5/absence").heading == "Absence of Amira"
    assert visits("tom").opens("/people/P-5/absence").status == 404


LETTER = b"""From: closeloop@localhost
To: amira@midshire.example
Subject: closeloop: 4F7K-22 is due Thursday 12 March
X-Closeloop-Kind: reminder
Content-Type: text/plain; charset=utf-8

Hello Amira,
http://127.0.0.1:8000/actions/4F7K-22
"""


def test_letters_that_arrived_are_read_in_development(authority: Authority, visits: Visits) -> None:
    folder: Path = authority.house.settings.var / "mailbox"
    name = mailbox.keep(folder, LETTER)
    amira = visits("amira")
    assert "closeloop: 4F7K-22 is due Thursday 12 March" in amira.opens("/mailbox").text
    shown = amira.opens(f"/mailbox/{name}")
    assert "http://127.0.0.1:8000/actions/4F7K-22" in shown.links
    assert amira.opens("/mailbox/no-such-letter").status == 404
