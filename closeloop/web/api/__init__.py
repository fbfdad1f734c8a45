"""The same acts for programs: one module a resource, each on the one frame."""

from closeloop.web.api import children, me, people, reference
from closeloop.web.api.blueprint import api

__all__ = ["api", "children", "me", "people", "reference"]
