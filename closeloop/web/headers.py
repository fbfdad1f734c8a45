"""What a page lets the browser that shows it do: run our own script, and nothing from elsewhere."""

from secrets import token_urlsafe

from flask import Flask, Response, g

POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{}'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


def nonce() -> str:
    """What lets this page's one line of script run, and no other."""
    if "nonce" not in g:
        g.nonce = token_urlsafe(16)
    made: str = g.nonce
    return made


def put_on(app: Flask) -> None:
    """Have every page carry its policy; what is no page keeps the stricter one of the gate."""
    app.after_request(_put)


def _put(response: Response) -> Response:
    if "nonce" in g:
        response.headers["Content-Security-Policy"] = POLICY.format(nonce())
    return response
