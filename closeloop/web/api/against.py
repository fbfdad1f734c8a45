"""What findings and judgements are made against: codes of the standards in force."""

from collections.abc import Collection

from closeloop.rules.refusals import Wrong
from closeloop.rules.standards import Framework
from closeloop.web.api.asked import Asked

SHOWN = 20  # characters of a code that a sentence repeats


def codes(asked: Asked, standard: str | None) -> Collection[str] | None:
    """The statements that a filter means: a standard's all, or one. Raises Wrong."""
    if standard is None:
        return None
    framework = asked.house.standards(asked.session)
    if (whole := framework.standard(standard)) is not None:
        return {statement.code for statement in whole.statements}
    if framework.statement(standard) is not None:
        return {standard}
    raise Wrong({"standard": unknown(framework, standard)})


def unknown(framework: Framework, code: str) -> str:
    """What is said of a code that is no statement's: a printed number may stand for two."""
    if meant := [statement.code for statement in framework.printed_as(code)]:
        return f"{code} stands for more than one statement. Give {' or '.join(meant)}."
    return f"{code[:SHOWN]} is not a statement of the standards. Give a code like 9.3."


def unknown_standard(framework: Framework, code: str) -> str:
    """What is said of a code that is no standard's."""
    known = ", ".join(standard.code for standard in framework.standards)
    return f"{code[:SHOWN]} is not a standard. Choose one of: {known}."
