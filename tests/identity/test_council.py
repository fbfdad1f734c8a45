"""Signing in with the council account: who gets in, and every answer that is not trusted."""

import dataclasses
import logging
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from closeloop.app import create_app
from closeloop.house import House
from closeloop.rules.refs import action_ref
from closeloop.store import forms
from tests.authority import MONDAY, Authority
from tests.databases import SqliteDatabases
from tests.identity.stand_in import (
    CLIENT_ID,
    CLIENT_SECRET,
    Signs,
    StandIn,
    new_key,
    signed,
    standing_in,
)
from tests.web.visit import Shown, Visitor

NOT_CHECKED = "That sign-in could not be checked. Start again."
NOT_KNOWN = "closeloop does not know this council account. Ask your administrator."


@pytest.fixture
def databases(of_sqlite: SqliteDatabases) -> Iterator[SqliteDatabases]:
    """SQLite alone: what is checked of an answer is the same on either kind."""
    yield of_sqlite
    of_sqlite.forget()


@pytest.fixture
def council(authority: Authority) -> Iterator[StandIn]:
    """The council's own sign-in; Amira is signed in there already."""
    with standing_in(authority.house.now) as provider:
        yield provider


@pytest.fixture
def visitor(authority: Authority, council: StandIn) -> Visitor:
    """Somebody where the council's sign-in is set up."""
    settings = dataclasses.replace(
        authority.house.settings,
        oidc_issuer=council.issuer,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET,
    )
    return Visitor(create_app(House(settings, authority.database)).test_client(), authority)


def sets_out(client: FlaskClient, leads_to: str = "/") -> str:
    """To the provider and back as far as its answer, which is not opened yet."""
    sent = client.get("/sign-in/council", query_string={"next": leads_to})
    assert sent.status_code == 302
    back = requests.get(sent.headers["Location"], timeout=10, allow_redirects=False)
    answer = urlsplit(back.headers["Location"])
    assert answer.netloc == "127.0.0.1:8000"  # where the setting says, never where it was asked
    return f"{answer.path}?{answer.query}"


def signs_in(visitor: Visitor, leads_to: str = "/") -> Shown:
    """The whole way."""
    return visitor.opens(sets_out(visitor.client, leads_to))


def test_one_press_leads_in_and_on_to_the_page_that_was_asked_for(visitor: Visitor) -> None:
    asked = visitor.opens("/actions?severity=high")
    assert asked.buttons[0] == "Sign in with your council account"
    assert any("by=password" in link for link in asked.links)
    shown = visitor.opens(sets_out(visitor.client, "/actions?severity=high"))
    assert shown.answer.request.full_path == "/actions?severity=high"
    with visitor.client.session_transaction() as cookie:
        assert set(cookie) - {"csrf_token"} == {"id"}


def test_what_is_asked_there_tells_nobody_where_the_visitor_was_going(visitor: Visitor) -> None:
    sent = visitor.client.get("/sign-in/council?next=/actions/4F7K-22").headers["Location"]
    asked = parse_qs(urlsplit(sent).query)
    assert asked["scope"] == ["openid email profile"]
    assert len(asked["code_challenge"][0]) == 43
    assert "4F7K" not in sent
    assert (
        asked["nonce"]
        != parse_qs(urlsplit(visitor.client.get("/sign-in/council").headers["Location"]).query)[
            "nonce"
        ]
    )


LIES: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "of another visit"},
    "another audience": {"aud": "another client"},
    "one more audience": {"aud": [CLIENT_ID, "another client"]},
    "another party": {"azp": "another client"},
    "another issuer": {"iss": "https://evil.example"},
    "too old": {"exp": int(MONDAY.timestamp()) - 120},
    "not yet": {"nbf": int(MONDAY.timestamp()) + 600},
    "from the future": {"iat": int(MONDAY.timestamp()) + 600},
    "no email": {"email": None},
    "no address": {"email": "amira"},
    "an email that nobody checked": {"email_verified": False},
    "a name that people choose": {"email": None, "preferred_username": "amira@midshire.example"},
}


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_with_a_wrong_claim_is_not_trusted(
    council: StandIn, visitor: Visitor, lie: str
) -> None:
    council.claims = LIES[lie]
    refused(visitor, signs_in(visitor))


@pytest.mark.parametrize("claim", ["nonce", "aud", "iss", "exp", "iat", "sub", "email"])
def test_an_answer_that_leaves_something_out_is_not_trusted(
    council: StandIn, visitor: Visitor, claim: str
) -> None:
    council.left_out = {claim}
    refused(visitor, signs_in(visitor))


def by_none(claims: dict[str, Any], key: RSAKey) -> str:
    """Signed by nobody."""
    head, body, _ = signed(claims, key).split(".")
    head = urlsafe_b64encode(b'{"alg":"none","kid":"first"}').decode().rstrip("=")
    return f"{head}.{body}."


def by_the_secret(claims: dict[str, Any], _: RSAKey) -> str:
    """Signed by what both know, which is no proof to either."""
    secret = OctKey.import_key(CLIENT_SECRET.encode().ljust(32))
    return jwt.encode({"alg": "HS256", "kid": "first"}, claims, secret, algorithms=["HS256"])


def by_a_stranger(claims: dict[str, Any], _: RSAKey) -> str:
    """Signed by a key that bears the right name."""
    key = RSAKey.generate_key(2048, {"kid": "first"})
    return signed(claims, key)


def by_an_unknown_key(claims: dict[str, Any], _: RSAKey) -> str:
    """Signed by a key that the provider does not name."""
    return signed(claims, new_key("unknown"))


def changed(claims: dict[str, Any], key: RSAKey) -> str:
    """Changed after it was signed."""
    head, _, tail = signed(claims, key).split(".")
    body = signed(claims | {"email": "quinn@midshire.example"}, key).split(".")[1]
    return f"{head}.{body}.{tail}"


@pytest.mark.parametrize(
    "sign",
    [by_none, by_the_secret, by_a_stranger, by_an_unknown_key, changed, lambda _, __: "no token"],
)
def test_an_answer_that_is_not_signed_by_the_provider_is_not_trusted(
    council: StandIn, visitor: Visitor, sign: Signs
) -> None:
    council.sign = sign
    refused(visitor, signs_in(visitor))


def refused(visitor: Visitor, shown: Shown, says: str = NOT_CHECKED) -> None:
    """Refused in words that do not say what was wrong, and nobody is signed in."""
    assert (shown.status, shown.title[:7]) == (403, "Error: ")
    assert says in shown.text
    assert visitor.opens("/").heading == "Sign in"


def test_a_new_key_is_looked_for_when_it_is_met(
    council: StandIn, authority: Authority, visitor: Visitor
) -> None:
    assert signs_in(visitor).heading == "Your work"
    council.changes_keys()
    other = Visitor(visitor.client.application.test_client(), authority)
    assert signs_in(other).heading == "Your work"
    again = Visitor(visitor.client.application.test_client(), authority)
    assert signs_in(again).heading == "Your work"
    assert council.asked.count("/keys") == 2  # else what it said before is believed


def test_an_answer_is_good_once_and_for_the_browser_that_set_out(
    authority: Authority, visitor: Visitor
) -> None:
    answer = sets_out(visitor.client)
    thief = Visitor(visitor.client.application.test_client(), authority)
    refused(thief, thief.opens(answer))
    sets_out(thief.client)
    refused(thief, thief.opens(answer))
    assert visitor.opens(answer).heading == "Your work"
    visitor.client.delete_cookie("closeloop")
    refused(visitor, visitor.opens(answer))


@pytest.mark.parametrize("state", ["", "made-up", None])
def test_an_answer_nobody_asked_for_is_not_trusted(visitor: Visitor, state: str | None) -> None:
    answer = sets_out(visitor.client)
    code = parse_qs(urlsplit(answer).query)["code"][0]
    asked = {"code": code} | ({} if state is None else {"state": state})
    shown = Shown(visitor.client.get("/sign-in/council/answer", query_string=asked))
    refused(visitor, shown)


def test_who_took_too_long_starts_again(authority: Authority, visitor: Visitor) -> None:
    answer = sets_out(visitor.client)
    app = visitor.client.application
    late = MONDAY + timedelta(minutes=20)
    settings = app.extensions["closeloop"].settings
    clock = dataclasses.replace(settings.clock, began_at=late)
    app.extensions["closeloop"] = House(
        dataclasses.replace(settings, clock=clock), authority.database
    )
    refused(visitor, visitor.opens(answer))


def test_a_leaver_and_a_stranger_are_told_the_same(
    council: StandIn, authority: Authority, visitor: Visitor
) -> None:
    council.email = "nobody@midshire.example"
    refused(visitor, signs_in(visitor), NOT_KNOWN)
    council.email = "amira@midshire.example"
    authority.changes("amira", leaves_on=MONDAY.date() - timedelta(days=1))
    refused(visitor, signs_in(visitor), NOT_KNOWN)


def test_an_email_in_capitals_is_the_same_email(council: StandIn, visitor: Visitor) -> None:
    council.email = "Amira@Midshire.Example"
    assert signs_in(visitor).heading == "Your work"


def test_who_turns_back_there_may_use_a_password(council: StandIn, visitor: Visitor) -> None:
    council.email = None
    refused(visitor, signs_in(visitor), "did not let you in. Try again, or use a password.")


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": None},
    ],
)
def test_a_description_that_leads_elsewhere_is_not_followed(
    council: StandIn, visitor: Visitor, described: dict[str, Any]
) -> None:
    council.described = described
    shown = visitor.opens("/sign-in/council")
    assert shown.status == 503
    assert "sign-in does not answer" in shown.text


def test_while_the_provider_is_away_a_password_still_does(
    council: StandIn, visitor: Visitor
) -> None:
    answer = sets_out(visitor.client)
    council.answers = False
    shown = visitor.opens(answer)
    assert shown.status == 503
    assert "or use a password" in shown.text
    assert "Email" in visitor.opens("/sign-in?by=password").text


def test_signing_out_offers_to_leave_the_council_account_too(
    council: StandIn, visitor: Visitor
) -> None:
    left = visitor.opens("/sign-in?left=1")
    assert "/sign-in/council/leave" in left.links
    answer = visitor.client.get("/sign-in/council/leave")
    assert answer.headers["Location"].startswith(f"{council.issuer}/leave?client_id={CLIENT_ID}")
    council.answers = False
    visitor.client.application.extensions["closeloop council"]._known = None  # noqa: SLF001 - an hour has passed
    answer = visitor.client.get("/sign-in/council/leave")
    assert answer.headers["Location"] == "http://127.0.0.1:8000/sign-in"


def test_words_typed_before_signing_out_come_back_by_the_council_account_too(
    authority: Authority, council: StandIn, visitor: Visitor
) -> None:
    authority.takes_in()
    item = authority.raised()
    address = f"/actions/{action_ref(item)}/challenge"
    signs_in(visitor)
    shown = visitor.opens(address)
    visitor.client.delete_cookie("closeloop")
    kept = visitor.presses(shown, address, reason="Hard-won words")
    assert "What you typed is kept for 8 hours." in kept.text
    council.email = "ben@midshire.example"
    other = Visitor(visitor.client.application.test_client(), authority)
    assert "Hard-won" not in signs_in(other).answer.text
    council.email = "amira@midshire.example"
    back = signs_in(visitor)
    assert back.answer.request.path == address
    assert back.values()["reason"] == "Hard-won words"
    with authority.database.reading() as session:
        assert forms.newest_parked(session, authority.who("amira"), authority.house.now())


def test_the_log_says_why_and_never_who(
    council: StandIn, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    council.claims = {"nonce": "of another visit"}
    with caplog.at_level(logging.WARNING):
        signs_in(visitor)
    (line,) = [one for one in caplog.records if one.message == "council_answer_not_trusted"]
    assert "nonce" in line.__dict__["why"]
    assert "amira" not in str(line.__dict__)


def test_without_the_setting_there_is_no_such_page(authority: Authority) -> None:
    client = create_app(authority.house).test_client()
    for page in ("/sign-in/council", "/sign-in/council/answer?state=a&code=b"):
        assert client.get(page).status_code in (403, 404)
    assert "council account" not in client.get("/sign-in").text
