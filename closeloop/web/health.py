"""Whether closeloop is alive, and whether it does its work: for whatever watches it."""

from datetime import UTC, datetime
from http import HTTPStatus

from flask import Blueprint, Response, jsonify

from closeloop.house import House
from closeloop.rules import refs
from closeloop.rules.refusals import NotReady
from closeloop.store import database, gauges, nodes, schema
from closeloop.web import here
from closeloop.web.refused import SECONDS_TO_WAIT

MOST_SECONDS = 180  # without a pulse
MOST_NAMED = 20
AWAY = "The database is out of reach."
NEVER = "No scheduler has run yet. Start one: closeloop serve, or closeloop scheduler."
QUIET = "No scheduler has been heard of for {minutes} minutes. Start one: closeloop scheduler."
ACTION = "audit_action"

front = Blueprint("health", __name__)


@front.get("/healthz")
def healthz() -> Response:
    """Alive: this process answers, whatever the database does."""
    return jsonify(alive=True)


@front.get("/readyz")
def readyz() -> Response:
    """Ready: the database can be reached, its schema is the newest, a scheduler is at work.

    Open items that no clock will speak of again are named; they do not change the status.
    """
    house = here.house()
    try:
        reasons, silent = _faults(house)
    except NotReady as unready:
        reasons, silent = [str(unready)], []
    except database.OUT_OF_REACH:
        reasons, silent = [AWAY], []
    answer = jsonify(ready=not reasons, reasons=reasons, silent=silent)
    if reasons:
        answer.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        answer.headers["Retry-After"] = str(SECONDS_TO_WAIT)
    return answer


def _faults(house: House) -> tuple[list[str], list[str]]:
    """What keeps it from being ready, and the open items without a next notice."""
    schema.check(house.database)
    with house.database.reading() as session:
        quiet = nodes.seconds_silent(session, datetime.now(UTC))
        silent = gauges.silent(session, MOST_NAMED)
    named = [
        refs.action_ref(number) if workflow == ACTION else refs.ref(workflow[0].upper(), number)
        for workflow, number in silent
    ]
    if quiet is None:
        return [NEVER], named
    return ([QUIET.format(minutes=int(quiet // 60))] if quiet > MOST_SECONDS else []), named
