"""A small identity provider on loopback that signs real tokens, and can be told to lie."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from hashlib import sha256
from secrets import token_urlsafe
from threading import Thread
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug import Request, Response
from werkzeug.serving import WSGIRequestHandler, make_server

CLIENT_ID, CLIENT_SECRET = "closeloop-in-midshire", "a secret between two"

Signs = Callable[[dict[str, Any], RSAKey], str]


def signed(claims: dict[str, Any], key: RSAKey) -> str:
    """A token as it should be."""
    return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)


@cache
def new_key(kid: str) -> RSAKey:
    """A key to sign by, made once."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


@dataclass
class StandIn:
    """The provider: who is signed in there, what it claims of them, how it signs."""

    now: Callable[[], datetime]
    issuer: str = ""
    email: str | None = "amira@midshire.example"  # of who is signed in there; None: nobody is
    claims: dict[str, Any] = field(default_factory=dict)  # in place of what is true
    left_out: set[str] = field(default_factory=set)
    described: dict[str, Any] = field(default_factory=dict)  # in place of what it says of itself
    sign: Signs = signed
    keys: list[RSAKey] = field(default_factory=lambda: [new_key("first")])
    answers: bool = True
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, environ: Any, start_response: Any) -> Any:  # noqa: ANN401 - as WSGI has them
        """Answer a request."""
        request = Request(environ)
        self.asked.append(request.path)
        pages: dict[str, Callable[[Request], Response]] = {
            "/.well-known/openid-configuration": self._describe,
            "/authorize": self._authorize,
            "/token": self._token,
            "/keys": lambda _: _json(KeySet([*self.keys]).as_dict(private=False)),
            "/leave": lambda _: Response("You have left."),
        }
        answer = pages[request.path](request) if self.answers else Response("away", 503)
        return answer(environ, start_response)

    def changes_keys(self) -> None:
        """Sign by a new key from now on, and name the old one no longer."""
        self.keys = [new_key("second")]

    def _describe(self, _: Request) -> Response:
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/leave",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
        return _json(said | self.described)

    def _authorize(self, request: Request) -> Response:
        asked = request.args
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        answer = {"state": asked["state"]}
        if self.email is None:
            answer |= {"error": "access_denied"}
        else:
            code = answer["code"] = token_urlsafe(8)
            self.codes[code] = dict(asked.items())
        return Response("", 302, {"Location": f"{asked['redirect_uri']}?{urlencode(answer)}"})

    def _token(self, request: Request) -> Response:
        form = request.form
        asked = self.codes.pop(form.get("code", ""), None)  # good once
        if asked is None or form.get("client_secret") != CLIENT_SECRET:
            return _json({"error": "invalid_grant"}, 400)
        challenge = sha256(form.get("code_verifier", "").encode()).digest()
        if urlsafe_b64encode(challenge).decode().rstrip("=") != asked["code_challenge"]:
            return _json({"error": "invalid_grant"}, 400)
        now = int(self.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "a-person",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "email": self.email,
        }
        told = {k: v for k, v in (claims | self.claims).items() if k not in self.left_out}
        token = self.sign(told, self.keys[0])
        return _json({"id_token": token, "access_token": "unused", "token_type": "Bearer"})


@contextmanager
def standing_in(now: Callable[[], datetime]) -> Iterator[StandIn]:
    """A provider that answers on loopback until the end."""
    provider = StandIn(now)
    server = make_server("127.0.0.1", 0, provider, threaded=True, request_handler=_Quiet)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Leave the tests' output alone."""


def _json(said: object, status: int = 200) -> Response:
    return Response(json.dumps(said), status, content_type="application/json")
