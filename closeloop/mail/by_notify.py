"""Carry letters by GOV.UK Notify: its template, our subject, text and reference."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Self

import requests
from joserfc import jwt
from joserfc.jwk import OctKey

from closeloop.mail.messages import Letter
from closeloop.mail.refusals import Misconfigured, NotSent, Refused, Unreachable, shown

EACH_ANSWER = 15.0  # seconds
LONGEST_WAIT = timedelta(hours=24)
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# A key is its name, the service's id and the secret, with hyphens between and within.
_KEY = re.compile(rf".*?({_UUID})-({_UUID})", re.IGNORECASE)
_TEMPLATE = re.compile(_UUID, re.IGNORECASE)
# Notify has given up on these; asking it once more is what its own guidance says.
_WORTH_ASKING_AGAIN = frozenset({"temporary-failure", "technical-failure"})


@dataclass(frozen=True)
class Account:
    """Our account at Notify; `address` is https://HOST.

    The template's subject is ((subject)) and its message is ((text)), nothing more.
    """

    address: str
    template: str
    service: str
    secret: str = field(repr=False)


def split_key(key: str) -> tuple[str, str] | None:
    """Take the service's id and the secret out of a key, or nothing where it is not one."""
    found = _KEY.fullmatch(key)
    return (found[1], found[2]) if found else None


def is_template(template: str) -> bool:
    """Claim that this is how Notify names a template."""
    return _TEMPLATE.fullmatch(template) is not None


class ByNotify:
    """Carries letters to GOV.UK Notify, which keeps each by the letter's own id."""

    def __init__(self, account: Account, *, each_answer: float = EACH_ANSWER) -> None:
        """Carry by `account`; `each_answer` is how many seconds Notify may be silent."""
        self._account, self._each_answer = account, each_answer
        self._session = requests.Session()
        # A stand-in on this machine is reached directly, whatever proxy leads outside.
        self._session.trust_env = account.address.startswith("https://")

    def __enter__(self) -> Self:
        """Begin a batch."""
        return self

    def __exit__(self, *exc: object) -> None:
        """End the batch."""
        self._session.close()

    def send(self, letter: Letter) -> None:
        """Hand one letter over. Raises Unreachable, Refused or Misconfigured; else it is taken.

        A letter that was handed over before is looked up first, so that it does not go twice.
        """
        reference = letter.message_id.strip("<>")
        if letter.again and self._was_taken(reference):
            return
        body = {
            "email_address": letter.to,
            "template_id": self._account.template,
            "personalisation": {"subject": letter.subject, "text": letter.text},
            "reference": reference,
        }
        self._asked("POST", "/v2/notifications/email", json=body)

    def _was_taken(self, reference: str) -> bool:
        query = {"reference": reference, "template_type": "email"}
        found = _listed(self._asked("GET", "/v2/notifications", params=query), "notifications")
        fates = {str(each.get("status")) for each in found} - _WORTH_ASKING_AGAIN
        if fates == {"permanent-failure"}:
            raise Refused("GOV.UK Notify could not deliver to this address: it does not exist.")
        return bool(fates)

    def _asked(
        self,
        method: str,
        path: str,
        *,
        json: Mapping[str, object] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> object:
        try:
            response = self._session.request(
                method,
                f"{self._account.address}{path}",
                json=json,
                params=params,
                auth=self._signed,
                timeout=self._each_answer,
                allow_redirects=False,  # the token is for nobody else
            )
        except requests.RequestException as fault:
            words = "GOV.UK Notify cannot be reached, or did not answer in time."
            raise Unreachable(words, ends_batch=True) from fault
        answer = _read(response)
        if not HTTPStatus.OK <= response.status_code < HTTPStatus.MULTIPLE_CHOICES:
            raise _meaning(response, _listed(answer, "errors"))
        return answer

    def _signed(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        # Notify compares this with its own clock, so it is the real time even in a rehearsal.
        claims = {"iss": self._account.service, "iat": int(time.time())}
        token = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(self._account.secret))
        request.headers["Authorization"] = f"Bearer {token}"
        return request


def _meaning(response: requests.Response, errors: list[dict[str, object]]) -> NotSent:
    code = response.status_code
    said = "; ".join(str(each.get("message")) for each in errors) or response.reason
    words = f"{code} {shown(said)}"
    if code == HTTPStatus.TOO_MANY_REQUESTS or code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        later = f"GOV.UK Notify asked us to try again later: {words}"
        wait = _wait(response.headers.get("Retry-After", ""))
        return Unreachable(later, code=code, ends_batch=True, retry_after=wait)
    if any(str(each.get("message")).startswith("email_address") for each in errors):
        return Refused(f"GOV.UK Notify does not take letters for this address: {words}", code=code)
    ours = f"GOV.UK Notify does not take this from us; check CLOSELOOP_NOTIFY_…: {words}"
    return Misconfigured(ours, code=code, ends_batch=True)


def _wait(retry_after: str) -> timedelta | None:
    """Read a wait in seconds. One given as a date is left to our own rhythm."""
    if not (retry_after.isascii() and retry_after.isdigit()):
        return None
    return min(timedelta(seconds=int(retry_after[:9])), LONGEST_WAIT)


def _read(response: requests.Response) -> object:
    try:
        return response.json()
    except requests.JSONDecodeError:
        return None


def _listed(answer: object, name: str) -> list[dict[str, object]]:
    """Take a list of objects out of an answer, whatever the answer turned out to be."""
    found = answer.get(name) if isinstance(answer, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
