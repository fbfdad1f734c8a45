"""What an audit is asked as a whole: whose, when, how, how it judged, who was heard."""

from dataclasses import dataclass, replace
from datetime import date

from werkzeug.datastructures import MultiDict

from closeloop.rules.refusals import Wrong
from closeloop.store import audit_drafts
from closeloop.store.audit_drafts import Draft
from closeloop.web import catalogue, fields
from closeloop.web.fields import Choice, Field
from closeloop.web.reading import Look
from closeloop.web.step_fields import TYPED_DATE
from closeloop.web.supervision_form import typed
from closeloop.web.visitor import me

USUAL = "dip_sample"  # of somebody who has done none before
CHILD = Field(
    name="child_ref", label="Child reference", hint="For example, C-1001", kind="line", most=20,
    asks="Enter a child reference",
)  # fmt: skip
AUDITED_ON = Field(
    name="audited_on", label="Date of the audit", hint=TYPED_DATE, kind="date",
    asks="Enter the date of the audit",
)  # fmt: skip
ACTIVITY = Field(name="activity", label="Type", kind="select", asks="Choose a type")
GRADES = tuple(Choice(name, words) for name, words in catalogue.GRADES.items())
GRADE = Field(
    name="overall_grade", label="Overall grade (optional)", kind="choice", optional=True,
    choices=GRADES,
)  # fmt: skip
WITH_WORKER = Field(
    name="with_worker", label="Was it done together with the worker? (optional)", kind="choice",
    choices=(Choice("yes", "Yes"), Choice("no", "No")), optional=True,
)  # fmt: skip
VOICE_WORDS = {"child": "The child", "family": "The family", "worker": "The worker"}
VOICES = Field(
    name="voices", label="Whose voice was heard? (optional)", hint="Tick all that were",
    kind="ticks", optional=True,
    choices=tuple(Choice(name, words) for name, words in VOICE_WORDS.items()),
)  # fmt: skip
JUDGED = "grade-"


@dataclass(slots=True)
class About:
    """The questions about the audit as a whole, and a grade for each standard."""

    audit: list[Field]
    grades: list[Field]

    @property
    def every(self) -> list[Field]:
        """All of them."""
        return [*self.audit, *self.grades]

    def as_typed(self, said: MultiDict[str, str], errors: dict[str, str]) -> "About":
        """The same with what was typed, and what is wrong with it."""
        return About(
            fields.filled(self.audit, said, errors), fields.filled(self.grades, said, errors)
        )


def of(look: Look, draft: Draft | None = None, *, brief: bool = False) -> About:
    """The questions with what is known: of a draft, else today and what one did last."""
    known = _of_draft(draft) if draft else _at_first(look)
    activity = replace(ACTIVITY, choices=catalogue.activities())
    asked = [CHILD, AUDITED_ON, activity]
    asked = asked[:1] if brief else [*asked, GRADE, WITH_WORKER, VOICES]
    framework = catalogue.framework(look.session)
    judged = [
        Field(
            name=f"{JUDGED}{one.code}", label=f"{one.code} {one.title}", kind="select",
            choices=GRADES, optional=True, value=draft.grades.get(one.code, "") if draft else "",
        )
        for one in (framework.standards if framework and not brief else ())
    ]  # fmt: skip
    return About([replace(one, value=known.get(one.name, "")) for one in asked], judged)


def columns(look: Look, about: About, said: MultiDict[str, str]) -> dict[str, object]:
    """What a draft keeps of the answers. Raises Wrong."""
    today = look.reader.day
    facts, errors = fields.read(about.every, said, today)
    on = facts.get("audited_on", today)
    if isinstance(on, date) and on > today:
        errors["audited_on"] = "Date of the audit must be today or in the past"
    if errors:
        raise Wrong(errors)
    with_worker = facts.get("with_worker")
    return {
        "child_ref": str(facts["child_ref"]).upper(),
        "audited_on": on,
        "activity": facts.get("activity") or _usual_activity(look),
        "overall_grade": facts.get("overall_grade"),
        "with_worker": with_worker == "yes" if with_worker else None,
        "voices": facts.get("voices"),
        "grades": {
            one.name.removeprefix(JUDGED): facts[one.name]
            for one in about.grades
            if one.name in facts
        },
    }


def voices_in_words(voices: tuple[str, ...]) -> str:
    """Whose voice was heard."""
    return ", ".join(VOICE_WORDS[one] for one in voices if one in VOICE_WORDS)


def _at_first(look: Look) -> dict[str, str]:
    return {"audited_on": typed(look.reader.day), "activity": _usual_activity(look)}


def _usual_activity(look: Look) -> str:
    """The type that the reader did last, or the usual one for who has done none."""
    names = [one.value for one in catalogue.activities()]
    wanted = (audit_drafts.last_activity(look.session, me().id), USUAL)
    return next((one for one in wanted if one in names), names[0])


def _of_draft(draft: Draft) -> dict[str, str]:
    with_worker = {True: "yes", False: "no", None: ""}[draft.with_worker]
    return {
        "child_ref": draft.child_ref,
        "audited_on": typed(draft.audited_on),
        "activity": draft.activity,
        "overall_grade": draft.overall_grade or "",
        "with_worker": with_worker,
        "voices": " ".join(draft.voices),
    }
