"""Kinds of fields: what each takes, how it is tidied, and what is said of what does not fit."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticCustomError

from closeloop.intake.values import (
    ADDRESS,
    EMAIL_LIMIT,
    NAME_LIMIT,
    REFERENCE_LIMIT,
    TEXT_LIMIT,
    UNSEEN,
    lowered,
)
from closeloop.limits import DEFAULT, Limits
from closeloop.rules.working_days import LONDON

STRICT = ConfigDict(extra="forbid", strict=True)  # of every body: JSON's own kinds, no other
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")  # a tab and a line's end may be
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
FIRST_YEAR, YEARS_AHEAD = 2000, 10
LEAST_LIMIT = 1


def wrong(message: str) -> PydanticCustomError:
    """A message of ours about a field."""
    return PydanticCustomError("said", "{said}", {"said": message})


def _text(limit: int, hidden: re.Pattern[str]) -> Callable[[str], str]:
    """A reader of text: composed (NFC), trimmed, of at most so many characters."""

    def read(given: str) -> str:
        said = unicodedata.normalize("NFC", given).replace("\r\n", "\n").replace("\r", "\n").strip()
        if not said:
            raise wrong("empty. Write something.")
        if len(said) > limit:
            raise wrong(f"{len(said):,} characters; at most {limit:,}.")
        if found := hidden.search(said):
            place, code = found.start() + 1, f"U+{ord(found[0]):04X}"
            raise wrong(f"character {place} cannot be seen ({code}). Take it out.")
        return said

    return read


def _address(said: str) -> str:
    if not ADDRESS.fullmatch(said):
        raise wrong(f"{said[:60]} is not an email address. Write it like name@council.gov.uk.")
    return lowered(said)


def _reference(said: str) -> str:
    if "/" in said:
        raise wrong("a reference has no slash. Write it with a hyphen.")
    return said


def _day(given: object, info: ValidationInfo) -> date:
    """A day between 2000 and ten years from today."""
    if not isinstance(given, str) or not ISO.fullmatch(given):
        raise wrong(f"{str(given)[:60]} is not a date. Write it like 2026-03-02.")
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise wrong(f"there is no {given}. Check day and month.") from None
    today: date = (info.context or {}).get("today", date.max)
    if day.year < FIRST_YEAR:
        raise wrong(f"{given} is before {FIRST_YEAR}.")
    if (day.year - YEARS_AHEAD, day.month, day.day) > (today.year, today.month, today.day):
        raise wrong(f"{given} is more than ten years away.")
    return day


def moment(given: object) -> object:
    """An instant of a query, where an unescaped + has become a space; a day is its beginning."""
    if not isinstance(given, str):
        return given
    said = given.strip().replace(" ", "+")
    try:
        if ISO.fullmatch(said):
            return datetime.combine(date.fromisoformat(said), time(), LONDON)
        at = datetime.fromisoformat(said)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise wrong(f"{given[:60]} is not an instant. Write it like 2026-03-02T09:05:00Z.")
    return at.astimezone(UTC)


def _limit(given: int, info: ValidationInfo) -> int:
    most = _limits(info).list_items
    if not LEAST_LIMIT <= given <= most:
        raise wrong(f"{given} is not between {LEAST_LIMIT} and {most}.")
    return given


def at_most(limit: Callable[[Limits], int]) -> BeforeValidator:
    """Refuse a list of more than the authority takes, before any of it is looked at."""

    def check(given: object, info: ValidationInfo) -> object:
        most = limit(_limits(info))
        if isinstance(given, list) and len(given) > most:
            raise wrong(f"{len(given):,}; at most {most:,}.")
        return given

    return BeforeValidator(check)


def _limits(info: ValidationInfo) -> Limits:
    found: Limits = (info.context or {}).get("limits", DEFAULT)
    return found


def never_empty(*fields: str) -> Any:  # noqa: ANN401 - a validator, as pydantic has it
    """Refuse null in these fields of a change, which may be left out but not emptied."""

    def check(given: object) -> object:
        if given is None:
            raise wrong("it cannot be empty. Leave it out, or give a value.")
        return given

    return field_validator(*fields, mode="before")(check)


def _schema(kind: str, **more: object) -> WithJsonSchema:
    return WithJsonSchema({"type": kind} | more)


def _sized(limit: int) -> WithJsonSchema:
    return _schema("string", minLength=1, maxLength=limit)


Text = Annotated[str, AfterValidator(_text(TEXT_LIMIT, CONTROL)), _sized(TEXT_LIMIT)]
Name = Annotated[str, AfterValidator(_text(NAME_LIMIT, UNSEEN)), _sized(NAME_LIMIT)]
Reference = Annotated[
    str,
    AfterValidator(_text(REFERENCE_LIMIT, UNSEEN)),
    AfterValidator(_reference),
    _sized(REFERENCE_LIMIT),
]
Email = Annotated[
    str,
    AfterValidator(_text(EMAIL_LIMIT, UNSEEN)),
    AfterValidator(_address),
    _schema("string", format="email", maxLength=EMAIL_LIMIT),
]
Day = Annotated[date, BeforeValidator(_day), _schema("string", format="date")]
Limit = Annotated[
    int, AfterValidator(_limit), _schema("integer", minimum=LEAST_LIMIT, maximum=DEFAULT.list_items)
]
