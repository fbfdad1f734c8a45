"""Which way letters leave the house: one setting read, and the carrier that it asks for."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, Self
from urllib.parse import SplitResult, unquote, urlsplit

from closeloop.mail.by_file import ByFile
from closeloop.mail.by_flask_mail import ByFlaskMail, Security, Server
from closeloop.mail.by_nothing import ByNothing
from closeloop.mail.messages import Letter, check_sender
from closeloop.mail.refusals import Unwritable, WrongMail

FORMS = (
    "smtp://HOST:PORT, smtps://USER:PASSWORD@HOST:PORT, smtp+starttls://USER:PASSWORD@HOST:PORT, "
    "notify://HOST, file://FOLDER or null://"
)
PORTS = {Security.NONE: 25, Security.AT_ONCE: 465, Security.AFTER_HELLO: 587}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Carrier(Protocol):
    """Carries letters out of the house; used as `with carrier:` around a batch."""

    def __enter__(self) -> Self:
        """Begin a batch."""
        ...

    def __exit__(self, *exc: object) -> None:
        """End the batch."""
        ...

    def send(self, letter: Letter) -> None:
        """Hand one letter over. Raises Unreachable, Refused or Misconfigured; else it is taken."""
        ...


def _real_time() -> datetime:
    return datetime.now(UTC)


def carrier_for(
    url: str,
    *,
    sent_from: str,
    notify_key: str | None = None,
    notify_template: str | None = None,
    clock: Callable[[], datetime] = _real_time,
) -> Carrier:
    """Read CLOSELOOP_MAIL, and what belongs to it. `clock` dates the letters. Raises WrongMail."""
    try:
        check_sender(sent_from)
    except Unwritable as fault:
        raise WrongMail(f"CLOSELOOP_MAIL_FROM is not an address. {fault}") from fault
    scheme, mark, rest = url.partition("://")
    match scheme.lower() if mark else "":
        case "smtp" | "smtps" | "smtp+starttls" as security:
            return ByFlaskMail(_server(url, Security(security)), sent_from=sent_from, clock=clock)
        case "notify":
            return _by_notify(url, notify_key, notify_template)
        case "file" if rest:
            return ByFile(Path(unquote(rest)), clock=clock)
        case "file":
            raise _wrong("names no folder; write file://FOLDER")
        case "null" if not rest:
            return ByNothing()
        case _:
            raise _wrong(f"is none of the ways that letters can go; write {FORMS}")


def _server(url: str, security: Security) -> Server:
    parts = _parts(url)
    user = None if parts.username is None else unquote(parts.username)
    password = None if parts.password is None else unquote(parts.password)
    if user == "" or (user is None) != (password is None):
        raise _wrong("has half a sign-in; write USER:PASSWORD@HOST:PORT, or only HOST:PORT")
    return Server(str(parts.hostname), parts.port or PORTS[security], security, user, password)


def _by_notify(url: str, key: str | None, template: str | None) -> Carrier:
    # Who does not send by Notify need not wait for what signs and carries to it.
    from closeloop.mail import by_notify  # noqa: PLC0415

    parts = _parts(url)
    if parts.username is not None or parts.password is not None:
        raise _wrong("has a sign-in, and Notify takes a key; write notify://HOST")
    halves = by_notify.split_key(key or "")
    if halves is None:
        cure = "copy it whole from GOV.UK Notify, API integration, API keys"
        raise WrongMail(f"CLOSELOOP_NOTIFY_KEY is missing or not a key of GOV.UK Notify; {cure}.")
    if not by_notify.is_template(template or ""):
        cure = "copy the template's ID from its page there"
        raise WrongMail(f"CLOSELOOP_NOTIFY_TEMPLATE is not an ID of GOV.UK Notify; {cure}.")
    # A stand-in on this very machine has no certificate; nothing else goes without one.
    scheme = "http" if parts.hostname in LOOPBACK else "https"
    account = by_notify.Account(f"{scheme}://{parts.netloc}", str(template), *halves)
    return by_notify.ByNotify(account)


def _parts(url: str) -> SplitResult:
    """Split HOST:PORT and what is before them. Never repeats them: they may hold a password."""
    encode = "a / ? # @ or : within a user or password is written %2F %3F %23 %40 %3A"
    try:
        parts = urlsplit(url)
        port_is_real = parts.port is None or parts.port > 0
    except ValueError as fault:
        raise _wrong(f"has no host and port that can be read; {encode}") from fault
    if not parts.hostname or not parts.hostname.isascii() or not port_is_real:
        raise _wrong(f"has no host and port that can be read; {encode}")
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise _wrong(f"goes on after HOST:PORT; {encode}")
    return parts


def _wrong(what_and_cure: str) -> WrongMail:
    return WrongMail(f"CLOSELOOP_MAIL {what_and_cure}.")
