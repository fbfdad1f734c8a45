"""What every page has: its frame, its headers, its words, and pages that say no."""

from dataclasses import replace

import pytest
from flask import Flask

from closeloop.config import Settings
from closeloop.store.tables import Row
from tests.authority import Authority
from tests.html import words
from tests.web.conftest import Visits

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@pytest.mark.parametrize("address", ["/", "/sign-in", "/no-such-page", "/actions/0000-00", "/help"])
def test_every_answer_says_what_a_browser_may_do(visits: Visits, address: str) -> None:
    headers = visits("amira").client.get(address).headers
    for name, value in HEADERS.items():
        assert headers[name] == value
    policy = headers["Content-Security-Policy"]
    for rule in ("base-uri 'none'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "object-src 'none'" in policy or "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_page_says_whose_it_is_and_which_clock_it_goes_by(visits: Visits) -> None:
    shown = visits("amira").opens("/")
    page = words(shown.root)
    assert shown.title == "Your work – closeloop – Midshire"  # noqa: RUF001 - as it is printed
    assert shown.root.get("lang") == "en-GB"
    assert "Amira, practitioner" in page
    assert "people and children here are made up" in page
    assert "The clock here says Monday 2 March 2026, 9am." in page
    for address in ("/help", "/accessibility", "/privacy"):
        assert f'href="{address}"' in shown.answer.text


def test_missing_and_hidden_look_alike(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    authority.raised()
    visitor = visits("bea")  # of another team
    hidden, missing = visitor.opens("/audits/A-1"), visitor.opens("/audits/A-99")
    assert (hidden.status, hidden.text) == (missing.status, missing.text) == (404, missing.text)


def test_a_get_writes_nothing(authority: Authority, app: Flask, visits: Visits) -> None:
    authority.takes_in()
    authority.raised()
    visitor = visits("amira")
    before = dump(authority)
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.endpoint[:3] != "api":
            visitor.opens(rule.rule)
    for address in ("/audits/A-1", "/audits/A-1/mine"):
        visitor.opens(address)
    assert dump(authority) == before


def dump(authority: Authority) -> dict[str, int]:
    """How many rows each table has."""
    with authority.database.engine.connect() as connection:
        return {
            name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()  # noqa: S608
            for name in Row.metadata.tables
        }


def test_what_went_wrong_unforeseen_has_a_reference_and_nothing_else(
    app: Flask, visits: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> str:
        raise RuntimeError("SELECT secret FROM table")

    monkeypatch.setitem(app.view_functions, "home.show", breaks)
    shown = visits("amira").opens("/")
    assert shown.status == 500
    assert shown.heading == "Sorry, there is a problem with the service"
    assert "reference" in shown.text.lower()
    assert "SELECT" not in shown.answer.text
    assert "RuntimeError" not in shown.answer.text


def test_in_production_nobody_signs_in_as_somebody_made_up(
    authority: Authority, app: Flask, visits: Visits
) -> None:
    in_production(app, authority)
    shown = visits().opens("/sign-in")
    assert "made-up" not in shown.text
    answer = visits().client.post("/sign-in/as", data={"person": authority.who("amira")})
    assert answer.status_code == 404
    assert "Strict-Transport-Security" in answer.headers
    assert "Demonstration" not in shown.answer.text


def in_production(app: Flask, authority: Authority) -> None:
    settings: Settings = replace(authority.house.settings, env="production")
    app.extensions["closeloop"] = replace(authority.house, settings=settings)
