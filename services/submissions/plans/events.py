"""Events of a ward's plan (kế hoạch thi đua, khen thưởng)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

from services.chassis.files.reference import FileRef
from services.chassis.kit.fields import Choice, Day, Lines, Money, New, Ref, Rows, Several, Text
from services.submissions.deadlines import DuePhrase, phrase
from services.submissions.fields import document_number
from thidua_contracts.codes import ReportPeriod, UnitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    """A document the plan rests on (căn cứ)."""

    title: Annotated[str, Text("Tên văn bản", example="Luật Thi đua, khen thưởng")]
    number: Annotated[str | None, document_number(example="06/2022/QH15")] = None
    issued_on: Annotated[date | None, Day("Ngày văn bản")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryBasis:
    """A document of the library that the plan rests on, as the library told it when it was chosen."""

    document_id: UUID
    title: str
    number: str
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """A report that units owe, in the plan's own words; no unit kinds means every unit of the ward."""

    obligation_id: Annotated[UUID, New("obligation")]
    name: Annotated[str, Text("Tên báo cáo", example="Báo cáo sơ kết 6 tháng đầu năm")]
    period: Annotated[ReportPeriod, Choice("Kỳ báo cáo", words=ReportPeriod.words())]
    due: Annotated[DuePhrase, phrase("Hạn nộp")]
    locks: Annotated[DuePhrase, phrase("Khóa sổ", hint="Từ lúc này không nhận nữa, kể cả nộp trễ.")]
    unit_kinds: Annotated[
        tuple[UnitKind, ...],
        Several("Loại đơn vị phải nộp", words=UnitKind.words(), most=20, hint="Không chọn loại nào là mọi đơn vị."),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTask:
    """A task of the plan's annex (phụ lục): who does it by when, and what shall come of it.

    `code` is its place in the annex; the plan and it make the task's id, also after an amendment.
    """

    code: Annotated[str, Text("Số thứ tự trong phụ lục", most=20, example="2.1")]
    name: Annotated[str, Text("Nhiệm vụ", example="Tổ chức hội nghị sơ kết 6 tháng")]
    unit_id: Annotated[UUID, Ref("Đơn vị chủ trì", options="units")]
    due_on: Annotated[date, Day("Hoàn thành chậm nhất ngày", example="30/06/2024")]
    result: Annotated[str | None, Text("Sản phẩm, kết quả phải đạt", example="Báo cáo sơ kết")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLine:
    """What is meant to be spent on the plan."""

    purpose: Annotated[str, Text("Nội dung chi", example="Tiền thưởng danh hiệu")]
    amount: Annotated[int, Money("Số tiền")]
    source: Annotated[str | None, Text("Nguồn", example="Quỹ thi đua, khen thưởng của phường")] = None


TITLE: Final = Text("Tên kế hoạch", example="Kế hoạch công tác thi đua, khen thưởng năm 2024")
PURPOSES: Final = Lines("Mục đích", longest=1000, hint="Mỗi mục đích một dòng.")
REQUIREMENTS: Final = Lines("Yêu cầu", longest=1000, hint="Mỗi yêu cầu một dòng.")
DOCUMENTS: Final = Several(
    "Căn cứ trong thư viện văn bản", options="library", hint="Tên, số, ngày được lấy theo thư viện."
)
BASES: Final = Rows(
    "Căn cứ khác, ghi bằng chữ", row="Căn cứ", body="Basis", about="Một căn cứ không có trong thư viện."
)
RECIPIENTS: Final = Lines(
    "Nơi nhận",
    hint="Mỗi nơi nhận một dòng, dòng cuối là nơi lưu, ví dụ: Lưu: VT. Ghi đúng tên đơn vị thì đơn vị đó có việc xác nhận đã nhận.",
)
TASKS: Final = Rows(
    "Nhiệm vụ của phụ lục",
    row="Nhiệm vụ",
    most=60,
    body="AnnexTask",
    about="Một nhiệm vụ của phụ lục: đơn vị chủ trì, thời hạn, sản phẩm.",
)
BUDGET: Final = Rows("Kinh phí", row="Khoản chi", body="BudgetLine", about="Một khoản chi dự kiến của kế hoạch.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a draft says: no number and no day yet."""

    title: Annotated[str, TITLE]
    purposes: Annotated[tuple[str, ...], PURPOSES] = ()
    requirements: Annotated[tuple[str, ...], REQUIREMENTS] = ()
    documents: Annotated[tuple[UUID, ...], DOCUMENTS] = ()
    legal_bases: Annotated[tuple[LegalBasis, ...], BASES] = ()
    recipients: Annotated[tuple[str, ...], RECIPIENTS] = ()
    tasks: Annotated[tuple[PlanTask, ...], TASKS] = ()
    budget: Annotated[tuple[BudgetLine, ...], BUDGET] = ()
    obligations: Annotated[
        tuple[Obligation, ...],
        Rows(
            "Chế độ báo cáo",
            row="Báo cáo",
            most=20,
            body="Duty",
            about="Một chế độ báo cáo: ai phải nộp (để trống là mọi đơn vị), trước ngày nào, khóa sổ khi nào.",
        ),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedObligation:
    """An obligation with its absolute faces: `due_at` is the first late instant, from `locks_at` nothing is taken."""

    obligation_id: UUID
    name: str
    period: ReportPeriod
    due_at: datetime
    locks_at: datetime
    unit_kinds: tuple[UnitKind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDrafted:
    """A draft for a year was written (dự thảo)."""

    plan_id: UUID
    year: int
    content: Content
    library_bases: tuple[LibraryBasis, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRevised:
    """The draft was written anew."""

    plan_id: UUID
    content: Content
    library_bases: tuple[LibraryBasis, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraftWithdrawn:
    """The draft, checked or not, is given up, or what was to change an issued plan (`amendment`)."""

    plan_id: UUID
    reason: str
    amendment: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChecked:
    """The office has checked content and form; the draft waits for its signature. `title` is None in what earlier builds stored."""

    plan_id: UUID
    year: int
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSigned:
    """The plan was signed, still without number and day.

    `signer_id` is a person of the ward (the name stays there); `signer_title` and `authority` are the words above the
    signature, such as "CHỦ TỊCH" and "TM. ỦY BAN NHÂN DÂN". `delegated_from`: the first day on which the signer could sign in
    the chairman's place, `signed_by` the signer's opaque subject; None when the chairman signed or an older record does not say.
    """

    plan_id: UUID
    year: int
    signer_id: UUID
    signer_title: str
    authority: str
    delegated_from: date | None = None
    signed_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanNumbered:
    """The clerk of documents (Văn thư) gave the signed plan its number and day; `year` is the plan's own."""

    plan_id: UUID
    year: int
    number: int
    symbol: str
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCheckTakenBack:
    """The check was a mistake: a draft again."""

    plan_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSignatureTakenBack:
    """The signature was a mistake: the plan waits for it again. `year` is the plan's."""

    plan_id: UUID
    year: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanNumberTakenBack:
    """Number and day were a mistake: the plan waits for others. `year` is the plan's."""

    plan_id: UUID
    year: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTaskAssigned:
    """A unit owes a task of an issued plan, or owes it in other words since an amendment."""

    plan_id: UUID
    task_id: UUID
    task: PlanTask


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTaskDropped:
    """An amendment or a new plan took the task away, or the plan was revoked."""

    plan_id: UUID
    task_id: UUID
    unit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAmendmentDrafted:
    """A document that is to change an issued plan was written, or written anew; the chairman signs it next.

    It goes the plan's steps: signed, numbered, then in force as PlanAmended. Until then what was issued holds.
    """

    plan_id: UUID
    year: int
    amendment_id: UUID
    reason: str
    content: Content
    library_bases: tuple[LibraryBasis, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAmended:
    """A document with its own number changed an issued plan; what is not named here stays."""

    plan_id: UUID
    number: int
    symbol: str
    amended_on: date
    reason: str
    title: str
    purposes: tuple[str, ...]
    requirements: tuple[str, ...]
    legal_bases: tuple[LegalBasis, ...]
    recipients: tuple[str, ...]
    budget: tuple[BudgetLine, ...]
    tasks: tuple[PlanTask, ...]
    library_bases: tuple[LibraryBasis, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSuperseded:
    """Another issued plan stands in its place (thay thế)."""

    plan_id: UUID
    by_plan_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSupersessionTakenBack:
    """No other plan stands in its place after all: it holds again; its reports were owed all the time."""

    plan_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRevoked:
    """It was issued by mistake (thu hồi): nobody owes anything under it. `year` is the plan's."""

    plan_id: UUID
    year: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRestored:
    """It was revoked by mistake (khôi phục): it holds again as it was issued, and asks for the same reports by the same days."""

    plan_id: UUID
    year: int
    number: int
    symbol: str
    issued_on: date
    obligations: tuple[IssuedObligation, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanIssued:
    """The plan, with number, day and signature, is sent out and in force (ban hành).

    `signer_id` is a person of the ward (the name stays there); `signer_title` and `authority` are the words above the
    signature, such as "CHỦ TỊCH" and "TM. ỦY BAN NHÂN DÂN".
    """

    plan_id: UUID
    year: int
    number: int
    symbol: str
    issued_on: date
    signer_id: UUID
    signer_title: str
    authority: str
    title: str
    legal_bases: tuple[LegalBasis, ...]
    recipients: tuple[str, ...]
    obligations: tuple[IssuedObligation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSentTo:
    """A unit that the issued plan names among its recipients is to confirm that it has it; `document` is number and symbol."""

    plan_id: UUID
    unit_id: UUID
    title: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReceiptReleased:
    """That unit need not confirm it any more: another plan stands in its place, or it was revoked."""

    plan_id: UUID
    unit_id: UUID


Event = (
    PlanDrafted
    | PlanRevised
    | PlanDraftWithdrawn
    | PlanChecked
    | PlanSigned
    | PlanNumbered
    | PlanCheckTakenBack
    | PlanSignatureTakenBack
    | PlanNumberTakenBack
    | PlanIssued
    | PlanTaskAssigned
    | PlanTaskDropped
    | PlanAmendmentDrafted
    | PlanAmended
    | PlanSuperseded
    | PlanSupersessionTakenBack
    | PlanRevoked
    | PlanRestored
    | PlanSentTo
    | PlanReceiptReleased
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReceiptConfirmed:
    """A unit has the plan; `by_office` when the ward's office says so for the unit. `scans` show that it has."""

    plan_id: UUID
    unit_id: UUID
    received_on: date
    by_office: bool
    scans: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReceiptRecorded:
    """A recipient outside the ward's units has the plan, as the office was told."""

    plan_id: UUID
    recipient: str
    received_on: date
    scans: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReceiptWithdrawn:
    """The receipt was recorded by mistake; `again` is what the unit is to confirm once more, None where nobody is to."""

    plan_id: UUID
    reason: str
    again: PlanSentTo | None = None


ReceiptEvent = PlanReceiptConfirmed | PlanReceiptRecorded | PlanReceiptWithdrawn
