"""What each letter is told in the tests: as long as it gets in a real authority."""

from collections.abc import Mapping

from closeloop.mail.values import (
    DriftOffered,
    DriftPassed,
    Escalation,
    Groups,
    Line,
    NotDelivered,
    Notice,
    Ref,
    Request,
    Strength,
    Values,
)

BASE = "https://closeloop.children.midshire.gov.uk"
DAY = "Wednesday 23 September"
EVERY: Values = {
    "reader": "Amira",
    "base_url": BASE,
    "authority": "Midshire and Wold Metropolitan Borough Council",
}
DUE = f"due {DAY}, in 2 working days, moved twice"
WHO = "Alexandra Featherstone-Haugh"
LINK = f"{BASE}/actions/4F7K-22"


def refs(count: int) -> list[Ref]:
    return [{"ref": f"4F7K-{n}", "link": f"{BASE}/actions/4F7K-{n}"} for n in range(10, 10 + count)]


def lines(count: int) -> list[Line]:
    line: Line = {"ref": "4F7K-22", "step": "say where it is recorded", "link": LINK}
    return [{**line, "due": DUE, "whose": WHO} for _ in range(count)]


def groups(needs: int, was: int, week: int, news: int) -> Groups:
    return {
        "needs_answer": lines(needs),
        "was_due": lines(was),
        "due_this_week": lines(week),
        "for_information": lines(news),
    }


ACKNOWLEDGE: Mapping[str, object] = {
    **EVERY,
    "audited_on": "27 February",
    "actions": refs(60),
    "strengths": 2,
    "by": DAY,
    "link": f"{BASE}/audits/A-118/mine",
}
CRITICAL: Mapping[str, object] = {
    **EVERY,
    "action": "4F7K-22",
    "link": LINK,
    "who": WHO,
    "due": "due 9:15am Saturday 14 March, in 21 hours. This clock runs at weekends",
}
STRENGTH: Strength = {**EVERY, "who": WHO, "strengths": 1, "link": LINK}
REMINDER: Mapping[str, object] = {
    **EVERY,
    "action": "4F7K-22",
    "link": LINK,
    "by": DAY,
    "due": DUE,
    "past": False,
}
OVERDUE: Mapping[str, object] = {
    **REMINDER,
    "due": f"was {DUE}",
    "who": WHO,
    "drifts_from": "Wednesday 30 September",
}
DRIFT_OFFERED: DriftOffered = {
    **EVERY,
    "action": "4F7K-22",
    "link": LINK,
    "rule": "no_movement",
    "count": 10,
    "by": DAY,
}
DRIFT_PASSED: DriftPassed = {
    **EVERY,
    "action": "4F7K-22",
    "link": LINK,
    "escalation": "E-118",
    "by": DAY,
    "used": 5,
    "of": 20,
    "unit": "working days",
}
ESCALATION: Escalation = {
    **EVERY,
    "escalation": "E-118",
    "who": WHO,
    "by": DAY,
    "used": 5,
    "of": 20,
    "unit": "working days",
    "link": f"{BASE}/escalations/E-118",
}
RETURNED: Mapping[str, object] = {**EVERY, "action": "4F7K-22", "link": LINK, "who": WHO}
REQUEST: Request = {**EVERY, "about": "4F7K-22", "link": LINK, "asks": "verify", "by": DAY}
NOTICE: Notice = {
    **EVERY,
    "news": "verified",
    "link": LINK,
    "action": "4F7K-22",
    "escalation": "E-118",
    "who": WHO,
    "by": DAY,
    "due": DUE,
}
NOT_DELIVERED: NotDelivered = {**EVERY, "about": "4F7K-22", "who": WHO, "link": LINK}
DIGEST: Mapping[str, object] = {
    **EVERY,
    "groups": groups(10, 10, 10, 1),
    "link": f"{BASE}/",
    "first_due": DAY,
    "supervise": [WHO] * 8,
}

TOLD: Mapping[str, Mapping[str, object]] = {
    "acknowledge": ACKNOWLEDGE,
    "acknowledge_critical": CRITICAL,
    "strength": STRENGTH,
    "reminder": REMINDER,
    "reminder_unread": REMINDER,
    "overdue": OVERDUE,
    "drift_offered": DRIFT_OFFERED,
    "drift_passed": DRIFT_PASSED,
    "escalation": ESCALATION,
    "returned": RETURNED,
    "request": REQUEST,
    "notice": NOTICE,
    "not_delivered": NOT_DELIVERED,
    "digest": DIGEST,
}
