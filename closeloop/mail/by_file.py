"""Put each letter into a folder, one .eml a message."""

import re
import tempfile
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Self

from closeloop.mail.messages import Letter, written
from closeloop.mail.refusals import Misconfigured

_KEPT_IN_A_NAME = re.compile(r"[^A-Za-z0-9@._-]")


class ByFile:
    """Carries letters into a folder, which it makes. The same letter again is the same file."""

    def __init__(self, folder: Path, *, clock: Callable[[], datetime]) -> None:
        """Carry into `folder`."""
        self._folder, self._clock = folder, clock

    def __enter__(self) -> Self:
        """Begin a batch."""
        return self

    def __exit__(self, *exc: object) -> None:
        """End the batch."""

    def send(self, letter: Letter) -> None:
        """Put one letter there, whole or not at all. Raises Misconfigured."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            put(self._folder / file_name(letter.message_id), written(letter, self._clock()))
        except OSError as fault:
            words = f"The folder in CLOSELOOP_MAIL takes no letters: {fault.strerror}."
            raise Misconfigured(words, ends_batch=True) from fault


def file_name(message_id: str) -> str:
    """Name a file after a Message-ID: always the same, never a path, never two of one name."""
    bare = message_id.strip("<>")
    plain = _KEPT_IN_A_NAME.sub("_", bare).lstrip(".")[:150]
    if plain != bare:
        plain = f"{plain}-{sha256(bare.encode()).hexdigest()[:12]}"
    return f"{plain}.eml"


def put(path: Path, content: bytes) -> None:
    """Write a file that nobody ever sees half written. Raises OSError."""
    part = tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False)  # noqa: SIM115 - it must outlive its writing, to be renamed
    try:
        with part:
            part.write(content)
        Path(part.name).replace(path)
    except BaseException:
        Path(part.name).unlink(missing_ok=True)
        raise
