"""Which standard is asked for, in a filter: a standard with all its statements, or one of them."""

from closeloop.web import catalogue
from closeloop.web.fields import Choice
from closeloop.web.reading import Look


def statements(look: Look, code: str | None) -> list[str] | None:
    """A statement's own code, or all of a standard's; None where nothing is asked."""
    framework = catalogue.framework(look.session)
    standard = framework.standard(code) if framework and code else None
    if standard:
        return [one.code for one in standard.statements]
    return [code] if code else None


def standards(look: Look) -> list[Choice]:
    """The standards to choose from."""
    framework = catalogue.framework(look.session)
    found = framework.standards if framework else ()
    return [Choice(one.code, f"{one.code} {one.title}") for one in found]
