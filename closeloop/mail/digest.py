"""The daily letter: what somebody is owed to hear about several actions, a line each."""

from collections.abc import Sequence
from datetime import datetime

from closeloop.mail.asked import answer_by, read_by
from closeloop.mail.scene import Scene
from closeloop.mail.values import Groups, Line
from closeloop.rules import refs
from closeloop.rules.clock_words import working_days_note
from closeloop.rules.items import Item
from closeloop.rules.noise import PRESSING
from closeloop.store.notices import Waiting

GROUP = {  # in which group of the letter a notice stands
    "escalation": "needs_answer",
    "request": "needs_answer",
    "acknowledge": "needs_answer",
    "returned": "needs_answer",
    "overdue": "was_due",
    "reminder": "due_this_week",
    "reminder_unread": "due_this_week",
    "notice": "for_information",
    "not_delivered": "for_information",
}
ASKED = {
    "verify": "say whether it is on the record",
    "decide": "decide the challenge",
    "countersign": "countersign it",
    "give_time": "give more time, or say why not",
    "impact": "say whether it made a difference",
    "answer": "answer it",
    "accept": "close it, or take it to the next level",
}
HAPPENED = {
    "verify": "was seen on the record",
    "countersign": "is countersigned",
    "reopen": "was opened again",
    "decide": "its challenge is decided",
    "extend": "has more time",
    "withdraw": "was withdrawn",
    "resolve": "was answered",
    "direct": "was answered",
    "pass_up": "was passed to the next level",
    "go_up": "is at the next level",
    "close": "was closed",
}
ALWAYS = {
    "not_delivered": "a letter about it did not arrive",
    "returned": "see what is missing",
    "escalation": "answer it",
}


def values(scene: Scene, told: Sequence[Waiting]) -> dict[str, object]:
    """What the daily letter is told of these notices: one line for each action."""
    groups: Groups = {
        "needs_answer": [],
        "was_due": [],
        "due_this_week": [],
        "for_information": [],
    }
    found: dict[str, list[tuple[datetime, Line]]] = {name: [] for name in groups}
    for one in _one_each(scene, told):
        found[_group(one)].append(_dated(scene, one))
    for name, lines in found.items():
        lines.sort(key=lambda dated: (dated[0], dated[1]["ref"]))
        groups[name] = [line for _, line in lines]  # type: ignore[literal-required]  # its own keys
    ahead = [at for name, lines in found.items() if name != "for_information" for at, _ in lines]
    said: dict[str, object] = {"groups": groups, "link": f"{scene.base_url}/"}
    if ahead:
        said["first_due"] = scene.day(min(ahead))
    if scene.rulebook.days.local:
        said["days_note"] = working_days_note(scene.rulebook.days, scene.today)
    return said


def _one_each(scene: Scene, told: Sequence[Waiting]) -> list[Waiting]:
    """The most pressing notice about each action."""
    best: dict[object, Waiting] = {}
    for one in told:
        about = scene.owed(one).about or scene.source(one)
        if about not in best or _rank(one) < _rank(best[about]):
            best[about] = one
    return list(best.values())


def _rank(one: Waiting) -> int:
    return PRESSING.index(one.letter)


def _group(one: Waiting) -> str:
    return "for_information" if one.item is None else GROUP[one.letter]


def _dated(scene: Scene, one: Waiting) -> tuple[datetime, Line]:
    if one.item is None:
        ref = refs.ref("A", one.audit or 0)
        link = f"{scene.base_url}/audits/{ref}/mine"
        return scene.now, {"ref": ref, "step": "something good was seen in your work", "link": link}
    item = scene.item(one)
    line: Line = {"ref": scene.ref(item), "step": _step(one, item), "link": scene.link(item)}
    if _is_anothers(one, item):
        line["whose"] = scene.owner(item)
    if _group(one) == "for_information":
        return scene.now, line
    by = _by(scene, one, item)
    if by == item.due_at and by is not None:
        line["due"] = scene.due(item)
    elif by is not None:
        line["due"] = f"by {scene.day(by)}"
    return by or scene.now, line


def _by(scene: Scene, one: Waiting, item: Item) -> datetime | None:
    if one.letter == "request":
        return answer_by(scene, one, item)
    return read_by(scene, [one]) if one.letter == "acknowledge" else item.due_at


def _is_anothers(one: Waiting, item: Item) -> bool:
    """Whether the line names its owner: a manager reads of what somebody else is to do."""
    return item.level is None and one.relation != "owner" and _group(one) != "for_information"


def _step(one: Waiting, item: Item) -> str:
    if one.letter == "request":
        return ASKED.get(one.asks or "", ALWAYS["escalation"])
    if one.letter == "notice":
        return HAPPENED.get(one.cause, "has moved on")
    if one.letter in ALWAYS:
        return ALWAYS[one.letter]
    if _is_anothers(one, item):
        return "speak with them about it"
    unread = one.letter in {"acknowledge", "reminder_unread"} or "acknowledged" not in item.marks
    return "say you have read it" if unread else "say where it is recorded"
