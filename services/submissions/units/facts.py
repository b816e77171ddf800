"""What is stored of a unit, what others are told of it, and how its timeline says it. Pure."""

from __future__ import annotations

from typing import Any, Final

from services.chassis.kit.facts import Fact
from services.chassis.words import day
from services.submissions.fields import because, undone
from services.submissions.units import events
from thidua_contracts.submissions.unit_changed_v1 import UnitChanged
from thidua_contracts.submissions.unit_closed_v1 import UnitClosed
from thidua_contracts.submissions.unit_code_changed_v1 import UnitCodeChanged
from thidua_contracts.submissions.unit_corrected_v1 import UnitCorrected
from thidua_contracts.submissions.unit_registered_v1 import UnitRegistered
from thidua_contracts.submissions.unit_reopened_v1 import UnitReopened


def registered(event: events.UnitRegistered) -> UnitRegistered:
    """A unit was entered."""
    return UnitRegistered(
        unit_id=str(event.unit_id),
        code=event.code,
        name=event.name,
        kind=event.kind,
        valid_from=event.valid_from,
        parent_id=str(event.parent_id) if event.parent_id else None,
        priorities=event.priorities or None,
    )


def changed(event: events.UnitChanged | events.UnitProfilesCorrected) -> UnitChanged:
    """A unit is called or classed otherwise, as it stands now."""
    profile = event.profile if isinstance(event, events.UnitChanged) else event.profiles[-1]
    return UnitChanged(
        unit_id=str(event.unit_id),
        valid_from=profile.valid_from,
        name=profile.name,
        kind=profile.kind,
        parent_id=str(profile.parent_id) if profile.parent_id else None,
        priorities=profile.priorities or None,
        document_number=event.document_number,
    )


def corrected(event: events.UnitRegistrationCorrected) -> UnitCorrected:
    """A unit's registration was mistyped."""
    profile = event.profiles[-1]
    return UnitCorrected(
        unit_id=str(event.unit_id),
        code=event.code,
        valid_from=event.profiles[0].valid_from,
        name=profile.name,
        kind=profile.kind,
        parent_id=str(profile.parent_id) if profile.parent_id else None,
        priorities=profile.priorities or None,
    )


def closed(event: events.UnitClosed | events.UnitWithdrawn) -> UnitClosed:
    """A unit ends; one that was registered by mistake on the day on which it would have begun."""
    return UnitClosed(unit_id=str(event.unit_id), closed_on=event.closed_on)


def end_corrected(event: events.UnitEndCorrected) -> UnitClosed:
    """A unit ends on another day."""
    return UnitClosed(unit_id=str(event.unit_id), closed_on=event.closed_on, document_number=event.document_number)


def succeeded(event: events.UnitSucceeded) -> UnitClosed:
    """A unit ends and others go on in its place."""
    return UnitClosed(
        unit_id=str(event.unit_id),
        closed_on=event.closed_on,
        successors=tuple(map(str, event.successors)),
        document_number=event.document_number,
    )


def reopened(event: events.UnitReopened) -> UnitReopened:
    """A unit does not end."""
    return UnitReopened(unit_id=str(event.unit_id), document_number=event.document_number)


def code_changed(event: events.UnitCodeChanged) -> UnitCodeChanged:
    """A unit has another code."""
    return UnitCodeChanged(unit_id=str(event.unit_id), code=event.code, valid_from=event.valid_from)


def _registered(event: events.UnitRegistered) -> str:
    return f"Đăng ký “{event.name}” với mã {event.code}, hoạt động từ ngày {day(event.valid_from)}."


def _profile(profile: events.Profile) -> str:
    more = [f"thuộc diện {', '.join(each.spoken for each in profile.priorities)}"] if profile.priorities else []
    more += ["thuộc một đơn vị cấp trên"] if profile.parent_id else []
    return ", ".join((f"“{profile.name}” ({profile.kind.spoken}) từ ngày {day(profile.valid_from)}", *more))


def _corrected(event: events.UnitRegistrationCorrected) -> str:
    return f"Sửa đăng ký, nay là: mã {event.code}, {'; '.join(map(_profile, event.profiles))}."


def _changed(event: events.UnitChanged) -> str:
    return f"Đổi thành {_profile(event.profile)}, theo văn bản số {event.document_number}."


def _planned(event: events.UnitChangePlanned) -> str:
    return f"Ghi trước: sẽ là {_profile(event.profile)}, theo văn bản số {event.document_number}."


def _called_off(event: events.UnitChangeCalledOff) -> str:
    return f"Hủy thay đổi sắp tới{undone(event) or ', vì đơn vị kết thúc trước ngày đó'}."


def _profiles_corrected(event: events.UnitProfilesCorrected) -> str:
    told = "; ".join(map(_profile, event.profiles))
    return f"Sửa tên, loại theo văn bản số {event.document_number}, nay là: {told}."


def _succeeded(event: events.UnitSucceeded) -> str:
    how = "Sáp nhập vào một đơn vị" if len(event.successors) == 1 else f"Chia tách thành {len(event.successors)} đơn vị"
    return f"{how}, kết thúc hoạt động từ ngày {day(event.closed_on)}, theo văn bản số {event.document_number}."


def unclassed(stored: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew no parent and no priorities."""
    return stored | {"parent_id": None, "priorities": []}


def _code_changed(event: events.UnitCodeChanged) -> str:
    return f"Đổi mã thành {event.code}, có hiệu lực từ ngày {day(event.valid_from)}."


def _closed(event: events.UnitClosed) -> str:
    return f"Kết thúc hoạt động từ ngày {day(event.closed_on)}."


def _end_corrected(event: events.UnitEndCorrected) -> str:
    return f"Sửa ngày kết thúc hoạt động thành {day(event.closed_on)}{undone(event)}."


def _reopened(event: events.UnitReopened) -> str:
    return f"Hủy kết thúc: đơn vị tiếp tục hoạt động{undone(event)}."


def _unreasoned(stored: dict[str, Any]) -> dict[str, Any]:
    """Version 1 said no reason."""
    return stored | {"reason": None}


FACTS: Final = (
    Fact("unit-registered", 2, events.UnitRegistered, registered, _registered, lifts=(unclassed,)),
    Fact("unit-registration-corrected", 1, events.UnitRegistrationCorrected, corrected, _corrected),
    Fact("unit-withdrawn", 1, events.UnitWithdrawn, closed, because("Hủy đăng ký vì ghi nhầm")),
    Fact("unit-changed", 1, events.UnitChanged, changed, _changed),
    Fact("unit-change-planned", 1, events.UnitChangePlanned, says=_planned),
    Fact("unit-change-called-off", 2, events.UnitChangeCalledOff, says=_called_off, lifts=(_unreasoned,)),
    Fact("unit-profiles-corrected", 1, events.UnitProfilesCorrected, changed, _profiles_corrected),
    Fact("unit-code-changed", 1, events.UnitCodeChanged, code_changed, _code_changed),
    Fact("unit-closed", 1, events.UnitClosed, closed, _closed),
    Fact("unit-succeeded", 1, events.UnitSucceeded, succeeded, _succeeded),
    Fact("unit-end-corrected", 2, events.UnitEndCorrected, end_corrected, _end_corrected, lifts=(_unreasoned,)),
    Fact("unit-reopened", 2, events.UnitReopened, reopened, _reopened, lifts=(_unreasoned,)),
    Fact("unit-code-taken", 1, events.UnitCodeTaken),
    Fact("unit-code-freed", 1, events.UnitCodeFreed),
)
