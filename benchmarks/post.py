"""The post: letters written, handed over and settled one by one, beside a mail program's least."""

import multiprocessing
import smtplib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from itertools import count
from multiprocessing.connection import Connection
from time import perf_counter

from sqlalchemy import update

from benchmarks.crowd import with_one_to_read
from benchmarks.figures import Figure, Round, Trial, ratio
from benchmarks.place import Place
from closeloop.mail.compose import compose_all
from closeloop.mail.messages import Letter, written
from closeloop.mail.post import send_all
from closeloop.scheduler import work
from closeloop.store.tables import NoticeRow, table_of
from tests.authority import MONDAY
from tests.mail.postman import Pigeonholes
from tests.mail.servers import Postroom, serving

OURS = "closeloop, letters a second"
COMPOSED = "closeloop, letters composed a second before that"
BUILT = "smtplib, letters built by the standard library, a second"
READY = "smtplib, the same letters ready as bytes, a second"
NOTICE = table_of(NoticeRow)


def letters(place: Place) -> Trial:
    """Rendered, handed over by Flask-Mail, settled one by one; to a receiver of its own process.

    Beside it the same words by smtplib over one kept line, without a database.
    """
    ours = _Ours(place, place.until.enter_context(receiving()))
    bare = _Bare(ours.words, place.until.enter_context(receiving()), place.until)
    return Trial(
        runs=[ours.sends, bare.builds_and_sends, bare.sends],
        figures=[
            Figure(
                name="a letter",
                of=ratio(OURS, BUILT),
                beside="of building it by the standard library and smtplib on one line",
                goal=0.65,
            ),
            Figure(name="a letter", of=ratio(OURS, READY), beside="of smtplib alone"),
        ],
    )


class _Ours:
    """Somebody new to write to for each letter, since nobody gets two a day."""

    def __init__(self, place: Place, port: int) -> None:
        self._each, self._turns, self._now = place.sizes.letters, count(1), MONDAY
        people = self._each * (1 + place.rounds)
        authority, holders = place.crowd(people, with_one_to_read, owed=True)
        with authority.database.writing() as session:
            for turn, first in enumerate(range(0, people, self._each)):
                theirs = holders[first].person, holders[first + self._each - 1].person
                owed = update(NOTICE).where(NOTICE.c.person_id.between(*theirs))
                session.execute(owed.values(look_at=MONDAY + turn * timedelta(seconds=1)))
        settings = replace(authority.house.settings, mail=f"smtp://127.0.0.1:{port}")
        house = replace(authority.house, settings=settings)
        self._office = work.office(house, lambda: self._now)
        self.words = self._first_turn()

    def sends(self) -> Round:
        """Compose for those who have their turn now, and send to them."""
        self._now = MONDAY + next(self._turns) * timedelta(seconds=1)
        began = perf_counter()
        composed = compose_all(self._office, self._now)
        ready = perf_counter()
        sent = send_all(self._office)
        ended = perf_counter()
        assert (composed.letters, sent.sent) == (self._each, self._each), (composed, sent)
        return {OURS: sent.sent / (ended - ready), COMPOSED: composed.letters / (ready - began)}

    def _first_turn(self) -> Sequence[Letter]:
        """The letters of the first turn, in words: others are to send the same."""
        kept = Pigeonholes()
        compose_all(self._office, self._now)
        send_all(replace(self._office, carrier=kept))
        return kept.taken[: self._each]


class _Bare:
    """The same letters by smtplib, on one line that stays open."""

    def __init__(self, words: Sequence[Letter], port: int, until: ExitStack) -> None:
        self._words = words
        self._ready = [written(letter, MONDAY) for letter in words]
        self._line = until.enter_context(smtplib.SMTP("127.0.0.1", port))

    def builds_and_sends(self) -> Round:
        """Build each letter as the standard library does, and send it."""
        began = perf_counter()
        for letter in self._words:
            self._line.send_message(_message(letter))
        return {BUILT: len(self._words) / (perf_counter() - began)}

    def sends(self) -> Round:
        """Send bytes that were ready."""
        began = perf_counter()
        for letter, ready in zip(self._words, self._ready, strict=True):
            self._line.sendmail(letter.sent_from, [letter.to], ready)
        return {READY: len(self._words) / (perf_counter() - began)}


def _message(letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = letter.sent_from, f"{letter.name} <{letter.to}>"
    message["Subject"], message["Message-ID"] = letter.subject, letter.message_id
    message["Date"] = MONDAY
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


@contextmanager
def receiving() -> Iterator[int]:
    """A mail server in a process of its own, which takes all it is given; its port."""
    forking = multiprocessing.get_context("fork")
    ours, theirs = forking.Pipe()
    process = forking.Process(target=_receive, args=(theirs,), daemon=True)
    process.start()
    yield ours.recv()
    ours.send(None)
    process.join()


def _receive(told: Connection) -> None:
    with serving(Postroom()) as port:
        told.send(port)
        told.recv()
