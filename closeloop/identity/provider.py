"""One identity provider: people are sent there, and what it answers is checked word by word.

OpenID Connect Core 1.0, authorization code flow, with PKCE (RFC 7636).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from urllib.parse import urlencode, urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from closeloop.identity import description
from closeloop.identity.description import Description
from closeloop.identity.refusals import NotTrusted, OutOfReach

SIGNED_BY = ("RS256", "PS256", "ES256")  # never `none`, never by a secret that both know
SCOPE = "openid email profile"
KEPT_FOR = timedelta(hours=1)  # what it says of itself; a new key is looked for when it is met
LEEWAY = 60  # seconds by which two clocks may differ
MICROSOFT = ("login.microsoftonline.com", "login.microsoftonline.us", "sts.windows.net")


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to the provider: what only this browser's sign-in knows, so no other's will do."""

    state: str
    nonce: str
    verifier: str  # at least 43 characters


class Provider:
    """The council's own sign-in."""

    def __init__(self, issuer: str, client_id: str, client_secret: str, answers_at: str) -> None:
        """Know it by its issuer's address, and ourselves by an id and a secret."""
        self._issuer, self._id, self._secret = issuer, client_id, client_secret
        self._answers_at = answers_at
        self._lock = Lock()
        self._known: tuple[datetime, Description, KeySet] | None = None

    def leads_to(self, visit: Visit, now: datetime) -> str:
        """Where a browser is sent to sign in there. Raises OutOfReach."""
        known, _ = self._describe(now)
        with self._client(known) as client:
            address, _ = client.create_authorization_url(
                known.authorization,
                state=visit.state,
                nonce=visit.nonce,
                code_verifier=visit.verifier,
            )
        return str(address)

    def email_of(self, code: str, visit: Visit, now: datetime) -> str:
        """The email of who signed in there. Raises NotTrusted, with the reason, and OutOfReach."""
        known, keys = self._describe(now)
        token = self._token(known, code, visit)
        try:
            signed = jwt.decode(token, keys, algorithms=SIGNED_BY)
        except InvalidKeyIdError:  # it may sign by a new key since
            known, keys = self._describe(now, anew=True)
            signed = _decoded(token, keys)
        except (JoseError, ValueError) as error:
            raise NotTrusted(f"signature: {type(error).__name__}") from None
        return _email_in(self._checked(signed, known, visit, now))

    def leaves_by(self, returns_to: str, now: datetime) -> str | None:
        """Where somebody signs out of it too, if there is such a place. Raises OutOfReach."""
        known, _ = self._describe(now)
        if known.leave is None:
            return None
        asked = {"client_id": self._id, "post_logout_redirect_uri": returns_to}
        return f"{known.leave}{'&' if '?' in known.leave else '?'}{urlencode(asked)}"

    def _describe(self, now: datetime, *, anew: bool = False) -> tuple[Description, KeySet]:
        """What it says of itself, asked again when that is old or a key is not known."""
        with self._lock:
            if not anew and self._known and timedelta() <= now - self._known[0] < KEPT_FOR:
                return self._known[1:]
        found = description.read(self._issuer)
        keys = description.keys_of(found)
        with self._lock:
            self._known = now, found, keys
        return found, keys

    def _client(self, known: Description) -> OAuth2Session:
        return OAuth2Session(
            self._id,
            self._secret,
            token_endpoint_auth_method="client_secret_post"
            if known.secret_in_form
            else "client_secret_basic",
            scope=SCOPE,
            redirect_uri=self._answers_at,
            code_challenge_method="S256",
            default_timeout=description.PATIENCE,
        )

    def _token(self, known: Description, code: str, visit: Visit) -> str:
        """The signed answer for a code, exchanged without the browser."""
        try:
            with self._client(known) as client:
                given = client.fetch_token(
                    known.token, code=code, code_verifier=visit.verifier, allow_redirects=False
                )
        except AuthlibBaseError as error:
            raise NotTrusted(f"code: {error.error}") from None
        except (requests.RequestException, ValueError):
            raise OutOfReach from None
        token = given.get("id_token")
        if not isinstance(token, str):
            raise NotTrusted("no id_token")
        return token

    def _checked(
        self, signed: jwt.Token, known: Description, visit: Visit, now: datetime
    ) -> dict[str, object]:
        """What is claimed, once it is from there, for us, for this visit and of this minute."""
        wants = {
            "iss": {"essential": True, "value": known.issuer},
            "aud": {"essential": True, "value": self._id},
        }
        asked = {"nonce": visit.nonce, "client_id": self._id}
        claims = CodeIDToken(signed.claims, signed.header, wants, asked)
        try:
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
        except JoseError as error:
            raise NotTrusted(f"claims: {error}") from None
        return dict(claims) | {"microsoft": urlsplit(known.issuer).hostname in MICROSOFT}


def _decoded(token: str, keys: KeySet) -> jwt.Token:
    try:
        return jwt.decode(token, keys, algorithms=SIGNED_BY)
    except (JoseError, ValueError) as error:
        raise NotTrusted(f"signature: {type(error).__name__}") from None


def _email_in(claims: dict[str, object]) -> str:
    """The email by which closeloop knows people.

    `preferred_username` counts for Microsoft alone, where a tenant's administrators give it;
    elsewhere people may choose it themselves.
    """
    email = claims.get("email")
    if not email and claims["microsoft"]:
        email = claims.get("preferred_username")
    if not isinstance(email, str) or "@" not in email:
        raise NotTrusted("no email")
    if claims.get("email_verified", True) not in (True, "true"):
        raise NotTrusted("email not verified")
    return email.strip().lower()
