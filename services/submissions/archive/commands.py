"""Commands of a file of the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from services.chassis.kit.fields import At, Day, InPath, Ref, Several, Text, Ward, Whole
from services.submissions.fields import CLOSED, FILED, HANDED_OVER, LISTED, document_number, mistake

CODE: Final = Text(
    "Số và ký hiệu hồ sơ",
    most=40,
    pattern=r"^[^\s/]+(\.[^\s/]+)*$",
    hint="Theo danh mục hồ sơ của phường, xã; không có dấu cách và dấu gạch chéo.",
    example="01.TĐKT",
)
YEAR: Final = Whole("Năm", least=2000, most=2100, example="2024", hint="Năm của danh mục hồ sơ.")
TITLE: Final = Text(
    "Tiêu đề hồ sơ",
    most=300,
    hint="Không ghi tên người.",
    example="Kế hoạch, báo cáo công tác thi đua, khen thưởng năm 2024",
)
RETENTION: Final = Whole(
    "Thời hạn bảo quản",
    least=1,
    most=70,
    unit="năm",
    example="20",
    hint="Số năm theo danh mục hồ sơ của phường, xã; để trống là bảo quản vĩnh viễn.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFile:
    """Put a file on the list of a year; a code is one file of a year, however it is written."""

    ward_code: Ward
    at: At
    year: Annotated[int, YEAR]
    code: Annotated[str, CODE]
    title: Annotated[str, TITLE]
    retention: Annotated[int | None, RETENTION] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectFile:
    """Write title and retention right."""

    ward_code: Ward
    at: At
    file_id: Annotated[UUID, InPath]
    title: Annotated[str, TITLE]
    retention: Annotated[int | None, RETENTION] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawFile:
    """Take a file off the list that was put there by mistake."""

    ward_code: Ward
    at: At
    file_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(LISTED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePapers:
    """Put papers into a file."""

    ward_code: Ward
    at: At
    file_id: Annotated[UUID, InPath]
    numbers: Annotated[
        tuple[UUID, ...],
        Several(
            "Văn bản đi",
            options="outgoing",
            hint="Kế hoạch, quyết định, tờ trình, thông báo có số trong sổ văn bản đi.",
        ),
    ] = ()
    reports: Annotated[
        tuple[UUID, ...], Several("Báo cáo của đơn vị", options="accepted-reports", hint="Báo cáo đã tiếp nhận.")
    ] = ()
    documents: Annotated[
        tuple[UUID, ...], Several("Văn bản của thư viện", options="library", hint="Văn bản đến của cấp trên.")
    ] = ()
    directives: Annotated[
        tuple[UUID, ...],
        Several("Việc phổ biến văn bản", options="directives", hint="Văn bản đã gửi các đơn vị đọc, cùng kết quả đọc."),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PutIntoFile(FilePapers):
    """The same, where the papers are known first and then the file is chosen."""

    file_id: Annotated[UUID, Ref("Hồ sơ", options="open-files", hint="Hồ sơ trong danh mục, chưa kết thúc.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOutPaper:
    """Take a paper out that was filed by mistake."""

    ward_code: Ward
    at: At
    file_id: Annotated[UUID, InPath]
    paper_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(FILED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseFile:
    """Say that the work of a file has ended."""

    ward_code: Ward
    at: At
    file_id: Annotated[UUID, InPath]
    closed_on: Annotated[date, Day("Ngày kết thúc hồ sơ")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenFile:
    """Open a file again that was closed by mistake."""

    ward_code: Ward
    at: At
    file_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(CLOSED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverFile:
    """Record that the archive has it."""

    ward_code: Ward
    at: At
    file_id: Annotated[UUID, InPath]
    handed_over_on: Annotated[date, Day("Ngày nộp lưu")]
    document_number: Annotated[str, document_number("Số biên bản giao nhận hồ sơ, tài liệu", example="03/BB-UBND")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackHandOver:
    """Take back that the archive has it."""

    ward_code: Ward
    at: At
    file_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(HANDED_OVER)]
