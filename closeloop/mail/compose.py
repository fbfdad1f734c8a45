"""Compose letters out of what people are owed to hear: each is judged again, then the noise rule.

A person's notices are taken together, so work follows what waits, never how many people there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from closeloop.mail import messages, scene
from closeloop.mail.hearing import Heard, hear, may_hear
from closeloop.mail.office import Office
from closeloop.mail.rendering import kind_of
from closeloop.rules import noise
from closeloop.rules.noise import USUAL, Bundle, Wishes
from closeloop.rules.people import PersonId
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import first_instant, london_day
from closeloop.store import Session, kept, letters, notices, people, wishes
from closeloop.store.notices import Waiting
from closeloop.store.outbox import NEWS

PUT_OFF = timedelta(minutes=5)  # after which a notice that could not be judged is tried again
ByReader = dict[PersonId, list[Waiting]]
Chosen = Mapping[PersonId, Wishes]


@dataclass(frozen=True, slots=True)
class Composed:
    """What composing came to: notices that were looked at, letters and daily letters made."""

    looked_at: int = 0
    letters: int = 0
    digests: int = 0

    def __add__(self, other: "Composed") -> "Composed":
        """Both together."""
        return Composed(
            self.looked_at + other.looked_at,
            self.letters + other.letters,
            self.digests + other.digests,
        )


def compose_all(office: Office, now: datetime) -> Composed:
    """Compose all that may be composed now, each batch in a transaction of its own."""
    composed = Composed()
    while True:
        with office.database.reading() as session:
            if not notices.anything_ready(session, now):
                return composed
        with office.database.writing() as session:
            batch = compose(session, office.rulebook(session), now, office.sent_from)
        composed += batch
        if not batch.looked_at:  # another node composes, or letters are held
            return composed


def compose(session: Session, rulebook: Rulebook, now: datetime, sent_from: str) -> Composed:
    """Compose the letters of some people. Nothing is looked at while letters are held."""
    if not letters.take_turn(session) or kept.get(session, kept.LETTERS_HELD):
        return Composed()
    directory, day = people.directory(session), london_day(now)
    taken = notices.take_ready(session, now, directory, day)
    heard = hear(session, rulebook, taken, now)
    by_reader = _readers(session, rulebook, taken, heard, now)
    chosen = wishes.of_many(session, by_reader)
    _leave_out_news(session, by_reader, chosen)
    bundles = _planned(session, rulebook, by_reader, heard, chosen, now=now)
    made = letters.make(session, [_row(who, bundle, now, sent_from) for who, bundle in bundles])
    into = zip(made, bundles, strict=True)
    notices.put_into(session, {one: letter for letter, (_, b) in into for one in b.notices})
    digests = sum(bundle.letter == noise.DIGEST for _, bundle in bundles)
    return Composed(len(taken), len(bundles), digests)


def _readers(
    session: Session,
    rulebook: Rulebook,
    taken: Sequence[Waiting],
    heard: Heard,
    now: datetime,
) -> ByReader:
    """Who reads what today. What nobody may hear is dropped, what has another holder given on."""
    dropped: list[int] = []
    later: dict[int, datetime] = {}
    by_reader: ByReader = defaultdict(list)
    for one in taken:
        verdict = heard.verdicts.get(one.id)
        if verdict is None:
            notices.put_off(session, one.id, now + PUT_OFF)
        elif verdict.holder is None:
            dropped.append(one.id)
        else:
            if verdict.holder != one.person:
                notices.give_to(session, one, verdict.holder, verdict.relation)
            if verdict.reader is None:
                later[one.id] = noise.next_morning(now, rulebook.days)
            else:
                by_reader[verdict.reader].append(one)
    for reader, theirs in by_reader.items():
        may = may_hear(session, reader, theirs, now)
        dropped += [one.id for one in theirs if one.id not in may]
        by_reader[reader] = [one for one in theirs if one.id in may]
    notices.drop(session, dropped)
    notices.wait(session, later)
    return by_reader


def _leave_out_news(session: Session, by_reader: ByReader, chosen: Chosen) -> None:
    """Drop what asks nothing of whoever hears of that on pages alone."""
    dropped: list[int] = []
    for reader, theirs in by_reader.items():
        if not chosen.get(reader, USUAL).news:
            news = [one for one in theirs if one.letter == NEWS and one.goes == "ordinary"]
            dropped += [one.id for one in news]
            by_reader[reader] = [one for one in theirs if one not in news]
    notices.drop(session, dropped)


def _planned(
    session: Session,
    rulebook: Rulebook,
    by_reader: ByReader,
    heard: Heard,
    chosen: Chosen,
    *,
    now: datetime,
) -> list[tuple[PersonId, Bundle]]:
    """The letters that go now, by the noise rule; the rest is made to wait."""
    had_one = letters.who_has_one(session, by_reader, first_instant(london_day(now)))
    for ahead, readers in _mornings_ahead(rulebook, by_reader, chosen, now).items():
        had_one |= notices.who_waits_until(session, readers, now, ahead)
    going = [one for theirs in by_reader.values() for one in theirs]
    told = scene.read(session, rulebook, heard.items, going, now=now, base_url="")
    bundles: list[tuple[PersonId, Bundle]] = []
    later: dict[int, datetime] = {}
    for reader, theirs in by_reader.items():
        owed = [told.owed(one) for one in theirs]
        plan = noise.plan(
            owed,
            may_have_one=reader not in had_one,
            now=now,
            days=rulebook.days,
            wishes=chosen.get(reader, USUAL),
        )
        bundles += [(reader, bundle) for bundle in plan.letters]
        later |= dict.fromkeys(plan.waits, plan.until)
    notices.wait(session, later)
    return bundles


def _mornings_ahead(
    rulebook: Rulebook, readers: Iterable[PersonId], chosen: Chosen, now: datetime
) -> Mapping[datetime, list[PersonId]]:
    """Whose morning is still to come today, by when it is: there are only a few."""
    found: dict[datetime, list[PersonId]] = defaultdict(list)
    for reader in readers:
        ahead = noise.morning_ahead(now, rulebook.days, chosen.get(reader, USUAL))
        if ahead is not None:
            found[ahead].append(reader)
    return found


def _row(reader: PersonId, bundle: Bundle, now: datetime, sent_from: str) -> dict[str, object]:
    """A letter to make. Its own id makes the same Message-ID for ever."""
    return {
        "message_id": messages.message_id(f"letter.{uuid4().hex}", sent_from),
        "person_id": reader,
        "kind": kind_of(bundle.letter),
        "goes": bundle.goes,
        "made_at": now,
        "again_at": now,
    }
