"""Every page, and who may open it. A house test holds this list equal to the URL map.

Roles stand here where a page is for some roles alone. Everywhere else each person comes in, and
need to know (`store.sight`) and the rulebook (`open_to`) decide what they find: page by page this
list names the relation that counts.
"""

from collections.abc import Mapping

STRANGERS = frozenset({"strangers"})
EVERYBODY = frozenset({"everybody"})
MANAGERS = frozenset({"team_manager", "service_manager", "head_of_service", "director"})
RAISERS = MANAGERS | {"auditor", "qa_lead", "iro", "cp_chair"}
VERIFY = frozenset({"auditor", "qa_lead", "iro", "cp_chair"})
ESCALATE = MANAGERS | {"qa_lead", "iro", "cp_chair"}
ADMIN = frozenset({"admin"})
IMPORT = frozenset({"admin", "qa_lead"})
REPORTS = ESCALATE  # who answers for more than their own work

OPEN_TO: Mapping[str, frozenset[str]] = {
    # who nobody knows yet
    "sign_in.show": STRANGERS,
    "sign_in.enter": STRANGERS,
    "sign_in.enter_as": STRANGERS,  # made-up people, in development alone
    "sign_in_code.enter": STRANGERS,
    "sign_in_link.show": STRANGERS,  # whoever was handed a link
    "sign_in_link.save": STRANGERS,
    "sign_in_council.begin": STRANGERS,
    "sign_in_council.finish": STRANGERS,
    "sign_in_council.leave": STRANGERS,
    "about.help_": STRANGERS,
    "about.accessibility": STRANGERS,
    "about.privacy": STRANGERS,
    # one's own
    "sign_in.leave": EVERYBODY,
    "home.show": EVERYBODY,
    "me.show": EVERYBODY,
    "me.save": EVERYBODY,
    "me.end": EVERYBODY,
    "password.show": EVERYBODY,  # who has one
    "password.change": EVERYBODY,
    "absence.mine": EVERYBODY,
    "absence.save_mine": EVERYBODY,
    # the person's manager, a manager above, an admin
    "absence.theirs": EVERYBODY,
    "absence.save_theirs": EVERYBODY,
    # an admin, for anybody
    "account.show": ADMIN,
    "account.act": ADMIN,
    # the owner, their managers, auditor, IRO, chair, QA lead: need to know and the rulebook say
    "actions.show": EVERYBODY,
    "actions.as_csv": EVERYBODY,
    "reassignment.show": MANAGERS | {"qa_lead"},  # of what is ticked, what is theirs to give
    "reassignment.give": MANAGERS | {"qa_lead"},
    "action.show": EVERYBODY,
    "step.show": EVERYBODY,
    "step.take": EVERYBODY,
    # the rulebook says who of them may verify which action
    "verifying.show": VERIFY,
    "verifying.take": VERIFY,
    "verifying.hand_back": VERIFY,
    "verify.show": EVERYBODY,
    "verify.save": EVERYBODY,
    # the supervisee's managers, and who stands in for one of them
    "supervision.people": MANAGERS | {"qa_lead"},
    "supervision.agenda_of": EVERYBODY,
    "supervision.log": EVERYBODY,
    # who answers for the team, or sees the whole authority
    "team.mine": MANAGERS | {"qa_lead"},
    "team.show": MANAGERS | {"qa_lead"},
    "team.people_csv": MANAGERS | {"qa_lead"},
    # a manager above, who stands in for one, and who holds a leaver's work
    "handover.people": MANAGERS | {"qa_lead"},
    "handover.show": MANAGERS | {"qa_lead"},
    "handover.give": MANAGERS | {"qa_lead"},
    "handover_record.show": MANAGERS | {"qa_lead"},  # who made it
    "team_meeting.show": MANAGERS | {"qa_lead"},  # of the teams that they manage
    "team_meeting.log": MANAGERS | {"qa_lead"},
    "supervision_record.add": EVERYBODY,  # who logged it
    "supervision_record.show": EVERYBODY,  # the two who met, and the managers above
    # who sees the child, the auditor, the owner of a finding
    "audits.show": EVERYBODY,
    "audit.show": EVERYBODY,
    "audit.mine": EVERYBODY,
    "audit.read_all": EVERYBODY,
    "moderation.show": frozenset({"qa_lead"}),
    "moderation.save": frozenset({"qa_lead"}),
    "audit_entry.new": RAISERS,
    "audit_entry.begin": RAISERS,
    # whose draft it is
    "audit_draft.about": RAISERS,
    "audit_draft.save_about": RAISERS,
    "audit_draft.show": RAISERS,
    "audit_draft.save": RAISERS,
    "audit_draft.remove": RAISERS,
    "audit_draft.last_look": RAISERS,
    "audit_draft.send": RAISERS,
    "audit_draft.drop": RAISERS,
    # who sees the child, the raiser, whoever is asked
    "escalations.show": EVERYBODY,
    "escalation.show": EVERYBODY,
    "escalation.answer": EVERYBODY,
    "escalation.cafcass": EVERYBODY,
    "escalation_entry.new": ESCALATE,
    "escalation_entry.raise_it": ESCALATE,
    # who sees the child; a footprint is left by their IRO or chair
    "children.show": EVERYBODY,
    "child.show": EVERYBODY,
    "footprint.new": EVERYBODY,
    "footprint.leave": EVERYBODY,
    "footprint.show": EVERYBODY,
    "reports.show": REPORTS,
    "reports.read": REPORTS,
    "reports.file": REPORTS,
    "imports.new": IMPORT,
    "imports.check_or_load": IMPORT,
    "imports.show": IMPORT,
    # the administrator, who sees no finding, note or child
    "admin.show": ADMIN,
    "admin_delivery.show": ADMIN,
    "admin_delivery.try_again": ADMIN,
    "admin_delivery.release": ADMIN,
    "admin_people.show": ADMIN,
    "admin_person.new": ADMIN,
    "admin_person.add": ADMIN,
    "admin_person.show": ADMIN,
    "admin_person.save": ADMIN,
    "admin_leaver.show": ADMIN,
    "admin_leaver.end": ADMIN,
    "admin_teams.show": ADMIN,
    "admin_teams.change": ADMIN,
    "admin_tokens.show": ADMIN,
    "admin_tokens.make_or_revoke": ADMIN,
    "admin_settings.show": ADMIN,
    "admin_workflows.show": ADMIN,
    "admin_workflows.version": ADMIN,
    "admin_workflow_new.new": ADMIN,
    "admin_workflow_new.check_or_keep": ADMIN,
    "admin_calendar.show": ADMIN,
    "admin_calendar.new": ADMIN,
    "admin_calendar.check_or_declare": ADMIN,
    "admin_calendar.end": ADMIN,
    # development alone
    "mailbox.show": EVERYBODY,
    "mailbox.read": EVERYBODY,
}
