"""Drafts of long forms: kept on the server while they are filled in, for their writer alone."""

from dataclasses import dataclass
from datetime import datetime

from flask import request
from werkzeug.datastructures import MultiDict

from closeloop.rules.day_words import time_words
from closeloop.store import Session, drafts
from closeloop.web import parked
from closeloop.web.here import house
from closeloop.web.visitor import me

BY_ITSELF, LATER, AGAIN = "draft", "later", "again"  # who kept it: the page, or a button


@dataclass(frozen=True, slots=True)
class Begun:
    """What stands in a form before anybody types now, and when it was kept."""

    said: MultiDict[str, str]
    saved_at: datetime | None = None


def is_one() -> bool:
    """Whether what was sent is to be kept, not done."""
    return BY_ITSELF in request.form or LATER in request.form


def keep() -> str:
    """Keep the form that was sent, and say so: "Draft saved 4:58pm"."""
    now = house().now()
    text = parked.close(request.form)
    with house().database.writing() as session:
        drafts.keep(session, me().id, request.path, text, now)
    return f"Draft saved {time_words(now)}"


def throw_away() -> None:
    """Forget what was begun here."""
    with house().database.writing() as session:
        drafts.drop(session, me().id, request.path)


def begun(session: Session) -> Begun:
    """What is typed now, or was before sign-out, or was kept as a draft of this page."""
    if said := parked.said():
        return Begun(said)
    found = drafts.of(session, me().id, request.path, house().now())
    return Begun(parked.opened(found.sealed), found.saved_at) if found else Begun(said)
