"""A mail server for development: it takes every letter and shows it to nobody but this machine.

aiosmtpd is no part of a production install, so only the command that starts this imports it.
"""

import asyncio
import socket
import threading
from pathlib import Path
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from closeloop.mail.mailbox import KEPT, keep
from closeloop.mail.refusals import WrongMail

LARGEST_LETTER = 1_000_000  # bytes


class Mailbox:
    """Takes letters at a loopback port into a folder, in a thread of its own.

    Used as `with Mailbox(port, folder):`. Raises WrongMail where the port is taken.
    """

    def __init__(self, port: int, folder: Path, *, most: int = KEPT) -> None:
        """Listen at `port`, or at any free one where it is 0; keep the newest `most` letters."""
        self.port, self._folder, self._most = port, folder, most
        self._ready, self._over = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="mailbox", daemon=True)

    def __enter__(self) -> Self:
        """Begin to listen; letters are taken from here on."""
        try:
            self._socket = socket.create_server(("127.0.0.1", self.port))
        except OSError as fault:
            cure = "stop what listens there, or set CLOSELOOP_MAIL to another port"
            raise WrongMail(
                f"CLOSELOOP_MAIL: port {self.port} is taken ({fault.strerror}); {cure}."
            ) from fault
        self.port = self._socket.getsockname()[1]
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *exc: object) -> None:
        """Stop listening, and wait until that is done."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        server = await self._loop.create_server(self._talk, sock=self._socket)
        self._ready.set()
        async with server:
            await self._over.wait()

    def _talk(self) -> SMTP:
        taker = _Taker(self._folder, self._most)
        return SMTP(taker, hostname="localhost", data_size_limit=LARGEST_LETTER)


class _Taker:
    """Keeps each letter as it came."""

    def __init__(self, folder: Path, most: int) -> None:
        self._folder, self._most = folder, most

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.original_content or b""
        try:
            keep(self._folder, content, most=self._most)
        except OSError as fault:
            return f"452 4.3.1 The mailbox's folder takes nothing: {fault.strerror}"
        return "250 2.0.0 Kept"
