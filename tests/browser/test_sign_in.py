"""Signing in with a browser whose JavaScript is off: by link, password and code; by the council."""

import dataclasses
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from closeloop.app import create_app
from closeloop.house import House
from tests.authority import Authority
from tests.browser.conftest import OpensPages
from tests.browser.looks import accessible, fits
from tests.browser.people import signs_in
from tests.identity.stand_in import CLIENT_ID, CLIENT_SECRET, standing_in
from tests.web.signing import WORDS, App, handed_over

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Serves = Callable[["WSGIApplication"], str]


class Later:
    """An application that is made once its address is known."""

    app: "WSGIApplication"

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer as it does."""
        return self.app(environ, start_response)


def at_home(authority: Authority, serve: Serves, **settings: str) -> str:
    """Serve an application that knows its own address; the address."""
    later = Later()
    address = serve(later)
    settings |= {"base_url": address}
    changed = dataclasses.replace(authority.house.settings, **settings)  # type: ignore[arg-type]  # texts, all of them
    later.app = create_app(House(changed, authority.database))
    return address


def holds(page: Page) -> None:
    """The page fits and everybody can use it."""
    fits(page)
    accessible(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_a_link_then_password_and_code(
    authority: Authority, open_page: OpensPages, serve: Serves, width: int
) -> None:
    address = at_home(authority, serve)
    page = open_page(javascript=False, width=width)
    page.goto(address + handed_over(authority, "amira"))
    holds(page)
    app = App(page.locator("main strong").inner_text().replace(" ", ""), authority)
    page.get_by_label("6-digit code that the app shows").fill("000 000")
    page.get_by_label("New password").fill(WORDS)
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the 6 digits that the app shows now")
    holds(page)
    page.get_by_label("6-digit code that the app shows").fill(app.shows(later=-1))
    page.get_by_label("New password").fill(WORDS)
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your work")
    page.get_by_role("link", name="Amira", exact=True).click()
    expect(page.get_by_text("Signed in by a link from an administrator")).to_be_visible()
    holds(page)
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_label("Email").fill("amira@midshire.example")
    page.get_by_label("Password", exact=True).fill(WORDS)
    page.get_by_role("button", name="Sign in").first.click()
    expect(page.get_by_label("6-digit code from your app")).to_be_visible()
    holds(page)
    page.get_by_label("6-digit code from your app").fill(app.shows())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your work")


def test_the_council_account_is_one_press(
    authority: Authority, open_page: OpensPages, serve: Serves
) -> None:
    with standing_in(authority.house.now) as council:
        address = at_home(
            authority,
            serve,
            oidc_issuer=council.issuer,
            oidc_client_id=CLIENT_ID,
            oidc_client_secret=CLIENT_SECRET,
        )
        page = open_page(javascript=False, width=320)
        page.goto(f"{address}/actions?whose=mine")
        holds(page)
        page.get_by_role("button", name="Sign in with your council account").click()
        expect(page).to_have_url(f"{address}/actions?whose=mine")
        page.get_by_role("button", name="Sign out", exact=True).click()
        expect(page.get_by_text("sign out of your council account too")).to_be_visible()
        holds(page)
        council.claims = {"nonce": "of another visit"}
        page.get_by_role("button", name="Sign in with your council account").click()
        expect(page.get_by_role("alert")).to_contain_text("could not be checked. Start again.")
        holds(page)
        page.get_by_role("link", name="Use a password").click()
        expect(page.get_by_label("Email")).to_be_visible()
        holds(page)


def test_five_minutes_before_a_sign_in_ends_one_press_keeps_it(
    authority: Authority, open_page: OpensPages, serve: Serves
) -> None:
    address = at_home(authority, serve)
    page = open_page(width=320)
    page.clock.install()
    signs_in(page, address, "Amira")
    page.locator("dialog").wait_for(state="attached")
    page.clock.fast_forward("54:00")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.clock.fast_forward("02:00")
    expect(page.get_by_role("dialog")).to_contain_text("You will be signed out soon")
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    holds(page)
    with page.expect_request("**/me") as asked:
        page.get_by_role("button", name="Stay signed in").click()
    assert asked.value.method == "HEAD"
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.clock.fast_forward("56:00")
    expect(page.get_by_role("dialog")).to_be_visible()
