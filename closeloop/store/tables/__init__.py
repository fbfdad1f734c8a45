"""The tables, a module a family. Every constraint says what it makes impossible."""

from closeloop.store.tables.audits import (
    AuditDraftRow,
    AuditRow,
    DraftFindingRow,
    FindingRow,
    FrameworkRow,
    JudgementRow,
)
from closeloop.store.tables.authority import (
    AnsweredRow,
    ClosureRow,
    HolidayRow,
    KeptRow,
    NodeRow,
    WorkflowRow,
)
from closeloop.store.tables.base import Instant, Row, table_of
from closeloop.store.tables.children import ChildRow
from closeloop.store.tables.forms import ParkedRow, PressedRow
from closeloop.store.tables.items import (
    ActionRow,
    AnswerRow,
    AskedRow,
    DriftRow,
    EntryRow,
    EscalationRow,
    ItemRow,
    OwnershipRow,
    SealRow,
    TimerRow,
)
from closeloop.store.tables.people import (
    DirectoryRow,
    LinkRow,
    PasswordRow,
    PersonRow,
    SecondFactorRow,
    SignInRow,
    SignInTryRow,
    TeamRow,
    TokenRow,
)
from closeloop.store.tables.post import LetterRow, NoticeRow
from closeloop.store.tables.work import (
    CelebratedRow,
    DiscussedRow,
    ImpactRow,
    ImportRow,
    SupervisionRow,
)

__all__ = [
    "ActionRow",
    "AnswerRow",
    "AnsweredRow",
    "AskedRow",
    "AuditDraftRow",
    "AuditRow",
    "CelebratedRow",
    "ChildRow",
    "ClosureRow",
    "DirectoryRow",
    "DiscussedRow",
    "DraftFindingRow",
    "DriftRow",
    "EntryRow",
    "EscalationRow",
    "FindingRow",
    "FrameworkRow",
    "HolidayRow",
    "ImpactRow",
    "ImportRow",
    "Instant",
    "ItemRow",
    "JudgementRow",
    "KeptRow",
    "LetterRow",
    "LinkRow",
    "NodeRow",
    "NoticeRow",
    "OwnershipRow",
    "ParkedRow",
    "PasswordRow",
    "PersonRow",
    "PressedRow",
    "Row",
    "SealRow",
    "SecondFactorRow",
    "SignInRow",
    "SignInTryRow",
    "SupervisionRow",
    "TeamRow",
    "TimerRow",
    "TokenRow",
    "WorkflowRow",
    "table_of",
]
