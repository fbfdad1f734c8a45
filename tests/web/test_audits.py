"""Audits as they are found again, and read by those whom they are about."""

from datetime import timedelta

from sqlalchemy import update

from closeloop.rules.refs import action_ref
from closeloop.store.tables import AuditRow
from tests.authority import MONDAY, Authority
from tests.web.conftest import Visits


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
    authority.raises("standard")
    quinn = visits("quinn")
    assert "A-1" in str(quinn.opens("/audits?grade=requires_improvement").links)
    assert "No audits match." in quinn.opens("/audits?grade=inadequate").text


def test_a_second_opinion_stands_beside_the_first(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    authority.raises("standard")
    quinn = visits("quinn")
    assert "/audits/A-1/moderate" in quinn.opens("/audits/A-1").links
    address = "/audits/A-1/moderate"
    assert quinn.sends(address, grade="", reason="").status == 422
    quinn.sends(address, grade="good", reason="Clear plan")
    shown = quinn.sends(address, grade="inadequate", reason="The plan is not on the record")
    assert "Auditor’s gradeRequires improvement" in shown.text  # noqa: RUF001
    assert "Good, by Quinn, 2 March 2026 at 9am" in shown.text
    assert "Inadequate, by Quinn" in shown.text
    assert "due Tuesday 2 June" in shown.text
    assert "Graded Requires improvement, moderated Inadequate" in quinn.opens("/audits").text
    assert "The plan is not on the record" in visits("ada").opens("/audits/A-1").text
    mine = visits("amira").opens("/audits/A-1").text
    assert "The plan is not on the record" in mine  # C-1001 is hers: she sees all of it


def test_nobody_moderates_their_own_audit_or_without_the_role(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    authority.raises("standard", by="quinn")
    authority.raises("standard")
    assert visits("quinn").opens("/audits/A-1/moderate").status == 403
    assert visits("ada").opens("/audits/A-2/moderate").status == 403
    authority.takes_in("C-1002", restricted=True)
    authority.raises("standard", child="C-1002")
    assert visits("quinn").opens("/audits/A-3/moderate").status == 404


def test_audits_are_filtered_by_month_auditor_and_standard(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    authority.raises("standard")
    quinn, ada = visits("quinn"), authority.who("ada")
    for query in ("month=2026-03", f"auditor=P-{ada}", "standard=9", "standard=9.3"):
        assert "/audits/A-1" in quinn.opens(f"/audits?{query}").links
    for query in ("month=2026-02", f"auditor=P-{ada + 1}", "standard=8"):
        assert "No audits match." in quinn.opens(f"/audits?{query}").text
    assert "/audits/A-1" in quinn.opens("/audits?month=2026-13").links


def test_a_second_look_answers_an_inadequate_first(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    authority.raises("standard")
    quinn = visits("quinn")
    quinn.sends("/audits/A-1/moderate", grade="inadequate", reason="No plan")
    again = authority.raises("standard", at=MONDAY + timedelta(days=1))
    assert again
    with authority.database.writing() as session:
        session.execute(update(AuditRow).where(AuditRow.id == 2).values(activity="re_audit"))
    shown = quinn.opens("/audits/A-1")
    assert "Looked at again on Tuesday 3 March: Requires improvement" in shown.text
