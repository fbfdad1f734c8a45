"""Why a letter did not go: later, never, or not before we have mended something of ours."""

import re
from datetime import timedelta

LONGEST_WORDS = 200
_ADDRESS = re.compile(r"<?[^\s<>@]{1,254}@[^\s<>@]{1,254}>?")


def shown(words: str) -> str:
    """Give a server's own words on one line, short, without the address that it repeats."""
    line = " ".join("".join(c if c.isprintable() else " " for c in words[:2000]).split())
    return _ADDRESS.sub("(address)", line)[:LONGEST_WORDS]


class NotSent(Exception):  # noqa: N818 - "Refused" is what happened; "RefusedError" is not
    """A letter was not handed over. Its text is fit for the delivery page: it holds no address."""

    def __init__(self, words: str, *, code: int | None = None, ends_batch: bool = False) -> None:
        """Say why; `ends_batch` where the next letter would meet the same."""
        super().__init__(words)
        self.code, self.ends_batch = code, ends_batch


class Unreachable(NotSent):
    """Nobody answered, or they said "later": the letter stays owed and is tried again."""

    def __init__(
        self,
        words: str,
        *,
        code: int | None = None,
        ends_batch: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        """Say why; `retry_after` is how long we were asked to wait, where we were told."""
        super().__init__(words, code=code, ends_batch=ends_batch)
        self.retry_after = retry_after


class Refused(NotSent):
    """This recipient's letters are not taken: never tried again, somebody else has to hear."""


class Misconfigured(NotSent):
    """Our own sign-in, sender, size or folder is wrong: letters stay owed until it is mended."""


class Unwritable(ValueError):  # noqa: N818 - as NotSent
    """A letter cannot be written: a value is missing, or a header would hold a control mark."""


class WrongMail(ValueError):  # noqa: N818 - as NotSent
    """A mail setting cannot be used: one line that names it, what is wrong and the cure."""
