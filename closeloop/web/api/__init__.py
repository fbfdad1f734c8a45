"""The same acts for programs: one module a resource, each on the one frame."""

from closeloop.web.api import (
    actions,
    audits,
    children,
    escalations,
    imports,
    me,
    people,
    reference,
    reports,
    supervisions,
    transitions,
)
from closeloop.web.api.blueprint import api

__all__ = [
    "actions",
    "api",
    "audits",
    "children",
    "escalations",
    "imports",
    "me",
    "people",
    "reference",
    "reports",
    "supervisions",
    "transitions",
]
