"""Supervision: whom to see next, and one screen for the agenda and the log of one person."""

from datetime import datetime
from http import HTTPStatus

from flask import redirect, request, url_for
from werkzeug import Response
from werkzeug.datastructures import MultiDict

from closeloop.loop import supervision
from closeloop.rules.items import ItemId
from closeloop.rules.people import Person, PersonId
from closeloop.rules.refs import action_ref
from closeloop.rules.refusals import MovedOn, NotNow, Unseen, Wrong
from closeloop.store import actions, agenda, strengths, supervision_views, workload
from closeloop.web import drafts, onward, supervision_days, supervision_form, tags
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.press import pressing
from closeloop.web.reading import Look, looking
from closeloop.web.supervision_form import Form
from closeloop.web.visitor import me, today

front = Page("supervision", __name__)
AT_ONCE = 30  # actions on the page; the rest stand behind a link
ALL = 200


@front.get("/supervision")
def people() -> str:
    """Everybody whom the reader supervises, the next expected first."""
    with looking() as look:
        return page(
            "supervision_people",
            look=look,
            team=supervision_days.of_my_people(look),
        )


@front.get("/supervision/<person:person>")
def agenda_of(person: int) -> str:
    """What to talk about with somebody, with room to log it."""
    with looking() as look:
        found = _supervisee(look, person)
        begun = drafts.begun(look.session)
        form = _form(look, found, begun.said)
        supervision_form.mark_what_moved(form)
        return _page(look, found, form, begun.saved_at)


@front.post("/supervision/<person:person>")
def log(person: int) -> Response | tuple[str, HTTPStatus]:
    """Log what was chosen: all of it, or none and the page again with every word."""
    with looking() as look:
        found = _supervisee(look, person)
        if (kept := _kept(person)) is not None:
            return kept
        form = _form(look, found, request.form)
        try:
            return _logged(found, form)
        except Wrong as wrong:
            _beside_their_rows(form, wrong)
            return _page(look, found, form), HTTPStatus.UNPROCESSABLE_ENTITY
        except (MovedOn, NotNow) as refusal:
            _mark_moved(form, refusal.item)
            return _page(look, found, form), HTTPStatus.CONFLICT


def _kept(person: int) -> Response | None:
    """What was begun is kept, or thrown away; nothing where it is to be logged."""
    if drafts.is_one():
        says = drafts.keep()
        if drafts.LATER in request.form:
            return redirect(url_for("supervision.people"), HTTPStatus.SEE_OTHER)
        return Response(says, mimetype="text/plain")
    if drafts.AGAIN in request.form:
        drafts.throw_away()
        here = url_for("supervision.agenda_of", person=person)
        return redirect(here, HTTPStatus.SEE_OTHER)
    return None


def _logged(person: Person, form: Form) -> Response:
    held = supervision_form.check(form, person, today())
    with pressing() as press:
        made = supervision.log(
            press.session,
            house().rulebook(press.session),
            held,
            by=me().id,
            now=house().now(),
        )
        count = len(held.entries)
        says = f"Supervision with {person.name} is logged: "
        says += f"{count} {'action' if count == 1 else 'actions'} discussed."
        press.done(url_for("supervision_record.show", supervision=made), says)
    return press.answer()


def _supervisee(look: Look, person: int) -> Person:
    """Somebody whose manager, or a manager above, the reader is or stands in for."""
    found = look.directory.people.get(PersonId(person))
    if found is None:
        raise Unseen
    above = set(look.directory.chain_above(found.id, look.reader.day))
    if found.id == me().id or not look.acts_for() & above:
        raise Unseen
    return found


def _form(look: Look, person: Person, said: MultiDict[str, str]) -> Form:
    """The agenda as a form, with what was typed; what left the agenda meanwhile stays on it."""
    most = ALL if {"all", "paper"} & set(request.args) else AT_ONCE
    views = agenda.of(look.session, look.reader, person.id, look.clock.now, most)
    typed_for = set(supervision_form.refs_in(said)) - {view.id for view in views}
    views += actions.many(look.session, look.reader, typed_for)
    last = agenda.last_time(look.session, [view.id for view in views])
    return supervision_form.read(views, last, said, today())


def _page(look: Look, person: Person, form: Form, draft_at: datetime | None = None) -> str:
    sight = look.reader.sight
    held = look.directory.held_by(person.id, look.reader.day)
    loads = workload.of(look.session, look.reader, held, look.clock.now)
    last = supervision_views.last_held(look.session, [person.id]).get(person.id)
    return page(
        "supervision",
        look=look,
        supervisee=person,
        team=look.directory.teams[person.team].name if person.team else "",
        form=form,
        kinds=supervision_form.KIND_WORDS,
        outcomes=supervision_form.outcomes(person),
        last_outcomes={one.value: one.words for one in supervision_form.outcomes(person)},
        well=strengths.to_celebrate(look.session, sight, person.id),
        last=last,
        load=workload.together(loads, held),
        on_paper="paper" in request.args,
        draft_at=draft_at,
        children=workload.children_held(look.session, sight, [person.id]).get(person.id, 0),
        tags_of=lambda view: tags.of(onward.workflow_of(look, view), view.item),
        errors=form.summary(),
        action_ref=action_ref,
    )


def _beside_their_rows(form: Form, wrong: Wrong) -> None:
    """What the loop refused, beside the row that it names."""
    chosen = [row for row in form.rows if row.outcome]
    names = {"note": "note", "agreed_due_on": "by"}
    for path, says in wrong.errors.items():
        place, _, name = path.removeprefix("entries.").partition(".")
        row = form.row_of(wrong.item)
        if row is None and place.isdecimal() and int(place) < len(chosen):
            row = chosen[int(place)]
        if row is not None and not row.errors:
            row.errors[names.get(name or path, "outcome")] = f"{row.ref}: {says}"
        elif path != "form" and row is None:
            form.errors[path] = says


def _mark_moved(form: Form, item: int | None) -> None:
    """Mark the row that somebody else moved; the others keep their words."""
    if row := form.row_of(ItemId(item or 0)):
        row.moved = True
        row.errors["outcome"] = supervision_form.MOVED.format(ref=row.ref)
