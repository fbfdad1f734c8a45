"""What an audit comes to before it is sent: how many findings, to whom, whose each is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from closeloop.loop import audits
from closeloop.rules.people import PersonId
from closeloop.rules.refusals import NotYours, Unseen
from closeloop.store.audit_drafts import Draft, DraftFinding
from closeloop.store.children import Child
from closeloop.web.reading import Look
from closeloop.web.visitor import me
from closeloop.web.words import counted


@dataclass(frozen=True, slots=True)
class Share:
    """What of an audit goes to one person."""

    name: str
    words: str  # "3 findings and 1 strength"


def in_words(findings: Iterable[DraftFinding]) -> str:
    """How much it is: "3 findings and 1 strength"."""
    kinds = [one.kind for one in findings]
    improve, strengths = kinds.count("improvement"), kinds.count("strength")
    said = [counted(improve, "finding")] if improve else []
    return " and ".join([*said, counted(strengths, "strength")] if strengths else said)


def child_of(look: Look, draft: Draft) -> Child | None:
    """The child of a draft; None where the writer may not audit it any longer."""
    try:
        return audits.child_to_audit(look.session, draft.child_ref, by=me().id, day=look.reader.day)
    except (NotYours, Unseen):
        return None


def owner_of(look: Look, child: Child | None, finding: DraftFinding) -> PersonId | None:
    """Who would own a finding: who was named, else the child's practitioner, or who holds it."""
    named = finding.owner or (child.practitioner if child else None)
    return look.directory.who_holds(named, look.reader.day)


def to_whom(look: Look, child: Child | None, draft: Draft) -> Sequence[Share]:
    """What goes to each person, by name."""
    by_owner: dict[PersonId, list[DraftFinding]] = {}
    for one in draft.findings:
        if owner := owner_of(look, child, one):
            by_owner.setdefault(owner, []).append(one)
    shares = [Share(look.name(owner), in_words(some)) for owner, some in by_owner.items()]
    return sorted(shares, key=lambda share: share.name)
