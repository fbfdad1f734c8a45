"""You: where one is signed in, one's password, one's letters; and what an admin may do of it."""

from datetime import time, timedelta

import pytest

from closeloop.loop import audits, passwords
from closeloop.loop.findings import NewAudit, NewFinding
from closeloop.rules.noise import Wishes
from closeloop.store import children, people, sight, sign_ins, wishes
from closeloop.web import device
from tests.authority import MONDAY, Authority
from tests.web.conftest import Visits
from tests.web.signing import WORDS, app_of, handed_over, sets_up, signs_in
from tests.web.visit import Visitor

AMIRA = "amira@midshire.example"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"


def test_each_sees_where_they_are_signed_in_and_ends_one_or_all(visits: Visits) -> None:
    here, phone, tablet, ben = visits("amira"), visits(), visits(), visits("ben")
    for visitor in (phone, tablet):
        visitor.client.environ_base["HTTP_USER_AGENT"] = EDGE
        visitor.signs_in("amira")
    shown = here.opens("/me")
    assert shown.text.count("Edge on Windows") == 4  # twice to see, twice to hear
    assert shown.text.count("where you are now") == 1
    assert "Signed in as a made-up person on 2 March 2026 at 9am." in shown.text
    one = next(b.get("value", "") for b in shown.root.iter("button") if b.get("name") == "end")
    after = here.presses(shown, "/me", "/me/sign-ins", end=one)
    assert after.text.count("Edge on Windows") == 2
    assert [v.opens("/").heading for v in (phone, tablet)] in (
        ["Sign in", "Your work"], ["Your work", "Sign in"],
    )  # fmt: skip
    here.presses(after, "/me", "/me/sign-ins", others="1")
    assert [v.opens("/").heading for v in (phone, tablet)] == ["Sign in", "Sign in"]
    assert here.opens("/me").heading == "You"
    assert ben.opens("/me").heading == "You"


def test_nobody_ends_a_colleagues_sign_in(authority: Authority, visits: Visits) -> None:
    ben, amira = visits("ben"), visits("amira")
    shown = amira.opens("/me")
    with authority.database.reading() as session:
        (theirs,) = sign_ins.open_ones_of(session, authority.who("ben"), MONDAY)
    amira.presses(shown, "/me", "/me/sign-ins", end=str(theirs.id))
    assert ben.opens("/").heading == "Your work"


def test_a_form_still_open_where_a_sign_in_was_ended_does_nothing(
    authority: Authority, visits: Visits
) -> None:
    lost, here = visits("amira"), visits("amira")
    shown = lost.opens("/me")
    here.presses(here.opens("/me"), "/me", "/me/sign-ins", others="1")
    assert lost.presses(shown, "/me", news="no").heading == "Sign in"
    with authority.database.reading() as session:
        assert wishes.of(session, authority.who("amira")) == Wishes()


def test_letters_are_chosen_and_shown_as_chosen(authority: Authority, visits: Visits) -> None:
    visitor = visits("amira")
    chosen = visitor.sends("/me", "/me", news="no", at="09:00", works_on=["0", "1", "2"])
    assert "Your letters are as you chose." in chosen.answer.text
    assert chosen.values("/me").getlist("works_on") == ["0", "1", "2"]
    with authority.database.reading() as session:
        kept = wishes.of(session, authority.who("amira"))
        assert kept == Wishes(news=False, at=time(9), weekdays=frozenset({0, 1, 2}))
        assert wishes.of(session, authority.who("ben")) == Wishes()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"works_on": []}, "Choose at least one day on which you work"),
        ({"works_on": ["6"]}, "Choose at least one day on which you work"),
        ({"at": "03:00"}, "Choose when your daily letter goes"),
        ({"news": "perhaps"}, "Choose whether you want letters that ask nothing of you"),
    ],
)
def test_a_choice_that_is_none_is_refused_beside_its_field(
    visits: Visits, typed: dict[str, str], says: str
) -> None:
    shown = visits("amira").sends("/me", "/me", **typed)
    assert (shown.status, shown.title) == (422, "Error: You – closeloop – Midshire")  # noqa: RUF001
    assert says in shown.text


def test_ones_record_of_strengths_is_ones_own(authority: Authority, visits: Visits) -> None:
    child = authority.takes_in()
    good = tuple(
        NewFinding(
            standard="9.3",
            kind="strength",
            text=f"Sat with her, visit {visit}",
            owner=authority.who("amira"),
        )
        for visit in range(6)
    )
    with authority.database.writing() as session:
        found = children.by_ref(session, [child], sight.whole())[child]
        new = NewAudit(
            child=found,
            audited_on=MONDAY.date(),
            auditor=authority.who("ada"),
            activity="case_file_audit",
            overall_grade="good",
            findings=good,
        )
        rulebook = authority.house.rulebook(session)
        audits.raise_all(session, rulebook, [new], by=authority.who("ada"), now=MONDAY)
    amira = visits("amira")
    shown = amira.opens("/me")
    assert "6 strengths were seen in your work." in shown.text
    assert shown.text.count("Sat with her") == 5
    assert amira.opens("/me?all=1").text.count("Sat with her") == 6
    assert "No strength is recorded yet." in visits("ben").opens("/me").text


@pytest.fixture
def with_password(authority: Authority, visits: Visits) -> Visitor:
    """Amira, signed in by password."""
    with authority.database.writing() as session:
        person = people.directory(session).by_email[AMIRA]
        passwords.put(session, person, AMIRA, WORDS, authority="Midshire", now=MONDAY)
    visitor = visits()
    assert signs_in(visitor, AMIRA).heading == "Your work"
    return visitor


def test_a_password_is_changed_by_who_knows_it_and_ends_what_was_before(
    with_password: Visitor, visits: Visits
) -> None:
    elsewhere = visits("amira")
    cookie = with_password.client.get_cookie("closeloop")
    shown = with_password.opens("/me/password")
    typed = {"password": WORDS, "new_password": "walnut ladder teapot"}
    after = with_password.presses(shown, "/me/password", **typed)
    assert after.heading == "You"
    assert with_password.client.get_cookie("closeloop") != cookie  # a new id
    assert elsewhere.opens("/").heading == "Sign in"
    twice = with_password.presses(shown, "/me/password", **typed)  # a double click
    assert twice.heading == "You"
    assert "You are signed out everywhere else." in twice.answer.text
    assert signs_in(visits(), AMIRA, "walnut ladder teapot").heading == "Your work"
    assert signs_in(visits(), AMIRA, WORDS).status == 422


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"password": "another one entirely"}, "Your present password is not right"),
        ({"password": WORDS, "new_password": "short"}, "Use 12 characters or more."),
        ({"password": WORDS, "new_password": "midshire amira"}, "Use three words of yours."),
    ],
)
def test_a_password_is_not_changed_otherwise(
    with_password: Visitor, visits: Visits, typed: dict[str, str], says: str
) -> None:
    shown = with_password.sends("/me/password", **typed)
    assert shown.status == 422
    assert says in shown.text
    assert signs_in(visits(), AMIRA).heading == "Your work"


def test_guesses_at_ones_own_password_are_counted_as_at_the_door(with_password: Visitor) -> None:
    shown = with_password.opens("/me/password")
    for _ in range(10):
        with_password.presses(shown, "/me/password", password="a guess")
    late = with_password.presses(shown, "/me/password", password=WORDS, new_password="x" * 20)
    assert late.status == 429


def test_an_admin_makes_a_link_and_hands_it_over(authority: Authority, visits: Visits) -> None:
    otto, address = visits("otto"), f"/people/P-{authority.who('amira')}/sign-in"
    assert "Password: none" in otto.opens(address).text
    shown = otto.sends(address, make="1")
    link = next(one.text or "" for one in shown.root.iter("textarea"))
    assert link.startswith("http://127.0.0.1:8000/sign-in/link?link=")
    amira = visits()
    opened = amira.opens(link.removeprefix("http://127.0.0.1:8000"))
    app = app_of(authority, opened)
    amira.presses(opened, "/sign-in/link", password=WORDS, code=app.shows())
    assert "Codes from an app: set up on 2 March 2026" in otto.opens(address).text
    assert "/sign-in/link" not in otto.opens(address).answer.text  # shown once


def test_an_admin_ends_where_somebody_is_signed_in(authority: Authority, visits: Visits) -> None:
    amira, otto = visits("amira"), visits("otto")
    shown = otto.sends(f"/people/P-{authority.who('amira')}/sign-in", end="1")
    assert "Nowhere at the moment." in shown.text
    assert amira.opens("/").heading == "Sign in"


@pytest.mark.parametrize("name", ["tia", "quinn", "dana"])
def test_nobody_but_an_admin_makes_links(authority: Authority, visits: Visits, name: str) -> None:
    address = f"/people/P-{authority.who('amira')}/sign-in"
    visitor = visits(name)
    assert visitor.opens(address).status == 403
    values = visitor.opens("/me").values("/me")
    answer = visitor.client.post(address, data=values | {"make": "1"})
    assert answer.status_code == 403


def test_there_is_no_link_for_who_has_left(authority: Authority, visits: Visits) -> None:
    authority.changes("amira", leaves_on=MONDAY.date() - timedelta(days=1))
    assert visits("otto").opens(f"/people/P-{authority.who('amira')}/sign-in").status == 404


def test_what_is_set_up_is_named(authority: Authority, visits: Visits) -> None:
    visitor = visits()
    sets_up(authority, visitor, "amira")
    shown = visitor.opens("/me")
    assert "Codes from an app, set up on 2 March 2026 at 9am" in shown.text
    assert "/me/password" in shown.links
    assert handed_over(authority, "ben")


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (EDGE, "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537", "Chrome on Android"),
        ("curl/8.0", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_named_in_a_few_words(says: str, words: str) -> None:
    assert device.words(says) == words
