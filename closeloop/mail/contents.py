"""What one letter is told: which folder it is written by, and the values that stand in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from closeloop.mail import digest
from closeloop.mail.asked import answer_by, drift_count, read_by, used_of
from closeloop.mail.scene import Scene, letter_missed
from closeloop.rules import noise, refs
from closeloop.rules.day_words import day_words, short_day_words
from closeloop.rules.items import Item
from closeloop.rules.ladder import OFFERED
from closeloop.rules.people import PersonId
from closeloop.rules.working_days import london_day
from closeloop.store.notices import Waiting

NEWS = {  # what has happened, by the step that did it
    "verify": "verified",
    "countersign": "countersigned",
    "reopen": "reopened",
    "decide": "decided",
    "extend": "extended",
    "withdraw": "withdrawn",
    "reassign": "reassigned",
    "resolve": "answered",
    "direct": "answered",
    "pass_up": "passed_up",
    "go_up": "gone_up",
    "unanswered": "unanswered",
    "close": "closed",
}

Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class Contents:
    """The folder that a letter is written by, its values, and the one action it is about."""

    folder: str
    values: Mapping[str, object]
    action: str | None


def contents(scene: Scene, reader: PersonId, told: Sequence[Waiting], authority: str) -> Contents:
    """What a letter to a reader says of what they are told, one thing at least."""
    every: Values = {
        "reader": scene.directory.people[reader].name.split()[0],
        "base_url": scene.base_url,
        "authority": authority,
    }
    letter = noise.letter_for([scene.owed(one) for one in told])
    if letter == noise.DIGEST:
        return Contents("digest", every | digest.values(scene, told), None)
    first = next(one for one in told if one.letter == letter)
    if first.person != reader:
        every["because"] = f"you stand in for {scene.name(first.person)}"
    folder, values = _WRITES[letter](scene, first, told)
    return Contents(folder, every | values, _action(scene, told))


def _action(scene: Scene, told: Sequence[Waiting]) -> str | None:
    """The ref of the one action that a letter is about."""
    about = {scene.action(scene.item(one)) if one.item else None for one in told}
    found = next(iter(about))
    return refs.action_ref(found) if len(about) == 1 and found is not None else None


def _acknowledge(scene: Scene, first: Waiting, told: Sequence[Waiting]) -> tuple[str, Values]:
    if first.item is None:
        return "strength", _strength(scene, first)
    item = scene.item(first)
    if item.severity == "critical":
        return "acknowledge_critical", _critical(scene, first, item)
    to_read = [scene.item(one) for one in told if one.letter == "acknowledge"]
    values: Values = {
        "actions": [{"ref": scene.ref(one), "link": scene.link(one)} for one in to_read],
        "strengths": 0,
        "by": scene.day(read_by(scene, [one for one in told if one.letter == "acknowledge"])),
        "link": f"{scene.link(item)}/acknowledge",
    }
    if first.cause == "reassign":
        doer = scene.doers.get((item.id, first.cause))
        several = {"link": f"{scene.base_url}/"} if len(to_read) > 1 else {}
        return "acknowledge", values | {"handed_by": scene.name(doer)} | several
    audit = scene.mentions.audits[item.id]
    values["audited_on"] = short_day_words(audit.audited_on)
    values["strengths"] = scene.strengths.get((audit.id, first.person), 0)
    if len(to_read) > 1 or values["strengths"]:
        values["link"] = f"{scene.base_url}/audits/{refs.ref('A', audit.id)}/mine"
    return "acknowledge", values


def _strength(scene: Scene, first: Waiting) -> Values:
    audit = first.audit or 0
    return {
        "who": scene.name(scene.auditors.get(audit)),
        "strengths": scene.strengths.get((audit, first.person), 1),
        "link": f"{scene.base_url}/audits/{refs.ref('A', audit)}/mine",
    }


def _critical(scene: Scene, first: Waiting, item: Item) -> Values:
    values = _one(scene, item) | {"due": scene.due(item)}
    if first.relation == "owner":
        return values | {"who": _manager(scene, item)}
    return values | {"whose": scene.owner(item)}


def _reminder(scene: Scene, first: Waiting, _: Sequence[Waiting]) -> tuple[str, Values]:
    item = scene.item(first)
    past = item.due_at is not None and item.due_at < scene.now and item.held_at is None
    values = _one(scene, item) | {"by": scene.day(item.due_at), "due": scene.due(item)}
    if first.letter != "overdue":
        values["past"] = past
    if first.relation != "owner":
        values["whose"] = scene.owner(item)
    if first.letter == "overdue":
        values |= {} if "whose" in values else {"who": _manager(scene, item)}
        values |= _drifts_from(scene, item)
    return first.letter, values


def _drifts_from(scene: Scene, item: Item) -> Values:
    """The day from which it shows as drifting, where it does not yet."""
    clocks = scene.workflow(item).clocks.values()
    allowed = next((c.date.get(item.severity) for c in clocks if c.drift == "past_due"), None)
    if "past_due" in item.drifting or allowed is None or item.due_at is None:
        return {}
    at = allowed.since(item.due_at, scene.days(item))
    day = scene.rulebook.days.add(1, london_day(at)) if at > scene.now else None
    return {"drifts_from": day_words(day, scene.today)} if day else {}


def _escalation(scene: Scene, first: Waiting, _: Sequence[Waiting]) -> tuple[str, Values]:
    item = scene.item(first)
    ref = scene.ref(item)
    if first.relation == "raiser":
        return "notice", {"news": "unanswered", "link": scene.link(item), "escalation": ref}
    values: Values = {"link": scene.link(item), "escalation": ref, "by": scene.day(item.due_at)}
    action = scene.action(item)
    if item.around.bearings.raiser is not None or action is None:
        raiser = next(iter(item.around.who("raiser")), None)
        return "escalation", values | {"who": scene.name(raiser)} | used_of(scene, item)
    values["action"] = refs.action_ref(action)
    drift = scene.mentions.drift.get(action)
    lowest = scene.workflow(item).rungs[0].name
    if OFFERED in item.marks and item.level == lowest and drift is not None:
        count = drift_count(scene, scene.items[action], drift)
        return "drift_offered", values | {"rule": drift.rule, "count": count}
    return "drift_passed", values | used_of(scene, item)


def _returned(scene: Scene, first: Waiting, _: Sequence[Waiting]) -> tuple[str, Values]:
    item = scene.item(first)
    doer = scene.doers.get((item.id, first.cause))
    values: Values = {"who": scene.name(doer), "reopened": first.cause == "reopen"}
    return "returned", _one(scene, item) | values


def _request(scene: Scene, first: Waiting, _: Sequence[Waiting]) -> tuple[str, Values]:
    item = scene.item(first)
    values: Values = {
        "about": scene.ref(item),
        "link": scene.link(item),
        "asks": first.asks or "answer",
    }
    by = answer_by(scene, first, item)
    return "request", values | ({"by": scene.day(by)} if by else {})


def _notice(scene: Scene, first: Waiting, _: Sequence[Waiting]) -> tuple[str, Values]:
    item = scene.item(first)
    values: Values = {
        "news": NEWS.get(first.cause, "moved_on"),
        "link": scene.link(item),
        "who": scene.name(scene.doers.get((item.id, first.cause))),
        "due": scene.due(item),
    }
    return "notice", values | {
        "escalation" if item.level is not None else "action": scene.ref(item)
    }


def _not_delivered(scene: Scene, first: Waiting, _: Sequence[Waiting]) -> tuple[str, Values]:
    item = scene.item(first)
    who = scene.missed.get(letter_missed(first))
    return "not_delivered", {
        "about": scene.ref(item),
        "who": scene.name(who),
        "link": scene.link(item),
    }


def _one(scene: Scene, item: Item) -> Values:
    return {"action": scene.ref(item), "link": scene.link(item)}


def _manager(scene: Scene, item: Item) -> str:
    return scene.name(next(iter(item.around.who("owners_manager")), None), "your manager")


_WRITES: Mapping[str, Callable[[Scene, Waiting, Sequence[Waiting]], tuple[str, Values]]] = {
    "acknowledge": _acknowledge,
    "reminder_unread": _reminder,
    "reminder": _reminder,
    "overdue": _reminder,
    "escalation": _escalation,
    "returned": _returned,
    "request": _request,
    "notice": _notice,
    "not_delivered": _not_delivered,
}
