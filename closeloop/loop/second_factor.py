"""A second factor: codes of six digits that an app shows, new every thirty seconds (RFC 6238)."""

from base64 import b32encode
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest, digest

from pyotp import TOTP

from closeloop.loop.sealed import Seal
from closeloop.rules.people import Person, PersonId
from closeloop.store import Session, second_factors

BYTES = 20  # as long as the digest behind the codes, as RFC 4226 advises
NEAR = (0, -1, 1)  # a telephone's clock may be half a minute out
DIGITS = 6


def secret_of(secret_key: str, link: str) -> str:
    """What the app of a link shares with us, in base 32 as apps read it.

    It is worked out of the link, so that showing it writes nothing.
    """
    made = digest(secret_key.encode(), f"second factor of {link}".encode(), sha256)
    return b32encode(made[:BYTES]).decode()


def address(secret: str, person: Person, authority: str) -> str:
    """What the picture says that an app reads: `otpauth://totp/…`."""
    issuer = f"closeloop {authority}"
    return str(TOTP(secret).provisioning_uri(name=person.email, issuer_name=issuer))


def step_of(secret: str, typed: str, now: datetime) -> int | None:
    """The step whose code was typed: now's or one beside it. Spaces do not count."""
    code = "".join(typed.split())
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return None
    codes = TOTP(secret)
    for near in NEAR:
        if compare_digest(codes.at(now, counter_offset=near), code):
            return int(codes.timecode(now)) + near
    return None


def has_one(session: Session, person: PersonId) -> bool:
    """Whether somebody has an app."""
    return second_factors.of(session, person) is not None


def keep(
    session: Session, seal: Seal, person: PersonId, secret: str, *, step: int, now: datetime
) -> None:
    """Keep an app whose code was typed: that code is used up."""
    second_factors.keep(session, person, seal.close(secret), now, step)


def take(session: Session, seal: Seal, person: PersonId, typed: str, now: datetime) -> bool:
    """Whether a code is right and new; then it is used up, and none before it works any longer."""
    found = second_factors.of(session, person)
    secret = seal.open(found.sealed) if found else None
    step = step_of(secret, typed, now) if isinstance(secret, str) else None
    return step is not None and second_factors.use(session, person, step)
