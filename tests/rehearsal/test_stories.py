"""The stories can be told: of people and children who are there, step after step."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from closeloop.rehearsal import midshire, stories
from closeloop.rehearsal.decks import Deck
from closeloop.rehearsal.texts import OPEN_STATUSES, improvements
from closeloop.rules.definition import read
from tests.rules.midshire import AUDIT_ACTION

EMAILS = {person.email.partition("@")[0] for person in midshire.people()}
CHILDREN = {child.child_ref: child for child in midshire.children()}
BESIDES = {"raise", "answer", "close", "pass_over"}  # told of escalations and supervisions
STEPS = set(read(AUDIT_ACTION).steps) | BESIDES


def test_everybody_and_every_child_in_them_is_there() -> None:
    for story in stories.told():
        assert story.owner in EMAILS
        assert story.auditor is None or story.auditor in EMAILS
        assert story.child in CHILDREN or story.child in OPEN_STATUSES


def test_a_child_that_is_named_is_one_whose_practitioner_owns_the_action() -> None:
    for story in stories.told():
        if story.child in CHILDREN and story.statement is None:
            assert CHILDREN[story.child].practitioner_email == f"{story.owner}@midshire.example"


def test_their_steps_are_those_of_the_workflow_in_the_order_of_time() -> None:
    for story in stories.told():
        assert {step.step for step in story.steps} <= STEPS
        after = [step.after for step in story.steps]
        assert after == sorted(after)
        assert all(0 <= count <= story.raised for count in after)


@given(st.randoms(), st.sampled_from(["standard", "high"]))
def test_what_is_made_up_goes_forward_in_time_and_begins_by_being_read(
    chance: Random, severity: str
) -> None:
    steps = stories.made_up(chance, severity)
    after = [step.after for step in steps]
    assert after == sorted(after)
    assert steps[0].step == "acknowledge"
    assert {step.step for step in steps} <= STEPS


@given(st.randoms(), st.lists(st.integers(), min_size=1, unique=True))
def test_a_deck_deals_every_card_once_before_any_comes_again(
    chance: Random, cards: list[int]
) -> None:
    deck = Deck(cards, chance)
    for _ in range(2):
        assert sorted(deck.deal() for _ in cards) == sorted(cards)


@given(st.randoms())
def test_a_deck_deals_only_what_fits(chance: Random) -> None:
    deck = Deck(improvements(), chance)
    dealt = [deck.deal(lambda one: one.severity == "critical") for _ in range(9)]
    assert {one.severity for one in dealt} == {"critical"}
