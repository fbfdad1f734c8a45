"""Audits as they are found again, and read by those whom they are about."""

from closeloop.rules.refs import action_ref
from tests.authority import Authority
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
