"""Forms that arrive after sign-out: sealed for eight hours, opened for the same person alone."""

import json
from collections.abc import Iterator
from hashlib import sha256

from flask import request
from itsdangerous import BadSignature, URLSafeSerializer
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from werkzeug.datastructures import MultiDict

from closeloop.rules.people import PersonId
from closeloop.store import forms, people
from closeloop.web.address import this_page
from closeloop.web.here import house
from closeloop.web.visitor import me, visitor

WHOSE, ONCE, CSRF = "whose", "once", "csrf_token"
HOW = {"alg": "dir", "enc": "A256GCM"}


def whose() -> str:
    """What each form carries to say whose it is, signed."""
    return str(_signer().dumps(me().id))


def keep(form: MultiDict[str, str]) -> bool:
    """Keep a form that arrived with nobody signed in; say whether it was one of ours."""
    try:
        person = PersonId(int(_signer().loads(form.get(WHOSE, ""))))
    except (BadSignature, ValueError, TypeError):
        return False
    typed = [(k, v) for k, v in form.items(multi=True) if k not in (WHOSE, ONCE, CSRF)]
    sealed = jwe.encrypt_compact(HOW, json.dumps(typed).encode(), _key())
    with house().database.writing() as session:
        if person not in people.directory(session).people:
            return False
        forms.park(session, person, this_page(), sealed, house().now())
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
    return MultiDict(_opened(found.sealed)) if found else MultiDict()


def _opened(sealed: str) -> Iterator[tuple[str, str]]:
    """What was sealed; nothing where the key has changed since."""
    try:
        plain = jwe.decrypt_compact(sealed, _key()).plaintext or b"[]"
    except (JoseError, ValueError):
        return
    for name, value in json.loads(plain):
        yield str(name), str(value)


def _key() -> OctKey:
    secret = f"parked forms {house().settings.secret_key}".encode()
    return OctKey.import_key(sha256(secret).digest())


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(house().settings.secret_key, salt="whose form")
