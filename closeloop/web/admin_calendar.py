"""The calendar: bank holidays by year, the council's closures, and what a new day off moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus

from flask import request, url_for
from werkzeug import Response

from closeloop.loop import calendar as declared
from closeloop.loop.calendar import DaysOff, Touched
from closeloop.rules.day_words import day_words, full_day_words
from closeloop.rules.moves import Fact
from closeloop.rules.refusals import Wrong
from closeloop.store import calendar
from closeloop.store.calendar import ClosureId, Kept
from closeloop.web import fields
from closeloop.web.door import Page
from closeloop.web.fields import Choice, Field
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.parked import said
from closeloop.web.press import pressing
from closeloop.web.reading import Look, looking
from closeloop.web.step_fields import TYPED_DATE
from closeloop.web.visitor import me, today
from closeloop.web.words import counted

front = Page("admin_calendar", __name__)
LONGEST_NAME = 60
CLOSURE, HOLIDAY = "closure", "holiday"
ASKED = (
    Field(
        name="kind",
        label="Who does not work?",
        kind="choice",
        choices=(
            Choice(CLOSURE, "This council", "Ordinary clocks wait. Critical clocks run on."),
            Choice(HOLIDAY, "All of England", "A bank holiday declared at short notice"),
        ),
        value=CLOSURE,
        asks="Choose who does not work",
    ),
    Field(name="first_on", label="First day", hint=TYPED_DATE, kind="date"),
    Field(
        name="last_on",
        label="Last day",
        hint="Leave it empty for one day",
        kind="date",
        optional=True,
    ),
    Field(
        name="name",
        label="What to call it",
        hint=f"For example, Christmas closure. {LONGEST_NAME} characters at most",
        kind="line",
        most=LONGEST_NAME,
        asks="Enter what to call it",
    ),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A closure to show: its days in words, who declared it, whether it can be ended here."""

    kept: Kept
    days: str
    by: str
    can_end: bool


@front.get("/admin/calendar")
def show() -> str:
    """The closures that are not over, and the bank holidays of a year."""
    now_on = today()
    with looking() as look:
        last_known = calendar.last_day_known(look.session) or now_on
        years = range(now_on.year - 1, last_known.year + 1)
        year = request.args.get("year", now_on.year, int)
        year = year if year in years else now_on.year
        return page(
            "admin_calendar",
            look=look,
            closures=[_shown(look, one) for one in calendar.closures(look.session, now_on)],
            holidays=calendar.holidays(look.session, date(year, 1, 1), date(year, 12, 31)),
            year=year,
            years=years,
        )


@front.get("/admin/calendar/new")
def new() -> str:
    """Say which days nobody works on."""
    return _form({})


@front.post("/admin/calendar/new")
def check_or_declare() -> Response | str | tuple[str, HTTPStatus]:
    """Say what the days off would move, then declare them."""
    try:
        off = _read(fields.read_or_refuse(ASKED, request.form, today()))
        if "declare" in request.form:
            return _declared(off)
        with looking() as look:
            touched = declared.foresee(look.session, look.clock.rulebook, off, now=house().now())
            return page("admin_calendar_check", look=look, off=off, says=_says(off, touched))
    except Wrong as wrong:
        return _form(fields.errors_of(wrong, ASKED)), HTTPStatus.UNPROCESSABLE_ENTITY


@front.post("/admin/calendar/closures/<int:closure>/end")
def end(closure: int) -> Response:
    """End a closure that was declared here; dates that were set stay."""
    with pressing() as press:
        declared.end_closure(press.session, ClosureId(closure), by=me(), now=house().now())
        press.done(
            url_for("admin_calendar.show"), "The closure has ended. Dates that were set stay."
        )
    return press.answer()


def status_words(look: Look) -> str:
    """The next days off, in one line."""
    days = calendar.holidays(look.session, today(), date(today().year + 1, 12, 31))[:1]
    says = [f"Next bank holiday: {day_words(on, today())}." for on, _ in days]
    ahead = calendar.closures(look.session, today())
    says += [f"Next closure: {_days(ahead[0].first_on, ahead[0].last_on)}."] if ahead else []
    return " ".join(says) or "No bank holiday is known. Run: closeloop init"


def _declared(off: DaysOff) -> Response:
    with pressing() as press:
        rulebook = house().rulebook(press.session)
        touched = declared.declare(press.session, rulebook, off, by=me(), now=house().now())
        dates = counted(touched.dates, "due date")
        says = f"{_days(off.first_on, off.last_on)} is kept. {dates} moved later, none earlier."
        press.done(url_for("admin_calendar.show"), says)
    return press.answer()


def _read(facts: Mapping[str, Fact]) -> DaysOff:
    first, last = facts["first_on"], facts.get("last_on") or facts["first_on"]
    if not (isinstance(first, date) and isinstance(last, date)):
        raise TypeError("a date field is read as a date")
    kind = "holiday" if facts["kind"] == HOLIDAY else "closure"
    return DaysOff(kind, first, last, str(facts["name"]))  # type: ignore[arg-type]  # one of two


def _says(off: DaysOff, touched: Touched) -> Sequence[str]:
    """What would move, a sentence each."""
    moves = "moves" if touched.dates == 1 else "move"
    says = [f"{counted(touched.dates, 'due date')} {moves} later, none earlier."]
    if touched.clocks_alone:
        more = counted(touched.clocks_alone, "more thing that is open", "more things that are open")
        says.append(f"For {more}, reminders alone move.")
    if off.kind == CLOSURE:
        says.append("Critical clocks run on: a closure never moves them.")
    else:
        says.append("A bank holiday moves every clock that counts working days, none of hours.")
    return [*says, "Days that people agreed on stay, unless nobody works on them."]


def _shown(look: Look, one: Kept) -> Shown:
    by = look.name(one.declared_by) if one.declared_by else "the calendar file"
    can_end = one.declared_by is not None and one.last_on > today()
    return Shown(one, _days(one.first_on, one.last_on), by, can_end)


def _days(first: date, last: date) -> str:
    """One day, or several from the first to the last, with their years."""
    if first == last:
        return full_day_words(first)
    return f"{full_day_words(first)} to {full_day_words(last)}"


def _form(errors: Mapping[str, str]) -> str:
    typed = said()
    asked = [replace(one, value="" if typed else one.value) for one in ASKED]
    return page(
        "admin_calendar_new",
        fields=fields.filled(asked, typed, errors),
        errors=fields.in_summary(errors, asked),
    )
