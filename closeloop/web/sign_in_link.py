"""Open a link that an admin handed over: choose a password, set up the app that shows codes."""

from http import HTTPStatus

import segno
from flask import request
from markupsafe import Markup
from werkzeug import Response

from closeloop.loop import links, second_factor
from closeloop.loop.links import Chosen, NoLonger
from closeloop.rules.people import Person
from closeloop.rules.refusals import Wrong
from closeloop.web import arrival
from closeloop.web.door import Page
from closeloop.web.frame import page
from closeloop.web.here import house

front = Page("sign_in_link", __name__)
GROUPS = 4  # letters of the key, as it is typed by hand


@front.get("/sign-in/link")
def show() -> str | tuple[str, HTTPStatus]:
    """What to choose and to set up. Opening it uses nothing up: a scanner may do so too."""
    secret = request.args.get("link", "")
    try:
        with house().database.reading() as transaction:
            person = links.whose(transaction, secret, house().now())
    except NoLonger as refusal:
        return _no_longer(refusal), HTTPStatus.NOT_FOUND
    return _page(person, secret, {})


@front.post("/sign-in/link")
def save() -> Response | tuple[str, HTTPStatus]:
    """Save both and sign in; or the page again, with what is wrong beside each."""
    secret = request.form.get("link", "")
    try:
        with house().database.writing() as transaction:
            person = links.use(
                transaction,
                secret,
                Chosen(
                    password=request.form.get("password", ""), code=request.form.get("code", "")
                ),
                secret_key=house().settings.secret_key,
                seal=arrival.codes(),
                authority=house().settings.authority,
                now=house().now(),
            )
            arrival.begin(transaction, person, "link")
    except NoLonger as refusal:
        return _no_longer(refusal), HTTPStatus.NOT_FOUND
    except Wrong as wrong:
        with house().database.reading() as transaction:
            person = links.whose(transaction, secret, house().now())
        return _page(person, secret, wrong.errors), HTTPStatus.UNPROCESSABLE_ENTITY
    return arrival.go_on(person, None)


def _page(person: Person, secret: str, wrong: dict[str, str]) -> str:
    settings = house().settings
    shared = second_factor.secret_of(settings.secret_key, secret)
    says = second_factor.address(shared, person, settings.authority)
    drawn = segno.make(says, micro=False).svg_inline(
        scale=4, border=4, light="#fff", svgclass=None, lineclass=None, title="Code for your app"
    )
    return page(
        "sign_in_link",
        whose=person,
        link=secret,
        picture=Markup(drawn),  # noqa: S704 - drawn from letters and digits of ours
        key=" ".join(shared[at : at + GROUPS] for at in range(0, len(shared), GROUPS)),
        wrong=wrong,
        errors=[{"text": says, "href": f"#{name}"} for name, says in wrong.items()],
    )


def _no_longer(refusal: NoLonger) -> str:
    return page("plain", title="This link does not work", says=[str(refusal)], typed=[])
