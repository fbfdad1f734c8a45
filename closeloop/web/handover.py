"""Handover: no orphan when somebody leaves or moves. Choose, check, done: three pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import request, url_for
from werkzeug import Response
from werkzeug.datastructures import MultiDict

from closeloop.loop import handover
from closeloop.loop.handover import Thing
from closeloop.rules.day_words import day_words
from closeloop.rules.people import Person, PersonId
from closeloop.rules.refusals import MovedOn, Wrong
from closeloop.store import handovers
from closeloop.store.handovers import Holding
from closeloop.web import leaving
from closeloop.web.door import Page
from closeloop.web.fields import ONE_LINE
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.parked import said
from closeloop.web.press import pressing
from closeloop.web.reading import Look, looking
from closeloop.web.visitor import me, today

front = Page("handover", __name__)
ALL = "everything_else"  # the select that fills the rows that were left empty
MOVED = "Somebody moved one of these actions while you were choosing. Check the list, then go on."
PLACES = {"practitioner": "Practitioner", "iro": "IRO", "cp_chair": "Child protection chair"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row to choose for: what it is, to whom it may go, to whom it goes as it stands."""

    thing: Thing
    people: Sequence[Person]
    to: PersonId | None
    error: str = ""

    @property
    def person(self) -> Person | None:
        """To whom it goes."""
        return next((one for one in self.people if one.id == self.to), None)


@front.get("/handover")
def people() -> str:
    """Who leaves or has left, with what they hold; and anybody else, who moves."""
    with looking() as look:
        return page(
            "handover_people",
            look=look,
            leavers=leaving.leavers(look),
            others=leaving.others(look),
        )


@front.get("/handover/<person:person>")
def show(person: int) -> str:
    """What somebody holds, a row a child, with somebody to choose for each."""
    with looking() as look:
        leaver = handover.check_may(look.directory, PersonId(person), me().id, today())
        held = _held(look, leaver)
        return _page(look, leaver, held, _rows(look, leaver, held, said()), {})


@front.post("/handover/<person:person>")
def give(person: int) -> Response | tuple[str, HTTPStatus] | str:
    """What was chosen, to be checked; once more pressed, it is done."""
    with looking() as look:
        leaver = handover.check_may(look.directory, PersonId(person), me().id, today())
        held = _held(look, leaver)
        rows = _rows(look, leaver, held, request.form)
        if errors := _errors(rows):
            return _page(look, leaver, held, rows, errors), HTTPStatus.UNPROCESSABLE_ENTITY
        if "change" in request.form:
            return _page(look, leaver, held, rows, {})
        if "sure" not in request.form:
            return _sure(look, leaver, rows)
        try:
            return _given(leaver, rows)
        except (Wrong, MovedOn) as refusal:
            told = dict(refusal.errors) if isinstance(refusal, Wrong) else {"form": MOVED}
            return _page(look, leaver, held, rows, told), HTTPStatus.CONFLICT


def _given(leaver: Person, rows: Sequence[Row]) -> Response:
    chosen = _chosen()
    with pressing() as press:
        made = handover.hand_over(
            press.session,
            house().rulebook(press.session),
            leaver.id,
            chosen,
            _reason(leaver),
            by=me().id,
            now=house().now(),
        )
        count = len({row.to for row in rows if row.to})
        whom = "one colleague" if count == 1 else f"{count} colleagues"
        says = f"What was chosen of {leaver.name}’s is with {whom} now. "  # noqa: RUF001 - as it is printed
        says += "Dates stay, and each new owner of an action hears by one letter."
        press.done(url_for("handover_record.show", handover=made), says)
    return press.answer()


def _held(look: Look, leaver: Person) -> Holding:
    return handovers.holding(look.session, look.reader.sight, leaver.id)


def _rows(look: Look, leaver: Person, held: Holding, typed: MultiDict[str, str]) -> list[Row]:
    """Each row with whom it goes to: as chosen, else as the select for all empty ones says."""
    directory, day = look.directory, look.reader.day
    found = []
    for thing in handover.things(directory, held, leaver.id, me().id, day):
        people_ = handover.who_may_be(directory, thing, leaver.id, me().id, day)
        to = typed.get(thing.key) if thing.key in typed else str(thing.preset or "")
        if not to and thing.what == "practitioner":
            to = typed.get(ALL, "")
        known = {str(one.id): one.id for one in people_}
        error = "" if not to or to in known else "Choose one of the people in the list"
        found.append(Row(thing, people_, known.get(to or ""), error))
    return found


def _chosen() -> dict[str, PersonId]:
    """What the page that asks to be sure carries: a person for each key, none left empty."""
    return {
        key: PersonId(int(to))
        for key, to in request.form.items()
        if key.partition("-")[0] in KINDS and to.isdecimal()
    }


KINDS = {*PLACES, "escalation", "deputy"}


def _errors(rows: Sequence[Row]) -> dict[str, str]:
    errors = {row.thing.key: row.error for row in rows if row.error}
    if not errors and not any(row.to for row in rows):
        first = rows[0].thing.key if rows else "reason"
        errors[first] = "Choose somebody for at least one row"
    if len(request.form.get("reason", "")) > ONE_LINE:
        errors["reason"] = f"Reason must be {ONE_LINE} characters or fewer"
    return errors


def _reason(leaver: Person) -> str:
    """The reason that stands with each action: as it was typed, else why there is a handover."""
    typed = request.form.get("reason", said().get("reason", "")).strip()
    if typed:
        return typed
    if leaver.leaves_on is None:
        return f"Handover: {leaver.name} moves to other work."
    verb = "left" if leaver.leaves_on < today() else "leaves"
    return f"Handover: {leaver.name} {verb} on {day_words(leaver.leaves_on, today())}."


def _page(
    look: Look, leaver: Person, held: Holding, rows: Sequence[Row], errors: Mapping[str, str]
) -> str:
    everybody = {one.id: one for row in rows for one in row.people}
    colleagues = [row.people for row in rows if row.thing.what == "practitioner"]
    return page(
        "handover",
        look=look,
        leaver=leaver,
        rows=rows,
        places=PLACES,
        everybody=everybody,
        colleagues=colleagues[0] if colleagues else [],
        for_all=said().get(ALL, ""),
        all_name=ALL,
        reason=_reason(leaver),
        held=held,
        supervises=_supervises(look, leaver),
        verifies=leaving.verifiers(look),
        errors=[
            {"text": says, "href": "#handover" if name == "form" else f"#{name}"}
            for name, says in errors.items()
        ],
        wrong=errors,
    )


def _supervises(look: Look, leaver: Person) -> list[tuple[str, str]]:
    """Whom they supervise, and who does from the day on which they have left."""
    directory, day = look.directory, look.reader.day
    reports = [p for p in directory.reports_of(leaver.id) if directory.is_here(p, day)]
    after = directory.manager_of(leaver.id, day)
    return sorted((look.name(person), look.name(after)) for person in reports)


def _sure(look: Look, leaver: Person, rows: Sequence[Row]) -> str:
    given = [row for row in rows if row.to]
    to = sorted({row.person.name: row.person for row in given if row.person}.items())
    return page(
        "handover_sure",
        look=look,
        leaver=leaver,
        given=given,
        places=PLACES,
        by_person=[(one, [row for row in given if row.to == one.id]) for _, one in to],
        stays=[row for row in rows if not row.to],
        reason=_reason(leaver),
    )
