"""When a letter that did not go is tried again, and when it is given up."""

from datetime import datetime, timedelta

from closeloop.rules import noise
from closeloop.rules.noise import Goes
from closeloop.rules.working_days import WorkingDays

STEPS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60))
AT_LEAST_WHEN_ASKED = timedelta(minutes=5)  # a server that says "later" means it (greylisting)
WHILE_MISCONFIGURED = 3  # tries after which the wait grows no longer: five minutes
GIVEN_UP_AFTER = timedelta(hours=72)
SET_ASIDE_AFTER = 5  # tries of a letter that cannot be written


def again_at(
    tries: int,
    now: datetime,
    *,
    goes: Goes,
    days: WorkingDays,
    was_asked: bool = False,
    wait: timedelta | None = None,
) -> datetime:
    """When to try again after so many tries: 1, 2, 5, 15, 30, 60 minutes, then every hour.

    Never at an hour at which such a letter may not go. `wait` is what we were told to wait.
    """
    step = STEPS[min(tries, len(STEPS)) - 1]
    if was_asked:
        step = max(step, AT_LEAST_WHEN_ASKED)
    at = now + max(step, wait or step)
    return at if goes == "critical" else noise.opens_at(at, days)


def is_given_up(tries: int, failing_since: datetime, now: datetime) -> bool:
    """Whether a letter has failed for long enough, and often enough within that time."""
    return now - failing_since >= GIVEN_UP_AFTER and tries > len(STEPS)
