"""You: one's letters, days, absence, ways of signing in, where one is signed in, what went well."""

from http import HTTPStatus

from flask import g, request, url_for
from werkzeug import Response
from werkzeug.datastructures import MultiDict

from closeloop.loop import sign_in
from closeloop.rules.day_words import WEEKDAYS, clock_time
from closeloop.rules.noise import MAY_CHOOSE, Wishes
from closeloop.rules.refusals import Wrong
from closeloop.store import second_factors, sign_ins, strengths, wishes
from closeloop.web.door import Page
from closeloop.web.fields import Choice
from closeloop.web.frame import page
from closeloop.web.here import council, house
from closeloop.web.parked import said
from closeloop.web.press import pressing
from closeloop.web.reading import Look, looking
from closeloop.web.visitor import lasts, me

front = Page("me", __name__)
SHOWN, MOST = 5, 200
METHODS = {
    "password": "by password",
    "code": "by password and code",
    "council": "by council account",
    "link": "by a link from an administrator",
    "made_up": "as a made-up person",
}


@front.get("/me")
def show() -> str:
    """All of it on one page."""
    with looking() as look:
        return _page(look, {})


@front.post("/me")
def save() -> Response | tuple[str, HTTPStatus]:
    """Save what was chosen of letters."""
    try:
        chosen = _read(request.form)
    except Wrong as wrong:
        with looking() as look:
            return _page(look, wrong.errors), HTTPStatus.UNPROCESSABLE_ENTITY
    with pressing() as press:
        wishes.keep(press.session, me().id, chosen)
        press.done(url_for(".show"), "Your letters are as you chose.")
    return press.answer()


@front.post("/me/sign-ins")
def end() -> Response:
    """Sign out elsewhere: in one place, or in all but this."""
    now = house().now()
    with pressing() as press:
        if "others" in request.form:
            sign_ins.end_all_of(press.session, me().id, now, but=g.sign_in.id)
            press.done(url_for(".show"), "You are signed out everywhere else.")
        else:
            one = request.form.get("end", 0, int)
            sign_ins.end_one_of(press.session, me().id, one, now)
            press.done(url_for(".show"), "You are signed out there.")
    return press.answer()


def _read(form: MultiDict[str, str]) -> Wishes:
    """What was chosen. Raises Wrong, field by field."""
    errors: dict[str, str] = {}
    at = next((one for one in MAY_CHOOSE if one.isoformat("minutes") == form.get("at")), None)
    weekdays = frozenset(number for number in range(5) if str(number) in form.getlist("works_on"))
    if form.get("news") not in ("yes", "no"):
        errors["news"] = "Choose whether you want letters that ask nothing of you"
    if at is None:
        errors["at"] = "Choose when your daily letter goes"
    if not weekdays:
        errors["works_on"] = "Choose at least one day on which you work"
    if errors or at is None:
        raise Wrong(errors)
    return Wishes(news=form["news"] == "yes", at=at, weekdays=weekdays)


def _page(look: Look, wrong: dict[str, str]) -> str:
    sight, person = look.reader.sight, me()
    now, limit = look.clock.now, MOST if "all" in request.args else SHOWN
    typed = said()
    kept = wishes.of(look.session, person.id)
    count = strengths.count_of(look.session, sight, person.id)
    return page(
        "me",
        look=look,
        wrong=wrong,
        errors=[{"text": says, "href": f"#{name}"} for name, says in wrong.items()],
        news=typed.get("news") if typed else ("yes" if kept.news else "no"),
        at=typed.get("at") if typed else kept.at.isoformat("minutes"),
        works_on=typed.getlist("works_on") if typed else [str(day) for day in kept.weekdays],
        hours=[Choice(one.isoformat("minutes"), clock_time(one)) for one in MAY_CHOOSE],
        weekdays=WEEKDAYS[:5],
        places=sign_in.everywhere(look.session, person.id, now, lasts()),
        here=g.sign_in.id,
        methods=METHODS,
        password_set_at=sign_ins.password_set_at(look.session, person.id),
        second_factor=second_factors.of(look.session, person.id),
        council=council() is not None,
        well=strengths.of_person(look.session, sight, person.id, limit=limit),
        well_count=count,
    )
