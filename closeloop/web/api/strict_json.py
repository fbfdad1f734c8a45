"""JSON as RFC 8259 has it and no other: refused by line and column, never guessed at.

Python's own reader lets through what another program would read differently or a database cannot
keep: a key given twice, NaN, half a character, NUL, numbers that become infinite.
"""

import json
import re
from math import isinf

from werkzeug.exceptions import BadRequest

MOST_LEVELS = 20
LARGEST = 2**63
TOO_DEEP = "This request is nested more than 20 levels deep."
NOT_JSON = "This request is not valid JSON: line {line}, column {column}."
TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?|([{\[])|([}\]])|([^\s"{}\[\],:]+)', re.DOTALL)
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
MOST_DIGITS = 400  # of a number, before anybody works it out
WORDS = {"true", "false", "null"}


def read(raw: bytes) -> object:
    """The value of a text. Raises BadRequest with what is wrong and where."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_json(raw[: error.start].decode("utf-8"), error.start) from None
    _check(text)
    try:
        found: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise _not_json(text, error.pos) from None
    return found


def _check(text: str) -> None:
    """Refuse what `json` would take: one pass over the text, whatever its shape."""
    keys: list[set[str]] = []
    for token in TOKEN.finditer(text):
        said, is_key, opens, closes, bare = token.groups()
        if opens:
            keys.append(set())
            if len(keys) > MOST_LEVELS:
                raise BadRequest(TOO_DEEP)
        elif closes:
            keys = keys[:-1]
        elif bare:
            if not _is_sound(bare):
                raise _not_json(text, token.start())
        else:
            key = _text(said, text, token.start())
            if is_key and keys:
                if key in keys[-1]:
                    raise _not_json(text, token.start())
                keys[-1].add(key)


def _text(said: str, text: str, start: int) -> str:
    """The text between quotes. Half a character or a NUL in it is refused."""
    if "\\" not in said:
        return said
    try:
        found: str = json.loads(f'"{said}"', strict=False)
    except json.JSONDecodeError as error:
        raise _not_json(text, start + error.pos) from None
    if "\x00" in found or not _is_whole(found):
        raise _not_json(text, start)
    return found


def _is_whole(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _is_sound(bare: str) -> bool:
    """Whether what stands outside quotes is a word of JSON, or a number that can be kept."""
    if bare in WORDS:
        return True
    if len(bare) > MOST_DIGITS or not NUMBER.fullmatch(bare):
        return False
    value = float(bare)
    return not isinf(value) and (abs(value) < LARGEST or "." in bare or "e" in bare.lower())


def _not_json(text: str, position: int) -> BadRequest:
    """The refusal of what stands at a position of a text."""
    before = text[:position]
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    return BadRequest(NOT_JSON.format(line=line, column=column))
