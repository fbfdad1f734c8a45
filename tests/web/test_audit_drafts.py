"""An audit from its first page to its last: kept at each save, sent after one look, once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from closeloop.store import sign_ins
from closeloop.store.tables import AuditDraftRow, AuditRow, DraftFindingRow
from tests.authority import MONDAY, Authority
from tests.web.conftest import Visits
from tests.web.visit import Shown, Visitor

ABOUT = {"child_ref": "c-1001", "activity": "case_file_audit", "overall_grade": "good"}
FOUND = {
    "standard": "9.3",
    "kind": "improvement",
    "severity": "standard",
    "finding": "The visit of 12 February is not on the record.",
    "impact": "Nobody can see how he was that day.",
    "action": "Write a case note of the visit.",
}
PRAISED = {"standard": "9.3", "kind": "strength", "finding": "A warm case note"}
DRAFT, SEND = "/audits/D-1/draft", "/audits/D-1/send"


def starts(visitor: Visitor, **typed: str) -> Shown:
    shown = visitor.sends("/audits/new", **(ABOUT | typed))
    assert shown.heading == "Audit of C-1001", shown.text
    return shown


def saves(visitor: Visitor, **typed: str) -> Shown:
    return visitor.sends(DRAFT, DRAFT, **typed)


def test_an_audit_is_sent_after_one_last_look(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    ada = visits("ada")
    starts(ada, with_worker="yes", voices="child")
    saves(ada, **FOUND)
    asked = saves(ada, finish="1", **PRAISED)
    assert "Send 1 finding and 1 strength to Amira" in asked.buttons
    assert authority.owed() == []
    done = ada.presses(asked, SEND)
    assert "A-1 is sent: 1 finding and 1 strength." in done.text
    assert "The visit of 12 February is not on the record." in done.text
    assert authority.owed() == [("acknowledge", "amira")]


def test_every_save_is_kept_for_its_writer_alone(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    ada = visits("ada")
    starts(ada)
    saves(ada, **FOUND)
    elsewhere = visits("ada").opens(DRAFT)
    assert FOUND["finding"] in elsewhere.text
    assert "C-1001" in visits("ada").opens("/").text
    for other in ("arlo", "quinn"):
        assert visits(other).opens(DRAFT).status == 404
        assert visits(other).opens(SEND).status == 404


def test_of_two_who_send_one_draft_one_finds_it_gone(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    ada = visits("ada")
    starts(ada)
    saves(ada, **FOUND)
    one, other = ada.opens(SEND), ada.opens(SEND)
    assert ada.presses(one, SEND).status == 200
    assert "A-1 is sent" in ada.presses(one, SEND).text
    assert ada.presses(other, SEND).status == 404
    with authority.database.reading() as session:
        counts = [
            session.scalar(select(func.count()).select_from(table))
            for table in (AuditRow, AuditDraftRow, DraftFindingRow)
        ]
    assert counts == [1, 0, 0]


def test_a_saved_finding_is_changed_and_taken_out(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    ada = visits("ada")
    starts(ada)
    saves(ada, **FOUND)
    saves(ada, **PRAISED)
    this = f"{DRAFT}/1"
    shown = ada.opens(this)
    assert shown.heading == "Audit of C-1001"
    assert shown.values(this)["action"] == FOUND["action"]
    changed = ada.sends(this, this, action="Phone the school.")
    assert "Phone the school." in changed.text
    assert FOUND["action"] not in changed.text
    left = ada.sends(DRAFT, f"{this}/remove")
    assert "Phone the school." not in left.text
    assert "A warm case note" in left.text


def test_an_empty_form_leads_on_to_the_last_look(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    ada = visits("ada")
    starts(ada)
    nothing = saves(ada, finish="1")
    assert nothing.status == 422
    saves(ada, **FOUND)
    assert saves(ada, finish="1").heading == "Send this audit?"


def test_one_quick_finding_takes_one_page_and_one_look(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    for name in ("tia", "iris", "ada"):
        visitor = visits(name)
        asked = visitor.sends("/audits/new?one=1", child_ref="C-1001", **FOUND)
        assert asked.heading == "Send this audit?", asked.text
        address = asked.answer.request.path
        done = visitor.presses(asked, address)
        assert "is sent: 1 finding." in done.text


def test_what_was_used_lately_is_offered_first(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    authority.raised()
    ada = visits("ada")
    groups = [one.get("label") for one in starts(ada).root.iter("optgroup")]
    assert groups[0] == "You used lately"
    assert len(groups) == 10
    assert ada.opens("/audits/new").values()["activity"] == "case_file_audit"


def test_words_that_could_be_clearer_are_nudged_never_refused(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    ada = visits("ada")
    starts(ada)
    shown = saves(ada, **(FOUND | {"action": "Amira to ensure direct work ASAP"}))
    assert shown.status == 200
    assert "It could be clearer." in shown.text
    assert "“Amira” is a name: say the role" in shown.text
    assert "Send 1 finding to Amira" in ada.opens(SEND).buttons


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"severity": ""}, "Choose how severe it is"),
        ({"impact": ""}, "Enter what it means for the child"),
        ({"action": ""}, "Enter what needs to happen"),
        ({"due_on": "1/3/2026"}, "This date has passed."),
        ({"owner_email": "no@body.example"}, "Nobody here has the email no@body.example."),
        ({"kind": "strength"}, "A strength leads to no action."),
        ({"finding": "x" * 501}, "What was found? must be 500 characters or fewer"),
    ],
)
def test_what_does_not_fit_is_named_and_all_words_are_kept(
    authority: Authority, visits: Visits, typed: dict[str, str], says: str
) -> None:
    authority.takes_in()
    ada = visits("ada")
    starts(ada)
    shown = saves(ada, **(FOUND | typed))
    assert shown.status == 422
    assert says in shown.text
    assert shown.title.startswith("Error: ")
    assert shown.values(DRAFT)["finding"] == (FOUND | typed)["finding"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"child_ref": ""}, "Enter a child reference"),
        ({"child_ref": "C-9999"}, "There is no such child whom you may audit."),
        ({"audited_on": "3/3/2026"}, "Date of the audit must be today or in the past"),
    ],
)
def test_the_first_page_names_what_does_not_fit(
    authority: Authority, visits: Visits, typed: dict[str, str], says: str
) -> None:
    authority.takes_in()
    shown = visits("ada").sends("/audits/new", **(ABOUT | typed))
    assert shown.status == 422
    assert says in shown.text


def test_a_restricted_child_and_none_at_all_are_told_alike(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in(restricted=True)
    hidden = visits("ada").sends("/audits/new", **ABOUT)
    missing = visits("ada").sends("/audits/new", **(ABOUT | {"child_ref": "C-9999"}))
    assert hidden.text == missing.text


def test_a_child_who_is_hidden_meanwhile_keeps_the_draft_from_being_sent(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    ada = visits("ada")
    starts(ada)
    saves(ada, **FOUND)
    authority.moves_child("C-1001", restricted=True)
    assert "You cannot send this as it stands" in ada.opens(DRAFT).text
    refused = ada.sends(SEND)
    assert refused.status in (404, 422)
    assert FOUND["finding"] in ada.opens(DRAFT).text


def test_a_date_that_passes_before_sending_is_named(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    ada = visits("ada")
    starts(ada)
    saves(ada, due_on="3/3/2026", **FOUND)
    with authority.database.writing() as session:
        session.execute(update(DraftFindingRow).values(due_on=MONDAY.date() - timedelta(1)))
    refused = ada.sends(SEND)
    assert refused.status == 422
    assert "The date of finding 1 has passed." in refused.text


def test_a_draft_that_nobody_wants_is_deleted(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    ada = visits("ada")
    starts(ada)
    gone = ada.sends(DRAFT, "/audits/D-1/drop")
    assert "The draft is deleted. Nothing was sent." in gone.text
    assert ada.opens(DRAFT).status == 404


def test_what_was_typed_before_sign_out_waits_in_the_draft(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    ada = visits("ada")
    shown = starts(ada)
    data = shown.values(DRAFT)
    for name, value in FOUND.items():
        data.setlist(name, [value])
    with authority.database.writing() as session:
        sign_ins.used(session, 1, MONDAY - timedelta(minutes=61))
    assert ada.client.post(DRAFT, data=data).status_code == 303
    back = ada.signs_in("ada").opens(f"{DRAFT}?parked=1")
    assert back.values(DRAFT)["finding"] == FOUND["finding"]
    assert FOUND["finding"] not in visits("arlo").opens(f"{DRAFT}?parked=1").text
