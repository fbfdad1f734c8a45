"""Delivery: whether letters go, which did not reach anybody, and what to do about each."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import url_for
from werkzeug import Response

from closeloop.rules.people import Person
from closeloop.store import delivery, kept, nodes, register
from closeloop.store.delivery import Fate
from closeloop.store.nodes import Node
from closeloop.web import admin_health
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.press import pressing
from closeloop.web.reading import Look, looking
from closeloop.web.tags import Tag
from closeloop.web.visitor import me
from closeloop.web.words import counted

front = Page("admin_delivery", __name__)
KINDS = {  # of a letter, as X-Closeloop-Kind says them
    "acknowledge": "something to read",
    "reminder": "a reminder",
    "overdue": "a date that has passed",
    "escalation": "an escalation",
    "returned": "something came back",
    "digest": "the daily letter",
    "pack": "a pack",
    "request": "an answer is asked for",
    "notice": "news",
}
STATES = {
    "waiting": Tag("Waiting", "grey"),
    "again": Tag("Trying again", "yellow"),
    "sending": Tag("Sending", "blue"),
    "not_delivered": Tag("Not delivered", "orange"),
    "aside": Tag("Not delivered", "orange"),
}
ASIDE = "It could not be written. Whoever runs closeloop finds the reason in its log."
AT_WORK, GONE = timedelta(minutes=3), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One letter that has not gone: to whom, what kind, how it stands, why."""

    fate: Fate
    person: Person
    kind: str
    tag: Tag
    why: str


@front.get("/admin/delivery")
def show() -> str:
    """How delivery stands."""
    with looking() as look:
        standing = delivery.standing(look.session)
        rows = [_row(look, fate) for fate in delivery.fates(look.session)]
        found = nodes.last_heard_of(look.session)
        at = nodes.clock(look.session, datetime.now(UTC))
        return page(
            "admin_delivery",
            look=look,
            letters=admin_health.letters_words(look.session, standing),
            clocks=admin_health.clocks_words(found, at),
            lost=[row for row in rows if row.fate.state in delivery.FAILED],
            waiting=[row for row in rows if row.fate.state not in delivery.FAILED],
            standing=standing,
            held=kept.get(look.session, kept.LETTERS_HELD) is not None,
            nodes=[(node, _heard(node, at)) for node in found if at - node.pulse_at < GONE],
            state_words=lambda state: STATES[state].words if state in STATES else state,
        )


@front.post("/admin/delivery/<int:letter>/again")
def try_again(letter: int) -> Response:
    """Try a letter again at the next tick; one that has gone is never sent twice."""
    with pressing() as press:
        tried = delivery.resend(press.session, letter, house().now())
        if tried:
            noted = {"letter": letter}
            register.note(press.session, "letter_again", noted, now=house().now(), by=me())
        says = "The letter is tried again within a minute." if tried else "That letter has gone."
        press.done(url_for("admin_delivery.show"), says)
    return press.answer()


@front.post("/admin/delivery/release")
def release() -> Response:
    """Let go the letters that a restore has held."""
    with pressing() as press:
        if kept.forget(press.session, kept.LETTERS_HELD):
            register.note(press.session, "letters_released", {}, now=house().now(), by=me())
        press.done(url_for("admin_delivery.show"), "Letters go again.")
    return press.answer()


def _row(look: Look, fate: Fate) -> Row:
    waits_again = fate.state == "waiting" and fate.tries > 0
    return Row(
        fate,
        look.directory.by_email[fate.to],
        KINDS.get(fate.kind, fate.kind),
        STATES["again" if waits_again else fate.state],
        ASIDE if fate.state == "aside" else fate.why or "",
    )


def _heard(node: Node, at: datetime) -> str:
    """How a node stands, in words."""
    if at - node.pulse_at > AT_WORK:
        return "not heard of since"
    if abs(node.skew_seconds) > AT_WORK.total_seconds():
        return f"at work, its clock is wrong by {counted(abs(node.skew_seconds), 'second')}"
    return "at work"
