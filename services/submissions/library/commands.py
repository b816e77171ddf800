"""Commands of a document in the library."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from services.chassis.files.reference import FileRef
from services.chassis.kit.fields import At, Choice, Day, Evidence, InPath, Ref, Text, Ward
from services.submissions.fields import ENDED, IN_FORCE, document_number, mistake
from services.submissions.library.events import KINDS, LEVELS

TITLE: Final = Text("Tên, trích yếu", example="Luật Thi đua, khen thưởng")
KIND: Final = Choice("Loại văn bản", words=KINDS)
LEVEL: Final = Choice("Cấp ban hành", words=LEVELS)
NUMBER: Final = document_number("Số, ký hiệu", example="06/2022/QH15")
ISSUER: Final = Text("Cơ quan ban hành", most=200, example="Quốc hội")
ISSUED_ON: Final = Day("Ngày ban hành")
FROM: Final = Day("Có hiệu lực từ ngày")
TO: Final = Day("Hết hiệu lực từ ngày", hint="Để trống: còn hiệu lực đến khi có văn bản thay thế.")
LINK: Final = Text(
    "Địa chỉ đọc toàn văn",
    most=500,
    pattern=r"^https://[^\s<>\"']+$",
    hint="Trang công khai của cơ quan ban hành.",
    example="https://vanban.chinhphu.vn/?docid=206058",
)
TEXT: Final = Evidence(
    "Tệp toàn văn",
    kinds=("pdf", "docx", "jpg", "png", "webp"),
    most=3,
    hint="Đơn vị nhận văn bản đọc được tệp này. Cần khi văn bản không có ở trang công khai nào.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterDocument:
    """Enter a document; the same number of the same issuer and year is one document, however it is written."""

    ward_code: Ward
    at: At
    title: Annotated[str, TITLE]
    kind: Annotated[str, KIND]
    level: Annotated[str, LEVEL]
    number: Annotated[str, NUMBER]
    issuer: Annotated[str, ISSUER]
    issued_on: Annotated[date, ISSUED_ON]
    in_force_from: Annotated[date, FROM]
    in_force_to: Annotated[date | None, TO] = None
    link: Annotated[str | None, LINK] = None
    files: Annotated[tuple[FileRef, ...], TEXT] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectDocument:
    """Write an entry right; another number, issuer or year is another document."""

    ward_code: Ward
    at: At
    document_id: Annotated[UUID, InPath]
    title: Annotated[str, TITLE]
    kind: Annotated[str, KIND]
    level: Annotated[str, LEVEL]
    issued_on: Annotated[date, ISSUED_ON]
    in_force_from: Annotated[date, FROM]
    in_force_to: Annotated[date | None, TO] = None
    link: Annotated[str | None, LINK] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachText:
    """Attach the files that hold its text, in place of those that it has."""

    ward_code: Ward
    at: At
    document_id: Annotated[UUID, InPath]
    files: Annotated[tuple[FileRef, ...], replace(TEXT, least=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndDocument:
    """Record from when on a document no longer holds, and which one stands in its place."""

    ward_code: Ward
    at: At
    document_id: Annotated[UUID, InPath]
    ended_on: Annotated[date, Day("Hết hiệu lực từ ngày")]
    by_document_id: Annotated[
        UUID | None,
        Ref("Văn bản thay thế", options="library", hint="Để trống khi bị bãi bỏ mà không có văn bản thay thế."),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackEnd:
    """Take back that a document no longer holds."""

    ward_code: Ward
    at: At
    document_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(ENDED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDocument:
    """Take an entry back that was made by mistake."""

    ward_code: Ward
    at: At
    document_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake()]
    instead_id: Annotated[
        UUID | None,
        Ref(
            "Văn bản thay thế",
            options="library",
            hint="Văn bản mà các đơn vị theo từ nay; để trống nếu không có.",
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreDocument:
    """Take back that a document was withdrawn."""

    ward_code: Ward
    at: At
    document_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(IN_FORCE)]
