"""What stands before and behind every answer: which hosts are answered, which headers go out."""

from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest

from closeloop.config import LOOPBACK
from closeloop.web import here

NOT_OURS = "This host is not answered here."
NOT_PLAIN = (
    "The API answers over HTTPS alone. A proxy that takes HTTPS for closeloop is named in "
    "CLOSELOOP_PROXIES and sends X-Forwarded-Proto."
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
PASSED_ON = ("X-Forwarded-For", "Forwarded", "X-Real-IP")  # what a proxy adds
HSTS = "max-age=31536000; includeSubDomains"


def guard(app: Flask) -> None:
    """Guard an app; what a page sets for itself is left as it is."""
    app.before_request(_refuse_strange_hosts)
    app.before_request(_refuse_plain_calls)
    app.after_request(_protect)


def _refuse_strange_hosts() -> None:
    """A link built from a strange host, or a name rebound to this machine, leads elsewhere."""
    ours = urlsplit(here.house().settings.base_url).hostname
    if _hostname(request.headers.get("Host", "")) not in (ours, *LOOPBACK):
        raise BadRequest(NOT_OURS)


def _refuse_plain_calls() -> None:
    """A token that travels in the clear is anybody's. Inside one machine it does not travel."""
    is_call = request.path.startswith("/api/")
    if is_call and here.house().settings.in_production and not request.is_secure:
        passed_on = any(header in request.headers for header in PASSED_ON)
        if passed_on or request.remote_addr not in LOOPBACK:
            raise BadRequest(NOT_PLAIN)


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _protect(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if here.house().settings.in_production:
        response.headers["Strict-Transport-Security"] = HSTS
    return response
