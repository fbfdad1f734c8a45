"""Where a request is answered: the house that the running app was put together from."""

from flask import current_app

from closeloop.house import House


def house() -> House:
    """The house of the running app."""
    found: House = current_app.extensions["closeloop"]
    return found
