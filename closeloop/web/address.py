"""Addresses of our own: the page that is asked for, and whether an address leads to one."""

from urllib.parse import urlencode, urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

OURS = ("done", "parked")  # what we add to an address ourselves


def this_page() -> str:
    """The address that was asked for, with its own query alone."""
    asked = [(k, v) for k, v in request.args.items(multi=True) if k not in OURS]
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


def with_query(address: str, name: str, value: str) -> str:
    """An address with one more thing in its query."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({name: value})}"


def safe(address: str | None) -> str:
    """The address, where it leads to a page of ours that may be opened; else home."""
    return address if address and leads_to_a_page(address) else "/"


def leads_to_a_page(address: str) -> bool:
    """Whether an address opens a page of ours, other than those of signing in."""
    if not address.startswith("/") or address.startswith(("//", "/\\")):
        return False
    if not address.isprintable() or "\\" in address or "%09" in address.lower():
        return False
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return False
    try:
        endpoint, _ = current_app.url_map.bind(request.host).match(parts.path, method="GET")
    except (HTTPException, RequestRedirect):
        return False
    return not endpoint.startswith(("files.", "sign_in"))
