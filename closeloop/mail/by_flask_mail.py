"""Carry letters by SMTP: one line for a batch, to a server whose certificate was checked."""

import ssl
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Self

import flask_mail
from flask import Flask

from closeloop.mail.answers import meaning
from closeloop.mail.messages import Letter, address_of, domain_of, written
from closeloop.mail.patience import Client, EncryptedClient, Patience
from closeloop.mail.refusals import Unreachable

EACH_ANSWER = 15.0  # seconds
WHOLE_LETTER = 120.0


class Security(Enum):
    """How the line to the server is kept private."""

    NONE = "smtp"
    AT_ONCE = "smtps"
    AFTER_HELLO = "smtp+starttls"


@dataclass(frozen=True)
class Server:
    """A mail server, and how we sign in there where it asks that."""

    host: str
    port: int
    security: Security = Security.NONE
    user: str | None = None
    password: str | None = field(default=None, repr=False)


class ByFlaskMail:
    """Carries letters to a mail server; dials at the first, and again where the line broke."""

    def __init__(
        self,
        server: Server,
        *,
        sent_from: str,
        clock: Callable[[], datetime],
        each_answer: float = EACH_ANSWER,
        whole_letter: float = WHOLE_LETTER,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """Carry to `server`; waits in seconds; `trust` is the machine's own list unless given."""
        # Flask-Mail asks for an application; this one has no page, and is nobody else's.
        self._app = Flask("closeloop.mail")
        self._sender, self._clock = address_of(sent_from), clock
        self._patience = Patience(each_answer, whole_letter)
        trust = trust or _machines_own()
        self._dial = _Dial(server, domain_of(sent_from), self._patience, trust)
        self._mail = flask_mail.Mail(self._app)
        self._open = ExitStack()
        self._line: _Line | None = None

    def __enter__(self) -> Self:
        """Begin a batch. Nothing is dialled yet."""
        return self

    def __exit__(self, *exc: object) -> None:
        """End the batch, politely where the server still listens."""
        self._hang_up()

    def send(self, letter: Letter) -> None:
        """Hand one letter over. Raises Unreachable, Refused or Misconfigured; else it is taken."""
        self._patience.begin_letter()
        with self._app.app_context():
            self._hand_over(_Written(letter, self._clock()))

    def _hand_over(self, message: "_Written") -> None:
        kept = self._line
        try:
            self._open_line().send(message, envelope_from=self._sender)
        except OSError as fault:
            why = meaning(fault)
            if why.ends_batch:
                self._hang_up()
                # A line kept from before may have been hung up since: dial once more.
                if kept and not kept.host.has_begun and isinstance(why, Unreachable):
                    self._hand_over(message)
                    return
            raise why from fault

    def _open_line(self) -> "_Line":
        if self._line is None:
            self._line = self._open.enter_context(_Line(self._mail, self._dial))
        return self._line

    def _hang_up(self) -> None:
        self._open.close()
        self._line = None


@cache
def _machines_own() -> ssl.SSLContext:
    """Whom this machine trusts, read once: it takes longer than a tick that finds nothing to do."""
    return ssl.create_default_context()


class _Written(flask_mail.Message):
    """A letter as Flask-Mail takes it. Its own bytes would have lines that servers refuse."""

    def __init__(self, letter: Letter, at: datetime) -> None:
        # Flask-Mail's own beginning makes a Message-ID and asks the network for this machine's
        # name to do so, at every letter and for as long as that takes: it is left out.
        self.subject, self.sender, self.recipients = letter.subject, letter.sent_from, [letter.to]
        self.reply_to, self.cc, self.bcc, self.attachments = None, [], [], []
        self.mail_options, self.rcpt_options, self.date = [], [], at.timestamp()
        self.msgId = letter.message_id
        self._bytes = written(letter, at)

    def as_bytes(self) -> bytes:
        return self._bytes


@dataclass(frozen=True)
class _Dial:
    """All that it takes to reach a server."""

    server: Server
    calls_itself: str
    patience: Patience
    trust: ssl.SSLContext

    def __call__(self) -> Client:
        """Dial, encrypt, sign in; hang up where one of these does not come about."""
        client = self._client()
        try:
            self._prepare(client)
        except (OSError, Unreachable):
            client.close()
            raise
        return client

    def _prepare(self, client: Client) -> None:
        server = self.server
        if server.security is Security.AFTER_HELLO:
            client.ehlo_or_helo_if_needed()
            # Who does not encrypt gets neither name nor letter.
            if not client.has_extn("starttls"):
                words = "The mail server offers no encryption (STARTTLS), so nothing was sent."
                raise Unreachable(words, ends_batch=True)
            client.starttls(context=self.trust)
        if server.user is not None:
            client.login(server.user, server.password or "")

    def _client(self) -> Client:
        host, port, name = self.server.host, self.server.port, self.calls_itself
        if self.server.security is Security.AT_ONCE:
            return EncryptedClient(
                host, port, calls_itself=name, patience=self.patience, trust=self.trust
            )
        return Client(host, port, calls_itself=name, patience=self.patience)


class _Line(flask_mail.Connection):
    """Flask-Mail's connection, which by itself trusts every certificate and waits for ever."""

    host: Client

    def __init__(self, mail: flask_mail.Mail, dial: _Dial) -> None:
        super().__init__(mail)
        self._dial = dial

    def configure_host(self) -> Client:
        return self._dial()

    def __exit__(self, *exc: object) -> None:
        """Say goodbye. What was taken stays taken, however the server answers that."""
        with suppress(OSError):
            self.host.quit()
        self.host.close()
