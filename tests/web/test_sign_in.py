"""Signing in and out: who gets in, what is told apart, and what a cookie is worth."""

import dataclasses
from datetime import timedelta

import pytest
from flask import Flask

from closeloop.app import create_app
from closeloop.house import House
from closeloop.loop import passwords
from closeloop.store import people, sign_ins
from tests.authority import MONDAY, Authority
from tests.web.conftest import Visits
from tests.web.signing import WORDS
from tests.web.signing import signs_in as types
from tests.web.visit import Shown, Visitor


@pytest.fixture
def amira_has_a_password(authority: Authority) -> None:
    with authority.database.writing() as session:
        person = people.directory(session).by_email["amira@midshire.example"]
        passwords.put(
            session, person, person.email, WORDS, authority="Midshire Council", now=MONDAY
        )


@pytest.mark.usefixtures("amira_has_a_password")
def test_the_right_password_leads_to_the_page_that_was_asked_for(visits: Visits) -> None:
    visitor = visits()
    asked = visitor.opens("/actions?severity=high")
    assert asked.heading == "Sign in"
    shown = types(visitor, "Amira@Midshire.example ", WORDS, next=asked.values("/sign-in")["next"])
    assert shown.answer.request.full_path == "/actions?severity=high"


@pytest.mark.usefixtures("amira_has_a_password")
@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("amira@midshire.example", "another heron kettle"),
        ("nobody@midshire.example", WORDS),
        ("ben@midshire.example", WORDS),  # has no password
        ("", ""),
    ],
)
def test_what_is_wrong_is_never_told_apart(visits: Visits, email: str, password: str) -> None:
    shown = types(visits(), email, password)
    assert (shown.status, shown.title[:7]) == (422, "Error: ")
    assert "Email or password is not right." in shown.text


@pytest.mark.usefixtures("amira_has_a_password")
def test_somebody_who_has_left_is_told_the_same(authority: Authority, visits: Visits) -> None:
    authority.changes("amira", leaves_on=MONDAY.date() - timedelta(days=1))
    assert "Email or password is not right." in types(visits(), AMIRA, WORDS).text


AMIRA = "amira@midshire.example"


@pytest.mark.usefixtures("amira_has_a_password")
@pytest.mark.parametrize("email", [AMIRA, "nobody@midshire.example"])
def test_ten_tries_slow_an_account_whether_it_is_there_or_not(visits: Visits, email: str) -> None:
    visitor = visits()
    for _ in range(10):
        types(visitor, email, "a guess that is wrong")
    shown = types(visitor, email, WORDS)
    assert shown.status == 429
    assert "Try again at 9:16am" in shown.text


def test_a_cookie_replayed_after_sign_out_opens_nothing(visits: Visits) -> None:
    visitor = visits("amira")
    cookie = visitor.client.get_cookie("closeloop")
    assert cookie is not None
    home = visitor.opens("/")
    left = visitor.client.post("/sign-out", data=of_the_header(home))
    assert left.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    visitor.client.set_cookie("closeloop", cookie.value)
    assert visitor.opens("/").heading == "Sign in"


def of_the_header(shown: Shown) -> dict[str, str]:
    out = next(one for one in shown.root.iter("form") if one.get("action") == "/sign-out")
    return {one.get("name", ""): one.get("value", "") for one in out.iter("input")}


def test_a_new_password_ends_every_sign_in(authority: Authority, visits: Visits) -> None:
    visitor = visits("amira")
    with authority.database.writing() as session:
        person = people.directory(session).by_email[AMIRA]
        passwords.put(session, person, AMIRA, WORDS, authority="Midshire", now=MONDAY)
    assert visitor.opens("/").heading == "Sign in"


@pytest.mark.parametrize("ago", [timedelta(minutes=61), timedelta(hours=13)])
def test_a_sign_in_ends_by_itself(authority: Authority, visits: Visits, ago: timedelta) -> None:
    visitor = visits("amira")
    with authority.database.writing() as session:
        sign_ins.used(session, 1, MONDAY - ago)
    assert visitor.opens("/").heading == "Sign in"


def test_how_long_a_sign_in_lasts_unused_is_a_setting(authority: Authority) -> None:
    settings = dataclasses.replace(authority.house.settings, idle=timedelta(minutes=20))
    client = create_app(House(settings, authority.database)).test_client()
    visitor = Visitor(client, authority).signs_in("amira")
    for minutes, heading in ((19, "Your work"), (21, "Sign in")):
        with authority.database.writing() as session:
            sign_ins.used(session, 1, MONDAY - timedelta(minutes=minutes))
        assert visitor.opens("/").heading == heading


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "/\\evil.example", "/%09/evil.example", "https:evil.example",
                  "https://evil.example/", "/no-such-page", "javascript:alert(1)"]
)  # fmt: skip
def test_after_signing_in_nobody_is_sent_elsewhere(
    authority: Authority, visits: Visits, elsewhere: str
) -> None:
    answer = visits().client.post(
        "/sign-in/as", data={"person": authority.who("amira"), "next": elsewhere}
    )
    assert answer.headers["Location"] == "/"


def test_the_cookie_holds_an_id_and_nothing_else(app: Flask, visits: Visits) -> None:
    visitor = visits("amira")
    visitor.opens("/")
    with visitor.client.session_transaction() as cookie:
        assert set(cookie) - {"csrf_token"} == {"id"}
    set_by = (
        visits()
        .client.post("/sign-in/as", data={"person": visitor.authority.who("ben")})
        .headers["Set-Cookie"]
    )
    assert "HttpOnly" in set_by
    assert "SameSite=Lax" in set_by
    assert app.config["SESSION_COOKIE_NAME"] == "closeloop"


def test_a_form_from_another_site_is_refused(authority: Authority, visits: Visits) -> None:
    data = {"person": authority.who("amira")}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        answer = visits().client.post("/sign-in/as", data=data, headers=headers)
        assert answer.status_code == 400


def test_a_form_without_its_token_is_refused(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    authority.raised()
    answer = visits("amira").client.post("/audits/A-1/mine", data={})
    assert answer.status_code == 400
