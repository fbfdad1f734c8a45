"""One screen for the agenda and the log: eight selects, one press, nothing typed lost."""

from datetime import date, timedelta

import pytest

from closeloop.loop import audits
from closeloop.loop.findings import NewAudit, NewFinding
from closeloop.rules.items import ItemId
from closeloop.rules.refs import action_ref
from closeloop.store import children, sight
from tests.authority import MONDAY, Authority
from tests.web.conftest import Visits

AMIRAS = "/supervision/P-5"


@pytest.fixture
def eight(authority: Authority) -> list[ItemId]:
    authority.takes_in()
    authority.takes_in("C-1002")
    return authority.raises(*["standard"] * 5) + authority.raises(*["standard"] * 3, child="C-1002")


def named(action: ItemId, what: str = "outcome") -> str:
    return f"{what}-{action_ref(action)}"


def test_eight_actions_on_track_are_one_page_eight_selects_and_one_press(
    authority: Authority, visits: Visits, eight: list[ItemId]
) -> None:
    visitor = visits("tia")
    shown = visitor.opens(AMIRAS)
    assert shown.count("select") == 8
    assert shown.buttons[0] == "Save and finish"
    done = visitor.presses(shown, AMIRAS, **{named(action): "on_track" for action in eight})
    assert done.answer.request.path == "/supervision/records/S-1"
    assert {authority.stands(action).state for action in eight} == {"discussed"}


def test_the_record_has_one_text_a_child_and_never_two_children_in_one(
    visits: Visits, eight: list[ItemId]
) -> None:
    visitor = visits("tia")
    done = visitor.sends(AMIRAS, **{named(action): "on_track" for action in eight})
    texts = [one.text or "" for one in done.root.iter("textarea")]
    assert len(texts) == 2
    for text in texts:
        assert "Present: Tia and Amira." in text
    assert action_ref(eight[0]) in texts[0]
    assert action_ref(eight[7]) not in texts[0]


def test_what_was_not_discussed_writes_nothing(
    authority: Authority, visits: Visits, eight: list[ItemId]
) -> None:
    visits("tia").sends(AMIRAS, **{named(eight[0]): "on_track"})
    assert authority.history(eight[0])[-1] == "discuss"
    assert "discuss" not in authority.history(eight[1])


def test_one_row_that_does_not_fit_is_named_and_nothing_is_saved(
    authority: Authority, visits: Visits, eight: list[ItemId]
) -> None:
    typed = {named(action): "on_track" for action in eight}
    typed |= {named(eight[2]): "agreed", named(eight[3], "note"): "Keep these words"}
    shown = visits("tia").sends(AMIRAS, **typed)
    assert (shown.status, shown.title[:7]) == (422, "Error: ")
    assert f"Enter what is next for {action_ref(eight[2])}" in shown.text
    assert f"#{named(eight[2], 'note')}" in shown.links
    assert shown.values()[named(eight[3], "note")] == "Keep these words"
    assert {authority.stands(action).state for action in eight} == {"raised"}


def test_words_without_an_outcome_are_not_dropped(visits: Visits, eight: list[ItemId]) -> None:
    shown = visits("tia").sends(AMIRAS, **{named(eight[0], "note"): "Visit this week"})
    assert shown.status == 422
    assert f"Choose an outcome for {action_ref(eight[0])}" in shown.text
    assert shown.values()[named(eight[0], "note")] == "Visit this week"


def test_an_agreed_date_becomes_the_actions_own(
    authority: Authority, visits: Visits, eight: list[ItemId]
) -> None:
    typed = {
        named(eight[0]): "agreed",
        named(eight[0], "note"): "Visit this week",
        named(eight[0], "by"): "9/3/2026",
    }
    visits("tia").sends(AMIRAS, **typed)
    due_at = authority.stands(eight[0]).due_at
    assert due_at is not None
    assert due_at.date() == date(2026, 3, 9)
    assert authority.stands(eight[1]).tallies == {}


def test_a_later_date_needs_its_reason(visits: Visits, eight: list[ItemId]) -> None:
    typed = {named(eight[0]): "on_track", named(eight[0], "by"): "30/4/2026"}
    shown = visits("tia").sends(AMIRAS, **typed)
    assert f"Enter why {action_ref(eight[0])} has a later date" in shown.text


def test_a_row_that_moved_meanwhile_is_marked_and_the_others_keep_their_text(
    authority: Authority, visits: Visits, eight: list[ItemId]
) -> None:
    visitor = visits("tia")
    shown = visitor.opens(AMIRAS)
    authority.takes(eight[0], "acknowledge", "amira")
    typed = {named(action): "on_track" for action in eight}
    typed[named(eight[4], "note")] = "Keep these words"
    late = visitor.presses(shown, AMIRAS, **typed)
    assert late.status == 422
    assert f"Someone else moved {action_ref(eight[0])}" in late.text
    assert late.values()[named(eight[4], "note")] == "Keep these words"
    done = visitor.presses(late, AMIRAS)
    assert done.answer.request.path == "/supervision/records/S-1"
    assert authority.stands(eight[4]).state == "discussed"


def test_what_is_saved_to_come_back_to_is_there_again(
    authority: Authority, visits: Visits, eight: list[ItemId]
) -> None:
    visitor = visits("tia")
    kept = visitor.sends(AMIRAS, **{named(eight[0], "note"): "Visit this week", "later": "1"})
    assert kept.values()[named(eight[0], "note")] == "Visit this week"
    assert f"{AMIRAS}?parked=1" in visitor.opens("/supervision").links
    assert authority.stands(eight[0]).state == "raised"


@pytest.mark.parametrize(
    ("held_on", "says"),
    [
        ("", "Enter a date"),
        ("31/2/2026", "There is no 31 February in 2026."),
        ("3/3/2026", "Date held must be today or in the past"),
    ],
)
def test_a_date_that_does_not_fit_is_refused_with_its_cure(
    visits: Visits, eight: list[ItemId], held_on: str, says: str
) -> None:
    shown = visits("tia").sends(AMIRAS, held_on=held_on, **{named(eight[0]): "on_track"})
    assert shown.status == 422
    assert says in shown.text
    assert "#held_on" in shown.links


def test_a_strength_is_celebrated_and_not_offered_again(
    authority: Authority, visits: Visits
) -> None:
    authority.takes_in()
    praises(authority, "Direct work that the child asked for")
    visitor = visits("tia")
    shown = visitor.opens(AMIRAS)
    assert "Direct work that the child asked for" in shown.text
    assert "Nothing is open for Amira. You can still record what went well." in shown.text
    visitor.presses(shown, AMIRAS, celebrate="1")
    assert "Direct work" not in visitor.opens(AMIRAS).text


def praises(authority: Authority, words: str) -> None:
    with authority.database.writing() as session:
        child = children.by_ref(session, ["C-1001"], sight.whole())["C-1001"]
        strength = NewFinding(standard="9.3", kind="strength", text=words)
        new = NewAudit(
            child=child,
            audited_on=MONDAY.date(),
            auditor=authority.who("ada"),
            activity="case_file_audit",
            findings=(strength,),
        )
        rulebook = authority.house.rulebook(session)
        audits.raise_all(session, rulebook, [new], by=authority.who("ada"), now=MONDAY)


@pytest.mark.parametrize("name", ["amira", "tom", "ada", "iris"])
def test_nobody_but_a_manager_of_theirs_finds_the_page(
    visits: Visits, eight: list[ItemId], name: str
) -> None:
    assert visits(name).opens(AMIRAS).status == 404
    assert eight


def test_a_manager_above_and_a_deputy_find_it(
    authority: Authority, visits: Visits, eight: list[ItemId]
) -> None:
    assert visits("sam").opens(AMIRAS).count("select") == len(eight)
    authority.changes(
        "tia",
        absent_from=MONDAY.date(),
        absent_to=MONDAY.date() + timedelta(days=4),
        deputy_id=authority.who("tom"),
    )
    assert visits("tom").opens(AMIRAS).count("select") == len(eight)


def test_people_are_listed_with_what_is_open(visits: Visits, eight: list[ItemId]) -> None:
    shown = visits("tia").opens("/supervision")
    assert "Amira Not supervised here yet. 8 open" in shown.text
    assert eight
