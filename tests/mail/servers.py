"""Mail servers to talk to: a real one that answers as it is told, and one that falls silent."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

TAKEN = "250 OK"


@dataclass
class Postroom:
    """What an SMTP server does with letters: takes them, unless the test has said otherwise."""

    to_mail: list[str] = field(default_factory=list)
    to_rcpt: list[str] = field(default_factory=list)
    to_data: list[str] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    signed_in: list[tuple[bytes, bytes]] = field(default_factory=list)
    lines_opened: int = 0
    drops_after_taking: bool = False

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _s: SMTP, session: Session, _e: Envelope, hostname: str, offers: list[str]
    ) -> list[str]:
        """Count the lines that were opened."""
        session.host_name = hostname
        self.lines_opened += 1
        return offers

    async def handle_MAIL(  # noqa: N802
        self, _s: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer to a sender."""
        answer = self.to_mail.pop(0) if self.to_mail else TAKEN
        if answer == TAKEN:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer

    async def handle_RCPT(  # noqa: N802
        self, _s: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer to a recipient."""
        answer = self.to_rcpt.pop(0) if self.to_rcpt else TAKEN
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take the letter, or not."""
        answer = self.to_data.pop(0) if self.to_data else TAKEN
        if answer == TAKEN:
            self.taken.append(cast("bytes", envelope.original_content))
            self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
        if self.drops_after_taking:
            await server.push(answer)
            cast("Any", server.transport).abort()
        return answer

    def signs_in(self, *accepted: tuple[bytes, bytes]) -> Any:  # noqa: ANN401 - aiosmtpd's own
        """Let only those in who give one of these names and passwords."""

        def authenticate(_s: SMTP, _session: Session, _e: Envelope, _way: str, data: Any) -> Any:  # noqa: ANN401
            given = cast("LoginPassword", data)
            self.signed_in.append((given.login, given.password))
            return AuthResult(success=(given.login, given.password) in accepted, handled=False)

        return authenticate

    def letters(self) -> list[EmailMessage]:
        """The letters that were taken, read again."""
        return [parsed(raw) for raw in self.taken]


def parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=default)


class _OnAnyPort(Controller):
    """A controller that learns its port from the system instead of choosing one."""

    def _trigger_server(self) -> None:
        self.port = cast("Any", self.server).sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def serving(
    postroom: Postroom,
    *,
    at_once: ssl.SSLContext | None = None,
    **settings: Any,  # noqa: ANN401 - aiosmtpd's own
) -> Iterator[int]:
    """A real SMTP server on loopback; its port. `at_once` encrypts from the first byte."""
    controller = _OnAnyPort(postroom, hostname="127.0.0.1", port=0, ssl_context=at_once, **settings)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


SAYS = {
    "EHLO": b"250-falls-silent\r\n250 STARTTLS\r\n",
    "STARTTLS": b"220 go on\r\n",
    "MAIL": b"250 OK\r\n",
    "RCPT": b"250 OK\r\n",
    "DATA": b"354 go on\r\n",
}


class _FallsSilent(socketserver.StreamRequestHandler):
    """Answers until it comes to one stage; there it says no more, or drips for ever."""

    server: "_SilentServer"

    def handle(self) -> None:
        if self.answers("greeting", b"220 hello\r\n"):
            for line in self.rfile:
                word = line.split()[0].decode().upper()
                if not self.answers(word, SAYS.get(word, b"250 OK\r\n")):
                    return
                if word == "DATA":
                    self.takes_letter()

    def takes_letter(self) -> None:
        while self.rfile.readline() != b".\r\n":
            pass
        self.answers("dot", b"250 OK\r\n")

    def answers(self, stage: str, words: bytes) -> bool:
        if stage != self.server.silent_at:
            self.wfile.write(words)
            return True
        while not self.server.over.wait(0.05 if self.server.drips else None):
            self.wfile.write(b"2")
        return False


class _SilentServer(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, silent_at: str, *, drips: bool) -> None:
        super().__init__(("127.0.0.1", 0), _FallsSilent)
        self.silent_at, self.drips, self.over = silent_at, drips, threading.Event()

    def handle_error(self, *_: object) -> None:
        """Let clients hang up: that is what these tests are about."""


@contextmanager
def falling_silent(at: str, *, drips: bool = False) -> Iterator[int]:
    """A server that answers until it comes to one stage, then says no more; its port.

    With `drips` it says its answer there for ever, a byte at a time.
    """
    with _SilentServer(at, drips=drips) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.over.set()
            server.shutdown()
            thread.join()
