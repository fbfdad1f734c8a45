"""Rows of one file that speak of the same thing: refused, each with the rows of the others."""

from collections import defaultdict
from collections.abc import Hashable, Iterable

from closeloop.intake.plan import Plan
from closeloop.intake.records import Record


def refuse(plan: Plan, column: str, what: str, keyed: Iterable[tuple[Hashable, Record]]) -> None:
    """Refuse every row whose key another row has too. `what` names what stands there twice."""
    rows: dict[Hashable, list[Record]] = defaultdict(list)
    for key, record in keyed:
        rows[key].append(record)
    for same in rows.values():
        for record in same if len(same) > 1 else ():
            others = [str(other.row) for other in same if other is not record]
            row = "row" if len(others) == 1 else "rows"
            message = f"{what} stands in {row} {', '.join(others)} too. Keep one of them."
            plan.refuse(record, column, message)
