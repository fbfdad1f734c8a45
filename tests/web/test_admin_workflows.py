"""A new version of a workflow: mistakes by line, differences in words, a day to begin."""

from dataclasses import replace
from datetime import timedelta

from closeloop.config import Clock, Settings
from closeloop.rules.working_days import london_day
from tests.authority import MONDAY, Authority
from tests.html import words
from tests.rules.midshire import AUDIT_ACTION
from tests.web.conftest import Visits

NEW = "/admin/workflows/new"
SECOND = AUDIT_ACTION.replace("version = 1", "version = 2").replace(
    "standard = 20\n", "standard = 15\n", 1
)


def test_a_new_version_is_followed_from_its_day_on(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    before, otto = authority.raised("standard"), visits("otto")
    checked = otto.sends(NEW, text=SECOND, from_on="9/3/2026")
    assert checked.heading == "Audit action, version 2"
    assert "is critical 24 hours, high 5 working days, standard 15 working days" in checked.text
    done = otto.presses(checked, NEW, keep="1")
    assert "Audit action 2 is kept: from Monday 9 March for new actions." in done.text
    assert "1 open item keeps it." in done.text
    same_day = authority.raised("standard")
    assert authority.stands(same_day).follows == ("audit_action", 1)
    later = replace(authority.house, settings=at_a_later_clock(authority))
    (after,) = Authority(later).raises("standard", at=MONDAY + timedelta(days=7))
    assert authority.stands(after).follows == ("audit_action", 2)
    assert london_day(authority.stands(after).due_at or MONDAY).isoformat() == "2026-03-30"
    assert authority.stands(before).follows == ("audit_action", 1)


def at_a_later_clock(authority: Authority) -> Settings:
    """The settings of the same authority a week later."""
    return replace(authority.house.settings, clock=Clock(MONDAY + timedelta(days=7)))


def test_mistakes_are_told_by_line_and_the_text_is_kept(visits: Visits) -> None:
    wrong = SECOND.replace('begins = "raised"', 'begins = "rased"')
    shown = visits("otto").sends(NEW, text=wrong, from_on="9/3/2026")
    assert shown.status == 422
    assert "Line " in shown.text
    assert "rased" in shown.values()["text"]


def test_it_must_be_the_next_version_and_begin_later(visits: Visits) -> None:
    otto = visits("otto")
    assert "Give it version 2" in otto.sends(NEW, text=AUDIT_ACTION, from_on="9/3/2026").text
    assert "Choose tomorrow" in otto.sends(NEW, text=SECOND, from_on="2/3/2026").text
    other = SECOND.replace('name = "audit_action"', 'name = "another"')
    assert "There is no workflow another." in otto.sends(NEW, text=other, from_on="9/3/2026").text
    otto.presses(otto.sends(NEW, text=SECOND, from_on="9/3/2026"), NEW, keep="1")
    third = SECOND.replace("version = 2", "version = 3")
    assert "waits for its first day" in otto.sends(NEW, text=third, from_on="10/3/2026").text
    assert "Ahead: audit action 2." in otto.opens("/admin").text


def test_a_version_is_a_picture_and_the_same_as_tables(visits: Visits) -> None:
    shown = visits("otto").opens("/admin/workflows/audit_action/1")
    assert shown.answer.text.count('<svg role="img"') == 1
    cells = [words(cell) for row in shown.root.iter("tr") for cell in row]
    address = cells[cells.index("Say where it is recorded") :][1:5]
    assert address == ["Discussed", "Addressed", "owner", "note, evidence"]
    due_soon = cells[cells.index("Due soon") :][1]
    assert due_soon == "Raised, Discussed"
    assert visits("otto").opens("/admin/workflows/audit_action/7").status == 404
