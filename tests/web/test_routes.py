"""Every page is listed with who may open it, and nothing is open that the list does not name."""

import pytest
from flask import Flask

from closeloop.web.navigation import LINKS, WORDS
from closeloop.web.routes import EVERYBODY, OPEN_TO, STRANGERS
from tests.authority import STAFF
from tests.web.conftest import Visits

# programs, files and what watches us have doors of their own
NO_PAGES = ("api.", "api_docs.", "files.", "health.", "metrics.")


def test_the_list_of_routes_is_the_map_of_addresses(app: Flask) -> None:
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.startswith(NO_PAGES) and "." in rule.endpoint
    }
    assert pages == set(OPEN_TO)


def test_every_link_of_the_navigation_leads_to_a_page(app: Flask) -> None:
    for endpoints in LINKS.values():
        for endpoint in endpoints:
            assert endpoint in app.view_functions
            assert endpoint in WORDS


def test_a_stranger_is_asked_to_sign_in_wherever_they_go(app: Flask, visits: Visits) -> None:
    for rule in app.url_map.iter_rules():
        endpoint = rule.endpoint
        if endpoint in OPEN_TO and OPEN_TO[endpoint] != STRANGERS and not rule.arguments:
            for method in {"GET", "POST"} & (rule.methods or set()):
                answer = visits().client.open(rule.rule, method=method)
                assert answer.status_code == 303, rule
                assert answer.headers["Location"].startswith("/sign-in"), rule


@pytest.mark.parametrize("name", STAFF)
def test_roles_open_what_the_list_gives_them_and_no_more(
    app: Flask, visits: Visits, name: str
) -> None:
    visitor, roles = visits(name), set(STAFF[name][0])
    for rule in app.url_map.iter_rules():
        open_to = OPEN_TO.get(rule.endpoint, STRANGERS)
        if open_to == STRANGERS or rule.arguments or "GET" not in (rule.methods or ()):
            continue
        may = open_to == EVERYBODY or bool(roles & open_to)
        shown = visitor.opens(rule.rule)
        assert shown.status == (200 if may else 403), rule
        assert shown.answer.mimetype != "text/html" or shown.root is not None


@pytest.mark.parametrize("name", STAFF)
def test_the_navigation_never_offers_what_would_be_refused(visits: Visits, name: str) -> None:
    visitor = visits(name)
    menu = next(one for one in visitor.opens("/").root.iter("nav"))
    leads = [one.get("href", "") for one in menu.iter("a")]
    assert len(leads) <= 7
    for address in leads:
        assert visitor.opens(address).status == 200
