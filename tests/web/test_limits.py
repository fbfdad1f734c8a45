"""Every limit of the pages: what is beyond it, and the page that says so."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from closeloop.app import create_app
from closeloop.limits import Limits
from closeloop.rules.refs import action_ref
from closeloop.store import deadline
from tests.authority import Authority
from tests.web.conftest import Visits
from tests.web.visit import Shown, Visitor, multipart

WORDS = "A visit is planned for Friday"


def limited(authority: Authority, *, rate: int = 600, **counts: int) -> Flask:
    """The pages of an authority that has set these counts."""
    settings = replace(authority.house.settings, rate=rate, limits=Limits(**counts))
    return create_app(replace(authority.house, settings=settings))


def check_too_many(shown: Shown) -> None:
    seconds = shown.answer.headers["Retry-After"]
    assert (shown.status, shown.heading) == (429, "Too many requests")
    assert f"Too many requests. Try again in {seconds} seconds." in shown.text


def test_a_person_may_open_so_many_pages_a_minute(authority: Authority) -> None:
    app = limited(authority, rate=3)
    amira, ben = (Visitor(app.test_client(), authority).signs_in(one) for one in ("amira", "ben"))
    assert [amira.opens(one).status for one in ("/", "/help", "/actions")] == [200, 200, 200]
    check_too_many(amira.opens("/"))
    assert ben.opens("/").status == 200


def test_an_address_without_a_sign_in_may_open_fewer(authority: Authority) -> None:
    stranger = Visitor(limited(authority, address_requests=2).test_client(), authority)
    assert [stranger.opens("/help").status for _ in range(2)] == [200, 200]
    for address in ("/help", "/sign-in", "/no-such-page", "/api/v1/docs"):
        check = stranger.client.get(address)
        assert check.status_code == 429, address
    check_too_many(stranger.opens("/help"))


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/static/closeloop.js"])
def test_files_and_signs_of_life_do_not_count(authority: Authority, address: str) -> None:
    client = limited(authority, address_requests=1).test_client()

    def asks(address: str) -> int:
        with client.get(address) as answer:
            return answer.status_code

    assert 429 not in [asks(address) for _ in range(3)]
    assert [asks("/help"), asks("/help")] == [200, 429]
    assert asks(address) != 429


def test_who_asks_too_often_keeps_what_they_typed(authority: Authority) -> None:
    authority.takes_in()
    action = action_ref(authority.raised())
    tia = Visitor(limited(authority, rate=1).test_client(), authority).signs_in("tia")
    shown = tia.opens(f"/actions/{action}/discuss")
    check_too_many(refused := tia.presses(shown, f"/actions/{action}/discuss", note=WORDS))
    assert WORDS in refused.answer.text


def test_a_page_that_takes_too_long_says_so_and_keeps_what_was_typed(
    authority: Authority, visits: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    def has_passed(_: float, set_in: Callable[[float], None] = deadline.set_in) -> None:
        set_in(-1)

    authority.takes_in()
    item = authority.raised()
    address = f"/actions/{action_ref(item)}/discuss"
    tia = visits("tia")
    shown = tia.opens(address)
    monkeypatch.setattr(deadline, "set_in", has_passed)
    late = tia.presses(shown, address, note=WORDS)
    assert (late.status, late.answer.headers["Retry-After"]) == (503, "5")
    assert late.heading == "Sorry, closeloop cannot answer just now"
    assert "This is taking too long. Nothing was changed." in late.text
    assert WORDS in late.answer.text
    assert authority.history(item) == ["raise"]


def test_a_form_larger_than_a_megabyte_is_refused(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    address = f"/actions/{action_ref(authority.raised())}/discuss"
    tia = visits("tia")
    refused = tia.presses(tia.opens(address), address, note="x" * 1_100_000)
    assert (refused.status, refused.heading) == (413, "This request is larger than 1 MB")


@pytest.mark.parametrize("megabytes", [10, 12])
def test_a_file_larger_than_ten_megabytes_is_refused(visits: Visits, megabytes: int) -> None:
    otto = visits("otto")
    form = otto.opens("/imports/new").values() | {"kind": "children", "check": "1"}
    sent = multipart(b"x" * (megabytes * 1024 * 1024 + 1), **form)
    refused = Shown(otto.client.post("/imports/new", **sent))
    assert refused.status == 413
    assert "This file is larger than 10 MB" in refused.text


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("2206-03-02", "2 March 2206 is more than ten years away."),
        ("31/12/1999", "31 December 1999 is before 2000."),
    ],
)
def test_days_lie_between_2000_and_ten_years_on(visits: Visits, said: str, why: str) -> None:
    shown = visits("amira").sends("/me/absence", absent_from=said, absent_to=said)
    assert shown.status == 422
    assert why in shown.text
