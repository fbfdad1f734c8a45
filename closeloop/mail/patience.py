"""SMTP that does not wait for ever: so long for each answer, so long for a letter in all."""

import io
import smtplib
import socket
import ssl
from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


class Patience:
    """How long a mail server may still take. Raises TimeoutError once that has run out.

    A server that sends one byte now and then would keep an ordinary time-out from ever
    running out, so what is left is reckoned anew before each wait.
    """

    def __init__(self, each_answer: float, whole_letter: float) -> None:
        """Allow seconds for each answer, and for a letter from dialling to its last answer."""
        self.each_answer, self.whole_letter = each_answer, whole_letter
        self.begin_letter()

    def begin_letter(self) -> None:
        """Start both clocks."""
        self._letter_ends = monotonic() + self.whole_letter
        self.begin_answer()

    def begin_answer(self) -> None:
        """Start the clock of one answer."""
        self._answer_ends = monotonic() + self.each_answer

    def left(self) -> float:
        """Seconds that may still pass, always more than none."""
        left = min(self._answer_ends, self._letter_ends) - monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        return left


class _Answers(io.RawIOBase):
    """What the server says, for as long as patience lasts."""

    def __init__(self, line: socket.socket, patience: Patience) -> None:
        self._line, self._patience = line, patience

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        self._line.settimeout(self._patience.left())
        return self._line.recv_into(buffer)


class Client(smtplib.SMTP):
    """An SMTP client on a plain line, which `starttls` may encrypt."""

    patience: Patience
    has_begun = False  # has the letter in hand begun to cross? Until then nobody can have it

    def __init__(self, host: str, port: int, *, calls_itself: str, patience: Patience) -> None:
        """Dial. Our name is given, since asking the machine for it can take minutes."""
        self.patience = patience
        super().__init__(host, port, local_hostname=calls_itself, timeout=patience.left())

    def mail(self, sender: str, options: Sequence[str] = ()) -> tuple[int, bytes]:
        """Announce a letter."""
        self.has_begun = False
        return super().mail(sender, options)

    def data(self, msg: "ReadableBuffer | str") -> tuple[int, bytes]:
        """Send the letter itself."""
        self.has_begun = True
        return super().data(msg)

    def getreply(self) -> tuple[int, bytes]:
        """One answer, in time."""
        self.patience.begin_answer()
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(_Answers(self.sock, self.patience))
        return super().getreply()

    def send(self, s: "ReadableBuffer | str") -> None:
        """Send, in time."""
        self.patience.begin_answer()
        if self.sock is not None:
            self.sock.settimeout(self.patience.left())
        super().send(s)


class EncryptedClient(Client, smtplib.SMTP_SSL):
    """An SMTP client on a line that is encrypted from its first byte."""

    def __init__(
        self, host: str, port: int, *, calls_itself: str, patience: Patience, trust: ssl.SSLContext
    ) -> None:
        """Dial, and check whom we reached."""
        self.patience = patience
        smtplib.SMTP_SSL.__init__(
            self,
            host,
            port,
            local_hostname=calls_itself,
            timeout=patience.left(),
            context=trust,
        )
