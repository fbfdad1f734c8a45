"""What a reminder says once its date has passed."""

from closeloop.mail.rendering import render
from tests.mail.told import TOLD


def test_a_reminder_after_the_date_says_that_it_was_due() -> None:
    told = {**TOLD["reminder_unread"], "due": "was due Monday 9 March, 2 days ago", "past": True}
    rendered = render("reminder_unread", told)
    assert " was due " in rendered.subject
    assert "4F7K-22 was due Monday 9 March" in rendered.text
    assert "is was" not in rendered.text + rendered.html
