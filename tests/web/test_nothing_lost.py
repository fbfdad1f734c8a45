"""What somebody typed is never lost and never shown to another: every form of every page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from closeloop.store import forms, sign_ins
from closeloop.web.routes import OPEN_TO, STRANGERS
from tests.authority import MONDAY, STAFF, Authority
from tests.browser.people import at_work
from tests.databases import SqliteDatabases
from tests.web.conftest import Visits
from tests.web.visit import Shown, Visitor

TYPED = ("text", "email", "search", "tel")
BACK = "You were signed out. Nothing is lost. Check and save."
PUT = "Hard-won words"
ASKED = ["sam", "hal", "dana"]  # of whom one answers the escalation


@pytest.fixture
def databases(of_sqlite: SqliteDatabases) -> Iterator[SqliteDatabases]:
    """SQLite alone: what waits is the same on either kind."""
    yield of_sqlite
    of_sqlite.forget()


@dataclass(frozen=True)
class Form:
    """A form as it stands open: the page, where it goes, and its boxes for words."""

    page: str
    action: str | None
    to: str
    boxes: tuple[str, ...]


def forms_of(shown: Shown, page: str) -> Iterator[Form]:
    """The forms of a page that have a box for words."""
    if shown.answer.mimetype != "text/html":
        return  # a file
    main = next(shown.root.iter("main"))
    for one in main.iter("form"):
        if one.get("method") == "post" and (boxes := tuple(boxes_of(one))):
            action = one.get("action")
            yield Form(page, action, action or page, boxes)


def boxes_of(form: Element) -> Iterator[str]:
    """The names of what words are typed into; passwords and codes are nobody's to keep."""
    for one in form.iter():
        is_box = one.tag == "textarea" and one.get("readonly") is None
        is_line = one.tag == "input" and one.get("type", "text") in TYPED
        if (is_box or is_line) and one.get("autocomplete") != "one-time-code":
            yield one.get("name", "")


def pages_of(app: Flask, authority: Authority, name: str) -> list[str]:
    """Every page that somebody comes to, and every one that needs nothing to be named."""
    roles = set(STAFF[name][0])
    plain = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and not rule.arguments
        and (open_to := OPEN_TO.get(rule.endpoint, STRANGERS)) != STRANGERS
        and (roles & open_to or "everybody" in open_to)
    ]
    there = at_work(authority)
    escalations = [page for page in there["Iris"] if page.startswith("/escalations/E-")]
    return sorted({*plain, *escalations, *there.get(name.title(), ())})


def signed_out(authority: Authority, visitor: Visitor, form: Form) -> Shown:
    """Fill a form in, be signed out meanwhile, and send it."""
    shown = visitor.opens(form.page)
    with authority.database.writing() as session:
        for name in STAFF:
            sign_ins.end_all_of(session, authority.who(name), MONDAY + timedelta(minutes=1))
    words: dict[str, str] = {box: f"{PUT} {box}" for box in form.boxes}
    return visitor.presses(shown, form.page, form.action, **words)


def comes_back(authority: Authority, visitor: Visitor, name: str) -> Shown:
    """Sign in again, and see where that leads."""
    answer = visitor.client.post("/sign-in/as", data={"person": authority.who(name)})
    return visitor.opens(answer.headers["Location"])


def written_in(shown: Shown) -> dict[str, str]:
    """What stands in each box of a page, whichever of its forms has it."""
    return {
        one.get("name", ""): one.text or "" if one.tag == "textarea" else one.get("value", "")
        for one in shown.root.iter()
        if one.tag in {"textarea", "input"}
    }


@pytest.mark.parametrize("name", ["amira", "tia", "iris", "ada", "quinn", "otto", *ASKED])
def test_words_typed_into_any_form_wait_for_their_person_alone(
    app: Flask, authority: Authority, visits: Visits, name: str
) -> None:
    visitor, found = visits(name), 0
    other = "ben" if name != "ben" else "amira"
    for page in pages_of(app, authority, name):
        for form in forms_of(visitor.opens(page), page):
            found += 1
            assert "is kept for 8 hours" in signed_out(authority, visitor, form).text, form
            seen = comes_back(authority, visitor, other)
            assert PUT not in seen.answer.text, form
            assert PUT not in visitor.opens(f"{form.to}?parked=1").answer.text, form
            back = comes_back(authority, visitor, name)
            assert BACK in back.text, form
            said = written_in(back)
            for box in form.boxes:
                assert said[box] == f"{PUT} {box}", form
            with authority.database.writing() as session:
                forms.unpark(session, authority.who(name), form.to)
    assert found


ABSENCE = "/me/absence"


def test_a_form_of_an_earlier_sign_in_of_ones_own_comes_back_filled_in(visits: Visits) -> None:
    visitor = visits("amira")
    shown = visitor.opens(ABSENCE)
    visitor.signs_in("amira")  # in another tab: the form is of the sign-in before
    back = visitor.presses(shown, ABSENCE, absent_from="the week of the fair")
    assert BACK in back.text
    assert back.values(None)["absent_from"] == "the week of the fair"


def test_a_form_that_a_colleague_began_on_this_computer_waits_for_them(visits: Visits) -> None:
    visitor = visits("amira")
    shown = visitor.opens(ABSENCE)
    visitor.signs_in("ben")
    told = visitor.presses(shown, ABSENCE, absent_from="the week of the fair")
    assert (told.status, told.heading) == (409, "This form is not yours")
    assert "the week of the fair" not in told.answer.text
    assert "the week of the fair" not in visitor.opens(f"{ABSENCE}?parked=1").answer.text
    back = visits("amira").opens(f"{ABSENCE}?parked=1")
    assert back.values(None)["absent_from"] == "the week of the fair"


def test_a_form_without_a_sign_of_whose_it_is_is_refused_with_its_words(visits: Visits) -> None:
    visitor = visits("amira")
    shown = visitor.presses(visitor.opens(ABSENCE), ABSENCE, whose="made up", csrf_token="none")
    assert shown.status == 400


def test_what_has_no_page_to_come_back_to_does_not_wait(
    authority: Authority, visits: Visits
) -> None:
    visitor = visits("amira")
    values = visitor.opens(ABSENCE).values(None)
    with authority.database.writing() as session:
        sign_ins.end_all_of(session, authority.who("amira"), MONDAY)
    answer = visitor.client.post("/sign-out", data=values)
    assert answer.headers["Location"] == "/sign-in"


def test_words_wait_for_eight_hours_and_no_longer(authority: Authority, visits: Visits) -> None:
    visitor = visits("amira")
    form = Form(ABSENCE, None, ABSENCE, ("absent_from",))
    signed_out(authority, visitor, form)
    with authority.database.reading() as session:
        for hours, waits in ((7, ABSENCE), (9, None)):
            at = MONDAY + timedelta(hours=hours)
            assert forms.newest_parked(session, authority.who("amira"), at) == waits
