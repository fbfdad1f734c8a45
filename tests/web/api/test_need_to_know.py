"""Everybody sees exactly what they need to know, by every road; what is hidden is as if absent."""

from collections.abc import Callable

import pytest

from closeloop.rules import refs
from closeloop.store import audit_views, sight
from tests.store.reading import reading
from tests.web.api import circles
from tests.web.api.calls import Calls
from tests.web.api.circles import EVERYBODY, GONE, World

HERE = sorted(set(EVERYBODY) - GONE)
Checks = Callable[[Calls, World, str], None]


@pytest.fixture
def world(calls: Calls) -> World:
    """The world, made."""
    return circles.made(calls.authority)


def shown(calls: Calls, name: str, path: str, key: str = "id") -> set[str]:
    """The ids of a list as somebody reads it."""
    return {one[key] for one in calls.get(name, path).json["items"]}


def agrees(calls: Calls, name: str, path: str, absent: str, *, seen: bool) -> None:
    """A single read is answered where it is seen, and else as if there were no such thing."""
    answer = calls.get(name, path)
    assert (name, path, answer.status) == (name, path, 200 if seen else 404)
    if not seen:
        assert answer.text == calls.get(name, absent).text


def children(calls: Calls, _: World, name: str) -> None:
    expected = {c.ref for c in circles.CHILDREN.values() if circles.sees_child(name, c)}
    assert (name, shown(calls, name, "/children", "child_ref")) == (name, expected)
    for ref in circles.CHILDREN:
        agrees(calls, name, f"/children/{ref}", "/children/C-99", seen=ref in expected)


def actions(calls: Calls, world: World, name: str) -> None:
    seen = [one for one in world.actions if circles.sees_action(world, name, one)]
    expected = {refs.action_ref(one.id) for one in seen}
    assert (name, shown(calls, name, "/actions")) == (name, expected)
    assert shown(calls, name, "/reports/actions") == expected
    for ref in circles.CHILDREN:
        of_child = {refs.action_ref(one.id) for one in seen if one.child.ref == ref}
        assert shown(calls, name, f"/actions?child_ref={ref}") == of_child
    absent = f"/actions/{refs.action_ref(9999)}"
    for one in world.actions:
        for way in ("", "/events"):
            path = f"/actions/{refs.action_ref(one.id)}{way}"
            agrees(calls, name, path, f"{absent}{way}", seen=one in seen)


def audits(calls: Calls, world: World, name: str) -> None:
    ids = {one.id: audit_of(world, one) for one in world.actions}
    seen = [one for one in world.actions if circles.sees_audit(name, one)]
    assert (name, shown(calls, name, "/audits")) == (name, {ids[one.id] for one in seen})
    for one in world.actions:
        agrees(calls, name, f"/audits/{ids[one.id]}", "/audits/A-999", seen=one in seen)


def escalations(calls: Calls, world: World, name: str) -> None:
    seen = [one for one in world.escalations if circles.sees_escalation(name, one)]
    expected = {refs.ref("E", one.id) for one in seen}
    assert (name, shown(calls, name, "/escalations")) == (name, expected)
    assert shown(calls, name, "/reports/escalations") == expected
    for one in world.escalations:
        path = f"/escalations/{refs.ref('E', one.id)}"
        agrees(calls, name, path, "/escalations/E-9999", seen=one in seen)


def steps(calls: Calls, world: World, name: str) -> None:
    absent = f"/actions/{refs.action_ref(9999)}/transitions"
    for one in world.actions:
        path = f"/actions/{refs.action_ref(one.id)}/transitions"
        answer = calls.post(name, path, {"trigger": "verify", "note": "x"})
        if circles.sees_action(world, name, one):
            assert (name, answer.status) in {(name, 409), (name, 403)}  # nothing is addressed
        else:
            assert (answer.status, answer.text) == (404, calls.post(name, absent, {}).text)


def audit_of(world: World, one: circles.AnAction) -> str:
    """The id of the audit that an action came from, as its auditor reads it."""
    with reading(world.authority, one.auditor) as (session, reader):
        found = audit_views.listing(session, reader, limit=200).items
    return next(
        refs.ref("A", audit.id)
        for audit in found
        if one.id in {finding.action_id for finding in audit.findings}
    )


@pytest.mark.parametrize("checks", [children, actions, audits, escalations, steps])
def test_everybody_sees_exactly_what_they_need_to_know(
    calls: Calls, world: World, checks: Checks
) -> None:
    for name in HERE:
        checks(calls, world, name)


@pytest.mark.parametrize("checks", [children, actions, audits, escalations, steps])
def test_one_that_saw_everything_would_be_found_out(
    calls: Calls, world: World, checks: Checks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sight, "of", lambda *_: sight.whole())
    with pytest.raises(AssertionError):
        checks(calls, world, "ben")


@pytest.mark.usefixtures("world")
def test_who_has_left_is_let_in_nowhere(calls: Calls) -> None:
    calls.token("bea")
    calls.authority.changes("bea", leaves_on=circles.LEFT)
    for path in ("/actions", "/audits", "/escalations", "/children", "/reports/actions"):
        assert calls.get("bea", path).status == 401
