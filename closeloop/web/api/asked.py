"""One request under way: who asks, when, in which transaction, and what it says, read when asked.

A view finds its object first, then asks whether the caller may, then reads the body: so nobody
learns from a complaint about a body what they may not see.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from flask import Request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from closeloop.house import House
from closeloop.intake.limits import MEGABYTE
from closeloop.limits import Limits
from closeloop.rules.people import Directory, Person
from closeloop.rules.refusals import Stale, Wrong
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import london_day
from closeloop.store import Session, people, sight
from closeloop.store.actions import Reader
from closeloop.store.sight import Sight
from closeloop.web.api import field_words, strict_json

M = TypeVar("M", bound=BaseModel)

LARGEST_BODY = 1_000_000  # bytes
AROUND_A_FILE = 64 * 1024  # of a form
TOO_LARGE = "This request is larger than 1 MB."
SEND_JSON = "Send JSON."
TWICE = "{name} was given twice. Give it once."


@dataclass
class Asked:
    """A request that somebody makes who may use the API."""

    request: Request
    house: House
    session: Session
    caller: Person
    now: datetime
    takes: type[BaseModel] | None = None
    asks: type[BaseModel] | None = None
    query_was_read: bool = field(default=False, init=False)

    @property
    def limits(self) -> Limits:
        """How much is taken."""
        return self.house.settings.limits

    @property
    def largest_form(self) -> int:
        """Bytes of a form with a file."""
        return self.limits.file_megabytes * MEGABYTE + AROUND_A_FILE

    @property
    def day(self) -> date:
        """Today, in London."""
        return london_day(self.now)

    @property
    def directory(self) -> Directory:
        """Everybody, as this transaction sees them."""
        return people.directory(self.session)

    @cached_property
    def sight(self) -> Sight:
        """What the caller may see."""
        return sight.of(self.directory, self.caller.id, self.day)

    @property
    def reader(self) -> Reader:
        """The caller as one who reads."""
        return Reader(self.rulebook, self.sight, self.caller.id, self.day)

    @property
    def reader_of_act(self) -> Reader:
        """The caller as one who reads what they have just done: it may not be theirs any longer."""
        return Reader(self.rulebook, sight.whole(), self.caller.id, self.day)

    @property
    def rulebook(self) -> Rulebook:
        """The rules in force."""
        return self.house.rulebook(self.session)

    @cached_property
    def raw(self) -> bytes:
        """The body as it came. Raises RequestEntityTooLarge."""
        self.request.max_content_length = LARGEST_BODY + 1  # a stream is cut there, not refused
        try:
            found = self.request.get_data()
        except RequestEntityTooLarge:
            raise RequestEntityTooLarge(TOO_LARGE) from None
        if len(found) > LARGEST_BODY:
            raise RequestEntityTooLarge(TOO_LARGE)
        return found

    @cached_property
    def json(self) -> Mapping[str, Any]:
        """The body as an object, its fields not yet checked.

        Raises UnsupportedMediaType, RequestEntityTooLarge, BadRequest; Wrong for another value.
        """
        if not self.request.is_json:
            raise UnsupportedMediaType(SEND_JSON)
        found = strict_json.read(self.raw)
        if not isinstance(found, dict):
            raise Wrong({"body": "Send a JSON object: {…}."})
        return found

    @property
    def content(self) -> bytes:
        """What the body says, for telling one from another: a form's, whatever its boundary."""
        if self.request.mimetype != "multipart/form-data":
            return self.raw
        self.request.max_content_length = self.largest_form
        fields = [f"{name}={value}".encode() for name, value in self.request.form.items(multi=True)]
        for name, file in self.request.files.items(multi=True):
            fields.append(name.encode() + b"=" + file.stream.read())
            file.stream.seek(0)
        return b"\x00".join(fields)

    def body(self, model: type[M]) -> M:
        """The body as the route's model. Raises as `json` does; Wrong, field by field."""
        if model is not self.takes:
            raise TypeError(f"the route takes {self.takes}, not {model}")
        return self._checked(model, self.json)

    def query(self, model: type[M]) -> M:
        """The query as the route's model. Raises BadRequest for one given twice; Wrong."""
        if model is not self.asks:
            raise TypeError(f"the route asks {self.asks}, not {model}")
        self.query_was_read = True
        return self._checked(model, self._query())

    def check_query(self) -> None:
        """Refuse parameters that no view has read; said last, so that 404 and 403 come first."""
        if not self.query_was_read and (given := self._query()):
            raise Wrong(dict.fromkeys(given, field_words.UNKNOWN))

    def expects(self, version: int) -> None:
        """Raise Stale where the caller has read another version of what it wants to change."""
        if (read := self.request.headers.get("If-Match")) is not None:
            tags = {tag.strip().removeprefix("W/").strip('"') for tag in read.split(",")}
            if "*" not in tags and str(version) not in tags:
                raise Stale

    def _query(self) -> dict[str, str]:
        given = self.request.args.to_dict(flat=False)
        for name, values in given.items():
            if len(values) > 1:
                raise BadRequest(TWICE.format(name=name))
        return {name: values[0] for name, values in given.items()}

    def _checked(self, model: type[M], value: Mapping[str, Any]) -> M:
        try:
            return model.model_validate(value, context={"today": self.day, "limits": self.limits})
        except ValidationError as error:
            raise Wrong(field_words.errors(error)) from None
