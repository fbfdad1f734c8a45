"""A real browser, pages of any width with and without JavaScript, and a server to visit."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import product
from threading import Thread
from typing import TYPE_CHECKING, Protocol

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.browser.watch import Watch
from tests.databases import SqliteDatabases

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# It runs as root too, and keeps to the pages that it is shown.
ALONE = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
PHONE, DESKTOP = 320, 1280
HEIGHT = 800


@pytest.fixture
def databases(of_sqlite: SqliteDatabases) -> Iterator[SqliteDatabases]:
    """SQLite alone: a page looks the same on either kind."""
    yield of_sqlite
    of_sqlite.forget()


class OpensPages(Protocol):
    """Opens a page in a context of its own: it shares nothing with another, no cookie either."""

    def __call__(self, *, javascript: bool = True, width: int = DESKTOP) -> Page:
        """A blank page."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser that CLOSELOOP_TEST_BROWSER names, else the machine's, else playwright's own."""
    found = os.environ.get("CLOSELOOP_TEST_BROWSER") or next(
        filter(None, map(shutil.which, PROGRAMS)), None
    )
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=ALONE)
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpensPages]:
    """Opens as many pages as a test has people; all are watched, and closed afterwards."""
    watches: list[Watch] = []
    with ExitStack() as opened:

        def opens(*, javascript: bool = True, width: int = DESKTOP) -> Page:
            context = browser.new_context(
                java_script_enabled=javascript,
                locale="en-GB",
                timezone_id="Europe/London",
                viewport={"width": width, "height": HEIGHT},
            )
            opened.callback(context.close)
            watches.append(Watch(context))
            return context.new_page()

        yield opens
        for watch in watches:
            watch.is_content()


@pytest.fixture
def page(open_page: OpensPages) -> Page:
    """A desktop's page with JavaScript."""
    return open_page()


@pytest.fixture(
    params=product((True, False), (PHONE, DESKTOP)),
    ids=lambda way: f"{'with' if way[0] else 'without'}-javascript-{way[1]}",
)
def any_page(request: pytest.FixtureRequest, open_page: OpensPages) -> Page:
    """A page of each width, with JavaScript and without: the test runs for all four."""
    javascript, width = request.param
    return open_page(javascript=javascript, width=width)


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Leave the tests' output alone."""


@pytest.fixture
def serve() -> Iterator[Callable[["WSGIApplication"], str]]:
    """Serves an application on loopback until the test ends; its address."""
    with ExitStack() as serving:

        def serves(app: "WSGIApplication") -> str:
            server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
            thread.start()
            serving.callback(server.server_close)
            serving.callback(thread.join)
            serving.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}"

        yield serves
