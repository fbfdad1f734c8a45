"""The frame around every command: its house, its answer in words or JSON, its exit status.

0 done; 2 refused, nothing changed, one line that names the place and the cure; 1 anything else.
"""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import uuid4

import click

from closeloop import config
from closeloop.config import WrongSetting
from closeloop.house import House, open_house
from closeloop.rules.refusals import NotReady, Refusal, Wrong
from closeloop.store import database, schema

P = ParamSpec("P")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """What a command answers: for a program, for a person, and how it ended."""

    data: Mapping[str, Any]
    words: str = ""
    status: int = 0


def answers(
    *, needs_schema: bool = True, by_itself: bool = True
) -> Callable[[Callable[Concatenate[House, P], Told]], Callable[P, None]]:
    """Make a function of a house a command with `--json`, and its refusals one line each.

    One that does not end by itself has nothing to answer, and no `--json`.
    """

    def as_command(function: Callable[Concatenate[House, P], Told]) -> Callable[P, None]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            as_json = bool(kwargs.pop("as_json", False))
            told = _told(function, needs_schema, *args, **kwargs)
            if as_json:
                click.echo(json.dumps(told.data, ensure_ascii=False, default=str))
            elif told.words:
                click.echo(told.words, err=told.status == REFUSED)
            raise SystemExit(told.status)

        says_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
        return says_json(run) if by_itself else run

    return as_command


REFUSED = 2
UNEXPECTED = 1


def _told(
    function: Callable[Concatenate[House, P], Told],
    needs_schema: bool,  # noqa: FBT001 - positional only because of the others behind it
    *args: P.args,
    **kwargs: P.kwargs,
) -> Told:
    """The answer of a command, or its refusal."""
    try:
        house = open_house(config.read())
        try:
            if needs_schema:
                schema.check(house.database)
            return function(house, *args, **kwargs)
        finally:
            house.database.close()
    except (Refusal, WrongSetting) as refusal:
        return refused(refusal)
    except database.OUT_OF_REACH as error:
        return refused(NotReady(database.explained(error)))
    except OSError as error:
        return refused(NotReady(f"{error.filename or 'a file'}: {error.strerror}."))
    except Exception as error:  # noqa: BLE001 - the last resort: never a traceback
        return met_something_unexpected(error)


def refused(refusal: Exception) -> Told:
    """A refusal as a command tells it."""
    data: dict[str, Any] = {"error": str(refusal)}
    if isinstance(refusal, Wrong):
        data["errors"] = [{"field": f, "message": m} for f, m in refusal.errors.items()]
    return Told(data, str(refusal), REFUSED)


def met_something_unexpected(error: Exception) -> Told:
    """What closeloop did not foresee: a reference to quote, the rest in the log."""
    reference = uuid4().hex[:8]
    log.error("unexpected", exc_info=error, extra={"reference": reference})
    words = f"closeloop met something unexpected; nothing was changed. Reference {reference}."
    return Told({"error": words, "reference": reference}, words, UNEXPECTED)
