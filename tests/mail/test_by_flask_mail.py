"""Letters by SMTP: what counts as taken, what is tried again, and whom we talk to at all."""

import socket
import ssl
from time import monotonic
from typing import Any

import pytest

from closeloop.mail.by_flask_mail import ByFlaskMail, Security, Server
from closeloop.mail.refusals import Misconfigured, NotSent, Refused, Unreachable
from tests.mail.letters import LETTER, SENDER, a_letter, monday
from tests.mail.servers import Postroom, falling_silent, serving

STAGES = ["greeting", "EHLO", "STARTTLS", "MAIL", "RCPT", "DATA", "dot"]


def carrier(port: int, **but: Any) -> ByFlaskMail:  # noqa: ANN401 - settings of several types
    """A carrier to loopback; `but` names what is unlike a plain line."""
    server = Server(
        "127.0.0.1",
        port,
        but.pop("security", Security.NONE),
        but.pop("user", None),
        but.pop("password", None),
    )
    return ByFlaskMail(server, sent_from=f"Midshire <{SENDER}>", clock=monday, **but)


def refusal(port: int, **but: Any) -> NotSent:  # noqa: ANN401 - as carrier
    """What comes of one letter that does not go."""
    with pytest.raises(NotSent) as said, carrier(port, **but) as post:
        post.send(LETTER)
    return said.value


def test_a_letter_arrives_with_its_headers_and_both_its_texts() -> None:
    room = Postroom()
    with serving(room) as port, carrier(port) as post:
        post.send(a_letter(name="Zoë Ödegård"))
    (letter,) = room.letters()
    assert room.envelopes == [(SENDER, ["amira@midshire.example"])]
    assert letter["To"] == "Zoë Ödegård <amira@midshire.example>"
    assert letter["From"] == f"Midshire Council <{SENDER}>"
    assert letter["Message-ID"] == "<letter.1@midshire.example>"
    assert letter["X-Closeloop-Kind"] == "reminder"
    assert letter["X-Closeloop-Action"] == "4F7K-22"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["X-Auto-Response-Suppress"] == "All"
    assert letter["Date"].datetime == monday()
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]


def test_no_line_on_the_wire_is_one_that_a_server_may_refuse() -> None:
    room = Postroom()
    with serving(room) as port, carrier(port) as post:
        post.send(a_letter(html=f"<p>{'café ' * 2000}</p>", text="£" * 5000))
    assert max(map(len, room.taken[0].split(b"\r\n"))) <= 998
    assert room.taken[0].isascii()
    assert room.letters()[0].get_body(("html",)).get_content().strip() == f"<p>{'café ' * 2000}</p>"  # type: ignore[union-attr]


def test_nothing_waits_for_the_network_to_say_what_this_machine_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def asked(*_: object) -> str:
        raise AssertionError("That can take as long as a broken name server likes.")

    monkeypatch.setattr(socket, "getfqdn", asked)
    monkeypatch.setattr(socket, "gethostbyaddr", asked)
    room = Postroom()
    with serving(room, server_hostname="mail.midshire.example") as port, carrier(port) as post:
        post.send(LETTER)
    assert len(room.taken) == 1


def test_a_batch_goes_over_one_line() -> None:
    room = Postroom()
    with serving(room) as port, carrier(port) as post:
        for number in range(5):
            post.send(a_letter(message_id=f"<{number}@midshire.example>"))
    assert len(room.taken) == 5
    assert room.lines_opened == 1


def test_an_empty_batch_does_not_dial() -> None:
    with carrier(1):
        pass


def test_a_greylisted_letter_goes_when_it_is_tried_again() -> None:
    room = Postroom(to_rcpt=["451 4.7.1 Greylisted, come back"] * 3)
    with serving(room) as port, carrier(port) as post:
        for _ in range(3):
            with pytest.raises(Unreachable, match="Greylisted") as later:
                post.send(LETTER)
            assert not later.value.ends_batch
        post.send(LETTER)
    assert [letter["Message-ID"] for letter in room.letters()] == [LETTER.message_id]


def test_a_server_that_hangs_up_is_dialled_anew_for_the_next_letter() -> None:
    room = Postroom(to_mail=["421 4.3.2 Shutting down"])
    with serving(room) as port, carrier(port) as post:
        with pytest.raises(Unreachable) as later:
            post.send(LETTER)
        post.send(LETTER)
    assert later.value.ends_batch
    assert room.lines_opened == 2
    assert len(room.taken) == 1


def test_greylisting_is_not_argued_with_on_a_line_that_was_kept() -> None:
    room = Postroom()
    with serving(room) as port, carrier(port) as post:
        post.send(LETTER)
        room.to_rcpt = ["451 4.7.1 Greylisted"]
        with pytest.raises(Unreachable):
            post.send(LETTER)
    assert len(room.taken) == 1


def test_a_server_that_takes_one_letter_a_line_gets_as_many_lines() -> None:
    room = Postroom(to_mail=["250 OK", "421 4.7.0 One letter a line", "250 OK"])
    with serving(room) as port, carrier(port) as post:
        post.send(LETTER)
        post.send(a_letter(message_id="<2@midshire.example>"))
    assert (len(room.taken), room.lines_opened) == (2, 2)


def test_a_recipient_who_is_unknown_is_refused_and_the_rest_go_on() -> None:
    room = Postroom(to_rcpt=["550 5.1.1 <amira@midshire.example>: no such mailbox"])
    with serving(room) as port, carrier(port) as post:
        with pytest.raises(Refused, match="no such mailbox") as said:
            post.send(LETTER)
        post.send(a_letter(to="tia@midshire.example"))
    assert "amira" not in str(said.value)
    assert said.value.code == 550
    assert len(room.taken) == 1
    assert room.lines_opened == 1


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"to_data": ["554 5.6.0 No"]}, Refused),
        ({"to_data": ["452 4.3.1 Full"]}, Unreachable),
        ({"to_rcpt": ["552 5.2.2 Mailbox full"]}, Refused),
        ({"to_rcpt": ["554 5.7.1 Relay access denied"]}, Misconfigured),
        ({"to_rcpt": ["530 5.7.0 Sign in first"]}, Misconfigured),
        ({"to_mail": ["553 5.1.8 Sender unknown"]}, Misconfigured),
        ({"to_mail": ["552 5.3.4 Too large"]}, Misconfigured),
        ({"to_data": ["552 5.3.4 Too large"]}, Misconfigured),
        ({"to_mail": ["450 4.1.8 Later"]}, Unreachable),
    ],
)
def test_each_answer_says_later_never_or_mend_ours(
    answers: dict[str, list[str]], outcome: type[NotSent]
) -> None:
    with serving(Postroom(**answers)) as port:  # type: ignore[arg-type]
        assert type(refusal(port)) is outcome


def test_a_sign_in_that_is_wrong_is_our_fault_and_is_not_shown() -> None:
    room = Postroom()
    ways = {"authenticator": room.signs_in((b"user", b"right")), "auth_require_tls": False}
    with serving(room, **ways) as port:
        said = refusal(port, user="user", password="wr:ng")
    assert isinstance(said, Misconfigured)
    assert said.code == 535
    assert said.ends_batch
    assert "CLOSELOOP_MAIL" in str(said)
    assert "wr:ng" not in str(said)


def test_a_sign_in_that_is_right_lets_the_letter_in() -> None:
    room = Postroom()
    ways = {"authenticator": room.signs_in((b"user", b"p@ss/w:rd")), "auth_require_tls": False}
    with serving(room, **ways) as port, carrier(port, user="user", password="p@ss/w:rd") as post:
        post.send(LETTER)
    assert len(room.taken) == 1


def test_a_server_without_sign_in_is_our_fault_where_we_were_given_one() -> None:
    with serving(Postroom()) as port:
        assert isinstance(refusal(port, user="user", password="x"), Misconfigured)


@pytest.mark.parametrize("stage", STAGES)
def test_a_server_that_falls_silent_is_left_and_the_letter_stays_owed(stage: str) -> None:
    security = Security.AFTER_HELLO if stage == "STARTTLS" else Security.NONE
    with falling_silent(stage) as port:
        said = refusal(port, security=security, each_answer=0.2)
    assert isinstance(said, Unreachable)
    assert str(said) == "The mail server did not answer in time."
    assert said.ends_batch


@pytest.mark.parametrize("stage", ["greeting", "dot"])
def test_a_server_that_drips_cannot_outlast_our_patience(stage: str) -> None:
    began = monotonic()
    with falling_silent(stage, drips=True) as port:
        said = refusal(port, each_answer=30.0, whole_letter=0.3)
    assert isinstance(said, Unreachable)
    assert monotonic() - began < 15


def test_nobody_at_the_address_is_unreachable() -> None:
    with serving(Postroom()) as port:
        pass
    assert isinstance(refusal(port), Unreachable)
    assert "refused" in str(refusal(port))


@pytest.mark.parametrize("security", [Security.AT_ONCE, Security.AFTER_HELLO])
def test_a_certificate_that_nobody_vouches_for_gets_no_letter(
    security: Security, server_side: ssl.SSLContext
) -> None:
    room = Postroom()
    way = "at_once" if security is Security.AT_ONCE else "tls_context"
    with serving(room, **{way: server_side}) as port:
        said = refusal(port, security=security, user="user", password="secret")
    assert isinstance(said, Unreachable)
    assert "certificate is not trusted" in str(said)
    assert (room.taken, room.signed_in) == ([], [])


@pytest.mark.parametrize("security", [Security.AT_ONCE, Security.AFTER_HELLO])
def test_a_certificate_that_is_vouched_for_gets_the_letter_and_the_sign_in(
    security: Security, server_side: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    room = Postroom()
    ways: dict[str, Any] = {"authenticator": room.signs_in((b"user", b"secret"))}
    if security is Security.AT_ONCE:
        # aiosmtpd knows of encryption only where it began it itself.
        ways |= {"at_once": server_side, "auth_require_tls": False}
    else:
        ways |= {"tls_context": server_side, "require_starttls": True}
    signed = {"user": "user", "password": "secret", "trust": trusting}
    with serving(room, **ways) as port, carrier(port, security=security, **signed) as post:
        post.send(LETTER)
        post.send(a_letter(message_id="<2@midshire.example>"))
    assert len(room.taken) == 2
    assert room.signed_in == [(b"user", b"secret")]


def test_a_server_that_will_not_encrypt_gets_neither_sign_in_nor_letter() -> None:
    room = Postroom()
    ways = {"authenticator": room.signs_in((b"user", b"secret")), "auth_require_tls": False}
    with serving(room, **ways) as port:
        said = refusal(port, security=Security.AFTER_HELLO, user="user", password="secret")
    assert isinstance(said, Unreachable)
    assert "STARTTLS" in str(said)
    assert (room.taken, room.signed_in) == ([], [])


def test_a_letter_that_was_taken_counts_as_sent_though_the_line_drops() -> None:
    room = Postroom(drops_after_taking=True)
    with serving(room) as port, carrier(port) as post:
        post.send(LETTER)
    assert len(room.taken) == 1


def test_the_next_letter_goes_over_a_new_line_where_the_last_one_dropped() -> None:
    room = Postroom(drops_after_taking=True)
    with serving(room) as port, carrier(port) as post:
        for number in range(3):
            post.send(a_letter(message_id=f"<{number}@midshire.example>"))
    assert [letter["Message-ID"][:2] for letter in room.letters()] == ["<0", "<1", "<2"]


def test_a_repeat_bears_the_same_message_id_and_the_same_words() -> None:
    room = Postroom()
    with serving(room) as port:
        for _ in range(2):
            with carrier(port) as post:
                post.send(LETTER)
    assert room.taken[0] == room.taken[1]


def test_a_password_stands_in_no_description_of_the_server() -> None:
    assert "secret" not in repr(Server("mail", 25, user="user", password="secret"))
