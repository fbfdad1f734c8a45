"""The demonstration's words are clear, kind, and about nobody."""

import re
from collections import Counter
from dataclasses import asdict
from itertools import chain

from closeloop.rehearsal.midshire import people
from closeloop.rehearsal.texts import (
    OPEN_STATUSES,
    Escalation,
    Improvement,
    Reasons,
    Strength,
    Supervision,
    escalations,
    improvements,
    reasons,
    standard_of,
    strengths,
    supervision,
)
from closeloop.rules.wording import nudges

STATEMENTS = {"1": 3, "2": 7, "3": 9, "4": 9, "5": 7, "6": 5, "7": 8, "8": 6, "9": 5}
CODES = {f"{standard}.{n + 1}" for standard, many in STATEMENTS.items() for n in range(many)}
SIXTY = CODES - {"3.2"} | {"3.2a", "3.2b"}


def words_of(value: object) -> list[str]:
    """Every text anywhere in a value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for one in value.values() for text in words_of(one)]
    return [text for one in value for text in words_of(one)] if isinstance(value, tuple) else []


FOUND: list[Improvement | Strength] = [*improvements(), *strengths()]
TOLD: list[Supervision | Reasons | Escalation] = [supervision(), reasons(), *escalations()]
EVERYTHING = [*chain(*(words_of(asdict(value)) for value in (*FOUND, *TOLD)))]
PLAIN_WORDS_TOO = {"Price", "Grant", "Fisher", "Noble", "Grace"}


def test_improvements_and_strengths_cover_all_sixty_statements() -> None:
    assert len(SIXTY) == 60
    assert {improvement.statement for improvement in improvements()} == SIXTY
    assert {strength.statement for strength in strengths()} == SIXTY
    assert len(strengths()) == 60
    assert len(improvements()) >= 150


def test_about_one_in_forty_is_critical_and_most_are_not_high() -> None:
    counted = Counter(improvement.severity for improvement in improvements())
    assert counted.keys() == {"critical", "high", "standard"}
    assert 3 <= counted["critical"] <= 5
    assert counted["standard"] > 2 * counted["high"]


def test_no_improvement_would_be_nudged() -> None:
    for found in improvements():
        words = nudges(finding=found.finding, action=found.action, seen_by=found.seen_by)
        assert not words, found.action


def test_each_says_what_it_means_for_the_child_and_how_it_will_be_seen() -> None:
    for found in improvements():
        texts = (found.finding, found.action, found.impact, found.expected, found.seen_by)
        assert all(5 <= len(text) <= 250 and text.endswith(".") for text in texts), texts
        assert found.suits
        assert found.suits <= OPEN_STATUSES


def test_every_child_who_is_open_can_have_findings_on_every_standard() -> None:
    for status in OPEN_STATUSES:
        fits = {standard_of(i.statement) for i in improvements() if status in i.suits}
        assert fits == set(STATEMENTS)


def test_nobody_is_named() -> None:
    names = {part for person in people() for part in person.name.split()} - PLAIN_WORDS_TOO
    words = {word for text in EVERYTHING for word in re.findall(r"\w+", text)}
    assert words.isdisjoint(names)


def test_nothing_reads_as_blame() -> None:
    assert [text for text in EVERYTHING if nudges(finding=text)] == []


def test_sentences_are_short() -> None:
    sentences = [part for text in EVERYTHING for part in re.split(r"(?<=[.?:;])\s", text) if part]
    lengths = [len(sentence.split()) for sentence in sentences]
    assert sum(lengths) / len(lengths) <= 20
    assert max(lengths) <= 36


def test_no_text_stands_there_twice() -> None:
    findings = [found.finding for found in FOUND] + [i.action for i in improvements()]
    assert len(set(findings)) == len(findings)


def test_there_is_enough_to_say_at_every_step() -> None:
    said = supervision()
    lists = (said.on_track, said.done, said.disagrees, said.agreed, said.support)
    assert sum(map(len, lists)) == 40
    answers = (reasons().returned, reasons().more_time, reasons().challenged, escalations())
    assert [len(texts) for texts in answers] == [20, 20, 20, 20]
    assert [len(texts) for texts in (reasons().addressed, reasons().verified)] == [20, 20]


def test_notes_of_supervision_fit_every_standard() -> None:
    for notes in (supervision().agreed, supervision().support):
        assert {note.standard for note in notes} == set(STATEMENTS)
    assert {escalation.standard for escalation in escalations()} == set(STATEMENTS)


def test_a_contested_finding_keeps_its_substance_in_other_words() -> None:
    contested = [found for found in improvements() if found.contested]
    assert len(contested) == 6
    for found in contested:
        assert found.contested
        assert found.contested.reworded != found.finding
    assert {challenge.decision for challenge in reasons().challenged} == {"stands", "withdrawn"}
    assert reasons().difference.keys() == {"yes", "too_early", "no"}
    assert reasons().footprint.keys() == {"check", "challenge", "praise"}
