"""The reader of a cell that names a practice statement, the way auditors write them."""

import re
from difflib import get_close_matches

from closeloop.intake.table import Cell
from closeloop.intake.written import Doubtful, Unreadable, brief, refuse_day, written
from closeloop.rules.standards import Framework

BEFORE = re.compile(r"^(practicestandard|standard|statement|s)")
LONGEST_CODE = 40


def statement(cell: Cell, framework: Framework) -> str | Doubtful:
    """The statement's code: `9.3` for 9.3, S9.3, s 9.3; Doubtful where two bear the number.

    Raises Unreadable, with the nearest codes, where the framework has no such statement.
    """
    refuse_day(cell)
    said = written(cell)
    code = BEFORE.sub("", "".join(said[:LONGEST_CODE].casefold().split()))
    if found := framework.statement(code):
        return found.code
    if printed := framework.printed_as(code):
        others = " or ".join(one.code for one in printed[1:])
        warning = f"{code} is printed twice; taken as {printed[0].code}. Write {others} for"
        return Doubtful(printed[0].code, f"{warning} “{printed[1].text}”")
    nearest = get_close_matches(code, [one.code for one in framework], n=3, cutoff=0.0)
    raise Unreadable(
        f"{brief(said)} is not a statement of the standards. The nearest are {', '.join(nearest)}."
    )
