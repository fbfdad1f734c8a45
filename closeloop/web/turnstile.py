"""The turnstile before every page and call: how often, how many at once, how long an answer takes.

Programs are counted by their token, people by their sign-in, all others by their address.
"""

from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask, Response, current_app, g, request

from closeloop.config import Settings
from closeloop.store import deadline
from closeloop.web.here import house
from closeloop.web.rate import Windows
from closeloop.web.visitor import visitor

FILE = "requests"  # in `var`
NOT_COUNTED = ("files.static", "health.healthz", "health.readyz")
BY_TOKEN = ("api", "metrics")  # blueprints whose callers are known there
EXTENSION = "closeloop turnstile"
OF_ONE = 64  # bits of an IPv6 address that one household or office holds


def put_before(app: Flask, settings: Settings) -> None:
    """Put the turnstile before everything that an app answers."""
    app.extensions[EXTENSION] = Windows(settings.var / FILE) if settings.rate else None
    app.before_request(_enter)
    app.after_request(_hand_over)
    app.teardown_request(lambda _: _leave())


def count(who: str) -> None:
    """Count a request of a person or token. Raises TooManyRequests."""
    settings = house().settings
    _begin(who, settings.rate, settings.limits.requests_at_once)


def count_address() -> None:
    """Count a request of nobody who is known. Raises TooManyRequests."""
    most = house().settings.limits.address_requests
    _begin(f"address {_household(request.remote_addr or '')}", most, most)


def _begin(who: str, most: int, at_once: int) -> None:
    windows: Windows | None = current_app.extensions[EXTENSION]
    if windows is not None:
        g.in_hand = windows, who, windows.begin(who, most, at_once)


def _enter() -> None:
    if request.endpoint in NOT_COUNTED:
        deadline.lift()
        return
    deadline.set_in(house().settings.limits.answer_seconds)
    if request.blueprint in BY_TOKEN:
        return
    person = visitor()
    if person is None:
        count_address()
    else:
        count(f"person {person.id}")


def _hand_over(response: Response) -> Response:
    """An answer that is sent while it is read is in hand until it is closed."""
    if response.is_streamed and "in_hand" in g:
        windows, who, begun = g.pop("in_hand")
        response.call_on_close(lambda: windows.end(who, begun))
    return response


def _leave() -> None:
    deadline.lift()
    if "in_hand" in g:
        windows, who, begun = g.pop("in_hand")
        windows.end(who, begun)


def _household(address: str) -> str:
    """The address; of IPv6 the network, for one household has more addresses than we can count."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(ip_network((found, OF_ONE), strict=False))
    return address
