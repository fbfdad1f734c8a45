"""Where the navigation leads, by role: several roles add up in this order, none twice."""

from dataclasses import dataclass

from flask import current_app, request, url_for

LINKS = {  # role: the endpoints after Home, as far as there are such pages
    "practitioner": ("actions.show", "children.show"),
    "team_manager": ("supervision.people", "team.mine", "actions.show", "children.show"),
    "service_manager": (
        "supervision.people",
        "team.mine",
        "escalations.show",
        "actions.show",
        "reports.show",
    ),
    "iro": ("children.show", "escalations.show", "actions.show"),
    "cp_chair": ("children.show", "escalations.show", "actions.show"),
    "auditor": ("audits.show", "verifying.show", "actions.show"),
    "qa_lead": (
        "audits.show",
        "verifying.show",
        "escalations.show",
        "actions.show",
        "reports.show",
        "imports.new",
    ),
    "head_of_service": ("escalations.show", "team.mine", "actions.show", "reports.show"),
    "director": ("escalations.show", "team.mine", "actions.show", "reports.show"),
    "admin": (
        "admin_people.show",
        "admin_workflows.show",
        "admin_calendar.show",
        "admin_delivery.show",
        "admin_settings.show",
    ),
}
WORDS = {
    "home.show": "Home",
    "actions.show": "Actions",
    "supervision.people": "Supervision",
    "team.mine": "Team",
    "children.show": "Children",
    "escalations.show": "Escalations",
    "audits.show": "Audits",
    "verifying.show": "Verifying",
    "reports.show": "Reports",
    "imports.new": "Imports",
    "admin_people.show": "People",
    "admin_workflows.show": "Workflows",
    "admin_calendar.show": "Calendar",
    "admin_delivery.show": "Delivery",
    "admin_settings.show": "Settings",
}
MOST = 7


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the navigation."""

    words: str
    leads_to: str
    is_here: bool


def links(roles: frozenset[str]) -> list[Link]:
    """The links for somebody with these roles."""
    wanted = ["home.show"]
    for role, endpoints in LINKS.items():
        wanted += [one for one in endpoints if role in roles and one not in wanted]
    there = [one for one in wanted if one in current_app.view_functions]
    return [Link(WORDS[one], url_for(one), one == request.endpoint) for one in there[:MOST]]
