"""Carry letters nowhere, for an authority that wants none sent yet."""

from typing import Self

from closeloop.mail.messages import Letter


class ByNothing:
    """Takes every letter and drops it."""

    def __enter__(self) -> Self:
        """Begin a batch."""
        return self

    def __exit__(self, *exc: object) -> None:
        """End the batch."""

    def send(self, letter: Letter) -> None:
        """Drop one letter."""
