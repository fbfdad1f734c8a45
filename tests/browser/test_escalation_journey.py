"""Drift from its letter to its close, and a senior at home, in browsers without JavaScript."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from closeloop.app import create_app
from closeloop.rules.items import ItemId
from tests.authority import Authority
from tests.browser.conftest import OpensPages
from tests.browser.people import signs_in

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Serves = Callable[["WSGIApplication"], str]
TUESDAY = datetime(2026, 3, 17, 9, tzinfo=UTC)


def answers(page: Page, choice: str, words: str, *, by: str = "") -> None:
    """Choose an answer, say it in a sentence, send it."""
    page.get_by_label(choice).check()
    page.get_by_label("In a sentence or two").fill(words)
    if by:
        page.get_by_label("By when, where you direct").fill(by)
    page.get_by_role("button", name="Send answer").click()


@pytest.mark.parametrize("width", [320, 1280])
def test_drift_is_raised_from_its_letter_answered_and_closed(
    authority: Authority, open_page: OpensPages, serve: Serves, width: int
) -> None:
    authority.takes_in()
    action = authority.raised()
    authority.looks(TUESDAY)
    offered = authority.escalation_of(action)
    assert offered is not None
    address = serve(create_app(authority.house))
    iris, sam = (open_page(javascript=False, width=width) for _ in range(2))
    iris.goto(f"{address}/escalations/E-{offered}")  # the link of the letter
    iris.get_by_role("button", name="Iris", exact=True).first.click()
    answers(iris, "Raise it: why", "The plan cannot wait for the next review.")
    expect(iris.get_by_role("alert")).to_contain_text("It is with the next level.")
    signs_in(sam, address, "Sam")
    sam.get_by_role("link", name="Answer an escalation").click()
    answers(sam, "I have directed", "Tia sees the family this week.", by="20/3/2026")
    expect(sam.get_by_role("alert")).to_contain_text("looked at again on the date that you gave")
    iris.goto(address)
    iris.get_by_role("link", name="Say whether the answer will do").click()
    expect(iris.get_by_label("For C-1001")).to_contain_text("Tia sees the family this week.")
    answers(iris, "Back on track, close it", "The visit was made.")
    expect(iris.get_by_role("alert")).to_contain_text("It is closed: back on track.")
    assert authority.stands(ItemId(offered)).state == "closed"
    iris.goto(address)
    expect(iris.get_by_text("No drift for your 1 child.")).to_be_visible()
    iris.get_by_role("link", name="Add footprint on C-1001").click()
    iris.get_by_label("Check", exact=True).check()
    iris.get_by_role("button", name="Add footprint").click()
    expect(iris.get_by_label("For C-1001")).to_contain_text("Checked by Iris")


@pytest.mark.parametrize("width", [320, 1280])
def test_a_senior_answers_what_needs_them_and_looks_whether_it_gets_better(
    authority: Authority, open_page: OpensPages, serve: Serves, width: int
) -> None:
    authority.takes_in()
    raised = authority.escalates(authority.raised(), "iris")
    authority.responds(
        raised, "escalate", "iris", note="No", level="head_of_service", reason="Sam is away"
    )
    address = serve(create_app(authority.house))
    hal = open_page(javascript=False, width=width)
    signs_in(hal, address, "Hal")
    hal.get_by_role("link", name="Answer an escalation").click()
    answers(hal, "It is put right", "A second worker has taken it on.")
    expect(hal.get_by_role("alert")).to_contain_text("Your answer is sent.")
    hal.goto(address)
    expect(hal.get_by_text("Nothing needs you.")).to_be_visible()
    hal.get_by_role("link", name="Are escalations answered in time?").click()
    picture = hal.get_by_role("img", name="Answered in time: 100% in March 2026 so far")
    expect(picture).to_have_count(1)  # of its two drawings one is shown
    letters = picture.locator("text").first
    assert letters.evaluate("one => one.getBoundingClientRect().height") >= 16
    with hal.expect_download() as sent:
        hal.get_by_role("link", name="Download (CSV)").click()
    assert sent.value.path().read_text().splitlines()[-1] == "2026-03,1,1,100.0"
