"""One screen for the agenda and the log: eight selects, one press, nothing typed lost."""

from datetime import date, timedelta

import pytest

from closeloop.loop import audits
from closeloop.loop.findings import NewAudit, NewFinding
from closeloop.rules.items import ItemId
from closeloop.rules.refs import action_ref
from closeloop.store import children, sight
from tests.authority import MONDAY, Authority
from tests.store.reading import counted
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
    boxes = [one for one in done.root.iter("textarea") if one.get("readonly") is not None]
    texts = [one.text or "" for one in boxes]
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
    listed = visitor.sends(AMIRAS, **{named(eight[0], "note"): "Visit this week", "later": "1"})
    assert "You have begun this. Draft saved 9am Monday 2 March." in listed.text
    assert AMIRAS in listed.links
    assert visitor.opens(AMIRAS).values()[named(eight[0], "note")] == "Visit this week"
    assert authority.stands(eight[0]).state == "raised"


def test_a_draft_that_the_page_keeps_by_itself_says_when_and_logs_nothing(
    authority: Authority, visits: Visits, eight: list[ItemId]
) -> None:
    visitor = visits("tia")
    typed = {named(eight[0]): "agreed", named(eight[0], "note"): "Visit this week"}
    kept = visitor.sends(AMIRAS, **typed, draft="1")
    assert kept.answer.text == "Draft saved 9am"
    shown = visitor.opens(AMIRAS)
    assert "This is your draft, saved 9am Monday 2 March." in shown.text
    assert shown.values()[named(eight[0])] == "agreed"
    assert visits("sam").opens(AMIRAS).values()[named(eight[0])] == ""
    assert authority.history(eight[0])[-1] != "discuss"


def test_a_draft_ends_when_it_is_logged_or_thrown_away(visits: Visits, eight: list[ItemId]) -> None:
    visitor = visits("tia")
    visitor.sends(AMIRAS, **{named(eight[0]): "on_track", "later": "1"})
    visitor.presses(visitor.opens(AMIRAS), AMIRAS)
    assert "draft" not in visitor.opens("/supervision").text.lower()
    visitor.sends(AMIRAS, **{named(eight[1]): "on_track", "later": "1"})
    again = visitor.sends(AMIRAS, again="1")
    assert again.values()[named(eight[1])] == ""


def test_a_draft_marks_what_moved_since_and_may_then_be_logged(
    authority: Authority, visits: Visits, eight: list[ItemId]
) -> None:
    visitor = visits("tia")
    visitor.sends(AMIRAS, **{named(action): "on_track" for action in eight}, later="1")
    authority.takes(eight[0], "acknowledge", "amira")
    shown = visitor.opens(AMIRAS)
    assert shown.text.count("Someone else moved this while you were reading it.") == 1
    done = visitor.presses(shown, AMIRAS)
    assert done.answer.request.path == "/supervision/records/S-1"


def test_the_agenda_for_paper_has_every_action_and_no_field(
    visits: Visits, eight: list[ItemId]
) -> None:
    shown = visits("tia").opens(f"{AMIRAS}?paper=1")
    assert all(action_ref(action) in shown.text for action in eight)
    assert (shown.count("select"), shown.buttons) == (0, [])


def test_a_second_move_of_the_date_is_named_where_its_reason_is_asked(
    visits: Visits, eight: list[ItemId]
) -> None:
    visitor, row = visits("tia"), eight[0]
    moved = {named(row): "agreed", named(row, "note"): "Visit first", named(row, "by"): "30/4/2026"}
    visitor.sends(AMIRAS, **moved)
    shown = visitor.sends(AMIRAS, **{named(row): "on_track", named(row, "by"): "29/5/2026"})
    assert f"why {action_ref(row)} has a later date. This is the 2nd move" in shown.text
    assert "with you" in shown.text
    assert "Last time, Monday 2 March: “Visit first”, by Thursday 30 April." in shown.text


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
    assert "Amira Not supervised here yet. 8 to discuss" in shown.text
    assert eight


def test_who_was_seen_is_expected_again_after_the_days_that_are_set(
    authority: Authority, visits: Visits, eight: list[ItemId]
) -> None:
    authority.supervises("amira", {eight[0]: "on_track"}, by="sam")
    praises(authority, "Direct work that the child asked for")
    shown = visits("tia").opens("/supervision")
    assert "Last Monday 2 March, with Sam; expected by Monday 30 March, in 20" in shown.text
    assert "8 to discuss: 7 drifting, 1 strength" in shown.text


def test_the_list_costs_the_same_however_much_is_open(authority: Authority, visits: Visits) -> None:
    authority.takes_in()
    visitor = visits("tia")

    def asked() -> int:
        with counted() as statements:
            visitor.opens("/supervision")
            visitor.opens(AMIRAS)
        return len(statements)

    authority.raises("standard")
    few = asked()
    authority.raises(*["standard"] * 12)
    assert asked() == few
