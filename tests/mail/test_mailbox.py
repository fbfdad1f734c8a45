"""The mailbox for development: what is sent there can be read there, and nothing else can."""

from pathlib import Path

import pytest

from closeloop.mail.carriers import Carrier, carrier_for
from closeloop.mail.mailbox import keep, list_messages, read_message
from closeloop.mail.mailbox_server import Mailbox
from closeloop.mail.messages import written
from closeloop.mail.refusals import Unreachable, WrongMail
from tests.mail.letters import LETTER, MONDAY, SENDER, a_letter, monday


def sending_to(box: Mailbox) -> Carrier:
    return carrier_for(f"smtp://127.0.0.1:{box.port}", sent_from=SENDER, clock=monday)


def test_a_letter_sent_to_the_mailbox_can_be_listed_and_read(tmp_path: Path) -> None:
    with Mailbox(0, tmp_path) as box, sending_to(box) as post:
        post.send(LETTER)
        post.send(a_letter(subject="closeloop: a second one", action=None))
    second, first = list_messages(tmp_path)
    assert (first.subject, first.kind, first.action) == (LETTER.subject, "reminder", "4F7K-22")
    assert first.to == "Amira Khan <amira@midshire.example>"
    assert first.sent_at == MONDAY
    assert (second.subject, second.action) == ("closeloop: a second one", None)
    opened = read_message(tmp_path, first.name)
    assert opened is not None
    assert opened.text.split() == LETTER.text.split()
    assert opened.html.split() == LETTER.html.split()
    assert ("Message-ID", LETTER.message_id) in opened.headers


def test_only_the_newest_letters_are_kept(tmp_path: Path) -> None:
    names = [keep(tmp_path, written(LETTER, MONDAY), most=3) for _ in range(5)]
    assert [found.name for found in list_messages(tmp_path)] == names[:1:-1]


@pytest.mark.parametrize("name", ["../secret.eml", "/etc/passwd", "", ".eml", "x" * 300])
def test_nothing_outside_the_mailbox_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.eml").write_text("Subject: x")
    folder = tmp_path / "box"
    folder.mkdir()
    assert read_message(folder, name) is None
    assert list_messages(tmp_path) == []


def test_a_letter_that_was_let_go_is_not_there(tmp_path: Path) -> None:
    name = keep(tmp_path, b"Subject: x\r\n\r\n")
    (tmp_path / name).unlink()
    assert read_message(tmp_path, name) is None


def test_what_is_no_letter_of_ours_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    name = keep(tmp_path, b"\xff\xfe not a letter")
    (found,) = list_messages(tmp_path)
    assert (found.subject, found.kind, found.sent_at) == ("", "", None)
    opened = read_message(tmp_path, name)
    assert opened is not None
    assert opened.html == ""


def test_a_mailbox_that_nobody_has_written_to_is_empty(tmp_path: Path) -> None:
    assert list_messages(tmp_path / "not there") == []


def test_a_port_that_is_taken_is_named_with_the_cure(tmp_path: Path) -> None:
    with Mailbox(0, tmp_path) as box, pytest.raises(WrongMail) as said, Mailbox(box.port, tmp_path):
        pass
    assert str(said.value).startswith(f"CLOSELOOP_MAIL: port {box.port} is taken")


def test_a_folder_that_takes_nothing_leaves_the_letter_owed(tmp_path: Path) -> None:
    in_the_way = tmp_path / "box"
    in_the_way.write_text("a file")
    with Mailbox(0, in_the_way) as box, sending_to(box) as post, pytest.raises(Unreachable):
        post.send(LETTER)


def test_a_mailbox_stops_though_somebody_is_still_talking_to_it(tmp_path: Path) -> None:
    box = Mailbox(0, tmp_path)
    with box:
        post = sending_to(box)
        post.send(LETTER)
    with pytest.raises(Unreachable):
        post.send(LETTER)
    post.__exit__()
