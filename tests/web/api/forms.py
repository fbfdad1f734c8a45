"""What programs send: an audit, a supervision, an escalation, each as it is usually sent."""

from typing import Any

Json = dict[str, Any]


def at_midshire(name: str) -> str:
    """Somebody's email."""
    return f"{name}@midshire.example"


def finding(text: str = "No plan is on the record", **fields: Any) -> Json:  # noqa: ANN401 - JSON
    """An area to improve."""
    said: Json = {
        "standard": "9.3",
        "kind": "improvement",
        "severity": "standard",
        "finding": text,
        "action": "Write the plan down",
    }
    return said | fields


def strength(text: str = "Warm direct work", **fields: Any) -> Json:  # noqa: ANN401 - JSON
    """A strength."""
    return {"standard": "5.1", "kind": "strength", "finding": text} | fields


def audit(*findings: Json, child: str = "C-1001", **fields: Any) -> Json:  # noqa: ANN401 - JSON
    """An audit by whoever sends it."""
    said: Json = {
        "child_ref": child,
        "audited_on": "2026-02-27",
        "activity": "case_file_audit",
        "overall_grade": "requires_improvement",
        "judgements": [{"standard": "9", "grade": "good"}],
        "findings": list(findings or (finding(),)),
    }
    return said | fields


def supervision(*entries: Json, of: str = "amira", **fields: Any) -> Json:  # noqa: ANN401 - JSON
    """A supervision held today."""
    said: Json = {
        "supervisee_email": at_midshire(of),
        "held_on": "2026-03-02",
        "kind": "one_to_one",
        "entries": list(entries),
    }
    return said | fields


def entry(action_id: str, outcome: str = "on_track", **fields: Any) -> Json:  # noqa: ANN401 - JSON
    """What came of one action."""
    return {"action_id": action_id, "outcome": outcome} | fields


def escalation(**fields: Any) -> Json:  # noqa: ANN401 - JSON
    """A concern about a child."""
    said: Json = {
        "impact": "The child has waited for eight weeks",
        "tried": "I spoke to Amira twice",
        "asks": "A plan by Friday",
    }
    return said | fields
