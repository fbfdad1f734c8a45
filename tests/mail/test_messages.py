"""A letter as it is handed over: nothing in it may forge a header, or reach nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeloop.mail.messages import LONGEST_HEADER, message_id, written
from closeloop.mail.refusals import Unwritable
from tests.mail.letters import LETTER, MONDAY, SENDER, a_letter
from tests.mail.servers import parsed

FORGERIES = ["\r\nBcc: all@x.example", "\nX: y", "\r", "\0", "\x0b", "\x7f", "\x85", "\u2028"]
HIDDEN = ["\u202e", "\u200b", "\ufeff", "\ud800"]


@pytest.mark.parametrize("mark", FORGERIES + HIDDEN)
@pytest.mark.parametrize(
    "field", ["to", "name", "kind", "subject", "action", "message_id", "sent_from"]
)
def test_no_header_takes_a_line_end_or_a_hidden_mark(field: str, mark: str) -> None:
    with pytest.raises(Unwritable):
        a_letter(**{field: f"4F7K{mark}22"})


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_a_name_or_subject_holds_a_letter_has_no_header_but_ours(
    name: str, subject: str
) -> None:
    try:
        raw = written(a_letter(name=name, subject=subject), MONDAY)
    except Unwritable:
        return
    assert sorted(parsed(raw).keys()) == sorted(parsed(written(LETTER, MONDAY)).keys())
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    "address",
    ["", "amira", "a b@x.example", "a@x.example, b@x.example", "ä@x", "@x", f"a@{'x' * 254}"],
)
def test_a_letter_goes_to_one_plain_address(address: str) -> None:
    with pytest.raises(Unwritable):
        a_letter(to=address)


def test_a_letter_is_of_a_kind_that_the_contract_names() -> None:
    with pytest.raises(Unwritable):
        a_letter(kind="gossip")


@pytest.mark.parametrize("subject", ["", "x" * (LONGEST_HEADER + 1)])
def test_a_header_is_neither_empty_nor_endless(subject: str) -> None:
    with pytest.raises(Unwritable):
        a_letter(subject=subject)


def test_text_that_no_encoding_can_carry_is_not_written() -> None:
    with pytest.raises(Unwritable):
        a_letter(text="\ud800")


def test_a_long_name_in_another_script_makes_no_long_line() -> None:
    raw = written(a_letter(name="Ødegård " * 40, sent_from=f"{'Æ' * 200} <{SENDER}>"), MONDAY)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert parsed(raw)["To"].addresses[0].addr_spec == LETTER.to
    assert parsed(raw)["From"].addresses[0].addr_spec == SENDER


@given(st.text(max_size=300).filter(lambda text: text.isascii() or text.isprintable()))
def test_what_a_letter_says_is_what_is_read(words: str) -> None:
    body = parsed(written(a_letter(text=words), MONDAY)).get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == words.splitlines()


def test_one_id_makes_one_message_id_whatever_name_the_sender_goes_by() -> None:
    assert message_id("8f3c", SENDER) == "<8f3c@midshire.example>"
    assert message_id("8f3c", f"Midshire <{SENDER}>") == "<8f3c@midshire.example>"


def test_a_message_id_without_its_brackets_is_not_one() -> None:
    with pytest.raises(Unwritable):
        a_letter(message_id="8f3c@midshire.example")


def test_a_letter_about_no_single_action_says_nothing_of_one() -> None:
    assert "X-Closeloop-Action" not in parsed(written(a_letter(action=None), MONDAY))
