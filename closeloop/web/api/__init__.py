"""The same acts for programs: one module a resource, each on the one frame."""

from closeloop.web.api import people
from closeloop.web.api.blueprint import api

__all__ = ["api", "people"]
