"""Commands of a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

from services.chassis.files.reference import FileRef
from services.chassis.kit.fields import At, Day, Evidence, InPath, Ward
from services.submissions.deadlines import DuePhrase, phrase
from services.submissions.fields import document_number, erasure_document, reason
from services.submissions.reports.events import Figure
from thidua_contracts.codes import ReportPeriod

EVIDENCE: Final = Evidence("Minh chứng", name="evidence", hint="Biên bản, ảnh, danh sách kèm theo báo cáo.")
WHY: Final = reason(hint="Đơn vị sẽ đọc đúng câu này. Không ghi dữ liệu cá nhân.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReport:
    """Sent by the system: the plan was issued, or the unit was registered under it."""

    ward_code: str
    at: datetime
    report_id: UUID
    plan_id: UUID
    unit_id: UUID
    obligation_id: UUID
    year: int
    period: ReportPeriod
    owed_from: date
    due_at: datetime
    locks_at: datetime
    report_name: str | None = None
    plan_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitReport:
    """Send it, for the first time or again; `at` is the arrival at the edge and decides whether it is late."""

    ward_code: str
    at: datetime
    report_id: UUID
    document_number: str | None
    figures: tuple[Figure, ...]
    evidence: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptReport:
    """Take it as it should be."""

    ward_code: Ward
    at: At
    report_id: Annotated[UUID, InPath]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnReport:
    """Give it back with a reason."""

    ward_code: Ward
    at: At
    report_id: Annotated[UUID, InPath]
    reason: Annotated[str, WHY]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawAcceptance:
    """Correct an acceptance that was a mistake."""

    ward_code: Ward
    at: At
    report_id: Annotated[UUID, InPath]
    reason: Annotated[str, WHY]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPaperReceipt:
    """Record a report that came on paper."""

    ward_code: Ward
    at: At
    report_id: Annotated[UUID, InPath]
    received_on: Annotated[date, Day("Ngày nhận bản giấy", example="14/05/2024")]
    document_number: Annotated[str, document_number(example="05/BC-TDP")]
    reason: Annotated[str, reason("Lý do nộp bản giấy", hint="Không ghi dữ liệu cá nhân.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawSending:
    """Correct a sending that the office recorded by mistake, on paper or for the unit."""

    ward_code: Ward
    at: At
    report_id: Annotated[UUID, InPath]
    reason: Annotated[str, WHY]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallReport:
    """The unit takes back what it sent, to mend it."""

    ward_code: Ward
    at: At
    report_id: Annotated[UUID, InPath]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawReturn:
    """Correct a return that was a mistake."""

    ward_code: Ward
    at: At
    report_id: Annotated[UUID, InPath]
    reason: Annotated[str, WHY]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendDeadline:
    """Move the deadline on a document."""

    ward_code: Ward
    at: At
    report_id: Annotated[UUID, InPath]
    due: Annotated[DuePhrase, phrase("Hạn nộp mới")]
    locks: Annotated[DuePhrase, phrase("Khóa sổ", hint="Từ ngày hạn nộp mới trở đi.")]
    document_number: Annotated[str, document_number("Số văn bản gia hạn", example="12/UBND-VP")]
    document_date: Annotated[date, Day("Ngày văn bản")]
    reason: Annotated[str, reason("Lý do gia hạn", hint="Không ghi dữ liệu cá nhân.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawExtension:
    """Correct an extension that was a mistake: the last one goes, the deadline before it holds."""

    ward_code: Ward
    at: At
    report_id: Annotated[UUID, InPath]
    document_number: Annotated[
        str,
        document_number(
            "Số văn bản làm căn cứ",
            example="12/UBND-VP",
            hint="Văn bản thu hồi gia hạn; ghi nhầm thì chính văn bản gia hạn.",
        ),
    ]
    reason: Annotated[str, WHY]


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseReportWords:
    """Erase what was written about a report, on the document that orders it."""

    ward_code: Ward
    at: At
    report_id: Annotated[UUID, InPath]
    document_number: Annotated[str, erasure_document()]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkMissed:
    """Sent by the scheduler after the deadline."""

    ward_code: str
    at: datetime
    report_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LockReport:
    """Sent by the scheduler when the report is locked (khóa sổ)."""

    ward_code: str
    at: datetime
    report_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseReport:
    """Sent by the system: the unit ended."""

    ward_code: str
    at: datetime
    report_id: UUID
    closed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffReport:
    """Sent by the system: the plan that asks for it was revoked."""

    ward_code: str
    at: datetime
    report_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreReport:
    """Sent by the system: the unit goes on, or ends only after the deadline, or its plan was restored."""

    ward_code: str
    at: datetime
    report_id: UUID


Command = (
    RequestReport
    | SubmitReport
    | AcceptReport
    | ReturnReport
    | WithdrawAcceptance
    | WithdrawReturn
    | RecordPaperReceipt
    | WithdrawSending
    | RecallReport
    | ExtendDeadline
    | WithdrawExtension
    | EraseReportWords
    | MarkMissed
    | LockReport
    | ReleaseReport
    | CallOffReport
    | RestoreReport
)
