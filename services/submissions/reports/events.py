"""Events of a report (báo cáo) that one unit owes under one obligation.

A report has no free text: its content is figures under code words, the number of the unit's own document, and files of evidence by their
ids. Whoever needs the prose opens that document. What the office writes about a report, its reasons, is sealed and can be erased.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from services.chassis.erasure.words import Words
from services.chassis.files.reference import FileRef
from thidua_contracts.codes import ReportPeriod


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Which report this is; every event carries it, so that a reader needs no lookup."""

    report_id: UUID
    unit_id: UUID
    obligation_id: UUID
    year: int
    period: ReportPeriod


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of a report, under a code word such as `households-with-title`."""

    indicator: str
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequested:
    """The unit owes it from `owed_from` on; `due_at` is the first late instant, from `locks_at` nothing is taken.

    `report_name` is what the plan with `plan_number` calls it; both are None in what earlier builds stored.
    """

    owed: Owed
    plan_id: UUID
    owed_from: date
    due_at: datetime
    locks_at: datetime
    report_name: str | None = None
    plan_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSubmitted:
    """The unit sent it (nộp). `on_time` is judged on the earliest arrival: a correction that was asked for is not late.

    `sent_by` is the opaque subject of who sent it; None in what earlier builds stored. `by_office`: the ward's office sent it for the
    unit; False in what earlier builds stored. `evidence` are the files that were sent with it.
    """

    owed: Owed
    attempt: int
    at: datetime
    due_at: datetime
    on_time: bool
    document_number: str | None
    figures: tuple[Figure, ...]
    sent_by: str | None = None
    by_office: bool = False
    evidence: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperReceiptRecorded:
    """The clerk recorded a report that came on paper on `received_on`; it counts from that day and ends a "missing"."""

    owed: Owed
    attempt: int
    received_on: date
    document_number: str
    words_id: UUID
    reason: Words
    due_at: datetime
    on_time: bool
    recorded_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReturned:
    """Given back to be mended (trả lại). The reason stays in this service."""

    owed: Owed
    attempt: int
    at: datetime
    words_id: UUID
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAccepted:
    """Taken as it should be (tiếp nhận)."""

    owed: Owed
    attempt: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAcceptanceWithdrawn:
    """The acceptance was a mistake (hủy tiếp nhận); the report is under review again."""

    owed: Owed
    attempt: int
    at: datetime
    words_id: UUID
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReturnWithdrawn:
    """Giving it back was a mistake (hủy trả lại); the report is under review as before."""

    owed: Owed
    attempt: int
    at: datetime
    words_id: UUID
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBack:
    """The sending that was given back before; times are those of arrival, for paper the start of the day of receipt."""

    attempt: int
    at: datetime
    first_at: datetime
    on_paper: bool
    by_office: bool
    returned_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSendingWithdrawn:
    """What the office recorded, on paper or for the unit, was a mistake (hủy lần nộp): the report waits as it did before.

    `before` is the sending that had been given back; None when nothing else was sent. `on_time` judges that one.
    """

    owed: Owed
    attempt: int
    at: datetime
    due_at: datetime
    locks_at: datetime
    before: GivenBack | None
    on_time: bool | None
    words_id: UUID
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRecalled:
    """The unit took back what it had sent, to mend it (rút để sửa): the report waits as it did before that sending.

    `before` and `on_time` say the same as of a sending that was withdrawn.
    """

    owed: Owed
    attempt: int
    at: datetime
    due_at: datetime
    locks_at: datetime
    before: GivenBack | None
    on_time: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDeadlineExtended:
    """A document moved the deadline (gia hạn).

    `on_time` judges what was sent by the new deadline; None where nothing was sent, and in what earlier builds stored.
    """

    owed: Owed
    due_at: datetime
    locks_at: datetime
    document_number: str
    document_date: date
    words_id: UUID
    reason: Words
    on_time: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportExtensionWithdrawn:
    """The last extension was a mistake (hủy gia hạn): the deadline before it holds again, and judges what was sent."""

    owed: Owed
    at: datetime
    due_at: datetime
    locks_at: datetime
    document_number: str
    words_id: UUID
    reason: Words
    on_time: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWordsErased:
    """What was written about the report until then is erased, on this document; the facts stay."""

    owed: Owed
    at: datetime
    words_id: UUID
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMissed:
    """The deadline passed and nothing had been sent (trễ – còn mở); it can still be sent, late."""

    owed: Owed
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLocked:
    """Nothing is taken any more (khóa sổ); `missing` when nothing was ever sent."""

    owed: Owed
    locks_at: datetime
    missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReleased:
    """The unit ended before the report was due, or its plan was revoked (`plan_revoked`) on that day: it is owed no more (không phải
    nộp).
    """

    owed: Owed
    closed_on: date
    plan_revoked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRestored:
    """The unit goes on, ends later than was recorded, or its plan was restored: what it was released from is owed again, on the same
    terms.
    """

    owed: Owed
    plan_id: UUID
    owed_from: date
    due_at: datetime
    locks_at: datetime


Event = (
    ReportRequested
    | ReportSubmitted
    | PaperReceiptRecorded
    | ReportReturned
    | ReportAccepted
    | ReportAcceptanceWithdrawn
    | ReportReturnWithdrawn
    | ReportSendingWithdrawn
    | ReportRecalled
    | ReportDeadlineExtended
    | ReportExtensionWithdrawn
    | ReportWordsErased
    | ReportMissed
    | ReportLocked
    | ReportReleased
    | ReportRestored
)
