"""Codes beside the password: set up by a link, asked for, never good twice."""

import dataclasses
from datetime import timedelta

import pytest
from flask import Flask

from closeloop.app import create_app
from closeloop.config import ALL
from closeloop.house import House
from closeloop.loop import passwords, sealed, second_factor
from closeloop.store import people, second_factors
from tests.authority import MONDAY, Authority
from tests.web.conftest import Visits
from tests.web.signing import WORDS, app_of, handed_over, sets_up, signs_in
from tests.web.visit import Shown, Visitor

AMIRA = "amira@midshire.example"
NOT_RIGHT = "The code is not right."


def test_a_link_sets_up_password_and_app_and_signs_in(authority: Authority, visits: Visits) -> None:
    before = visits("amira")
    visitor = visits()
    app = sets_up(authority, visitor, "amira")
    assert before.opens("/").heading == "Sign in"  # what was there before has ended
    shown = signs_in(visits(), AMIRA)
    assert shown.heading == "Enter your code"
    assert app.shows().isdigit()


def test_a_code_leads_to_the_page_that_was_asked_for(authority: Authority, visits: Visits) -> None:
    app = sets_up(authority, visits(), "amira")
    visitor = visits()
    shown = signs_in(visitor, AMIRA, next="/actions?severity=high")
    assert visitor.opens("/").heading == "Sign in"  # a password alone opens nothing
    code = app.shows()
    after = visitor.presses(shown, "/sign-in/code", code=f" {code[:3]} {code[3:]} ")
    assert after.answer.request.full_path == "/actions?severity=high"


@pytest.mark.parametrize("later", [-1, 0, 1])
def test_a_telephone_may_be_half_a_minute_out(
    authority: Authority, visits: Visits, later: int
) -> None:
    app = sets_up(authority, visits(), "amira")
    with authority.database.writing() as session:  # as if it had been set up long ago
        kept = second_factors.of(session, authority.who("amira"))
        assert kept is not None
        second_factors.keep(session, authority.who("amira"), kept.sealed, MONDAY, 0)
    visitor = visits()
    shown = signs_in(visitor, AMIRA)
    assert visitor.presses(shown, "/sign-in/code", code=app.shows(later)).heading == "Your work"


def test_what_is_wrong_with_a_code_is_never_told_apart(
    authority: Authority, visits: Visits
) -> None:
    app = sets_up(authority, visits(), "amira")
    first = visits()
    used = app.shows()
    first.presses(signs_in(first, AMIRA), "/sign-in/code", code=used)
    visitor = visits()
    shown = signs_in(visitor, AMIRA)
    for code in (used, app.shows(-1), app.shows(3), app.shows(-3), "000000", "12345", "", "٣" * 6):
        again = visitor.presses(shown, "/sign-in/code", code=code)
        assert (again.status, again.title[:7]) == (422, "Error: ")
        assert NOT_RIGHT in again.text
    assert visitor.opens("/").heading == "Sign in"


def test_ten_wrong_codes_slow_the_account(authority: Authority, visits: Visits) -> None:
    app = sets_up(authority, visits(), "amira")
    visitor = visits()
    shown = signs_in(visitor, AMIRA)
    for _ in range(10):
        visitor.presses(shown, "/sign-in/code", code="000000")
    again = visitor.presses(shown, "/sign-in/code", code=app.shows())
    assert again.status == 429
    assert "Try again at" in again.text
    assert signs_in(visits(), AMIRA).status == 429


def test_that_the_password_was_right_is_believed_for_ten_minutes_and_nobody_else(
    authority: Authority, app: Flask, visits: Visits
) -> None:
    phone = sets_up(authority, visits(), "amira")
    visitor = visits()
    ticket = signs_in(visitor, AMIRA).values("/sign-in/code")["ticket"]
    other = sealed.seal(app.secret_key or "", "parked forms").close([5, "0", MONDAY.isoformat()])  # type: ignore[arg-type]  # a string in every test
    for wrong in ("", "made up", ticket[:-4] + "AAAA", other):
        data = {"ticket": wrong, "code": phone.shows()}
        answer = visitor.client.post("/sign-in/code", data=data)
        assert answer.headers["Location"] == "/sign-in?by=password&late=1"
    with authority.database.writing() as session:  # a new password, and the old one counts no more
        person = people.directory(session).by_email[AMIRA]
        passwords.put(session, person, AMIRA, "walnut ladder teapot", authority="M", now=MONDAY)
    answer = visitor.client.post("/sign-in/code", data={"ticket": ticket, "code": phone.shows()})
    assert answer.status_code == 303
    late = visitor.opens(answer.headers["Location"])
    assert "The code came too late." in late.text


def test_of_two_who_use_one_code_at_once_one_gets_in(authority: Authority, visits: Visits) -> None:
    sets_up(authority, visits(), "amira")
    with authority.database.writing() as session:
        person, step = authority.who("amira"), int(MONDAY.timestamp()) // 30 + 20
        assert second_factors.use(session, person, step)
        assert not second_factors.use(session, person, step)
        assert not second_factors.use(session, person, step - 1)


def test_what_the_app_shares_with_us_is_sealed_in_the_database(
    authority: Authority, visits: Visits
) -> None:
    app = sets_up(authority, visits(), "amira")
    with authority.database.reading() as session:
        kept = second_factors.of(session, authority.who("amira"))
        assert kept is not None
        assert app.key not in kept.sealed
        other = sealed.seal("another key of the house", "second factor")
        assert other.open(kept.sealed) is None
    with authority.database.writing() as session:
        now = authority.house.now()
        assert not second_factor.take(session, other, authority.who("amira"), app.shows(), now)


@pytest.fixture
def demanding(authority: Authority) -> Visitor:
    """Somebody where every role needs a code."""
    settings = dataclasses.replace(authority.house.settings, second_factor=ALL)
    app = create_app(House(settings, authority.database))
    return Visitor(app.test_client(), authority)


def test_where_codes_are_demanded_a_password_alone_says_what_to_do(
    authority: Authority, demanding: Visitor
) -> None:
    with authority.database.writing() as session:
        person = people.directory(session).by_email[AMIRA]
        passwords.put(session, person, AMIRA, WORDS, authority="Midshire", now=MONDAY)
    shown = signs_in(demanding, AMIRA)
    assert (shown.status, shown.heading) == (403, "Set up your codes first")
    assert demanding.opens("/").heading == "Sign in"
    sets_up(authority, demanding, "amira")


def link_gone(shown: Shown) -> bool:
    """Whether a page says that a link does not work, in the same words for every cause."""
    says = "This link does not work any longer. Ask your administrator for a new one."
    return shown.status == 404 and says in shown.text


def test_a_link_works_once(authority: Authority, visits: Visits) -> None:
    address = handed_over(authority, "amira")
    visitor = visits()
    shown = visitor.opens(address)
    app = app_of(authority, shown)
    assert visitor.opens(address).text == shown.text  # opening it uses nothing up
    visitor.presses(shown, address, password=WORDS, code=app.shows())
    assert link_gone(visits().opens(address))
    again = visits().presses(shown, address, password="walnut ladder teapot", code=app.shows(1))
    assert link_gone(again)


@pytest.mark.parametrize("ended", ["old", "newer", "left", "made up"])
def test_a_link_that_is_no_longer_good_says_the_same_whatever_the_cause(
    authority: Authority, visits: Visits, ended: str
) -> None:
    address = handed_over(authority, "amira")
    if ended == "newer":
        handed_over(authority, "amira")
    elif ended == "left":
        authority.changes("amira", leaves_on=MONDAY.date() - timedelta(days=1))
    elif ended == "made up":
        address = "/sign-in/link?link=made-up"
    else:
        later = dataclasses.replace(
            authority.house.settings.clock, began_at=MONDAY + timedelta(minutes=31)
        )
        settings = dataclasses.replace(authority.house.settings, clock=later)
        app = create_app(House(settings, authority.database))
        assert link_gone(Visitor(app.test_client(), authority).opens(address))
        return
    assert link_gone(visits().opens(address))


def test_a_guessable_password_or_a_wrong_code_leaves_the_link_good(
    authority: Authority, visits: Visits
) -> None:
    address = handed_over(authority, "amira")
    visitor = visits()
    shown = visitor.opens(address)
    app = app_of(authority, shown)
    again = visitor.presses(shown, address, password="amira midshire", code="000000")
    assert again.status == 422
    assert "Enter the 6 digits that the app shows now" in again.text
    assert "Use three words of yours." in again.text
    assert app_of(authority, again).key == app.key
    after = visitor.presses(again, address, password=WORDS, code=app.shows())
    assert after.heading == "Your work"
