"""One log line a request: which route, who by id, how it was answered. No address, no query.

An address may hold a child's reference and a query what somebody searched for: a route holds
neither.
"""

import logging
from time import monotonic
from uuid import uuid4

from flask import Flask, Response, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars

HEADER = "X-Request-Id"  # on every answer, so that a person can quote it
NO_NEWS = ("/healthz", "/readyz", "/metrics", "/static/<path:filename>")

log = logging.getLogger(__name__)


def keep(app: Flask) -> None:
    """Log every request of an app; what else is logged meanwhile bears its id."""
    app.before_request(_begin)
    app.after_request(_end)


def is_by(*, person: int, token: int | None = None) -> None:
    """Note who asks, for this line and what is logged meanwhile."""
    bind_contextvars(person=person)
    if token is not None:
        bind_contextvars(token=token)


def route() -> str:
    """The rule that the request's address fits."""
    return request.url_rule.rule if request.url_rule else "none"


def _begin() -> None:
    clear_contextvars()
    g.request_id, g.request_begun = uuid4().hex, monotonic()
    bind_contextvars(request=g.request_id)


def _end(response: Response) -> Response:
    response.headers[HEADER] = g.request_id
    milliseconds = round((monotonic() - g.request_begun) * 1000)
    told = {"method": request.method, "route": route(), "status": response.status_code}
    level = logging.DEBUG if route() in NO_NEWS else logging.INFO
    log.log(level, "answered", extra=told | {"milliseconds": milliseconds})
    return response
