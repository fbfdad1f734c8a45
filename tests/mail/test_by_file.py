"""Letters in a folder: each whole, each once, none outside of it."""

from pathlib import Path

import pytest

from closeloop.mail.by_file import ByFile, file_name, put
from closeloop.mail.refusals import Misconfigured
from tests.mail.letters import LETTER, a_letter, monday


def test_a_letter_that_is_sent_again_is_the_same_file(tmp_path: Path) -> None:
    with ByFile(tmp_path, clock=monday) as post:
        post.send(LETTER)
        post.send(LETTER)
        post.send(a_letter(message_id="<letter.2@midshire.example>"))
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["letter.1@midshire.example.eml", "letter.2@midshire.example.eml"]


@pytest.mark.parametrize("message_id", ["<../../etc/passwd@x>", "<.hidden@x>", f"<{'a' * 400}@x>"])
def test_a_message_id_is_never_a_path(message_id: str, tmp_path: Path) -> None:
    name = file_name(message_id)
    assert (tmp_path / name).parent == tmp_path
    assert (tmp_path / name).resolve().parent == tmp_path.resolve()
    assert not name.startswith(".")
    assert len(name) <= 255


def test_two_message_ids_are_two_files_though_they_look_alike() -> None:
    assert file_name("<a/b@x>") != file_name("<a:b@x>")


def test_a_folder_that_takes_nothing_is_our_fault(tmp_path: Path) -> None:
    in_the_way = tmp_path / "letters"
    in_the_way.write_text("a file")
    with ByFile(in_the_way, clock=monday) as post, pytest.raises(Misconfigured) as said:
        post.send(LETTER)
    assert "CLOSELOOP_MAIL" in str(said.value)


def test_nothing_half_written_is_left_behind(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    with pytest.raises(OSError, match="directory"):
        put(taken, b"a letter")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
