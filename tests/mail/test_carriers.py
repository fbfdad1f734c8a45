"""CLOSELOOP_MAIL in each of its forms, and what is said of one that cannot be used."""

from email.policy import default
from pathlib import Path

import pytest

from closeloop.mail.by_file import ByFile
from closeloop.mail.by_flask_mail import ByFlaskMail
from closeloop.mail.by_nothing import ByNothing
from closeloop.mail.by_notify import ByNotify
from closeloop.mail.carriers import Carrier, carrier_for
from closeloop.mail.refusals import WrongMail
from tests.mail.letters import LETTER, SENDER, monday
from tests.mail.servers import Postroom, parsed, serving

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
NOTIFY = {"notify_key": f"letters-{SERVICE}-{SECRET}", "notify_template": TEMPLATE}


def carrier(url: str, **but: str) -> Carrier:
    return carrier_for(url, **{"sent_from": SENDER} | but, clock=monday)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("smtp://127.0.0.1:1025", ByFlaskMail),
        ("smtp://mail.midshire.example", ByFlaskMail),
        ("SMTP://mail/", ByFlaskMail),
        ("smtp://[::1]:1025", ByFlaskMail),
        ("smtps://user:p%40ss%2Fword@mail.midshire.example:465", ByFlaskMail),
        ("smtp+starttls://user:pw@mail.midshire.example:587", ByFlaskMail),
        ("notify://api.notifications.service.gov.uk", ByNotify),
        ("file:///var/letters", ByFile),
        ("file://var/letters", ByFile),
        ("null://", ByNothing),
    ],
)
def test_each_form_of_the_setting_has_its_carrier(url: str, kind: type) -> None:
    assert type(carrier(url, **NOTIFY)) is kind


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.midshire.example:25",
        "ftp://mail.midshire.example",
        "smtp://",
        "smtp://:25",
        "smtp://mail:port",
        "smtp://mail:0",
        "smtp://mail:70000",
        "smtp://[::1",
        "smtp://mäil:25",
        "smtp://mail:25/inbox",
        "smtp://mail:25?tls=yes",
        "smtp+starttls://user:se#cret@mail:587",
        "smtp+starttls://user:se/cret@mail:587",
        "smtps://user@mail",
        "smtps://:secret@mail",
        "smtp:mail:25",
        "file://",
        "null://mail",
        "notify://",
        "notify://key:secret@api.notifications.service.gov.uk",
    ],
)
def test_a_setting_that_cannot_be_used_is_named_in_one_line_without_its_password(url: str) -> None:
    with pytest.raises(WrongMail) as said:
        carrier(url, **NOTIFY)
    line = str(said.value)
    assert line.startswith("CLOSELOOP_MAIL ")
    assert "\n" not in line
    assert "secret" not in line
    assert "cret" not in line
    assert "write" in line or "is written" in line


@pytest.mark.parametrize("sent_from", ["", "closeloop", "a@b\nBcc: x@y", "@midshire.example", "a@"])
def test_a_sender_that_is_no_address_is_named(sent_from: str) -> None:
    with pytest.raises(WrongMail, match="CLOSELOOP_MAIL_FROM"):
        carrier("null://", sent_from=sent_from)


@pytest.mark.parametrize("sent_from", [SENDER, "closeloop@localhost", f"Midshire <{SENDER}>"])
def test_a_sender_may_be_local_and_may_have_a_name(sent_from: str) -> None:
    carrier("null://", sent_from=sent_from)


@pytest.mark.parametrize("key", ["", "letters", SECRET, f"{SERVICE}{SECRET}"])
def test_a_notify_key_that_is_none_is_named_and_not_shown(key: str) -> None:
    with pytest.raises(WrongMail, match="CLOSELOOP_NOTIFY_KEY") as said:
        carrier("notify://api.notifications.service.gov.uk", **NOTIFY | {"notify_key": key})
    assert SECRET not in str(said.value)


def test_a_notify_template_that_is_none_is_named() -> None:
    with pytest.raises(WrongMail, match="CLOSELOOP_NOTIFY_TEMPLATE"):
        carrier("notify://api.notifications.service.gov.uk", **NOTIFY | {"notify_template": "x"})


def test_the_setting_alone_is_enough_to_reach_a_server_that_asks_for_a_sign_in() -> None:
    room = Postroom()
    ways = {"authenticator": room.signs_in((b"user@x", b"p:/@#")), "auth_require_tls": False}
    with serving(room, **ways) as port:
        url = f"smtp://user%40x:p%3A%2F%40%23@127.0.0.1:{port}"
        with carrier(url) as post:
            post.send(LETTER)
    assert len(room.taken) == 1


def test_letters_in_a_folder_are_the_bytes_that_would_have_travelled(tmp_path: Path) -> None:
    folder = tmp_path / "some" / "letters"
    room = Postroom()
    with serving(room) as port, carrier(f"smtp://127.0.0.1:{port}") as post:
        post.send(LETTER)
    with carrier(f"file://{folder}") as post:
        post.send(LETTER)
    (kept,) = folder.iterdir()
    assert kept.suffix == ".eml"
    assert parsed(kept.read_bytes()).as_bytes() == room.letters()[0].as_bytes(policy=default)


def test_null_takes_every_letter() -> None:
    with carrier("null://") as post:
        post.send(LETTER)
