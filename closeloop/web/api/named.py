"""What ids and people are called outside: refs for things, emails for people; and back."""

from closeloop.rules import refs
from closeloop.rules.items import ItemId
from closeloop.rules.people import Person, PersonId
from closeloop.rules.refusals import Unseen, Wrong
from closeloop.store.audits import AuditId, FindingId
from closeloop.store.supervisions import SupervisionId
from closeloop.web.api.asked import Asked

NOT_THERE = "There is no such {thing}, or it is not yours to see."  # the same words for both
NOBODY = "Nobody here has the email {email}. Check it."


def email(asked: Asked, person: PersonId | None) -> str | None:
    """The email of somebody."""
    return None if person is None else asked.directory.people[person].email


def person(asked: Asked, email: str, field: str) -> Person:
    """The person of an email. Raises Wrong for that field."""
    found = asked.directory.by_email.get(email.lower())
    if found is None:
        raise Wrong({field: NOBODY.format(email=email)})
    return found


def action(ref: str) -> ItemId:
    """The action that an address names. Raises Unseen."""
    number = refs.action_id(ref)
    if number is None:
        raise Unseen
    return ItemId(number)


def escalation(ref: str) -> ItemId:
    """The escalation that an address names. Raises Unseen."""
    return ItemId(_number("E", ref))


def audit(ref: str) -> AuditId:
    """The audit that an address names. Raises Unseen."""
    return AuditId(_number("A", ref))


def supervision(ref: str) -> SupervisionId:
    """The supervision that an address names. Raises Unseen."""
    return SupervisionId(_number("S", ref))


def finding(ref: str) -> FindingId | None:
    """The finding of an id; None where it is none."""
    number = refs.number("F", ref)
    return None if number is None else FindingId(number)


def action_ref(item: ItemId | None) -> str | None:
    """What the letters call an action."""
    return None if item is None else refs.action_ref(item)


def audit_ref(audit: AuditId) -> str:
    """The id of an audit."""
    return refs.ref("A", audit)


def escalation_ref(item: ItemId | None) -> str | None:
    """The id of an escalation."""
    return None if item is None else refs.ref("E", item)


def not_there(field: str, thing: str) -> Wrong:
    """That a body names what is not there, or is hidden: nobody learns which."""
    return Wrong({field: NOT_THERE.format(thing=thing)})


def _number(letter: str, ref: str) -> int:
    number = refs.number(letter, ref)
    if number is None:
        raise Unseen
    return number
