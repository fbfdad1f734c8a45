"""Steps from the page: what is offered can be done, once, and nothing that was typed is lost."""

from datetime import timedelta

import pytest

from closeloop.rules.items import ItemId
from closeloop.rules.refs import action_ref
from closeloop.store import actions, people, sign_ins
from closeloop.store.actions import Reader
from closeloop.store.sight import of as sight_of
from tests.authority import MONDAY, STAFF, Authority
from tests.web.conftest import Visits

TYPED = {
    "note": "Visited, and wrote it down",
    "evidence": "Case note 12 March",
    "reason": "The plan was updated since",
    "due_on_in": "10",
    "due_on": "30/4/2026",
    "decision": "stands",
    "difference": "yes",
    "owner_email": "ben@midshire.example",
}
LEADS = {"return": "Part done", "challenge": "A fact is wrong"}


def at(action: ItemId, step: str = "") -> str:
    return f"/actions/{action_ref(action)}" + (f"/{step}" if step else "")


@pytest.fixture
def standing(authority: Authority) -> dict[str, ItemId]:
    """One action in each state that people act in."""
    authority.takes_in()
    found = dict(
        zip(
            ("raised", "discussed", "addressed", "verified", "challenged", "critical"),
            authority.raises(*["standard"] * 5, "critical"),
            strict=True,
        )
    )
    later = [found[name] for name in ("discussed", "addressed", "verified")]
    authority.supervises("amira", dict.fromkeys(later, "on_track"), by="tia")
    for action in later[1:]:
        authority.takes(action, "address", "amira", note="Visited", evidence="Case note 2 March")
    authority.takes(found["verified"], "verify", "ada", note="Seen")
    authority.takes(found["challenged"], "challenge", "amira", reason="It was there")
    return found


def allowed(authority: Authority, name: str, action: ItemId) -> set[str]:
    with authority.database.reading() as session:
        rulebook = authority.house.rulebook(session)
        person = authority.who(name)
        sight = sight_of(people.directory(session), person, MONDAY.date())
        found = actions.many(session, Reader(rulebook, sight, person, MONDAY.date()), [action])
        return set(found[0].allowed) if found else set()


@pytest.mark.parametrize("name", STAFF)
def test_what_a_page_offers_is_what_is_allowed_and_every_offer_holds(
    authority: Authority, visits: Visits, standing: dict[str, ItemId], name: str
) -> None:
    visitor = visits(name)
    for action in standing.values():
        shown = visitor.opens(at(action))
        may = allowed(authority, name, action)
        if shown.status == 404:
            assert not may
            continue
        offered = {link.rsplit("/", 1)[1] for link in shown.links if link.startswith(at(action))}
        if "I have read this" in shown.buttons:
            offered.add("acknowledge")
        if f"/verifying/{action_ref(action)}" in shown.links:
            offered.add("verify")
            assert visitor.opens(f"/verifying/{action_ref(action)}").status == 200
        assert offered == may
        for step in may:
            assert visitor.opens(at(action, step)).status == 200


@pytest.mark.parametrize(
    "taken",
    [
        "amira raised acknowledge",
        "amira raised challenge",
        "amira raised ask_for_time",
        "tia raised discuss",
        "tia raised extend",
        "tia raised reassign",
        "amira discussed address",
        "ada addressed verify",
        "ada addressed return",
        "quinn verified reopen",
        "ada verified impact",
        "quinn challenged decide",
    ],
)
def test_a_step_is_taken_from_its_page_and_the_next_one_says_what_follows(
    authority: Authority, visits: Visits, standing: dict[str, ItemId], taken: str
) -> None:
    name, which, step = taken.split()
    action = standing[which]
    visitor = visits(name)
    shown = visitor.opens(at(action, step))
    fields = set(shown.values()) | {"decision", "difference", "due_on_in"}
    typed = {field: value for field, value in TYPED.items() if field in fields}
    typed |= {"lead": LEADS[step]} if step in LEADS else {}
    done = visitor.presses(shown, at(action, step), **typed)
    assert done.answer.request.path == at(action)
    assert action_ref(action) in done.text
    assert "Next:" in done.text or "Nothing more is asked" in done.text
    assert authority.history(action)[-1] == step


def test_acknowledging_from_a_letter_is_the_link_and_one_press(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    action = authority.raised()
    visitor = visits("amira")
    letter_leads_to = visitor.opens(at(action))
    done = visitor.presses(letter_leads_to, at(action), at(action, "acknowledge"))
    assert done.status == 200
    assert authority.history(action) == ["raise", "acknowledge"]


def test_all_that_an_audit_found_is_read_with_one_press(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    found = authority.raises(*["standard"] * 4)
    done = visits("amira").sends("/audits/A-1/mine")
    assert "You have read all of this." in done.text
    assert [authority.history(action) for action in found] == [["raise", "acknowledge"]] * 4


def test_the_same_form_sent_twice_does_it_once_and_answers_alike(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    action = authority.raised()
    visitor = visits("amira")
    shown = visitor.opens(at(action))
    first = visitor.presses(shown, at(action), at(action, "acknowledge"))
    again = visitor.presses(shown, at(action), at(action, "acknowledge"))
    assert again.text == first.text
    assert authority.history(action) == ["raise", "acknowledge"]


def test_what_is_missing_is_said_beside_its_field_and_the_rest_is_kept(
    visits: Visits, standing: dict[str, ItemId]
) -> None:
    address = at(standing["discussed"], "address")
    shown = visits("amira").sends(address, note="Hard-won words", evidence="")
    assert shown.status == 422
    assert shown.title.startswith("Error: ")
    assert "There is a problem" in shown.text
    assert "#evidence" in shown.links
    assert "Enter where it is recorded" in shown.text
    assert shown.values()["note"] == "Hard-won words"


def test_somebody_was_faster_and_no_word_is_lost(
    authority: Authority, visits: Visits, standing: dict[str, ItemId]
) -> None:
    action = standing["addressed"]
    ada, quinn = visits("ada"), visits("quinn")
    open_before = ada.opens(at(action, "verify"))
    quinn.sends(at(action, "return"), lead="Part done", reason="One visit is missing")
    late = ada.presses(open_before, at(action, "verify"), note="Two words and more")
    assert late.status == 409
    assert "Someone else moved this action while you were reading it." in late.text
    assert "Quinn, at 9am: Return it, saying what is missing." in late.text
    assert "Two words and more" in late.answer.text
    assert authority.stands(action).state == "discussed"


def test_a_form_may_be_sent_again_where_the_step_is_still_open(
    authority: Authority, visits: Visits, standing: dict[str, ItemId]
) -> None:
    action = standing["raised"]
    tia, sam = visits("tia"), visits("sam")
    open_before = tia.opens(at(action, "extend"))
    sam.sends(at(action, "extend"), due_on_in="5", reason="A bank holiday comes between")
    late = tia.presses(open_before, at(action, "extend"), due_on_in="10", reason="The carer is ill")
    assert late.status == 409
    done = tia.presses(late, at(action, "extend"))
    assert done.status == 200
    assert authority.history(action)[-2:] == ["extend", "extend"]


def test_withdrawing_asks_once_more(
    authority: Authority, visits: Visits, standing: dict[str, ItemId]
) -> None:
    action, quinn = standing["raised"], visits("quinn")
    asked = quinn.sends(at(action, "withdraw"), reason="It was somebody else’s child")  # noqa: RUF001
    assert asked.heading == "Withdraw it?"
    assert authority.stands(action).state == "raised"
    quinn.presses(asked, at(action, "withdraw"))
    assert authority.stands(action).state == "withdrawn"


def test_a_step_of_somebody_elses_says_who_can(visits: Visits, standing: dict[str, ItemId]) -> None:
    shown = visits("tia").opens(at(standing["addressed"], "verify"))
    assert (shown.status, shown.heading) == (403, "You cannot do this")
    assert "This is for the auditor or a QA lead or the child’s IRO" in shown.text  # noqa: RUF001


def test_a_step_at_the_wrong_time_says_what_is_possible(
    visits: Visits, standing: dict[str, ItemId]
) -> None:
    shown = visits("amira").opens(at(standing["raised"], "address"))
    assert (shown.status, shown.heading) == (409, "This is not possible now")
    assert at(standing["raised"], "challenge") in shown.links


def end_sign_ins(authority: Authority) -> None:
    with authority.database.writing() as session:
        for name in STAFF:
            sign_ins.end_all_of(session, authority.who(name), MONDAY + timedelta(minutes=1))


def test_words_typed_before_signing_out_come_back_for_the_same_person_alone(
    authority: Authority, visits: Visits, standing: dict[str, ItemId]
) -> None:
    address = at(standing["discussed"], "address")
    amira = visits("amira")
    shown = amira.opens(address)
    end_sign_ins(authority)
    parked = amira.presses(shown, address, note="Hard-won words", evidence="Case note")
    assert "What you typed is kept for 8 hours." in parked.text
    amira.signs_in("ben")
    assert "Hard-won words" not in amira.opens(address).answer.text
    answer = visits().client.post("/sign-in/as", data={"person": authority.who("amira")})
    back = visits("amira").opens(answer.headers["Location"])
    assert "You were signed out. Nothing is lost. Check and save." in back.text
    assert back.values()["note"] == "Hard-won words"


def test_words_that_came_back_are_saved_by_one_press_and_then_forgotten(
    authority: Authority, visits: Visits, standing: dict[str, ItemId]
) -> None:
    address = at(standing["discussed"], "address")
    amira = visits("amira")
    shown = amira.opens(address)
    end_sign_ins(authority)
    amira.presses(shown, address, note="Hard-won words", evidence="Case note")
    amira.signs_in("amira")
    amira.sends(f"{address}?parked=1")
    assert authority.stands(standing["discussed"]).state == "addressed"
    answer = visits().client.post("/sign-in/as", data={"person": authority.who("amira")})
    assert answer.headers["Location"] == "/"
