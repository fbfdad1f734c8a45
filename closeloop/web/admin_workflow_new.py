"""A new version of a workflow: checked by line, told in words what is different, then kept."""

from collections.abc import Mapping, Sequence
from datetime import date
from http import HTTPStatus

from flask import request, url_for
from werkzeug import Response

from closeloop.loop import workflow_versions
from closeloop.mail.rendering import letters
from closeloop.rules import soundness
from closeloop.rules.definition import LARGEST
from closeloop.rules.moves import Fact
from closeloop.rules.page import Mistake, NotDefined
from closeloop.rules.refusals import Wrong
from closeloop.rules.workflow_changes import differences
from closeloop.web import fields
from closeloop.web.door import Page
from closeloop.web.fields import Field
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.parked import said
from closeloop.web.press import pressing
from closeloop.web.reading import looking
from closeloop.web.step_fields import TYPED_DATE
from closeloop.web.visitor import me, today
from closeloop.web.words import day, plainly

front = Page("admin_workflow_new", __name__)
TEXT = Field(
    name="text",
    label="The whole text of the new version",
    hint="Copy the present one, change it, and raise its version by one",
    most=LARGEST,
    asks="Enter the text of the new version",
)
FROM_ON = Field(
    name="from_on",
    label="New actions follow it from",
    hint=f"Tomorrow or later. {TYPED_DATE}",
    kind="date",
    asks="Enter the day from which new actions follow it",
)
ASKED = (TEXT, FROM_ON)


@front.get("/admin/workflows/new")
def new() -> str:
    """Enter a text and a first day."""
    return _form({})


@front.post("/admin/workflows/new")
def check_or_keep() -> Response | str | tuple[str, HTTPStatus]:
    """Say what is wrong by line, or what is different; keep it once that was seen."""
    try:
        facts = fields.read_or_refuse(ASKED, request.form, today())
        return _kept(facts) if "keep" in request.form else _checked(facts)
    except NotDefined as wrong:
        errors = {"text": "The text cannot be followed yet. The lines to mend are listed below."}
        return _form(errors, wrong.mistakes), HTTPStatus.UNPROCESSABLE_ENTITY
    except Wrong as wrong:
        return _form(fields.errors_of(wrong, ASKED)), HTTPStatus.UNPROCESSABLE_ENTITY


def _checked(facts: Mapping[str, Fact]) -> str:
    text, from_on = _read(facts)
    workflow = soundness.read_checked(text, letters())
    with looking() as look:
        rulebook = look.clock.rulebook
        before = workflow_versions.check(rulebook, workflow, from_on, now=house().now())
        return page(
            "admin_workflow_check",
            look=look,
            workflow=workflow,
            before=before,
            says=differences(before, workflow),
            text=text,
            from_on=from_on,
        )


def _kept(facts: Mapping[str, Fact]) -> Response:
    text, from_on = _read(facts)
    workflow = soundness.read_checked(text, letters())
    with pressing() as press:
        rulebook, now = house().rulebook(press.session), house().now()
        workflow_versions.keep(press.session, rulebook, workflow, text, from_on, by=me(), now=now)
        name = f"{plainly(workflow.name).capitalize()} {workflow.version}"
        says = f"{name} is kept: from {day(from_on).striptags()} for new actions."
        press.done(url_for("admin_workflows.show"), says)
    return press.answer()


def _read(facts: Mapping[str, Fact]) -> tuple[str, date]:
    text, from_on = facts["text"], facts["from_on"]
    if not isinstance(from_on, date):
        raise TypeError("a date field is read as a date")
    return f"{text}\n", from_on


def _form(errors: Mapping[str, str], mistakes: Sequence[Mistake] = ()) -> str:
    return page(
        "admin_workflow_new",
        fields=fields.filled(ASKED, said(), errors),
        errors=fields.in_summary(errors, ASKED),
        mistakes=mistakes,
    )
