"""Idempotency-Key: a request that is sent again gets its first answer, and does nothing.

The key is kept in the transaction of what it is for: after a crash there are both or neither.
Only what was done is kept: a request that was refused may be mended and sent with the same key.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import Response
from werkzeug.exceptions import Conflict

from closeloop.rules.refusals import Wrong
from closeloop.store import answered
from closeloop.store.answered import Answered, Keyed
from closeloop.web.api.asked import Asked

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,128}")
NOT_A_KEY = f"{HEADER}: give 1 to 128 visible ASCII characters."
ANOTHER_BODY = f"{HEADER} was used with another body."
STILL_RUNNING = f"The first request with this {HEADER} is still running."
SECONDS_TO_WAIT = 1


@dataclass(frozen=True, slots=True)
class Given:
    """An answer, ready to be sent and kept."""

    status: int
    headers: Mapping[str, str]
    body: str

    def response(self) -> Response:
        """The answer as Flask sends it."""
        sent = Response(self.body, status=self.status, mimetype="application/json")
        sent.headers.extend(self.headers)
        return sent


class StillRunning(Conflict):
    """The first request with the same key has not been answered yet."""

    description = STILL_RUNNING

    def get_headers(
        self, environ: dict[str, Any] | None = None, scope: dict[str, Any] | None = None
    ) -> list[tuple[str, str]]:
        """Its own headers, and when to try again."""
        return [*super().get_headers(environ, scope), ("Retry-After", str(SECONDS_TO_WAIT))]


def keyed(asked: Asked) -> Keyed | None:
    """What the request's key belongs to; None without one."""
    key = asked.request.headers.get(HEADER)
    if key is None or not KEY.fullmatch(key):
        return None
    return Keyed(asked.caller.id, asked.request.method, asked.request.path, key)


def check_key(asked: Asked) -> None:
    """Refuse what is no key; said last, so that 404 and 403 come first. Raises Wrong."""
    if not KEY.fullmatch(asked.request.headers.get(HEADER, "none")):
        raise Wrong({HEADER: NOT_A_KEY})


def first_answer(
    asked: Asked,
    keyed: Keyed,
    sees: Callable[..., object] | None,
    path: Mapping[str, str],
) -> Given | None:
    """The answer that was given to the key before; None at its first use.

    Raises Conflict while the first runs, Unseen where the caller may no longer see it, Wrong where
    the body is another.
    """
    if not answered.is_free(asked.session, keyed):
        raise StillRunning
    found = answered.find(asked.session, keyed, asked.now)
    if found is None:
        return None
    if sees is not None:
        sees(asked, json.loads(found.body), **path)
    if found.body_digest != _digest(asked):
        raise Wrong({HEADER: ANOTHER_BODY})
    return Given(found.status, json.loads(found.headers), found.body)


def keep(asked: Asked, keyed: Keyed, given: Given) -> None:
    """Keep the first answer to a key."""
    headers = json.dumps(dict(given.headers))
    first = Answered(_digest(asked), given.status, headers, given.body)
    answered.keep(asked.session, keyed, first, asked.now)


def _digest(asked: Asked) -> str:
    """What tells one body from another: the query counts with it, a form by what is in it."""
    query = asked.request.query_string
    return sha256(query + b"\x00" + asked.content).hexdigest()
