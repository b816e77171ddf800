"""What is stored of the library, all of it private, and how a timeline says it. Pure."""

from __future__ import annotations

from typing import Any, Final

from services.chassis.kit.facts import Fact
from services.chassis.words import day
from services.submissions.fields import because
from services.submissions.library import events


def _ended(event: events.LibraryDocumentEnded) -> str:
    how = "có văn bản thay thế" if event.by_document_id is not None else "bị bãi bỏ"
    return f"Hết hiệu lực từ ngày {day(event.ended_on)}, {how}."


_TAKEN_OUT: Final = because("Rút khỏi thư viện")


def _withdrawn(event: events.LibraryDocumentWithdrawn) -> str:
    other = "" if event.instead is None else f" Thay bằng văn bản số {event.instead.number}: {event.instead.title}."
    return f"{_TAKEN_OUT(event)}{other}"


def without_another(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say what to go by."""
    return shape | {"instead": None}


FACTS: Final = (
    Fact("library-document-entered", 1, events.LibraryDocumentEntered, says="Nhập vào thư viện văn bản."),
    Fact("library-document-corrected", 1, events.LibraryDocumentCorrected, says="Sửa nội dung đã nhập."),
    Fact(
        "library-document-text-attached",
        1,
        events.LibraryDocumentTextAttached,
        says=lambda event: f"Đính kèm toàn văn: {len(event.files)} tệp.",
    ),
    Fact("library-document-ended", 1, events.LibraryDocumentEnded, says=_ended),
    Fact(
        "library-document-end-taken-back",
        1,
        events.LibraryDocumentEndTakenBack,
        says=because("Hủy ghi hết hiệu lực"),
    ),
    Fact("library-document-withdrawn", 2, events.LibraryDocumentWithdrawn, says=_withdrawn, lifts=(without_another,)),
    Fact("library-document-restored", 1, events.LibraryDocumentRestored, says=because("Khôi phục vào thư viện")),
)
