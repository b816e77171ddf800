"""What is stored of a ward, what others are told of it, and how its timeline says it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from services.chassis.kit.facts import Fact, Names, Naming
from services.chassis.words import day
from services.submissions.wards import events
from services.submissions.wards.decider import code_of
from thidua_contracts.codes import WardKind
from thidua_contracts.submissions.ward_days_corrected_v1 import WardDaysCorrected
from thidua_contracts.submissions.ward_ended_v1 import WardEnded
from thidua_contracts.submissions.ward_registered_v1 import WardRegistered
from thidua_contracts.submissions.ward_renamed_v1 import WardRenamed
from thidua_contracts.submissions.ward_withdrawn_v1 import WardWithdrawn


def registered(event: events.WardRegistered) -> WardRegistered:
    """A ward began; what was stored without the source of its code is told in the words of its time."""
    told = bool(event.source)
    return WardRegistered(
        ward_code=event.ward,
        name=event.name,
        kind=event.kind,
        valid_from=event.valid_from,
        official_code=event.code if told else None,
        predecessors=event.predecessors or None if told else None,
        document_number=event.document_number,
    )


def registered_v1(event: dict[str, Any]) -> dict[str, Any]:
    """Before a code could pass to a successor it was the ward's key, too."""
    return {**event, "ward": event["code"]}


def renamed(event: events.WardRenamed) -> WardRenamed:
    """A ward is called otherwise."""
    return WardRenamed(
        ward_code=event.ward,
        name=event.name,
        kind=event.kind,
        valid_from=event.valid_from,
        document_number=event.document_number,
    )


def ended(event: events.WardEnded) -> WardEnded:
    """A ward goes over into others."""
    return WardEnded(
        ward_code=event.ward,
        ended_on=event.ended_on,
        successors=event.successors,
        document_number=event.document_number,
    )


def days_corrected(event: events.WardDaysCorrected) -> WardDaysCorrected:
    """A ward's days are others."""
    return WardDaysCorrected(
        ward_code=event.ward,
        valid_from=event.valid_from,
        ended_on=event.ended_on,
        document_number=event.document_number,
    )


def withdrawn(event: events.WardWithdrawn) -> WardWithdrawn:
    """A ward does not begin."""
    return WardWithdrawn(ward_code=event.ward, document_number=event.document_number)


def _called(wards: Iterable[str], names: Names) -> str:
    return ", ".join(f"{names.get(ward, 'đơn vị')} (mã {code_of(ward)})" for ward in wards)


def _by(document: str | None) -> str:
    return f", theo văn bản số {document}" if document else ""


def _registered(event: events.WardRegistered, names: Names) -> str:
    before = f", tiếp nhận {_called(event.predecessors, names)}" if event.predecessors else ""
    source = f" Nguồn của mã: {event.source}." if event.source else ""
    return (
        f"Đăng ký “{event.name}” với mã {event.code}, hoạt động từ ngày {day(event.valid_from)}{before}"
        f"{_by(event.document_number)}.{source}"
    )


def _renamed(event: events.WardRenamed) -> str:
    kind = WardKind(event.kind).label
    return f"Từ ngày {day(event.valid_from)} là “{event.name}”, loại: {kind}{_by(event.document_number)}."


def _ended(event: events.WardEnded, names: Names) -> str:
    into = _called(event.successors, names)
    return f"Kết thúc từ ngày {day(event.ended_on)}, nhập vào {into}{_by(event.document_number)}."


def _took_over(event: events.WardTookOver, names: Names) -> str:
    before, by = _called((event.predecessor,), names), _by(event.document_number)
    return f"Tiếp nhận {before} từ ngày {day(event.on)}{by}." if event.on else f"Không tiếp nhận {before}{by}."


def _days_corrected(event: events.WardDaysCorrected) -> str:
    end = f"kết thúc từ ngày {day(event.ended_on)}" if event.ended_on else "không kết thúc"
    return f"Sửa ngày: hoạt động từ ngày {day(event.valid_from)}, {end}{_by(event.document_number)}."


FACTS: Final = (
    Fact("ward-registered", 2, events.WardRegistered, registered, Naming(_registered), lifts=(registered_v1,)),
    Fact("ward-renamed", 1, events.WardRenamed, renamed, _renamed),
    Fact("ward-ended", 1, events.WardEnded, ended, Naming(_ended)),
    Fact("ward-took-over", 1, events.WardTookOver, says=Naming(_took_over)),  # the ward that ended tells it
    Fact("ward-days-corrected", 1, events.WardDaysCorrected, days_corrected, _days_corrected),
    Fact(
        "ward-withdrawn",
        1,
        events.WardWithdrawn,
        withdrawn,
        "Hủy đăng ký: đơn vị không thành lập, theo văn bản số {document_number}.",
    ),
    Fact("ward-code-taken", 1, events.WardCodeTaken),
    Fact("ward-code-freed", 1, events.WardCodeFreed),
)
