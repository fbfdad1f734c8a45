"""Write the letters that are held, at the last moment: judged again, so that all of it is true."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from closeloop.mail import scene
from closeloop.mail.contents import contents
from closeloop.mail.hearing import Heard, hear, may_hear
from closeloop.mail.messages import Letter
from closeloop.mail.office import Office
from closeloop.mail.rendering import kind_of, render
from closeloop.mail.scene import Scene
from closeloop.store import Session, notices
from closeloop.store.letters import Held
from closeloop.store.notices import Waiting

log = logging.getLogger(__name__)


@dataclass
class Written:
    """What became of held letters: those to hand over, and what was found out meanwhile."""

    letters: dict[int, Letter] = field(default_factory=dict)
    empty: list[int] = field(default_factory=list)  # nothing in them is true any more
    unwritable: dict[int, str] = field(default_factory=dict)  # why, in words
    dropped: list[int] = field(default_factory=list)  # notices
    given_back: list[int] = field(default_factory=list)  # notices that somebody else reads now


def write(session: Session, office: Office, held: Sequence[Held], now: datetime) -> Written:
    """Judge what stands in held letters, and write each. Nothing is changed in the database."""
    rulebook, written = office.rulebook(session), Written()
    inside = notices.of_letters(session, [letter.id for letter in held])
    taken = [one for several in inside.values() for one in several]
    heard = hear(session, rulebook, taken, now)
    true = {
        h.id: _still_theirs(session, h, inside[h.id], heard, written=written, now=now) for h in held
    }
    told = scene.read(
        session,
        rulebook,
        heard.items,
        [one for several in true.values() for one in several],
        readers=[letter.person for letter in held],
        now=now,
        base_url=office.base_url,
    )
    for letter in held:
        if not true[letter.id]:
            written.empty.append(letter.id)
            continue
        try:
            written.letters[letter.id] = _letter(told, office, letter, true[letter.id])
        except Exception as fault:
            log.exception("a letter could not be written", extra={"letter": letter.id})
            written.unwritable[letter.id] = f"It could not be written ({type(fault).__name__})."
    return written


def _still_theirs(
    session: Session,
    letter: Held,
    inside: Sequence[Waiting],
    heard: Heard,
    *,
    written: Written,
    now: datetime,
) -> list[Waiting]:
    """What is true and still read by the letter's reader; the rest is dropped or given back."""
    theirs = []
    for one in inside:
        verdict = heard.verdicts.get(one.id)
        if verdict is not None and verdict.holder is None:
            written.dropped.append(one.id)
        elif verdict is None or (verdict.holder, verdict.reader) != (one.person, letter.person):
            written.given_back.append(one.id)
        else:
            theirs.append(one)
    may = may_hear(session, letter.person, theirs, now)
    written.dropped += [one.id for one in theirs if one.id not in may]
    return [one for one in theirs if one.id in may]


def _letter(told: Scene, office: Office, held: Held, inside: Sequence[Waiting]) -> Letter:
    said = contents(told, held.person, inside, office.authority)
    words = render(said.folder, said.values)
    reader = told.directory.people[held.person]
    return Letter(
        to=reader.email,
        name=reader.name,
        kind=kind_of(said.folder),
        subject=words.subject,
        text=words.text,
        html=words.html,
        action=said.action,
        message_id=held.message_id,
        sent_from=office.sent_from,
        again=held.may_be_out,
    )
