"""An administrator adds days off: what would move is said first, then it moves."""

from closeloop.rules.working_days import london_day
from tests.authority import MONDAY, Authority
from tests.web.conftest import Visits

NEW = "/admin/calendar/new"
TYPED = {"kind": "closure", "first_on": "10/3/2026", "last_on": "11 March", "name": "Moving house"}


def test_what_would_move_is_said_before_it_moves(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    first, second = authority.raises("standard", "standard")
    otto = visits("otto")
    checked = otto.sends(NEW, **TYPED)
    assert checked.heading == "The council is closed: Moving house"
    assert "2 due dates move later, none earlier." in checked.text
    assert "Critical clocks run on: a closure never moves them." in checked.text
    assert london_day(authority.stands(first).due_at or MONDAY).day == 30
    done = otto.presses(checked, NEW, declare="1")
    assert done.heading == "Calendar"
    assert "2 due dates moved later, none earlier." in done.text
    assert "Moving house Tuesday 10 March 2026 to Wednesday 11 March 2026, from Otto" in done.text
    for item in (first, second):
        assert london_day(authority.stands(item).due_at or MONDAY).isoformat() == "2026-04-01"
    history = visits("amira").opens("/actions").text
    assert "due Wednesday 1 April, in 20 working days" in history


def test_a_closure_is_ended_where_it_was_declared(visits: Visits) -> None:
    otto = visits("otto")
    otto.presses(otto.sends(NEW, **TYPED), NEW, declare="1")
    shown = otto.opens("/admin/calendar")
    (form,) = [one for one in shown.root.iter("form") if "closures" in one.get("action", "")]
    done = otto.presses(shown, "/admin/calendar", form.get("action"))
    assert "The closure has ended. Dates that were set stay." in done.text
    assert "None lies ahead." in done.text


def test_what_does_not_fit_keeps_what_was_typed(visits: Visits) -> None:
    typed = TYPED | {"first_on": "2/3/2026", "last_on": "", "name": ""}
    shown = visits("otto").sends(NEW, **typed)
    assert shown.status == 422
    assert "Enter what to call it" in shown.text
    assert shown.values()["first_on"] == "2/3/2026"
    again = visits("otto").sends(NEW, **(typed | {"name": "Today"}))
    assert "Choose tomorrow or a later day" in again.text


def test_bank_holidays_are_shown_by_year(visits: Visits) -> None:
    otto = visits("otto")
    assert "Good Friday" in otto.opens("/admin/calendar").text
    assert "Bank holidays in 2027" in otto.opens("/admin/calendar?year=2027").text
    assert "Bank holidays in 2026" in otto.opens("/admin/calendar?year=1900").text
    assert visits("tia").opens(NEW).status == 403
