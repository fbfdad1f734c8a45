"""What an administrator looks after: how the house does, and letters that reached nobody."""

from sqlalchemy import insert, select, update

from closeloop.rules.refs import action_ref
from closeloop.store import kept
from closeloop.store.tables import EntryRow, LetterRow, NodeRow
from tests.authority import MONDAY, Authority
from tests.web.conftest import Visits

WHY = "The mail server does not know this address."


def loses_a_letter(authority: Authority, name: str = "amira") -> int:
    """A letter that reached nobody; its number."""
    letter = {"message_id": f"<{name}@test>", "kind": "reminder", "goes": "ordinary", "tries": 3}
    letter |= {"made_at": MONDAY, "again_at": MONDAY, "state": "not_delivered", "why": WHY}
    added = insert(LetterRow).returning(LetterRow.id)
    with authority.database.writing() as session:
        row = letter | {"person_id": authority.who(name)}
        return session.scalars(added, [row]).one()


def test_home_says_in_a_sentence_how_the_house_does(authority: Authority, visits: Visits) -> None:
    loses_a_letter(authority)
    authority.hires("nora", "practitioner", team=None, manager=None)
    shown = visits("otto").opens("/").text
    assert "Oldest waiting: none. 1 letter not delivered. No scheduler has run yet" in shown
    assert "No manager: Nora" in shown
    assert "No team: Nora" in shown
    assert "No file has been loaded yet." in shown


def test_the_hub_leads_to_each_thing_with_how_it_stands(
    authority: Authority, visits: Visits
) -> None:
    with authority.database.writing() as session:
        at = MONDAY.replace(year=2020)
        session.execute(insert(NodeRow).values(name="a", begun_at=at, pulse_at=at))
    otto = visits("otto")
    shown = otto.opens("/admin")
    assert "No scheduler has been heard of since 9am Monday 2 March 2020" in shown.text
    for address in shown.links:
        assert otto.opens(address).status == 200
    assert visits("tia").opens("/admin").status == 403


def test_a_letter_that_reached_nobody_says_why_and_is_tried_again(
    authority: Authority, visits: Visits
) -> None:
    letter, otto = loses_a_letter(authority), visits("otto")
    shown = otto.opens("/admin/delivery")
    assert "Amira: a reminder Not delivered To amira@midshire.example, 9am Monday 2 March" in (
        shown.text
    )
    assert WHY in shown.text
    done = otto.sends("/admin/delivery", f"/admin/delivery/{letter}/again")
    assert "The letter is tried again within a minute." in done.text
    with authority.database.reading() as session:
        row = session.execute(select(LetterRow.state, LetterRow.tries)).one()
        noted = session.scalar(select(EntryRow.actor).where(EntryRow.kind == "letter_again"))
    assert tuple(row) == ("waiting", 0)
    assert noted == "otto@midshire.example"


def test_a_letter_that_went_meanwhile_is_not_sent_twice(
    authority: Authority, visits: Visits
) -> None:
    letter, otto = loses_a_letter(authority), visits("otto")
    shown = otto.opens("/admin/delivery")
    with authority.database.writing() as session:
        session.execute(update(LetterRow).values(state="sent"))
    done = otto.presses(shown, "/admin/delivery", f"/admin/delivery/{letter}/again")
    assert "That letter has gone." in done.text


def test_letters_held_since_a_restore_are_let_go(authority: Authority, visits: Visits) -> None:
    with authority.database.writing() as session:
        kept.put(session, kept.LETTERS_HELD, "1")
    otto = visits("otto")
    assert "Letters are held since a restore" in otto.opens("/admin").text
    assert "Letters go again." in otto.sends("/admin/delivery", "/admin/delivery/release").text
    assert "Let the letters go" not in otto.opens("/admin/delivery").buttons


def test_an_administrator_is_shown_no_action_and_no_child(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    action, otto = authority.raised("critical"), visits("otto")
    for address in ("/", "/admin", "/admin/delivery"):
        shown = otto.opens(address).text
        assert "C-1001" not in shown
        assert "Finding 0" not in shown
        assert action_ref(action) not in shown
