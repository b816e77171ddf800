"""What is stored of the archive, what others are told of it, and how a timeline says it. Pure."""

from __future__ import annotations

from typing import Final

from services.chassis.calendar import end_of_day
from services.chassis.kit.facts import Fact
from services.chassis.words import day
from services.submissions.archive import events
from services.submissions.fields import because
from thidua_contracts.submissions.archive_file_closed_v1 import ArchiveFileClosed
from thidua_contracts.submissions.archive_file_handed_over_v1 import ArchiveFileHandedOver
from thidua_contracts.submissions.archive_file_reopened_v1 import ArchiveFileReopened
from thidua_contracts.submissions.archive_hand_over_taken_back_v1 import ArchiveHandOverTakenBack


def closed(event: events.FileClosed) -> ArchiveFileClosed:
    """It is to be handed over, or need not be."""
    return ArchiveFileClosed(
        file_id=str(event.file_id),
        file_code=event.code,
        year=event.year,
        file_title=event.title,
        due_at=None if event.hand_over_by is None else end_of_day(event.hand_over_by),
    )


def reopened(event: events.FileReopened) -> ArchiveFileReopened:
    """It is not closed."""
    return ArchiveFileReopened(file_id=str(event.file_id))


def handed_over(event: events.FileHandedOver) -> ArchiveFileHandedOver:
    """The archive has it."""
    return ArchiveFileHandedOver(file_id=str(event.file_id), handed_over_on=event.handed_over_on)


def taken_back(event: events.HandOverTakenBack) -> ArchiveHandOverTakenBack:
    """It is to be handed over as before."""
    return ArchiveHandOverTakenBack(
        file_id=str(event.file_id),
        file_code=event.code,
        year=event.year,
        file_title=event.title,
        due_at=None if event.hand_over_by is None else end_of_day(event.hand_over_by),
    )


def _kept(retention: int | None) -> str:
    return "bảo quản vĩnh viễn" if retention is None else f"bảo quản {retention} năm"


def _listed(event: events.FileListed) -> str:
    return f"Ghi vào danh mục hồ sơ năm {event.entry.year}, {_kept(event.entry.retention)}."


def _corrected(event: events.FileCorrected) -> str:
    return f"Sửa: {event.entry.title}, {_kept(event.entry.retention)}."


def _filed(event: events.PapersFiled) -> str:
    return f"Đưa {len(event.papers)} văn bản vào hồ sơ ngày {day(event.filed_on)}."


def _closed(event: events.FileClosed) -> str:
    by = "" if event.hand_over_by is None else f", nộp lưu chậm nhất ngày {day(event.hand_over_by)}"
    return f"Kết thúc hồ sơ ngày {day(event.closed_on)}{by}."


def _handed_over(event: events.FileHandedOver) -> str:
    return f"Nộp lưu ngày {day(event.handed_over_on)} theo biên bản số {event.document_number}."


FACTS: Final = (
    Fact("archive-file-listed", 1, events.FileListed, says=_listed),
    Fact("archive-file-corrected", 1, events.FileCorrected, says=_corrected),
    Fact("archive-file-withdrawn", 1, events.FileWithdrawn, says=because("Rút khỏi danh mục")),
    Fact("archive-papers-filed", 1, events.PapersFiled, says=_filed),
    Fact("archive-paper-taken-out", 1, events.PaperTakenOut, says=because("Lấy một văn bản ra")),
    Fact("archive-file-closed", 1, events.FileClosed, closed, _closed),
    Fact("archive-file-reopened", 1, events.FileReopened, reopened, because("Mở lại hồ sơ")),
    Fact("archive-file-handed-over", 1, events.FileHandedOver, handed_over, _handed_over),
    Fact("archive-hand-over-taken-back", 1, events.HandOverTakenBack, taken_back, because("Hủy ghi nộp lưu")),
)
