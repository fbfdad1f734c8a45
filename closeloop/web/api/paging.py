"""Lists in pages: a cursor says where the next begins. It is sealed, and good for its list alone.

A page begins behind the last item of the one before, so that nothing is skipped or shown twice
when something is added meanwhile.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny
from werkzeug.exceptions import BadRequest

from closeloop.store import keyset
from closeloop.web.api.asked import Asked
from closeloop.web.api.fields import Limit
from closeloop.web.api.frame import Answer

T = TypeVar("T", bound=BaseModel)
R = TypeVar("R")

NOT_OURS = "This cursor is not one of ours. Start again without it."
SEAL = 16  # bytes
Place = list[str | int | None]  # the values by which the last item of a page is sorted


class Listed(BaseModel, Generic[T]):
    """One page of a list."""

    items: Sequence[SerializeAsAny[T]]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class Page(BaseModel):
    """Which page of a list; a list with filters adds them."""

    model_config = ConfigDict(extra="forbid")
    limit: Limit = 50
    cursor: str | None = None


def place(asked: Asked, page: Page) -> Place | None:
    """Behind which place the page begins; None for the first. Raises BadRequest."""
    if page.cursor is None:
        return None
    try:
        sealed = urlsafe_b64decode(page.cursor.encode("ascii"))
        said = sealed[SEAL:]
        if not hmac.compare_digest(sealed[:SEAL], _seal(asked, page, said)):
            raise BadRequest(NOT_OURS)
        found: Place = json.loads(said)
    except ValueError:
        raise BadRequest(NOT_OURS) from None
    return found


def listed(
    asked: Asked,
    page: Page,
    found: Sequence[R],
    *,
    shown: Callable[[R], BaseModel],
    at: Callable[[R], Place],
) -> Answer:
    """A page of what was found behind its place; ask for one more than the limit."""
    here = found[: page.limit]
    more = len(found) > page.limit
    cursor = _cursor(asked, page, at(here[-1])) if more else None
    return Answer(Listed[BaseModel](items=[shown(one) for one in here], next=cursor))


def behind(asked: Asked, page: Page) -> keyset.Place | None:
    """Behind which row the page begins; None for the first. Raises BadRequest."""
    found = place(asked, page)
    return None if found is None else keyset.placed(found)


def of_page(
    asked: Asked, page: Page, found: keyset.Page[R], shown: Callable[[R], BaseModel]
) -> Answer:
    """A page that was cut already."""
    cursor = None if found.next is None else _cursor(asked, page, keyset.plain(found.next))
    return Answer(Listed[BaseModel](items=[shown(one) for one in found.items], next=cursor))


def counted(
    asked: Asked, page: Page, whole: Sequence[R], shown: Callable[[R], BaseModel]
) -> Answer:
    """A page of a list that stands whole in memory and never changes, by its count."""
    after = place(asked, page)
    first = int(after[0] or 0) if after else 0
    numbered = list(enumerate(whole, 1))[first : first + page.limit + 1]
    return listed(asked, page, numbered, shown=lambda one: shown(one[1]), at=lambda one: [one[0]])


def _cursor(asked: Asked, page: Page, after: Place) -> str:
    said = json.dumps(after, separators=(",", ":")).encode()
    return urlsafe_b64encode(_seal(asked, page, said) + said).decode("ascii")


def _seal(asked: Asked, page: Page, said: bytes) -> bytes:
    """The seal of a place: of the list, by its path and filters, and of this house alone."""
    filters = page.model_dump_json(exclude={"limit", "cursor"})
    message = f"{asked.request.path}\x00{filters}".encode() + b"\x00" + said
    key = asked.house.settings.secret_key.encode()
    return hmac.new(key, message, sha256).digest()[:SEAL]
