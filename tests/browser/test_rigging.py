"""The rigging of the browser tests: it must see what is wrong."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import OpensPages
from tests.browser.looks import accessible, fits
from tests.browser.watch import Watch
from tests.html import sound

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Home</title></head>
<body><main><h1>Home</h1><p id="said">before</p>{}</main>
<script>document.getElementById("said").textContent = "after"</script></body></html>"""


Serves = Callable[["WSGIApplication"], str]

NO_PICTURES = '<meta http-equiv="Content-Security-Policy" content="img-src \'none\'">'


def saying(markup: str) -> "WSGIApplication":
    def answer(_asked: "WSGIEnvironment", begin: "StartResponse") -> Iterable[bytes]:
        begin("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [markup.encode()]

    return answer


def test_a_good_page_is_good_at_every_width_with_and_without_javascript(
    any_page: Page, serve: Serves
) -> None:
    any_page.goto(serve(saying(PAGE.format(""))))
    accessible(any_page)
    fits(any_page)


def test_javascript_runs_only_where_it_is_on(open_page: OpensPages, serve: Serves) -> None:
    address = serve(saying(PAGE.format("")))
    said = []
    for javascript in (True, False):
        page = open_page(javascript=javascript)
        page.goto(address)
        said.append(page.locator("#said").text_content())
    assert said == ["after", "before"]


def test_a_picture_without_words_is_a_barrier(any_page: Page, serve: Serves) -> None:
    any_page.goto(serve(saying(PAGE.format('<img src="data:,">'))))
    with pytest.raises(AssertionError, match="image-alt"):
        accessible(any_page)


def test_a_page_wider_than_a_phone_is_seen(open_page: OpensPages, serve: Serves) -> None:
    page = open_page(width=320)
    page.goto(serve(saying(PAGE.format('<svg width="600" height="9"></svg>'))))
    with pytest.raises(AssertionError, match="wider than the screen"):
        fits(page)


@pytest.mark.parametrize(
    ("markup", "wrong"),
    [
        ('<img alt="" src="http://elsewhere.example/spy.png">', "asked another host"),
        ("<script>nothing.there()</script>", "a script broke"),
        (f'{NO_PICTURES}<img alt="" src="/crest.png">', "the browser refused"),
    ],
)
def test_what_a_page_must_not_do_is_seen(
    browser: Browser, serve: Serves, markup: str, wrong: str
) -> None:
    context = browser.new_context()
    watch = Watch(context)
    context.new_page().goto(serve(saying(PAGE.format(markup))))
    context.close()
    with pytest.raises(AssertionError, match=wrong):
        watch.is_content()


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("<div>", "Expected other end tag"),
        ("<form><form></form></form>", "form"),
        ('<p id="said"></p>', "id 'said' is there 2 times"),
        ('<label for="nobody">Name</label>', "names 'nobody', which is not there"),
        ("<h1>Again</h1>", "2 first headings"),
        ('<p style="color: red"></p>', "a style or script of its own"),
    ],
)
def test_unsound_html_is_refused_and_the_fault_named(markup: str, fault: str) -> None:
    sound(PAGE.format(""))
    with pytest.raises(AssertionError, match=fault):
        sound(PAGE.format(markup))
