"""A letter as it is handed over, and the bytes that it travels as."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.charset import QP, Charset
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32
from email.utils import format_datetime, formataddr, parseaddr
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
# Nothing in a letter may rest on eight bits or on long lines passing through every server.
_QUOTED = Charset("utf-8")
_QUOTED.body_encoding = QP
_ON_THE_WIRE = compat32.clone(linesep="\r\n")


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
    return parseaddr(sent_from)[1]


def domain_of(sent_from: str) -> str:
    """Take the domain out of an address, or of `Name <address>`."""
    return address_of(sent_from).rpartition("@")[2]


def check_sender(sent_from: str) -> None:
    """Let an address pass, or `Name <address>`. Raises Unwritable."""
    _check_header("From", sent_from)
    _check_address(address_of(sent_from))


def written(letter: Letter, at: datetime) -> bytes:
    """Write the letter out whole: text and HTML of the same words, no line over 76 bytes."""
    # A boundary of its own keeps a repeat the same to the byte, and spares a search for one.
    boundary = "=_" + sha256(letter.message_id.encode()).hexdigest()[:32]
    whole = MIMEMultipart("alternative", boundary=boundary)
    for header, value in _written_headers(letter):
        whole[header] = _in_ascii(value)
    # Of an address only the name may be encoded; the rest must stay readable.
    whole.replace_header("To", _named(letter.name, letter.to))
    whole.replace_header("From", _named(*parseaddr(letter.sent_from)))
    whole["Date"] = format_datetime(at)
    for subtype, words in (("plain", letter.text), ("html", letter.html)):
        part = MIMENonMultipart("text", subtype)
        part.set_payload(words, _QUOTED)
        whole.attach(part)
    return whole.as_bytes(policy=_ON_THE_WIRE)


def _named(name: str, address: str) -> str:
    return formataddr((_in_ascii(name), address))


def _in_ascii(words: str) -> str:
    return words if words.isascii() else Header(words, "utf-8").encode(linesep="")


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
    if any(unicodedata.category(mark) in _NEVER_IN_A_HEADER for mark in value):
        raise Unwritable(f"{header} holds a line end or another control mark.")
    if not value or len(value) > LONGEST_HEADER:
        raise Unwritable(f"{header} is empty, or longer than {LONGEST_HEADER} characters.")


def _check_address(address: str) -> None:
    local, _, domain = address.rpartition("@")
    bare = parseaddr(address)[1] == address and address.isascii() and " " not in address
    if not (local and domain and bare and len(address) <= LONGEST_ADDRESS):
        raise Unwritable("An address is one name, @ and a domain, in plain letters.")
