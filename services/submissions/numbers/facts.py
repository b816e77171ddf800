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


FACTS: Final = (
    Fact(
        "document-number-taken",
        2,
        events.DocumentNumberTaken,
        says="Cấp số {number}/{symbol}: {subject}.",
        lifts=(with_its_document,),
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
