"""Commands about the ledger."""

from dataclasses import asdict

import click

from closeloop.app import House
from closeloop.cli.frame import Told, answers
from closeloop.rules.refs import action_ref
from closeloop.store import verification
from closeloop.store.verification import Broken


@click.group()
def ledger() -> None:
    """See whether the history holds."""


@ledger.command("verify")
@answers()
def verify(house: House) -> Told:
    """Recompute the whole audit trail; exit 1 and the first broken entry where it does not hold."""
    with house.database.snapshot() as session:
        found = verification.verify(session, house.settings.seals)
    counts: dict[str, object] = {
        "entries": found.entries,
        "chains": found.chains,
        "seals": found.seals,
    }
    data: dict[str, object] = counts | {"holds": found.broken is None, "broken": None}
    if found.broken is None:
        words = f"The ledger holds: {found.entries} entries, {found.chains} chains"
        return Told(data, f"{words}, {found.seals} seals.")
    data["broken"] = asdict(found.broken) | {"id": _ref(found.broken)}
    return Told(data, f"The ledger does not hold: {_place(found.broken)}.", status=1)


def _ref(broken: Broken) -> str | None:
    return None if broken.item_id is None else action_ref(broken.item_id)


def _place(broken: Broken) -> str:
    if broken.seal is not None:
        return f"seal {broken.seal}: {broken.what}"
    if broken.item_id is None:
        return broken.what
    entry = f", entry {broken.seq}" if broken.seq is not None else ""
    return f"item {_ref(broken)} (number {broken.item_id}){entry}: {broken.what}"
