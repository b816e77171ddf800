"""What is stored of a unit, what others are told of it, and how its timeline says it. Pure."""

from __future__ import annotations

from typing import Final

from services.chassis.kit.facts import Fact
from services.chassis.words import day
from services.submissions.units import events
from thidua_contracts.submissions.unit_code_changed_v1 import UnitCodeChanged
from thidua_contracts.submissions.unit_registered_v1 import UnitRegistered


def registered(event: events.UnitRegistered) -> UnitRegistered:
    """A unit was entered."""
    return UnitRegistered(
        unit_id=str(event.unit_id), code=event.code, name=event.name, kind=event.kind, valid_from=event.valid_from
    )


def code_changed(event: events.UnitCodeChanged) -> UnitCodeChanged:
    """A unit has another code."""
    return UnitCodeChanged(unit_id=str(event.unit_id), code=event.code, valid_from=event.valid_from)


def _registered(event: events.UnitRegistered) -> str:
    return f"Đăng ký “{event.name}” với mã {event.code}, hoạt động từ ngày {day(event.valid_from)}."


def _code_changed(event: events.UnitCodeChanged) -> str:
    return f"Đổi mã thành {event.code}, có hiệu lực từ ngày {day(event.valid_from)}."


def _closed(event: events.UnitClosed) -> str:
    return f"Kết thúc hoạt động từ ngày {day(event.closed_on)}."


def _end_corrected(event: events.UnitEndCorrected) -> str:
    return f"Sửa ngày kết thúc hoạt động thành {day(event.closed_on)}, theo văn bản số {event.document_number}."


FACTS: Final = (
    Fact("unit-registered", 1, events.UnitRegistered, registered, _registered),
    Fact("unit-code-changed", 1, events.UnitCodeChanged, code_changed, _code_changed),
    Fact("unit-closed", 1, events.UnitClosed, says=_closed),  # what follows from it, reports owed no more, is told
    Fact("unit-end-corrected", 1, events.UnitEndCorrected, says=_end_corrected),
    Fact(
        "unit-reopened",
        1,
        events.UnitReopened,
        says="Hủy kết thúc: đơn vị tiếp tục hoạt động, theo văn bản số {document_number}.",
    ),
    Fact("unit-code-taken", 1, events.UnitCodeTaken),
)
