"""After supervision: a correction beside the first entry, and what a team learns of it."""

import pytest

from closeloop.rules.items import ItemId
from closeloop.rules.refs import action_ref
from closeloop.store import people
from tests.authority import MONDAY, Authority
from tests.web.conftest import Visits

RECORD = "/supervision/records/S-1"
TEAM = "/supervision/team"
SENTENCE = "A visit is written down on the day on which it was made."


@pytest.fixture
def seen(authority: Authority) -> ItemId:
    authority.takes_in()
    action = authority.raised()
    authority.supervises("amira", {action: "on_track"}, by="tia")
    return action


def test_who_logged_it_corrects_it_on_the_same_day_and_both_stand(
    authority: Authority, visits: Visits, seen: ItemId
) -> None:
    tia = visits("tia")
    done = tia.sends(RECORD, about=action_ref(seen), correction="It was the plan, not a visit.")
    assert "It was the plan, not a visit." in done.text
    assert "On track, no change" in done.text
    texts = [one.text or "" for one in done.root.iter("textarea")]
    assert "Corrected on 2 March 2026 at 9am: It was the plan, not a visit." in texts[0]
    assert authority.history(seen)[-1] == "correct"
    assert "Record of the discussion corrected" in tia.opens(f"/actions/{action_ref(seen)}").text
    assert "Enter what is right instead" in tia.sends(RECORD).text


def test_nobody_else_corrects_it_and_nobody_on_a_later_day(
    authority: Authority, visits: Visits, seen: ItemId
) -> None:
    assert "Correct this" not in visits("sam").opens(RECORD).text
    sam = visits("sam")
    form = sam.opens("/me/absence").values()
    form["correction"] = "Not so"
    assert sam.client.post(RECORD, data=form).status_code == 403
    authority.supervises("ben", {}, by="tia", at=MONDAY.replace(day=1, month=2))
    assert "Correct this" not in visits("tia").opens("/supervision/records/S-2").text
    assert seen


def test_a_sentence_is_offered_until_a_meeting_has_discussed_it(
    visits: Visits, seen: ItemId
) -> None:
    tia = visits("tia")
    record = tia.opens(RECORD)
    form = {"sentence-9.3": SENTENCE, "offer": "1"}
    assert tia.presses(record, RECORD, **form).status == 200
    shown = tia.opens(TEAM)
    assert SENTENCE in shown.text
    assert "Offered" in tia.presses(shown, TEAM, **{"standard-1": "9.3"}).text
    logged = tia.presses(tia.opens(TEAM), TEAM, **{"point-1": "celebrate"})
    assert f"Celebrate: {SENTENCE} (9.3)" in logged.text
    assert "Nothing is offered yet." in logged.text
    assert "Amira" not in logged.text
    assert seen


def test_what_came_up_is_logged_and_what_is_not_discussed_stays(
    visits: Visits, seen: ItemId
) -> None:
    tia = visits("tia")
    new = {"standard-1": "9.3", "sentence-1": SENTENCE, "outcome-1": "adjust"}
    later = {"standard-2": "3.3", "sentence-2": "Ask again before the plan ends."}
    done = tia.sends(TEAM, **new, **later)
    assert f"Adjust: {SENTENCE} (9.3)" in done.text
    assert "3.3: Ask again before the plan ends." in done.text
    assert seen


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("C-1001 was not visited.", "Leave out the reference"),
        ("Quinn Lead says so.", "Leave out Quinn Lead"),
        ("", "Enter sentence 1"),
        ("x" * 201, "Sentence 1 must be 200 characters or fewer"),
    ],
)
def test_a_sentence_with_a_child_or_a_person_in_it_is_not_taken(
    authority: Authority, visits: Visits, sentence: str, says: str
) -> None:
    authority.changes("quinn", name="Quinn Lead")
    typed = {"standard-1": "9.3", "sentence-1": sentence, "outcome-1": "adjust"}
    shown = visits("tia").sends(TEAM, **typed)
    assert shown.status == 422
    assert says in shown.text


def test_a_meeting_that_discussed_nothing_is_asked_what_it_did(visits: Visits) -> None:
    shown = visits("tia").sends(TEAM)
    assert "Choose celebrate or adjust for what was discussed" in shown.text


def test_another_teams_meeting_is_not_found(authority: Authority, visits: Visits) -> None:
    with authority.database.reading() as session:
        team = people.directory(session).by_team_name["Team A"].id
    assert visits("tom").opens(f"{TEAM}?team=T-{team}").status == 404
    assert visits("sam").opens(f"{TEAM}?team=T-{team}").heading == "Team meeting: Team A"
    assert visits("amira").opens(TEAM).status == 403
