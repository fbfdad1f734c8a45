"""The outbox: what people are owed to hear, kept in the transaction of what it tells of."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from closeloop.rules.items import ItemId
from closeloop.rules.moves import Notice
from closeloop.rules.noise import Goes
from closeloop.store.tables import AskedRow, LetterRow, NoticeRow, table_of

ASKING = {"request", "escalation"}  # letters that make who gets them one who is asked
NEWS = "notice"
TO_READ = "acknowledge"


def rows(
    item_id: ItemId, notices: Sequence[Notice], *, severity: str, stay_no: int, at: datetime
) -> list[dict[str, object]]:
    """The rows of notices to owe."""
    return [
        {
            "item_id": item_id,
            "person_id": notice.to,
            "relation": notice.relation,
            "letter": notice.letter,
            "asks": notice.asks,
            "cause": notice.cause,
            "reason": notice.reason,
            "stay_no": stay_no,
            "goes": _goes(notice.letter, severity),
            "owed_at": at,
            "look_at": at,
        }
        for notice in notices
    ]


def _goes(letter: str, severity: str) -> Goes:
    """How it goes: what is critical at any hour, an escalation apart, the rest in turn."""
    if severity == "critical" and letter != NEWS:
        return "critical"
    return "apart" if letter == "escalation" else "ordinary"


def owe(session: Session, to_owe: Sequence[dict[str, object]]) -> None:
    """Owe notices, one statement for all; who is asked by one may see what it is about."""
    if not to_owe:
        return
    session.connection().execute(OWE, to_owe)
    ask(session, to_owe)


def ask(session: Session, owed: Sequence[Mapping[str, object]]) -> None:
    """Whoever is asked something by one of these may see what it is about."""
    asked = [
        {
            "item_id": row["item_id"],
            "person_id": row["person_id"],
            "asks": row["asks"] or "answer",
            "stay_no": row["stay_no"],
        }
        for row in owed
        if row["letter"] in ASKING
    ]
    if asked:
        dialect = session.get_bind().dialect.name
        add = postgresql.insert if dialect == "postgresql" else sqlite.insert
        session.execute(add(AskedRow).on_conflict_do_nothing(), asked)
        unasked: set[ItemId] = session.info.get(UNASKED, set())
        unasked.difference_update(row["item_id"] for row in asked)


UNASKED = "unasked"  # items of which nothing is asked, noted on a session that has locked them


def know_unasked(session: Session, ids: Collection[ItemId]) -> None:
    """Take it as read that nobody is asked anything about these locked items."""
    session.info.setdefault(UNASKED, set()).update(ids)


OWE = insert(table_of(NoticeRow))


def drop(session: Session, item_id: ItemId, causes: Collection[str]) -> None:
    """Drop what was asked because of a clock or step that has been answered since.

    What stands in a letter that has not gone yet is dropped too; news of a step stays true, as
    does a critical action for the manager who is told of it, though its owner has read it.
    """
    session.connection().execute(DROP, {"its_item": item_id, "causes": list(causes)})


NOTICE = table_of(NoticeRow)
DROP = (
    update(NOTICE)
    .where(
        NOTICE.c.item_id == bindparam("its_item"),
        NOTICE.c.cause.in_(bindparam("causes", expanding=True)),
        NOTICE.c.letter != NEWS,
        or_(NOTICE.c.letter != TO_READ, NOTICE.c.relation == "owner"),
        NOTICE.c.state.in_(("waiting", "in_letter")),
    )
    .values(state="dropped")
)


def ask_no_more(session: Session, item_id: ItemId, *, stays_before: int, decided: bool) -> None:
    """Whoever was asked in a stay that is over need not see it any longer for that.

    A challenge is asked across stays, until it is decided.
    """
    if item_id in session.info.get(UNASKED, ()):
        return
    if decided:
        session.connection().execute(DECIDED, {"its_item": item_id})
    else:
        session.connection().execute(STAY_OVER, {"its_item": item_id, "stays_before": stays_before})


ASKED = table_of(AskedRow)
DECIDED = delete(ASKED).where(ASKED.c.item_id == bindparam("its_item"), ASKED.c.asks == "decide")
STAY_OVER = delete(ASKED).where(
    ASKED.c.item_id == bindparam("its_item"),
    ASKED.c.asks != "decide",
    ASKED.c.stay_no < bindparam("stays_before"),
)


def take_back(session: Session) -> int:
    """After a restore: letters that were being sent wait again. Says how many things wait."""
    sending = update(LetterRow).where(LetterRow.state == "sending")
    session.execute(sending.values(state="waiting", held_by=None, held_until=None))
    waiting = (
        select(func.count()).select_from(row).where(row.state == "waiting")
        for row in (NoticeRow, LetterRow)
    )
    return sum(session.scalar(count) or 0 for count in waiting)
