"""Events of a file (hồ sơ) of the archive: one stream per ward, year and folded code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

KINDS: Final = {
    "number": "Văn bản đi",
    "report": "Báo cáo của đơn vị",
    "document": "Văn bản của thư viện",
    "directive": "Việc phổ biến văn bản",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """What the list of files says of one; `retention` in years, None for ever (vĩnh viễn)."""

    code: str
    year: int
    title: str
    retention: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Something in a file: its kind, and by which id it is known where it was made."""

    kind: str
    paper_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FileListed:
    """The list of files of a year has it (danh mục hồ sơ)."""

    file_id: UUID
    entry: FileEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCorrected:
    """Title or retention was wrong; code and year say which file it is."""

    file_id: UUID
    entry: FileEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class FileWithdrawn:
    """It was listed by mistake; the same code may be listed again."""

    file_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersFiled:
    """These are in the file since this day; the first of them opened it (mở hồ sơ)."""

    file_id: UUID
    papers: tuple[Paper, ...]
    filed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTakenOut:
    """It was filed by mistake."""

    file_id: UUID
    paper: Paper
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileClosed:
    """The work has ended (kết thúc hồ sơ); `hand_over_by` is the last day to hand it over, None where it need not be."""

    file_id: UUID
    code: str
    year: int
    title: str
    closed_on: date
    hand_over_by: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReopened:
    """It was closed by mistake."""

    file_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileHandedOver:
    """The archive has it (nộp lưu), by the record of that number."""

    file_id: UUID
    handed_over_on: date
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverTakenBack:
    """The archive does not have it; it is to be handed over by the same day as before."""

    file_id: UUID
    code: str
    year: int
    title: str
    closed_on: date
    hand_over_by: date | None
    reason: str


Event = (
    FileListed
    | FileCorrected
    | FileWithdrawn
    | PapersFiled
    | PaperTakenOut
    | FileClosed
    | FileReopened
    | FileHandedOver
    | HandOverTakenBack
)
