"""Judge many notices at once, and see that each reader may see what they would hear of."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from closeloop.mail.truth import DROPPED, Verdict, judge
from closeloop.rules.items import Item, ItemId
from closeloop.rules.people import PersonId
from closeloop.rules.rulebook import Rulebook
from closeloop.rules.working_days import london_day
from closeloop.store import Session, items, notices, people, sight
from closeloop.store.notices import Waiting

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Heard:
    """Verdicts by notice, and the items that they are about.

    A notice that could not be judged has no verdict.
    """

    verdicts: Mapping[int, Verdict]
    items: Mapping[ItemId, Item]


def hear(session: Session, rulebook: Rulebook, taken: Sequence[Waiting], now: datetime) -> Heard:
    """Judge notices; one whose rule cannot be followed stops none of the others."""
    directory, day = people.directory(session), london_day(now)
    about = {one.item for one in taken if one.item is not None}
    found = items.seen_among(session, about, sight.whole(), day)
    beside = notices.beside(session, about)
    verdicts: dict[int, Verdict] = {}
    for one in taken:
        if one.item is not None and one.item not in found:
            verdicts[one.id] = DROPPED
            continue
        item = None if one.item is None else found[one.item]
        try:
            verdicts[one.id] = judge(
                one, item, rulebook=rulebook, directory=directory, day=day, beside=beside
            )
        except Exception:
            log.exception("a notice could not be judged", extra={"notice": one.id})
    return Heard(verdicts, found)


def may_hear(
    session: Session, reader: PersonId, theirs: Collection[Waiting], now: datetime
) -> set[int]:
    """Those of the notices that are about what their reader may see on that day."""
    about = {one.item for one in theirs if one.item is not None}
    seen = sight.of(people.directory(session), reader, london_day(now))
    visible = notices.seen_among(session, about, seen) if about else set()
    return {one.id for one in theirs if one.item is None or one.item in visible}
