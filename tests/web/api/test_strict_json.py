"""JSON is taken as it is defined and no other, and refused by line and column."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import BadRequest

from closeloop.web.api import strict_json


def why(raw: bytes) -> str:
    """Why a text is refused."""
    with pytest.raises(BadRequest) as refused:
        strict_json.read(raw)
    return str(refused.value.description)


@pytest.mark.parametrize(
    ("raw", "line", "column"),
    [
        (b"", 1, 1),
        (b"{", 1, 2),
        (b'{"a": 1,\n "b" 2}', 2, 6),
        (b'{"a": 1, "a": 2}', 1, 10),
        (b'{"a": 1, "\\u0061": 2}', 1, 10),
        (b'{"a":\n NaN}', 2, 2),
        (b'{"a": -Infinity}', 1, 7),
        (b'{"a": 1e999}', 1, 7),
        (b'{"a": 9223372036854775808}', 1, 7),
        (b'{"a": ' + b"9" * 5000 + b"}", 1, 7),
        (b'{"a": "\\ud800"}', 1, 7),
        (b'{"a": "\\u0000"}', 1, 7),
        (b'{"a": "b\x00"}', 1, 9),
        (b'{"a": "\xff"}', 1, 8),
        (b'{"a": "\\x"}', 1, 8),
        (b'{"a": 01}', 1, 7),
        (b"\xef\xbb\xbf{}", 1, 1),
        (b"{} {}", 1, 4),
        (b"nothing", 1, 1),
    ],
)
def test_what_is_no_json_is_refused_where_it_stops_being_it(
    raw: bytes, line: int, column: int
) -> None:
    assert why(raw) == f"This request is not valid JSON: line {line}, column {column}."


@pytest.mark.parametrize("brackets", [b"[", b'{"a":'])
def test_depth_is_refused_before_anybody_falls_into_it(brackets: bytes) -> None:
    sentence = "This request is nested more than 20 levels deep."
    assert why(brackets * 21) == sentence
    assert why(brackets * 100_000) == sentence


def test_twenty_levels_are_not_too_deep() -> None:
    assert strict_json.read(b"[" * 20 + b"]" * 20)


def test_brackets_and_colons_in_a_text_are_text() -> None:
    assert strict_json.read(b'{"a": "[[[{\\"a\\":1,\\"a\\":NaN"}') == {"a": '[[[{"a":1,"a":NaN'}


def test_the_same_key_in_two_objects_is_no_repeat() -> None:
    assert strict_json.read(b'[{"a": {"a": 1}}, {"a": 2}]') == [{"a": {"a": 1}}, {"a": 2}]


PLAIN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**62), 2**62) | PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLAIN, inner, max_size=4),
    max_leaves=15,
)


@given(VALUES, st.booleans())
def test_whatever_is_json_is_read_as_it_was_meant(value: object, plain: bool) -> None:  # noqa: FBT001 - drawn
    assert strict_json.read(json.dumps(value, ensure_ascii=plain).encode()) == value


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with contextlib.suppress(BadRequest):
        strict_json.read(raw)
