"""What closeloop says when it will not do something: the words that a person would use."""

from collections.abc import Mapping, Sequence
from typing import ClassVar


class Refusal(Exception):  # noqa: N818 - "NotYours" is what it says; "NotYoursError" is not
    """Something that may not be done: the reason to show, and the item that it is about."""

    says: ClassVar[str]

    def __init__(self, item: int | None = None, *, names: Sequence[str] = ()) -> None:
        """Refuse, about one item or none."""
        super().__init__(self.says.format(names=", ".join(names) or "nothing"))
        self.item, self.names = item, tuple(names)


class NotNow(Refusal):
    """The state does not allow the step; `names` are the steps that it does allow."""

    says = "That is not possible at this point. What can be done now: {names}."


class NotYours(Refusal):
    """The person stands in no relation to the item that may take the step."""

    says = "That step is for someone else to take."


class Unseen(Refusal):
    """The thing is not there, or is not this person's to see; no answer tells the two apart."""

    says = "There is no such thing, or it is not yours to see."


class MovedOn(Refusal):
    """Another move was recorded between the read and the write."""

    says = "Someone else moved this action while you were reading it."


class Stale(Refusal):
    """The caller read an earlier version than the one that stands (If-Match)."""

    says = "This has changed since you read it. Read it again, then decide."


class Wrong(Refusal):
    """Something given does not fit: field by field, what is wrong and the cure.

    `errors` maps a field's name to its message; nothing was changed.
    """

    says = "{names}"

    def __init__(self, errors: Mapping[str, str], item: int | None = None) -> None:
        """Refuse these fields."""
        super().__init__(item, names=[f"{field}: {message}" for field, message in errors.items()])
        self.errors = dict(errors)


class Missing(Wrong):
    """The step requires facts that were not given."""

    def __init__(self, fields: Sequence[str], item: int | None = None) -> None:
        """Ask for these fields."""
        super().__init__({field: f"Enter {_article(field)}." for field in fields}, item)


class NotReady(Refusal):
    """A definition, a setting or the database is not as it must be; said with its cure."""

    says = "{names}"

    def __init__(self, message: str) -> None:
        """Refuse to go on, in one line."""
        super().__init__(names=[message])


class TooLong(Refusal):
    """The time to answer ran out, and what had been begun was undone."""

    says = "This is taking too long. Nothing was changed."


def _article(field: str) -> str:
    """The field's name as a person would ask for it: `due_on` is "the due on"."""
    return "the " + field.replace("_", " ")
