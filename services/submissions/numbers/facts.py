"""What is stored of document numbers, all of it private, and how a timeline says it. Pure."""

from __future__ import annotations

from typing import Any, Final

from services.chassis.kit.facts import Fact
from services.submissions.fields import because
from services.submissions.numbers import events


def with_its_document(stored: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew plans alone, and no day."""
    kept = {name: stored[name] for name in ("year", "symbol", "number")}
    return {
        **kept, "document_id": stored["plan_id"], "service": "submissions", "subject": "Kế hoạch", "dated_on": None
    }  # fmt: skip


def with_its_page(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 2 did not say which page tells of the document; of amendments and corrections nothing says it now."""
    told = {"Quyết định khen thưởng": "decision", "Tờ trình khen thưởng": "letter"}
    kind = told.get(shape["subject"])
    if shape["service"] == "submissions" and not shape["subject"].startswith("Điều chỉnh: "):
        kind = "plan"
    return shape | {"kind": kind, "about_id": shape["document_id"] if kind else None}


FACTS: Final = (
    Fact(
        "document-number-taken",
        3,
        events.DocumentNumberTaken,
        says="Cấp số {number}/{symbol}: {subject}.",
        lifts=(with_its_document, with_its_page),
    ),
    Fact(
        "outside-number-recorded",
        1,
        events.OutsideNumberRecorded,
        says="Ghi số {number}/{symbol} dùng ngoài hệ thống: {subject}.",
    ),
    Fact("outside-number-withdrawn", 1, events.OutsideNumberWithdrawn, says=because("Rút số ghi nhầm")),
    Fact("document-number-voided", 1, events.DocumentNumberVoided, says=because("Hủy số")),
)
