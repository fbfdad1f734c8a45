"""A folder of letters that arrived, so that a person in development can read them on a page."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default
from itertools import count
from pathlib import Path

from closeloop.mail.by_file import put

KEPT = 1000
LISTED = 100
_NAME = re.compile(r"[0-9]{20}-[0-9]{6}\.eml")
_arrivals = count()
_headers = BytesHeaderParser(policy=default)


@dataclass(frozen=True)
class Arrived:
    """What a list shows of a letter: its file's name, who got it, and its own headers."""

    name: str
    to: str
    subject: str
    kind: str
    action: str | None
    sent_at: datetime | None


@dataclass(frozen=True)
class Opened:
    """A letter with its words; `headers` in the order in which they stand in it."""

    arrived: Arrived
    headers: Sequence[tuple[str, str]]
    text: str
    html: str


def keep(folder: Path, content: bytes, *, most: int = KEPT) -> str:
    """Keep a letter, letting go of the oldest above `most`; its name sorts by arrival."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{time.time_ns():020d}-{next(_arrivals) % 1_000_000:06d}.eml"
    put(folder / name, content)
    for old in _names(folder)[most:]:
        (folder / old).unlink(missing_ok=True)
    return name


def list_messages(folder: Path, *, most: int = LISTED) -> list[Arrived]:
    """List what arrived, newest first, `most` at most: each has to be opened for it."""
    return [found for name in _names(folder)[:most] if (found := _listed(folder, name))]


def read_message(folder: Path, name: str) -> Opened | None:
    """Open one letter, or nothing where there is none of that name."""
    content = _content(folder, name)
    if content is None:
        return None
    message = message_from_bytes(content, policy=default)
    headers = tuple((header, str(value)) for header, value in message.items())
    return Opened(_arrived(name, message), headers, _body(message, "plain"), _body(message, "html"))


def _names(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted((p.name for p in folder.iterdir() if _NAME.fullmatch(p.name)), reverse=True)


def _content(folder: Path, name: str) -> bytes | None:
    """Read a file of the folder, and nothing outside of it."""
    if not _NAME.fullmatch(name):
        return None
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:  # let go of since it was listed
        return None


def _listed(folder: Path, name: str) -> Arrived | None:
    content = _content(folder, name)
    return None if content is None else _arrived(name, _headers.parsebytes(content))


def _arrived(name: str, message: EmailMessage) -> Arrived:
    action = message["X-Closeloop-Action"]
    date = message["Date"]
    return Arrived(
        name,
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        kind=str(message["X-Closeloop-Kind"] or ""),
        action=None if action is None else str(action),
        sent_at=getattr(date, "datetime", None),
    )


def _body(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    return "" if part is None else str(part.get_content())
