"""Why the council's own sign-in did not lead in. What exactly was wrong is for the log alone."""

from closeloop.rules.refusals import Refusal


class OutOfReach(Refusal):
    """The council's sign-in does not answer, or not as the standard says."""

    says = "Your council’s sign-in does not answer. Try again in a few minutes, or use a password."  # noqa: RUF001 - as it is printed


class NotTrusted(Refusal):
    """An answer that is not from there, not for us, not for this visit, or too old."""

    says = "That sign-in could not be checked. Start again."

    def __init__(self, why: str) -> None:
        """Refuse, with the reason for the log."""
        super().__init__()
        self.why = why
