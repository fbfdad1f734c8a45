"""Every page at two widths: no barrier, no sideways scroll, nothing that the policy refuses."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import Page

from closeloop.app import create_app
from tests.authority import Authority
from tests.browser.conftest import OpensPages
from tests.browser.looks import accessible, fits
from tests.browser.people import at_work, signs_in

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Serves = Callable[["WSGIApplication"], str]


def test_every_page_is_open_to_everybody_at_every_width(
    authority: Authority, open_page: OpensPages, serve: Serves
) -> None:
    address = serve(create_app(authority.house))
    pages = at_work(authority)
    for width in (320, 1280):
        for name, paths in pages.items():
            page = open_page(width=width)
            signs_in(page, address, name)
            for path in paths:
                page.goto(address + path)
                fits(page)
                accessible(page)


def test_pages_hold_without_javascript_too(
    authority: Authority, open_page: OpensPages, serve: Serves
) -> None:
    address = serve(create_app(authority.house))
    pages = at_work(authority)
    page = open_page(javascript=False, width=320)
    signs_in(page, address, "Tia")
    for path in pages["Tia"]:
        page.goto(address + path)
        fits(page)
        accessible(page)


def test_one_cookie_is_kept_and_nothing_else(
    authority: Authority, page: Page, serve: Serves
) -> None:
    signs_in(page, serve(create_app(authority.house)), "Amira")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert [cookie["name"] for cookie in page.context.cookies()] == ["closeloop"]
