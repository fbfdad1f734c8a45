"""Imports: a file sent by a program, taken as a whole or not at all."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any, Literal

from flask import Response
from pydantic import BaseModel, BeforeValidator, ConfigDict
from werkzeug.exceptions import (
    RequestEntityTooLarge,
    UnprocessableEntity,
    UnsupportedMediaType,
)

from closeloop.intake import loads
from closeloop.intake.desk import Desk
from closeloop.intake.loads import Loaded
from closeloop.rules import refs
from closeloop.rules.refusals import NotYours, Unseen, Wrong
from closeloop.store import imports
from closeloop.store.imports import ImportId
from closeloop.web import at_once
from closeloop.web.api import problems
from closeloop.web.api.asked import Asked
from closeloop.web.api.blueprint import api
from closeloop.web.api.frame import Answer
from closeloop.web.api.problems import FieldError

TOO_LARGE = "This file is larger than {megabytes} MB."
SEND_A_FILE = "Send a CSV or XLSX file."
NO_FILE = "file: missing. Send a CSV or XLSX file in this field."
NOTHING = "Nothing was imported: {rejected:,} of {rows:,} rows need mending."

Flag = Annotated[bool, BeforeValidator(lambda given: given or "false")]


class Asking(BaseModel):
    """What is sent, and whether only to say what would become of it."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["people", "children", "audits"]
    dry_run: Flag = False


class Complaint(BaseModel):
    """One thing to mend, or to know; `row` and `column` are null where the whole file is meant."""

    row: int | None
    column: str | None
    value: str | None
    message: str


class ImportShown(BaseModel):
    """What became of a file; the four counts are of rows and add up."""

    id: str | None
    kind: str
    rows: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    errors: Sequence[Complaint]
    warnings: Sequence[Complaint]


class ImportRefused(BaseModel):
    """A problem, and where the file is at fault its report beside it."""

    type: str
    title: str
    status: int
    detail: str
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    errors: Sequence[Complaint | FieldError] = ()
    warnings: Sequence[Complaint] = ()


@api.answers(
    "POST",
    "/imports",
    asks=Asking,
    gives=ImportShown,
    uploads=True,
    status=HTTPStatus.CREATED,
    also=[HTTPStatus.OK],
    refuses=[403],
    problems={HTTPStatus.UNPROCESSABLE_ENTITY: ImportRefused},
    sees=lambda asked, _: _check_may(asked),
)
def send_import(asked: Asked) -> Answer:
    """Send a file as the field `file` of a form; `dry_run=true` only says what would become."""
    asking = _check_may(asked)
    with at_once.place(asked.house.settings.var, asked.caller.id, asked.limits):
        name, data = _file(asked)
        loaded = loads.load(_desk(asked), asking.kind, data, name=name, dry_run=asking.dry_run)
    if loaded.too_large:
        raise RequestEntityTooLarge(loaded.report.errors[0].message)
    if loaded.report.refused:
        raise UnprocessableEntity(response=_refused(loaded))
    status = HTTPStatus.OK if asking.dry_run else HTTPStatus.CREATED
    return Answer(_shown(loaded.id, asking.kind, loaded.report.as_json()), status)


@api.answers("GET", "/imports/<import_id>", gives=ImportShown, refuses=[404])
def read_import(asked: Asked, import_id: str) -> Answer:
    """The report of an import, for who sent it, and for those who may send such files."""
    number = refs.number("I", import_id)
    found = imports.get(asked.session, ImportId(number)) if number else None
    if found is None or not loads.may_see(_desk(asked), found):
        raise Unseen
    return Answer(_shown(found.id, found.kind, found.report))


def _check_may(asked: Asked) -> Asking:
    asking = asked.query(Asking)
    if not loads.may_bring(_desk(asked), asking.kind):
        raise NotYours
    return asking


def _desk(asked: Asked) -> Desk:
    return Desk(
        session=asked.session,
        rulebook=asked.rulebook,
        activities=asked.house.activities.names,
        now=asked.now,
        by=asked.caller,
        limits=asked.limits,
    )


def _file(asked: Asked) -> tuple[str, bytes]:
    """The name and content of what was sent. Raises as the contract has it for another body."""
    request = asked.request
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType(SEND_A_FILE)
    request.max_content_length = asked.largest_form
    too_large = RequestEntityTooLarge(TOO_LARGE.format(megabytes=asked.limits.file_megabytes))
    if (request.content_length or 0) > asked.largest_form:  # before any of it is put on disk
        raise too_large
    try:
        files = request.files.getlist("file")
    except RequestEntityTooLarge:
        raise too_large from None
    if len(files) != 1:
        raise Wrong({"file": NO_FILE})
    stream = files[0].stream
    stream.seek(0)  # it is read again where the transaction is, and for an Idempotency-Key
    data = stream.read()
    stream.seek(0)
    return files[0].filename or "", data


def _refused(loaded: Loaded) -> Response:
    """The problem of a file that was refused, with its report beside it."""
    report = loaded.report.as_json()
    detail = NOTHING.format(**report) if loaded.table else loaded.report.errors[0].message
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    said = {"type": "about:blank", "title": status.phrase, "status": status, "detail": detail}
    return Response(json.dumps(said | report), status=status, content_type=problems.MEDIA)


def _shown(number: ImportId | None, kind: str, report: Any) -> ImportShown:  # noqa: ANN401 - JSON
    kept = None if number is None else refs.ref("I", number)
    return ImportShown(id=kept, kind=kind, **report)
