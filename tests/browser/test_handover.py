"""A leaver's handover in a real browser, on a phone, without JavaScript."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from closeloop.app import create_app
from tests.authority import MONDAY, Authority
from tests.browser.conftest import OpensPages
from tests.browser.looks import accessible, fits
from tests.browser.people import signs_in

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Serves = Callable[["WSGIApplication"], str]


def test_a_leavers_children_are_handed_over_on_three_pages(
    authority: Authority, open_page: OpensPages, serve: Serves
) -> None:
    for number in range(1001, 1017):
        authority.raised(child=authority.takes_in(f"C-{number}"))
    authority.changes("amira", leaves_on=MONDAY.date() + timedelta(days=4))
    address = serve(create_app(authority.house))
    page = open_page(javascript=False, width=320)
    signs_in(page, address, "Tia")
    page.get_by_role("link", name="Hand over what Amira holds").click()
    page.get_by_role("heading", name="Hand over what Amira holds").wait_for()
    accessible(page)
    page.get_by_label("To whom: C-1001, Practitioner").select_option(label="Ben")
    page.get_by_label("All children that have nobody yet go to").select_option(label="Ben")
    page.get_by_role("button", name="Check before you hand over").click()
    page.get_by_role("heading", name="To Ben").wait_for()
    fits(page)
    accessible(page)
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("alert")).to_contain_text("is with one colleague now")
    expect(page.get_by_label("For C-1016")).to_be_visible()
    fits(page)
    accessible(page)
    page.goto(f"{address}/handover")
    expect(page.get_by_text("Holds nothing that you can see")).to_be_visible()
    fits(page)
    accessible(page)
