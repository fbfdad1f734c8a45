"""Audits from the page: raised in one go, found again, read by those whom they are about."""

import pytest

from closeloop.rules.refs import action_ref
from tests.authority import Authority
from tests.web.conftest import Visits
from tests.web.visit import Shown, Visitor

FOUND = {
    "f0-standard": "9.3",
    "f0-kind": "improvement",
    "f0-severity": "standard",
    "f0-finding": "The visit of 12 February is not on the record.",
    "f0-action": "Write a case note of the visit.",
}
AUDIT = {"child_ref": "C-1001", "activity": "case_file_audit", "overall_grade": "good"}


def raises(visitor: Visitor, **typed: str) -> Shown:
    asked = visitor.sends("/audits/new", **AUDIT, **FOUND, **typed)
    assert asked.heading == "Send this audit?", asked.text
    return visitor.presses(asked, "/audits/new", send="1")


def test_a_finding_is_sent_after_one_last_look(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    done = raises(visits("ada"))
    assert "A-1 is sent: 1 finding." in done.text
    assert "The visit of 12 February is not on the record." in done.text
    assert authority.owed() == [("acknowledge", "amira")]


def test_a_last_look_sends_nothing_yet(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    asked = visits("ada").sends("/audits/new", **AUDIT, **FOUND)
    assert "Send 1 finding about C-1001." in asked.text
    assert "The owners are told, and the clocks begin now." in asked.text
    assert authority.owed() == []


def test_one_more_finding_keeps_the_first(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    ada = visits("ada")
    two = ada.sends("/audits/new", add="1", **AUDIT, **FOUND)
    assert two.values()["f0-finding"] == FOUND["f0-finding"]
    praised = {"f1-standard": "9.3", "f1-kind": "strength", "f1-finding": "A warm case note"}
    asked = ada.presses(two, "/audits/new", **praised)
    assert "Send 1 finding and 1 strength" in asked.buttons


def test_words_that_could_be_clearer_are_nudged_never_refused(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    typed = FOUND | {"f0-action": "Ensure direct work ASAP"}
    asked = visits("ada").sends("/audits/new", **AUDIT, **typed)
    assert "It could be clearer:" in asked.text
    assert "Send 1 finding" in asked.buttons


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"child_ref": ""}, "Enter a child reference"),
        ({"child_ref": "C-9999"}, "There is no such child whom you may audit."),
        ({"audited_on": "3/3/2026"}, "Date of the audit must be today or in the past"),
        ({"f0-severity": ""}, "Choose how severe it is"),
        ({"f0-action": ""}, "Enter what needs to happen"),
        ({"f0-owner_email": "no@body.example"}, "Nobody here has the email no@body.example."),
    ],
)
def test_what_does_not_fit_is_named_and_all_words_are_kept(
    authority: Authority, visits: Visits, typed: dict[str, str], says: str
) -> None:
    authority.takes_in()
    shown = visits("ada").sends("/audits/new", **(AUDIT | FOUND | typed))
    assert shown.status == 422
    assert says in shown.text
    assert shown.title.startswith("Error: ")
    assert shown.values()["f0-finding"] == FOUND["f0-finding"]


def test_a_restricted_child_and_none_at_all_are_told_alike(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in(restricted=True)
    hidden = visits("ada").sends("/audits/new", **AUDIT, **FOUND)
    missing = visits("ada").sends("/audits/new", **(AUDIT | FOUND | {"child_ref": "C-9999"}))
    assert hidden.text == missing.text


def test_an_owner_finds_their_own_findings_in_an_audit(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in(practitioner=None)
    with_amira = authority.raises("standard", owner="amira")[0]
    shown = visits("amira").opens("/audits/A-1")
    assert action_ref(with_amira) in shown.text
    assert "You see what is yours in this audit." in shown.text


def test_audits_are_found_by_grade(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    raises(visits("ada"))
    quinn = visits("quinn")
    assert "A-1" in str(quinn.opens("/audits?grade=good").links)
    assert "No audits match." in quinn.opens("/audits?grade=inadequate").text
