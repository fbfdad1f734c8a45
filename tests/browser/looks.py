"""What a page must be to everybody who looks at it, listens to it or holds it in one hand."""

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route

# The words inside <noscript> are elements only where scripts are off.
RUNS_SCRIPTS = """() => {
    const asked = document.createElement("div");
    asked.innerHTML = "<noscript><p></p></noscript>";
    return asked.querySelector("p") === null;
}"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def accessible(page: Page) -> None:
    """Refuse a page in which axe finds a barrier."""
    with _where_axe_runs(page) as shown:
        found = Axe().run(shown)
    assert found.violations_count == 0, found.generate_report()


def fits(page: Page) -> None:
    """Refuse a page that must be pushed sideways to be read."""
    wider_by = page.evaluate(TOO_WIDE)
    assert wider_by <= 0, f"{page.url} is {wider_by} px wider than the screen"


@contextmanager
def _where_axe_runs(page: Page) -> Iterator[Page]:
    """The page itself, or where scripts are off, the same page where only axe's may run."""
    if page.evaluate(RUNS_SCRIPTS):
        yield page
        return
    as_it_stands = page.content().replace("noscript>", "div>")

    def shows(route: Route) -> None:
        if route.request.resource_type == "document":
            only_axe = {"Content-Security-Policy": "script-src 'none'"}
            route.fulfill(body=as_it_stands, content_type="text/html", headers=only_axe)
        else:
            route.continue_()

    assert page.context.browser is not None
    context = page.context.browser.new_context(viewport=page.viewport_size)
    try:
        twin = context.new_page()
        twin.route("**/*", shows)
        twin.goto(page.url)
        yield twin
    finally:
        context.close()
