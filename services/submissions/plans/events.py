"""Events of a ward's plan (kế hoạch thi đua, khen thưởng) and of a document number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from services.chassis.kit.fields import Choice, Day, Lines, New, Rows, Several, Text
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
class Content:
    """What a draft says: no number and no day yet."""

    title: Annotated[str, Text("Tên kế hoạch", example="Kế hoạch công tác thi đua, khen thưởng năm 2024")]
    legal_bases: Annotated[
        tuple[LegalBasis, ...],
        Rows("Căn cứ pháp lý", row="Căn cứ", body="Basis", about="Một căn cứ pháp lý."),
    ] = ()
    recipients: Annotated[tuple[str, ...], Lines("Nơi nhận", hint="Mỗi nơi nhận một dòng.")] = ()
    obligations: Annotated[
        tuple[Obligation, ...],
        Rows(
            "Chế độ báo cáo",
            row="Báo cáo",
            most=20,
            body="Duty",
            about="Một chế độ báo cáo: ai phải nộp (để trống là mọi đơn vị), trước ngày nào, khóa sổ khi nào.",
        ),
    ]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRevised:
    """The draft was written anew."""

    plan_id: UUID
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanIssued:
    """The plan got its number and day and was signed (ban hành).

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
class DocumentNumberTaken:
    """A number of the ward's year and symbol belongs to this document for ever."""

    year: int
    symbol: str
    number: int
    plan_id: UUID


Event = PlanDrafted | PlanRevised | PlanIssued
NumberEvent = DocumentNumberTaken
