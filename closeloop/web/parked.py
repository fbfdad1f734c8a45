"""Forms that arrive after sign-out: sealed for eight hours, opened for the same person alone."""

from flask import request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import MultiDict

from closeloop.loop import sealed
from closeloop.loop.sealed import Seal
from closeloop.rules.people import PersonId
from closeloop.store import forms, people
from closeloop.web.address import leads_to_a_page, this_page
from closeloop.web.here import house
from closeloop.web.visitor import me, visitor

WHOSE, ONCE, CSRF = "whose", "once", "csrf_token"
NEVER_KEPT = {WHOSE, ONCE, CSRF, "password", "new_password", "code"}


def whose() -> str:
    """What each form carries to say whose it is, signed."""
    return str(_signer().dumps(me().id))


def owner(form: MultiDict[str, str]) -> PersonId | None:
    """Whose form it is, as it says itself; nobody's where it is none of ours."""
    try:
        return PersonId(int(_signer().loads(form.get(WHOSE, ""))))
    except (BadSignature, ValueError, TypeError):
        return None


def keep(form: MultiDict[str, str]) -> bool:
    """Keep a form for its person until they are back; say whether it was one that can wait.

    One whose address shows no page when it is opened has nothing to fill in.
    """
    person = owner(form)
    if person is None or not leads_to_a_page(this_page()):
        return False
    with house().database.writing() as session:
        if person not in people.directory(session).people:
            return False
        forms.park(session, person, this_page(), close(form), house().now())
    return True


def waits_at(person: PersonId) -> str | None:
    """The address of the page whose form waits for this person."""
    with house().database.reading() as session:
        return forms.newest_parked(session, person, house().now())


def said() -> MultiDict[str, str]:
    """What was typed into this page's form: just now, or before sign-out."""
    if request.method == "POST":
        return request.form
    if "parked" not in request.args or visitor() is None:
        return MultiDict()
    with house().database.reading() as session:
        found = forms.parked(session, me().id, this_page(), house().now())
    return opened(found.sealed) if found else MultiDict()


def close(form: MultiDict[str, str]) -> str:
    """What was typed into a form as one sealed text; what is ours or secret is left out."""
    return str(_seal().close([(k, v) for k, v in form.items(multi=True) if k not in NEVER_KEPT]))


def opened(text: str) -> MultiDict[str, str]:
    """What was sealed; nothing where the key has changed since."""
    return MultiDict([(str(name), str(value)) for name, value in _seal().open(text) or ()])


def _seal() -> Seal:
    return sealed.seal(house().settings.secret_key, "parked forms")


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(house().settings.secret_key, salt="whose form")
