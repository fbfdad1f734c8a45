"""Letters by GOV.UK Notify, against a stand-in that answers as Notify does."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from closeloop.mail.by_notify import Account, ByNotify
from closeloop.mail.refusals import Misconfigured, NotSent, Refused, Unreachable
from tests.mail.letters import LETTER, a_letter
from tests.mail.test_carriers import SECRET, SERVICE, TEMPLATE

BAD_ADDRESS = {"error": "ValidationError", "message": "email_address Not a valid email address"}
NO_FIELD = {"error": "BadRequestError", "message": "Missing personalisation: text"}


@dataclass
class Notify:
    """What a false Notify has been asked, and what it answers to the next calls."""

    answers: list[tuple[int, object, dict[str, str]]] = field(default_factory=list)
    calls: list[tuple[str, str, Any]] = field(default_factory=list)
    kept: list[dict[str, str]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    address: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def says(self, status: int, *errors: object, **headers: str) -> None:
        """Answer the next call so."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.append((status, {"status_code": status, "errors": list(errors)}, named))

    def answer(self, method: str, path: str, body: Any) -> tuple[int, object, dict[str, str]]:  # noqa: ANN401
        """Note a call, and answer it."""
        self.calls.append((method, path, body))
        if self.answers:
            return self.answers.pop(0)
        if method == "GET":
            return 200, {"notifications": self.kept, "links": {}}, {}
        return 201, {"id": "740e5834-3a29-46b4-9a6f-16142fde533a"}, {}


@pytest.fixture
def notify() -> Iterator[Notify]:
    """A false Notify on loopback."""
    false = Notify()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = json.loads(self.rfile.read(length) or b"null")
            false.tokens.append(self.headers["Authorization"].removeprefix("Bearer "))
            status, answer, headers = false.answer(self.command, self.path, body)
            if status == 0:
                false.over.wait()
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

        do_GET = do_POST  # noqa: N815 - the server's name for it

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        false.address = f"http://127.0.0.1:{server.server_address[1]}"
        yield false
        false.over.set()
        server.shutdown()
        thread.join()


def carrier(notify: Notify, each_answer: float = 10) -> ByNotify:
    return ByNotify(Account(notify.address, TEMPLATE, SERVICE, SECRET), each_answer=each_answer)


def refusal(notify: Notify, **but: Any) -> NotSent:  # noqa: ANN401 - any field of a letter
    with pytest.raises(NotSent) as said, carrier(notify) as post:
        post.send(a_letter(**but))
    return said.value


def test_notify_gets_the_template_our_words_and_the_letters_own_id(notify: Notify) -> None:
    with carrier(notify) as post:
        post.send(LETTER)
    ((method, path, body),) = notify.calls
    assert (method, path) == ("POST", "/v2/notifications/email")
    assert body == {
        "email_address": "amira@midshire.example",
        "template_id": TEMPLATE,
        "personalisation": {"subject": LETTER.subject, "text": LETTER.text},
        "reference": "letter.1@midshire.example",
    }


def test_each_call_is_signed_with_our_key_and_never_carries_it(notify: Notify) -> None:
    with carrier(notify) as post:
        post.send(LETTER)
    token = jwt.decode(notify.tokens[0], OctKey.import_key(SECRET), algorithms=["HS256"])
    assert token.claims["iss"] == SERVICE
    assert SECRET not in str(notify.calls) + notify.tokens[0]


@pytest.mark.parametrize("fate", ["created", "sending", "delivered", "pending"])
def test_a_second_try_asks_first_whether_the_first_one_got_through(
    notify: Notify, fate: str
) -> None:
    notify.kept = [{"status": fate}]
    with carrier(notify) as post:
        post.send(a_letter(again=True))
    ((method, path, _),) = notify.calls
    assert (method, path.partition("?")[0]) == ("GET", "/v2/notifications")
    assert "reference=letter.1%40midshire.example" in path


@pytest.mark.parametrize("kept", [[], [{"status": "technical-failure"}]])
def test_a_second_try_goes_where_the_first_one_did_not(
    notify: Notify, kept: list[dict[str, str]]
) -> None:
    notify.kept = kept
    with carrier(notify) as post:
        post.send(a_letter(again=True))
    assert [method for method, _, _ in notify.calls] == ["GET", "POST"]


def test_an_address_that_notify_could_not_deliver_to_is_refused(notify: Notify) -> None:
    notify.kept = [{"status": "permanent-failure"}]
    assert isinstance(refusal(notify, again=True), Refused)


def test_a_lookup_that_is_not_answered_sends_nothing(notify: Notify) -> None:
    notify.says(503)
    assert isinstance(refusal(notify, again=True), Unreachable)
    assert [method for method, _, _ in notify.calls] == ["GET"]


def test_too_many_letters_wait_as_long_as_notify_says(notify: Notify) -> None:
    notify.says(429, {"error": "RateLimitError", "message": "Exceeded"}, Retry_After="90")
    said = refusal(notify)
    assert isinstance(said, Unreachable)
    assert (said.code, said.retry_after) == (429, timedelta(seconds=90))
    assert said.ends_batch


@pytest.mark.parametrize(
    ("waits", "understood"),
    [("Mon, 09 Mar 2026 09:00:00 GMT", None), ("²", None), ("9" * 400, timedelta(hours=24))],
)
def test_a_wait_that_is_odd_does_no_harm(
    notify: Notify, waits: str, understood: timedelta | None
) -> None:
    notify.answers.append((503, b"<html>not JSON</html>", {"Retry-After": waits}))
    said = refusal(notify)
    assert isinstance(said, Unreachable)
    assert said.retry_after == understood


def test_an_address_that_is_none_is_refused_for_good(notify: Notify) -> None:
    notify.says(400, BAD_ADDRESS)
    assert isinstance(refusal(notify), Refused)


@pytest.mark.parametrize(("status", "error"), [(400, NO_FIELD), (403, {}), (404, {}), (302, {})])
def test_what_is_wrong_with_our_account_is_our_fault(
    notify: Notify, status: int, error: object
) -> None:
    notify.says(status, error)
    said = refusal(notify)
    assert isinstance(said, Misconfigured)
    assert "CLOSELOOP_NOTIFY" in str(said)


def test_silence_is_unreachable(notify: Notify) -> None:
    notify.answers.append((0, None, {}))
    with pytest.raises(Unreachable) as said, carrier(notify, each_answer=0.2) as post:
        post.send(LETTER)
    assert said.value.ends_batch


def test_nobody_at_the_address_is_unreachable() -> None:
    nobody = Notify(address="http://127.0.0.1:1")
    assert isinstance(refusal(nobody), Unreachable)


def test_the_secret_stands_in_no_description_of_the_account() -> None:
    assert SECRET not in repr(Account("https://x", TEMPLATE, SERVICE, SECRET))
