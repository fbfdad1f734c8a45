"""Supervision: whom to see next, and one screen for the agenda and the log of one person."""

from http import HTTPStatus

from flask import redirect, request, url_for
from werkzeug import Response

from closeloop.loop import supervision
from closeloop.rules.items import ItemId
from closeloop.rules.people import Person, PersonId
from closeloop.rules.refs import action_ref
from closeloop.rules.refusals import MovedOn, NotNow, Unseen, Wrong
from closeloop.store import actions, agenda, strengths, supervision_views, workload
from closeloop.web import onward, parked, supervision_days, supervision_form, tags
from closeloop.web.address import this_page, with_query
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.here import house
from closeloop.web.parked import said
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
            kept=parked.waits_at(me().id) or "",
        )


@front.get("/supervision/<person:person>")
def agenda_of(person: int) -> str:
    """What to talk about with somebody, with room to log it."""
    with looking() as look:
        found = _supervisee(look, person)
        return _page(look, found, _form(look, found))


@front.post("/supervision/<person:person>")
def log(person: int) -> Response | tuple[str, HTTPStatus]:
    """Log what was chosen: all of it, or none and the page again with every word."""
    if "later" in request.form:
        parked.keep(request.form)
        return redirect(with_query(this_page(), "parked", "1"), HTTPStatus.SEE_OTHER)
    with looking() as look:
        found = _supervisee(look, person)
        form = _form(look, found)
        try:
            return _logged(found, form)
        except Wrong as wrong:
            _beside_their_rows(form, wrong)
            return _page(look, found, form), HTTPStatus.UNPROCESSABLE_ENTITY
        except (MovedOn, NotNow) as refusal:
            _mark_moved(form, refusal.item)
            return _page(look, found, form), HTTPStatus.CONFLICT


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


def _form(look: Look, person: Person) -> Form:
    """The agenda as a form, with what was typed; what left the agenda meanwhile stays on it."""
    most = ALL if "all" in request.args else AT_ONCE
    views = agenda.of(look.session, look.reader, person.id, look.clock.now, most)
    typed_for = set(supervision_form.refs_in(said())) - {view.id for view in views}
    views += actions.many(look.session, look.reader, typed_for)
    last = agenda.last_time(look.session, [view.id for view in views])
    return supervision_form.read(views, last, said(), today())


def _page(look: Look, person: Person, form: Form) -> str:
    sight = look.reader.sight
    loads = workload.of(look.session, sight, [person.id], look.clock.now)
    last = supervision_views.last_held(look.session, [person.id]).get(person.id)
    return page(
        "supervision",
        look=look,
        supervisee=person,
        team=look.directory.teams[person.team].name if person.team else "",
        form=form,
        kinds=supervision_form.KIND_WORDS,
        outcomes=supervision_form.outcomes(person),
        well=strengths.to_celebrate(look.session, sight, person.id),
        last=last,
        load=loads.get(person.id, workload.Workload()),
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
