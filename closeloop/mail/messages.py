"""A letter as it is handed over, and the bytes that it travels as."""

import re
import unicodedata
from binascii import b2a_qp
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache
from hashlib import sha256

from closeloop.mail.refusals import Unwritable

KINDS = frozenset(
    {"acknowledge", "reminder", "overdue", "escalation", "returned", "request", "notice"}
    | {"digest", "pack"}
)
LONGEST_ADDRESS = 254
LONGEST_HEADER = 500
# Cc control, Cf bidi and zero width, Cs lone surrogates, Zl and Zp line ends that are not \n.
_NEVER_IN_A_HEADER = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,253}")


@dataclass(frozen=True)
class Letter:
    """One letter to one person. Raises Unwritable where it could not be sent as it stands.

    `action` is the ref of the one action that it is about; `sent_from` an address, or
    `Name <address>`; `message_id` stays the same for a letter however often it is tried;
    `again` says that it was handed over before and that nobody saw how that ended.
    """

    to: str
    name: str
    kind: str
    subject: str
    text: str
    html: str
    action: str | None
    message_id: str
    sent_from: str
    again: bool = False

    def __post_init__(self) -> None:
        """Refuse what would forge a header, or reach nobody."""
        for header, value in _written_headers(self):
            _check_header(header, value)
        _check_address(self.to)
        check_sender(self.sent_from)
        if self.kind not in KINDS:
            raise Unwritable(f"{self.kind!r} is not a kind of letter.")
        if not (self.message_id[:1] == "<" and self.message_id[-1:] == ">"):
            raise Unwritable("A Message-ID stands between < and >.")
        try:
            (self.text + self.html).encode()
        except UnicodeEncodeError as fault:
            raise Unwritable(f"The text holds a mark that is no letter: {fault.reason}.") from fault


def message_id(own_id: str, sent_from: str) -> str:
    """Name a letter by its own id: the same id makes the same Message-ID, always."""
    return f"<{own_id}@{domain_of(sent_from)}>"


def address_of(sent_from: str) -> str:
    """Take the bare address out of `Name <address>`."""
    return _split(sent_from)[1]


def domain_of(sent_from: str) -> str:
    """Take the domain out of an address, or of `Name <address>`."""
    return address_of(sent_from).rpartition("@")[2]


def check_sender(sent_from: str) -> None:
    """Let an address pass, or `Name <address>`. Raises Unwritable."""
    _check_header("From", sent_from)
    _check_address(address_of(sent_from))


def written(letter: Letter, at: datetime) -> bytes:
    """Write the letter out whole: text and HTML of the same words, in lines that all servers take.

    The same letter at the same moment is the same to the byte. Written out here rather than by
    the standard library's message, which takes longer than handing the letter over.
    """
    boundary = "=_" + sha256(letter.message_id.encode()).hexdigest()[:32]
    whole = dict(_written_headers(letter))
    # Of an address only the name may be encoded; the rest must stay readable.
    whole["To"] = formataddr((_in_ascii(letter.name), letter.to))
    whole["From"] = formataddr(
        (_in_ascii(_split(letter.sent_from)[0]), _split(letter.sent_from)[1])
    )
    whole["Subject"] = _in_ascii(letter.subject)
    whole["Date"] = format_datetime(at)
    whole["MIME-Version"] = "1.0"
    whole["Content-Type"] = f'multipart/alternative; boundary="{boundary}"'
    head = "".join(f"{header}: {value}\r\n" for header, value in whole.items())
    text, html = _part("plain", letter.text), _part("html", letter.html)
    edge = f"\r\n--{boundary}".encode()
    return b"".join((head.encode(), edge, b"\r\n", text, edge, b"\r\n", html, edge, b"--\r\n"))


def _part(subtype: str, words: str) -> bytes:
    """One form of the letter, in lines of at most 76 plain bytes whatever stands in it."""
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\n'
    coding = "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    lines = "\r\n".join([*words.splitlines(), ""])
    return (head + coding).encode() + b2a_qp(lines.encode())


def _in_ascii(words: str) -> str:
    return words if words.isascii() else Header(words, "utf-8").encode(linesep="\r\n")


@lru_cache(maxsize=16)
def _split(sent_from: str) -> tuple[str, str]:
    return parseaddr(sent_from)


def _written_headers(letter: Letter) -> Iterator[tuple[str, str]]:
    yield "From", letter.sent_from
    yield "To", f"{letter.name} <{letter.to}>"
    yield "Subject", letter.subject
    yield "Message-ID", letter.message_id
    yield "X-Closeloop-Kind", letter.kind
    if letter.action is not None:
        yield "X-Closeloop-Action", letter.action
    yield "Auto-Submitted", "auto-generated"
    yield "X-Auto-Response-Suppress", "All"


def _check_header(header: str, value: str) -> None:
    hidden = (unicodedata.category(mark) in _NEVER_IN_A_HEADER for mark in value)
    if not value.isprintable() and any(hidden):
        raise Unwritable(f"{header} holds a line end or another control mark.")
    if not value or len(value) > LONGEST_HEADER:
        raise Unwritable(f"{header} is empty, or longer than {LONGEST_HEADER} characters.")


def _check_address(address: str) -> None:
    if len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        raise Unwritable("An address is one name, @ and a domain, in plain letters.")
