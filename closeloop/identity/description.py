"""What an identity provider says of itself: where it is asked, and by which keys it signs.

OpenID Connect Discovery 1.0: the description stands at a known place below the issuer's address.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from closeloop.identity.refusals import OutOfReach

WHERE = "/.well-known/openid-configuration"
PATIENCE = (5, 10)  # seconds to connect, and for an answer
LOOPBACK = ("127.0.0.1", "localhost", "::1")  # where the letters need not be sealed


@dataclass(frozen=True, slots=True)
class Description:
    """Where people are sent, where codes are exchanged, where keys are, where people leave."""

    issuer: str
    authorization: str
    token: str
    keys: str
    leave: str | None
    secret_in_form: bool  # whether it takes the client's secret in the form, or in a header


def read(issuer: str) -> Description:
    """Ask an issuer how it works. Raises OutOfReach."""
    said = _fetched(issuer.rstrip("/") + WHERE)
    if str(said.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
        raise OutOfReach  # it speaks for somebody else
    how = said.get("token_endpoint_auth_methods_supported") or []
    return Description(
        issuer=str(said["issuer"]),
        authorization=_address(said.get("authorization_endpoint")),
        token=_address(said.get("token_endpoint")),
        keys=_address(said.get("jwks_uri")),
        leave=_address(said["end_session_endpoint"]) if "end_session_endpoint" in said else None,
        secret_in_form="client_secret_post" in how,
    )


def keys_of(description: Description) -> KeySet:
    """The keys by which it signs now. Raises OutOfReach."""
    try:
        return KeySet.import_key_set(_fetched(description.keys))  # type: ignore[arg-type]  # checked there
    except (JoseError, KeyError, ValueError, TypeError):
        raise OutOfReach from None


def _fetched(address: str) -> dict[str, Any]:
    try:
        answer = requests.get(address, timeout=PATIENCE, allow_redirects=False)
        answer.raise_for_status()
        said = answer.json()
    except (requests.RequestException, ValueError):
        raise OutOfReach from None
    if answer.status_code != requests.codes.ok or not isinstance(said, dict):
        raise OutOfReach
    return said


def _address(said: object) -> str:
    """An address that may be asked: nobody on the way can read or change what goes there."""
    parts = urlsplit(said if isinstance(said, str) else "")
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return str(said)
    raise OutOfReach
