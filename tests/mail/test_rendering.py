"""Every letter, as long as it gets, against the bars that letters have to pass."""

import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any, get_args
from xml.etree.ElementTree import Element

import html5lib
import pytest

from closeloop.mail.messages import Letter, written
from closeloop.mail.refusals import Unwritable
from closeloop.mail.rendering import FOLDERS, Rendered, kind_of, letters, render
from closeloop.mail.values import Ask, News, Rule
from tests.mail.letters import MONDAY, SENDER
from tests.mail.told import (
    ACKNOWLEDGE,
    BASE,
    DIGEST,
    EVERY,
    LINK,
    NOTICE,
    REQUEST,
    TOLD,
    WHO,
    groups,
    refs,
)

LETTERS = sorted(TOLD)
KINDS = {
    "acknowledge": "acknowledge",
    "acknowledge_critical": "acknowledge",
    "strength": "acknowledge",
    "reminder": "reminder",
    "reminder_unread": "reminder",
    "overdue": "overdue",
    "drift_offered": "escalation",
    "drift_passed": "escalation",
    "escalation": "escalation",
    "returned": "returned",
    "request": "request",
    "notice": "notice",
    "not_delivered": "notice",
    "digest": "digest",
}
NEVER_SAID = (
    r"failed|failure of|breach|non-compliant|compliance|offender|ticket|assignee|SLA|RAG|chase|nag|"
    r"invalid|illegal|oops|please|sorry|ASAP|soon|delivered"
)
ALLOWED_TAGS = {"html", "head", "meta", "title", "body", "h1", "h2", "p", "ul", "li", "a"}
ALLOWED_TAGS |= {"table", "tbody", "tr", "td"}
OTHER_HOSTS = re.compile(r"url\(|src=|@import|http://", re.IGNORECASE)


def variants() -> Iterator[tuple[str, Mapping[str, object]]]:
    """Every letter, and every sentence that one of them can hold."""
    yield from TOLD.items()
    yield "acknowledge", {**ACKNOWLEDGE, "actions": refs(1), "strengths": 0}
    handed = {key: value for key, value in ACKNOWLEDGE.items() if key != "audited_on"}
    yield "acknowledge", handed | {"handed_by": "Tia Manager"}
    yield "strength", {**TOLD["strength"], "strengths": 2}
    for name in ("acknowledge_critical", "reminder", "reminder_unread", "overdue"):
        told = {key: value for key, value in TOLD[name].items() if key != "who"}
        yield name, told | {"whose": WHO}
    yield "returned", {**TOLD["returned"], "reopened": True}
    for rule in get_args(Rule):
        yield "drift_offered", {**TOLD["drift_offered"], "rule": rule, "count": 2}
    for asks in get_args(Ask):
        yield "request", {**REQUEST, "asks": asks}
    for news in get_args(News):
        yield "notice", {**NOTICE, "news": news}
    yield "digest", {**DIGEST, "groups": groups(0, 0, 0, 0)}


EACH = pytest.mark.parametrize(("name", "told"), list(variants()))


def document(rendered: Rendered) -> Element:
    """The HTML, parsed by the letter of the standard."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    found: Element = parser.parse(rendered.html)
    return found


def words_of(element: Element | None) -> list[str]:
    assert element is not None
    return "".join(element.itertext()).split()


@EACH
def test_the_subject_fits_a_lock_screen(name: str, told: Mapping[str, object]) -> None:
    subject = render(name, told).subject
    assert subject.startswith("closeloop: ")
    assert len(subject) <= 70
    assert "\n" not in subject


@EACH
def test_nobody_but_the_reader_is_named_in_a_subject(name: str, told: Mapping[str, object]) -> None:
    assert "Featherstone" not in render(name, told).subject


@EACH
def test_text_and_html_say_the_same_words(name: str, told: Mapping[str, object]) -> None:
    rendered = render(name, told)
    assert words_of(document(rendered).find("body")) == rendered.text.split()


@EACH
def test_a_letter_is_short(name: str, told: Mapping[str, object]) -> None:
    rendered = render(name, told)
    assert len(rendered.html.encode()) <= 15_000
    if name != "digest":
        assert len(rendered.text.split()) <= 120


@EACH
def test_sentences_are_short_and_no_word_blames(name: str, told: Mapping[str, object]) -> None:
    rendered = render(name, told)
    without_links = re.sub(r"https?://\S+", "", rendered.text)
    sentences = [s for s in re.split(r"[.?!:;]\s|\n", without_links) if s.split()]
    assert sum(len(s.split()) for s in sentences) / len(sentences) <= 20
    said = f"{rendered.subject} {without_links}"
    assert not re.search(rf"\b({NEVER_SAID})\b", said, re.IGNORECASE)


@EACH
def test_the_html_is_one_plain_column_that_fetches_nothing(
    name: str, told: Mapping[str, object]
) -> None:
    rendered = render(name, told)
    page = document(rendered)
    assert page.get("lang") == "en-GB"
    assert words_of(page.find("head/title")) == rendered.subject.split()
    assert {element.tag for element in page.iter()} <= ALLOWED_TAGS
    assert not OTHER_HOSTS.search(rendered.html)
    (table,) = page.iter("table")
    assert table.get("role") == "presentation"
    assert "max-width:600px" in str(table.get("style"))
    assert len(list(page.iter("h1"))) == 1


@EACH
def test_every_link_leads_home_and_stands_there_in_full(
    name: str, told: Mapping[str, object]
) -> None:
    rendered = render(name, told)
    links = [link.get("href") or "" for link in document(rendered).iter("a")]
    assert told["link"] in links
    assert all(link.startswith(f"{BASE}/") for link in links)
    assert set(links) <= set(rendered.text.split())


@EACH
def test_one_link_looks_like_a_button(name: str, told: Mapping[str, object]) -> None:
    links = list(document(render(name, told)).iter("a"))
    buttons = [link for link in links if "inline-block" in str(link.get("style"))]
    assert [button.get("href") for button in buttons] == [told["link"]]


@EACH
def test_every_letter_greets_and_says_why_it_came(name: str, told: Mapping[str, object]) -> None:
    text = render(name, told).text
    assert text.startswith("Hello Amira,\n")
    assert re.search(r"\nYou get this because [a-z ]+\.\n", text)
    assert text.endswith(f"closeloop for {EVERY['authority']}. Replies are not read.")


@EACH
def test_no_letter_shows_what_it_should_never_have_been_told(
    name: str, told: Mapping[str, object]
) -> None:
    secret = dict.fromkeys(("child_ref", "finding", "standard", "note", "grade"), "CANARY")
    rendered = render(name, {**secret, **told})
    assert "CANARY" not in rendered.subject + rendered.text + rendered.html


@EACH
def test_no_line_on_the_wire_is_too_long(name: str, told: Mapping[str, object]) -> None:
    rendered = render(name, told)
    letter = Letter(
        to="amira@midshire.example",
        name="Amira Khan",
        kind=kind_of(name),
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        action=None,
        message_id="<1@midshire.example>",
        sent_from=SENDER,
    )
    assert max(map(len, written(letter, MONDAY).split(b"\r\n"))) <= 998


def test_every_folder_is_a_letter_that_is_tried_here_and_has_its_kind() -> None:
    assert letters() == LETTERS
    assert {name: kind_of(name) for name in letters()} == KINDS


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_that_is_told_too_little_is_not_written(name: str) -> None:
    for missing in ("reader", "base_url", "authority", "link"):
        told = {key: value for key, value in TOLD[name].items() if key != missing}
        with pytest.raises(Unwritable):
            render(name, told)


@pytest.mark.parametrize(
    ("name", "but"),
    [
        ("gossip", {}),
        ("../email/notice", {}),
        ("notice", {"news": "gossip"}),
        ("request", {"asks": "gossip"}),
        ("drift_offered", {"rule": "gossip"}),
        ("drift_offered", {"count": None, "rule": 1}),
        ("acknowledge", {"actions": None}),
    ],
)
def test_a_letter_that_makes_no_sense_is_not_written(name: str, but: dict[str, Any]) -> None:
    with pytest.raises(Unwritable):
        render(name, {**TOLD.get(name, EVERY), **but})


def test_news_that_was_told_too_little_is_not_written() -> None:
    with pytest.raises(Unwritable, match="who"):
        render("notice", {**EVERY, "news": "verified", "link": LINK, "action": "4F7K-22"})


def test_a_folder_that_is_named_after_no_kind_has_none() -> None:
    with pytest.raises(Unwritable):
        kind_of("gossip")


@pytest.mark.parametrize("name", ["Tia <b>O'Neil</b> & Co", "{{ 7*7 }}", "{% raw %}", "{who}"])
def test_a_name_is_shown_as_it_is_written(name: str) -> None:
    rendered = render("returned", {**TOLD["returned"], "who": name})
    assert f"{name} could not see" in rendered.text
    assert f"{escape(name, quote=False)} could not see" in rendered.html.replace("&#39;", "'")
    rendered = render("notice", {**NOTICE, "who": name})
    assert f"{name} saw it" in rendered.text
    assert "<b>" not in rendered.html


def test_a_reminder_reads_as_it_was_designed() -> None:
    rendered = render(
        "reminder",
        {
            "reader": "Amira",
            "base_url": "https://closeloop.midshire.gov.uk",
            "authority": "Midshire Council",
            "action": "4F7K-22",
            "link": "https://closeloop.midshire.gov.uk/actions/4F7K-22",
            "by": "Thursday 12 March",
            "due": "due Thursday 12 March, in 2 working days",
            "past": False,
        },
    )
    assert rendered.subject == "closeloop: 4F7K-22 is due Thursday 12 March"
    assert rendered.text == (
        "Hello Amira,\n\n"
        "4F7K-22 is due Thursday 12 March, in 2 working days. Next: say where it is recorded.\n\n"
        "Open 4F7K-22\nhttps://closeloop.midshire.gov.uk/actions/4F7K-22\n\n"
        "Need longer? Ask for more time on the page.\n\n"
        "You get this because you own this action.\n"
        "Away? https://closeloop.midshire.gov.uk/me/absence\n"
        "Help: https://closeloop.midshire.gov.uk/help\n"
        "Sent by closeloop for Midshire Council. Replies are not read."
    )


def test_a_deputy_is_told_for_whom_the_letter_came() -> None:
    told = {**TOLD["request"], "because": "you deputise for Amira Khan"}
    assert "You get this because you deputise for Amira Khan." in render("request", told).text


def test_a_manager_is_asked_to_speak_with_the_owner_not_to_do_the_owners_work() -> None:
    told = {**TOLD["reminder"], "whose": "Amira Khan"}
    text = render("reminder", told).text
    assert "It is for Amira Khan to do. Next: speak with them about it.\n\nOpen 4F7K-22" in text
    assert "You get this because you manage its owner." in text
    assert "say where it is recorded" not in text
    assert "Need longer?" not in text


def test_an_escalation_waits_for_an_answer_by_its_own_ref() -> None:
    told = {**REQUEST, "about": "E-118", "asks": "answer", "by": "Monday 16 March"}
    rendered = render("request", told)
    assert rendered.subject == "closeloop: E-118 waits for your answer by Monday 16 March"
    assert "Say that it is put right, what is to happen, or pass it up." in rendered.text


def test_one_finding_is_one_and_several_are_several() -> None:
    one = render("acknowledge", {**ACKNOWLEDGE, "actions": refs(1), "strengths": 1})
    assert one.subject.startswith("closeloop: 1 finding to read")
    assert "1 finding and 1 strength for you.\nSay that you have read it by" in one.text
    many = render("acknowledge", {**ACKNOWLEDGE, "actions": refs(3), "strengths": 0})
    assert many.subject.startswith("closeloop: 3 findings to read")
    assert "3 findings for you.\nSay that you have read them by" in many.text


def test_a_long_audit_names_ten_refs_and_counts_the_rest() -> None:
    text = render("acknowledge", ACKNOWLEDGE).text
    assert text.count(f"{BASE}/actions/") == 10
    assert "and 50 more on that page" in text


def test_a_daily_letter_names_25_things_the_most_urgent_first_and_counts_the_rest() -> None:
    rendered = render("digest", DIGEST)
    assert rendered.subject.startswith("closeloop: 31 things, first due ")
    assert rendered.text.count("say where it is recorded") == 25
    assert f"and 6 more: {BASE}/" in rendered.text
    order = [rendered.text.index(h) for h in ("Needs your answer", "Was due", "Due this week")]
    assert order == sorted(order)
    assert "For information" not in rendered.text


def test_a_group_with_nothing_in_it_has_no_heading() -> None:
    text = render("digest", {**DIGEST, "groups": groups(0, 1, 0, 0)}).text
    assert "Was due" in text
    assert "Needs your answer" not in text
    assert "more:" not in text


def test_a_manager_hears_on_monday_whom_to_supervise_though_nothing_else_is_due() -> None:
    rendered = render("digest", {**DIGEST, "groups": groups(0, 0, 0, 0)})
    assert rendered.subject == "closeloop: whom to supervise this week"
    assert "To supervise this week: Alexandra" in rendered.text


def test_the_notice_of_a_deputy_is_about_no_action() -> None:
    told = {**EVERY, "news": "deputy", "who": "Amira Khan", "by": "Monday 9 March", "link": LINK}
    rendered = render("notice", told)
    assert rendered.subject == "closeloop: you deputise from Monday 9 March"
    assert "\nYou deputise for Amira Khan from Monday 9 March. Nothing is asked" in rendered.text


def test_every_letter_stands_in_its_three_files() -> None:
    tree = next(folder for folder in FOLDERS if folder.is_dir())
    for name in letters():
        files = {path.name for path in Path(tree, name).iterdir()}
        assert files == {"subject.txt", "body.txt", "body.html"}
