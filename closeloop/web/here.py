"""Where a request is answered: the house that the running app was put together from."""

from flask import current_app

from closeloop.house import House
from closeloop.identity.provider import Provider


def house() -> House:
    """The house of the running app."""
    found: House = current_app.extensions["closeloop"]
    return found


def council() -> Provider | None:
    """The council's own sign-in, where the settings name one."""
    found: Provider | None = current_app.extensions["closeloop council"]
    return found
