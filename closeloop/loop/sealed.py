"""Sealed values: what is kept, or sent out and comes back, for nobody else to read or make."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

HOW = {"alg": "dir", "enc": "A256GCM"}


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal for one purpose: what was sealed for another does not open."""

    key: OctKey

    def close(self, value: object) -> str:
        """A value that JSON can say, sealed; fit for an address."""
        return jwe.encrypt_compact(HOW, json.dumps(value).encode(), self.key)

    def open(self, sealed: str) -> Any:  # noqa: ANN401 - whatever was sealed
        """What was sealed; None where it is not ours, or the key has changed since."""
        try:
            return json.loads(jwe.decrypt_compact(sealed, self.key).plaintext or b"null")
        except (JoseError, ValueError):
            return None


def seal(secret_key: str, purpose: str) -> Seal:
    """The seal of this house for a purpose."""
    return Seal(OctKey.import_key(sha256(f"{purpose} {secret_key}".encode()).digest()))
