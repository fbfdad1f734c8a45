"""Load a file: read it, check every row of it against what is kept, take all of it or nothing."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from closeloop.intake import audits, children, files, people, records, report
from closeloop.intake.columns import Column
from closeloop.intake.desk import Desk
from closeloop.intake.header import AS_IT_COMES, Layout
from closeloop.intake.limits import of_file
from closeloop.intake.plan import Plan
from closeloop.intake.records import Reading
from closeloop.intake.refusals import CellError, FileRefused, TooLarge
from closeloop.intake.report import Report
from closeloop.intake.table import Table
from closeloop.intake.values import NAME_LIMIT, UNSEEN
from closeloop.rules.moves import Fact
from closeloop.rules.refusals import NotYours
from closeloop.store import imports, register
from closeloop.store.imports import Import, ImportId

Told = Callable[[str], None]
STAGES = ("read", "checked", "kept")


class Kind(Protocol):
    """One kind of file: a module with its columns, its check and how it is kept."""

    def columns(self, desk: Desk, /) -> tuple[Column, ...]:
        """The columns that such a file may have."""

    def check(self, desk: Desk, reading: Reading, /) -> Any:  # noqa: ANN401 - its own Plan
        """What would become of each row, and all that is wrong."""

    def apply(self, desk: Desk, plan: Any, /) -> None:  # noqa: ANN401 - what its check answered
        """Keep what was planned."""


KINDS: Mapping[str, Kind] = {"people": people, "children": children, "audits": audits}
MAY_BRING = {
    "people": frozenset({"admin"}),
    "children": frozenset({"admin", "qa_lead"}),
    "audits": frozenset({"qa_lead"}),
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file. `id` is None where nothing was kept: a dry run, or refused."""

    report: Report
    id: ImportId | None = None
    table: Table | None = None  # None where the file is no table
    too_large: bool = False

    def rejects(self) -> bytes:
        """A CSV of the rows to mend, each with what is wrong."""
        return report.rejects(self.report.errors, self.table)


def may_bring(desk: Desk, kind: str) -> bool:
    """Whether whoever stands at the desk may load such files: the operator may all."""
    return desk.by is None or not desk.roles().isdisjoint(MAY_BRING[kind])


def may_see(desk: Desk, one: Import) -> bool:
    """Whether whoever stands at the desk may read a load's report, which names no child.

    Theirs is what they sent, and what files of their kind have come to.
    """
    sent_it = desk.by is not None and desk.by.id == one.by
    return sent_it or may_bring(desk, one.kind)


def load(
    desk: Desk,
    kind: str,
    source: bytes | Path,
    *,
    name: str = "",
    dry_run: bool = False,
    layout: Layout = AS_IT_COMES,
    told: Told = lambda _: None,
) -> Loaded:
    """Load a file in the caller's transaction; a dry run only says what would become of it.

    A file with anything wrong in it changes nothing, and its report says all that is wrong.
    `told` hears of each of STAGES. Raises NotYours for who may not bring such files.
    """
    if not may_bring(desk, kind):
        raise NotYours
    if not dry_run:
        imports.take_turn(desk.session)
    module, limits = KINDS[kind], of_file(desk.limits)
    try:
        data = files.content(source, limits)
        wanted = module.columns(desk)
        table = files.read(data, wanted, layout, limits)
    except FileRefused as refusal:
        return Loaded(report.unread(refusal), too_large=isinstance(refusal, TooLarge))
    told("read")
    reading = records.read(table, wanted)
    plan = module.check(desk, reading)
    said = _report(table, reading, plan)
    told("checked")
    if said.refused or dry_run:
        return Loaded(said, table=table)
    module.apply(desk, plan)
    kept = _keep(desk, kind, name, sha256(data).hexdigest(), said)
    told("kept")
    return Loaded(said, kept, table)


def _report(table: Table, reading: Reading, plan: Plan) -> Report:
    warnings = _in_order((*reading.warnings, *plan.warnings))
    if errors := (*reading.errors, *plan.errors):
        return report.refused(len(table.rows), errors, warnings)
    return report.taken(plan.outcomes, warnings)


def _in_order(said: Sequence[CellError]) -> list[CellError]:
    return sorted(said, key=lambda one: one.row or 0)


def _keep(desk: Desk, kind: str, name: str, digest: str, said: Report) -> ImportId:
    """Keep the load itself, and say in the ledger who brought what."""
    kept = imports.add(
        desk.session,
        {
            "kind": kind,
            "by_id": desk.by.id if desk.by else None,
            "at": desk.now,
            "file_name": _plain(name),
            "digest": digest,
            "report": said.as_json(),
        },
    )
    facts: dict[str, Fact] = {"import": kept, "of": kind, "digest": digest}
    facts |= {"rows": said.rows, "created": said.created, "updated": said.updated}
    register.note(desk.session, "import", facts, now=desk.now, by=desk.by)
    return kept


def _plain(name: str) -> str:
    """A file's name as it is kept: one line, nothing that cannot be seen, never a path."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    return UNSEEN.sub("", name).strip()[:NAME_LIMIT]
