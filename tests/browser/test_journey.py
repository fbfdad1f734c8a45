"""The main journey in four browsers without JavaScript: found, read, discussed, done, verified."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from closeloop.app import create_app
from closeloop.rules.items import ItemId
from closeloop.rules.refs import action_id
from tests.authority import Authority
from tests.browser.conftest import OpensPages
from tests.browser.people import signs_in

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Serves = Callable[["WSGIApplication"], str]


def audits(page: Page, address: str) -> None:
    """Ada raises one finding on C-1001."""
    signs_in(page, address, "Ada")
    page.get_by_role("link", name="Start an audit").click()
    page.get_by_label("Child reference").fill("C-1001")
    page.get_by_role("button", name="Save and add findings").click()
    page.get_by_label("Statement of the standards").select_option("9.3")
    page.get_by_label("Area to improve").check()
    page.get_by_label("Standard", exact=True).check()
    page.get_by_label("What was found?").fill("The visit of 12 February is not on the record.")
    page.get_by_label("What does it mean for the child?").fill("Nobody can see how he was.")
    page.get_by_label("What needs to happen?").fill("Write a case note of the visit.")
    page.get_by_role("button", name="Save and finish").click()
    page.get_by_role("button", name="Send 1 finding to Amira").click()
    expect(page.get_by_role("alert")).to_contain_text("A-1 is sent: 1 finding.")


def reads(page: Page, address: str) -> str:
    """Amira says that she has read it; its ref."""
    signs_in(page, address, "Amira")
    page.get_by_role("link", name="Say that you have read it").click()
    page.get_by_role("button", name="I have read this").click()
    expect(page.get_by_role("alert")).to_contain_text("Next: Tia, log a discussion")
    return (page.get_by_role("heading", level=1).text_content() or "").split()[1]


def discusses(page: Page, address: str, ref: str) -> None:
    """Tia logs a supervision, and finds the text for the child's record."""
    signs_in(page, address, "Tia")
    page.get_by_role("link", name="Prepare and log supervision with Amira").click()
    page.get_by_label(f"Outcome for {ref}").select_option(label="Agreed what happens next")
    page.get_by_label(f"Next step, or what support for {ref}").fill("Write it on Tuesday")
    page.get_by_role("button", name="Save and finish").click()
    expect(page.get_by_role("alert")).to_contain_text("1 action discussed")
    expect(page.get_by_label("For C-1001")).to_have_value(text_with(ref, "Write it on Tuesday"))


def addresses(page: Page, address: str) -> None:
    """Amira says where it is recorded."""
    page.goto(address)
    page.get_by_role("link", name="Say where it is recorded").click()
    page.get_by_label("What did you do?").fill("Wrote the case note of the visit.")
    page.get_by_label("Where is it on the child’s record?").fill("Case note 2 March")  # noqa: RUF001
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Next: Ada, verify")


def verifies(page: Page, address: str) -> None:
    """Ada sees what was done and where, and verifies it."""
    page.goto(address)
    page.get_by_role("link", name="Verify that it is on the record").click()
    expect(page.get_by_text("Where: Case note 2 March")).to_be_visible()
    page.get_by_label("Seen", exact=True).check()
    page.get_by_label("What did you see on the record, and where?").fill("The note of 2 March")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Save and show next").click()
    expect(page.get_by_role("alert")).to_contain_text("is verified. Nothing else waits for you.")


@pytest.mark.parametrize("width", [320, 1280])
def test_a_finding_is_seen_through_to_verified(
    authority: Authority, open_page: OpensPages, serve: Serves, width: int
) -> None:
    authority.takes_in()
    address = serve(create_app(authority.house))
    ada, amira, tia = (open_page(javascript=False, width=width) for _ in range(3))
    audits(ada, address)
    ref = reads(amira, address)
    discusses(tia, address, ref)
    addresses(amira, address)
    verifies(ada, address)
    number = action_id(ref)
    assert number is not None
    assert authority.stands(ItemId(number)).state == "verified"


def text_with(*words: str) -> re.Pattern[str]:
    """A pattern for a text that holds all of these, in this order or that."""
    return re.compile("".join(f"(?=.*{re.escape(word)})" for word in words), re.DOTALL)
