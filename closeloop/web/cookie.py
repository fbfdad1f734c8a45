"""The one cookie: it holds an id, signed, and nothing else."""

from hashlib import sha256
from hmac import digest

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

ID = "id"
WAY = "way"  # of who is on the way to the council's own sign-in, and is nobody yet
CSRF = "csrf_token"  # where Flask-WTF looks for what its tokens are bound to


class SignInCookie(SecureCookieSessionInterface):
    """Opens the cookie with what form tokens are bound to, worked out of its id, never stored."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The cookie's id, and the secret of its forms."""
        opened = super().open_session(app, request)
        if opened is not None and isinstance(opened.get(ID), str):
            bind(app, opened)
            opened.modified = False
        return opened

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the id alone, and only where somebody has just signed in or out."""
        if session.modified or ID not in session:
            one = ID if ID in session else WAY
            kept = {one: session[one]} if one in session else {}
            if kept != dict(session):
                session.clear()
                session.update(kept)
        super().save_session(app, session, response)


def bind(app: Flask, session: SessionMixin) -> None:
    """Bind the tokens of forms to this sign-in."""
    key = str(app.secret_key).encode()
    session[CSRF] = digest(key, f"forms of {session[ID]}".encode(), sha256).hex()


def settings(*, secure: bool) -> dict[str, object]:
    """How browsers are to keep it."""
    return {
        "SESSION_COOKIE_NAME": "__Host-closeloop" if secure else "closeloop",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_REFRESH_EACH_REQUEST": False,
    }
