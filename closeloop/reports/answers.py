"""Answers to escalations: how many of those who were asked answered before their date."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import or_, select

from closeloop.reports.report import Counted, Scope
from closeloop.rules import months, pictures
from closeloop.rules.pictures import RunChart
from closeloop.store import Session
from closeloop.store.actions import Reader
from closeloop.store.tables import (
    ActionRow,
    ChildRow,
    EntryRow,
    EscalationRow,
    FindingRow,
    ItemRow,
)

QUESTION = "Are escalations answered in time?"
HOW = (
    "Each time that somebody is asked counts once, drift that closeloop offers among it: in the"
    " month in which they answered, or in which their time was over. Nobody is counted by name."
)
COLUMNS = ("month", "in_time", "asked", "percent_in_time")
ASKS = ("period", "area", "standard")
ASKING = frozenset({"raise", "pass_up", "escalate", "go_up", "ask_again"})
ANSWERING = frozenset({"resolve", "direct", "pass_up"})
OVER = frozenset({"go_up", "unanswered"})  # their time was over: it went up, or they were told so

Settled = tuple[date, bool]  # in which month, and whether in time


def count(session: Session, reader: Reader, scope: Scope) -> Counted:
    """How many in a hundred were answered in time, month by month."""
    counted = scope.months(reader.day)
    since = months.begins_at(counted[0])
    entries = _entries(session, reader, scope, since)
    found = [one for one in settled(entries) if one[0] >= counted[0]]
    asked = Counter(month for month, _ in found)
    in_time = Counter(month for month, good in found if good)
    shares = {month: pictures.percent(in_time[month], asked[month]) for month in counted}
    chart = RunChart(
        name="answered",
        measure="Answered in time",
        unit="%",
        counts="times asked",
        points=pictures.points(
            counted, {m: share for m, share in shares.items() if share is not None}, asked
        ),
    )
    rows = [
        {
            "month": month.isoformat()[:7],
            "in_time": in_time[month],
            "asked": asked[month],
            "percent_in_time": shares[month],
        }
        for month in counted
    ]
    return Counted(_says(counted, asked, in_time), [chart], rows)


def settled(entries: Iterable[tuple[int, str, datetime]]) -> Iterator[Settled]:
    """Each time that somebody was asked and the answer came, or its time was over.

    `entries`: item, kind and instant, in the order of the ledger.
    """
    waiting: dict[int, bool] = {}
    for item, kind, at in entries:
        if waiting.get(item) and kind in ANSWERING | OVER:
            waiting[item] = False
            yield months.month_of(at), kind in ANSWERING
        if kind in ASKING:
            waiting[item] = True


def _says(counted: Sequence[date], asked: Counter[date], in_time: Counter[date]) -> str:
    many, good = (sum(numbers[month] for month in counted) for numbers in (asked, in_time))
    if not many:
        return "Nobody was due to answer an escalation in this time, of those that you can see."
    return f"Of {many} times that somebody was asked, {good or 'none'} came to an answer in time."


def _entries(
    session: Session, reader: Reader, scope: Scope, since: datetime
) -> list[tuple[int, str, datetime]]:
    """The ledger of the escalations that are open, or in which somebody has acted since."""
    kinds = ASKING | ANSWERING | OVER
    lived = or_(ItemRow.ended.is_(False), ItemRow.moved_at >= since)
    asked = (
        select(EntryRow.item_id, EntryRow.kind, EntryRow.at)
        .join(EscalationRow, EscalationRow.item_id == EntryRow.item_id)
        .join(ItemRow, ItemRow.id == EscalationRow.item_id)
        .join(ChildRow, ChildRow.id == EscalationRow.child_id)
        .outerjoin(ActionRow, ActionRow.item_id == EscalationRow.action_id)
        .outerjoin(FindingRow, FindingRow.id == ActionRow.finding_id)
        .where(lived, EntryRow.kind.in_(kinds))
        .where(reader.sight.escalations(), *scope.narrows())
        .order_by(EntryRow.item_id, EntryRow.seq)
    )
    return [(row.item_id, row.kind, row.at) for row in session.execute(asked)]
