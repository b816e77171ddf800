"""What is stored of units' aims and of the ward's calls, what others are told of them, and how a timeline says it. Pure."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from services.chassis import words
from services.chassis.calendar import end_of_day
from services.chassis.kit.facts import Fact
from services.chassis.kit.fields import lower
from services.chassis.words import day
from services.submissions.aims import events
from services.submissions.aims.catalogue import INDICATORS, NAMES
from services.submissions.aims.commands import QUARTERS, SOURCES
from services.submissions.fields import because
from thidua_contracts.submissions.aims import AimedTarget, AimedTitle
from thidua_contracts.submissions.aims_acceptance_taken_back_v1 import AimsAcceptanceTakenBack
from thidua_contracts.submissions.aims_accepted_v1 import AimsAccepted
from thidua_contracts.submissions.aims_asked_v1 import AimsAsked
from thidua_contracts.submissions.aims_deadline_moved_v1 import AimsDeadlineMoved
from thidua_contracts.submissions.aims_registered_v1 import AimsRegistered
from thidua_contracts.submissions.aims_released_v1 import AimsReleased
from thidua_contracts.submissions.aims_return_taken_back_v1 import AimsReturnTakenBack
from thidua_contracts.submissions.aims_returned_v1 import AimsReturned
from thidua_contracts.submissions.aims_withdrawn_v1 import AimsWithdrawn


def _which(event: Any) -> dict[str, Any]:
    """What the contracts carry: whose aims, of which year."""
    return {"aims_id": str(event.aims_id), "unit_id": str(event.unit_id), "year": event.year}


def asked(event: events.AimsAsked) -> AimsAsked:
    """The unit has to register."""
    return AimsAsked(**_which(event), due_at=end_of_day(event.due_on))


def moved(event: events.AimsDeadlineMoved) -> AimsDeadlineMoved:
    """The unit has until another day."""
    return AimsDeadlineMoved(**_which(event), due_at=end_of_day(event.due_on), already_sent=event.already_sent)


def released(event: events.AimsReleased) -> AimsReleased:
    """The unit need not register."""
    return AimsReleased(**_which(event))


def registered(event: events.AimsRegistered | events.AimsSentAgain | events.AimsAmended) -> AimsRegistered:
    """The office has it to look at; what it says stays here until it is accepted."""
    return AimsRegistered(**_which(event), by_office=event.by_office)


def withdrawn(event: events.AimsWithdrawn) -> AimsWithdrawn:
    """The office has nothing to look at; perhaps the unit has to register again."""
    due_at = end_of_day(event.due_on) if event.due_on else None
    return AimsWithdrawn(
        **_which(event), due_at=due_at, nothing_holds=event.accepted or None, by_office=event.by_office
    )


def returned(event: events.AimsReturned) -> AimsReturned:
    """The unit has it to mend; why stands on its page."""
    return AimsReturned(**_which(event))


def return_taken_back(event: events.AimsReturnTakenBack) -> AimsReturnTakenBack:
    """The office has it to look at again."""
    return AimsReturnTakenBack(**_which(event))


def accepted(event: events.AimsAccepted) -> AimsAccepted:
    """What the unit and its people aim at, as it was accepted."""
    return AimsAccepted(**_which(event), **_told(event.content, event.unit_id))


def acceptance_taken_back(event: events.AimsAcceptanceTakenBack) -> AimsAcceptanceTakenBack:
    """The office has it to look at again, while what was accepted before holds."""
    return AimsAcceptanceTakenBack(**_which(event), **(_told(event.holds, event.unit_id) if event.holds else {}))


def _told(content: events.AimsContent, unit_id: UUID) -> dict[str, Any]:
    """All that it says, each code with its name."""
    own = tuple(AimedTitle(title=one, title_name=NAMES[one], subject_id=str(unit_id)) for one in content.titles)
    of_members = tuple(
        AimedTitle(title=each.title, title_name=NAMES[each.title], subject_id=str(one))
        for each in content.members
        for one in each.people
    )
    targets = tuple(
        AimedTarget(
            indicator=one.indicator,
            name=INDICATORS[one.indicator].name,
            measure=INDICATORS[one.indicator].measure,
            value=one.value,
        )
        for one in content.targets
    )
    return {"titles": own + of_members, "targets": targets}


def summed(content: events.AimsContent) -> str:
    """ "1 danh hiệu của đơn vị, 12 cá nhân, hộ gia đình, 3 chỉ tiêu"."""
    return (
        f"{len(content.titles)} danh hiệu của đơn vị, {len(content.people)} cá nhân, hộ gia đình, "
        f"{len(content.targets)} chỉ tiêu"
    )


def _before_acceptance(old: dict[str, Any]) -> dict[str, Any]:
    """What was accepted could not be withdrawn, and who withdrew was not told."""
    return old | {"accepted": False, "by_office": None}


def _of_no_amendment(old: dict[str, Any]) -> dict[str, Any]:
    """Version 2 did not say whether it was a change of what had been accepted."""
    return old | {"amendment": False}


def _of_no_lines(old: dict[str, Any]) -> dict[str, Any]:
    """Version 1 named no lines."""
    return old | {"targets": [], "people": []}


def _who(event: Any) -> str:
    return "Văn phòng" if event.by_office else "Đơn vị"


def _registered(event: events.AimsRegistered) -> str:
    late = "" if event.on_time else ", sau hạn"
    return f"{_who(event)} gửi đăng ký ngày {day(event.registered_on)}{late}: {summed(event.content)}."


def _changed(event: events.AimsChanged) -> str:
    return f"{_who(event)} sửa đăng ký: {summed(event.content)}."


def _sent_again(event: events.AimsSentAgain) -> str:
    return f"{_who(event)} sửa và gửi lại: {summed(event.content)}."


def _withdrawn(event: events.AimsWithdrawn) -> str:
    what = "rút đăng ký đã được chấp nhận" if event.accepted else "rút điều chỉnh" if event.amendment else "rút đăng ký"
    return because("Rút đăng ký" if event.by_office is None else f"{_who(event)} {what}")(event)


def _returned(event: events.AimsReturned) -> str:
    why = "; ".join(lower(events.RETURNS.get(reason, reason)) for reason in event.reasons)
    of = ", ".join(INDICATORS[one].name for one in event.targets)
    named = [f"chỉ tiêu phải sửa: {of}"] if of else []
    named += [f"nêu {len(event.people)} cá nhân, hộ gia đình phải xem lại"] if event.people else []
    return f"Phường, xã trả lại: {'; '.join((why, *named))}."


def _amended(event: events.AimsAmended) -> str:
    why = lower(events.AMENDED.get(event.why, event.why))
    return f"{_who(event)} điều chỉnh vì {why}: {summed(event.content)}."


def _reached(event: events.TargetReached) -> str:
    of, number = INDICATORS[event.indicator], f", văn bản số {event.document_number}" if event.document_number else ""
    quarter, source = lower(QUARTERS[str(event.quarter)]), lower(SOURCES.get(event.source, event.source))
    return f"{of.name}, hết {quarter}: {words.number(event.value)} {of.measure}, theo {source}{number}."


def _unreached(event: events.ReachedTakenBack) -> str:
    what = f"Rút kết quả “{INDICATORS[event.indicator].name}”, hết {lower(QUARTERS[str(event.quarter)])}"
    return because(what)(event)


FACTS: Final = (
    Fact(
        "aims-called",
        1,
        events.AimsCalled,
        says=lambda event: f"Mở đợt đăng ký năm {event.year}, hạn ngày {day(event.due_on)}.",
    ),
    Fact(
        "aims-call-moved",
        1,
        events.AimsCallMoved,
        says=lambda event: f"Đổi hạn đăng ký từ ngày {day(event.was)} thành ngày {day(event.due_on)}.",
    ),
    Fact("aims-called-off", 1, events.AimsCalledOff, says=because("Hủy đợt đăng ký")),
    Fact(
        "aims-asked",
        1,
        events.AimsAsked,
        asked,
        lambda event: f"Phường, xã đề nghị đơn vị đăng ký, hạn ngày {day(event.due_on)}.",
    ),
    Fact(
        "aims-deadline-moved",
        1,
        events.AimsDeadlineMoved,
        moved,
        lambda event: f"Hạn đăng ký đổi thành ngày {day(event.due_on)}.",
    ),
    Fact("aims-released", 1, events.AimsReleased, released, "Đơn vị không phải đăng ký nữa."),
    Fact("aims-registered", 1, events.AimsRegistered, registered, _registered),
    Fact("aims-changed", 1, events.AimsChanged, says=_changed),
    Fact("aims-sent-again", 1, events.AimsSentAgain, registered, _sent_again),
    Fact(
        "aims-withdrawn", 3, events.AimsWithdrawn, withdrawn, _withdrawn, lifts=(_before_acceptance, _of_no_amendment)
    ),
    Fact("aims-returned", 2, events.AimsReturned, returned, _returned, lifts=(_of_no_lines,)),
    Fact("aims-return-taken-back", 1, events.AimsReturnTakenBack, return_taken_back, because("Hủy trả lại")),
    Fact(
        "aims-accepted",
        1,
        events.AimsAccepted,
        accepted,
        lambda event: f"Phường, xã chấp nhận ngày {day(event.accepted_on)}: {summed(event.content)}.",
    ),
    Fact(
        "aims-acceptance-taken-back",
        1,
        events.AimsAcceptanceTakenBack,
        acceptance_taken_back,
        because("Hủy chấp nhận"),
    ),
    Fact("aims-amended", 1, events.AimsAmended, registered, _amended),
    Fact("target-reached", 1, events.TargetReached, says=_reached),
    Fact("target-reached-taken-back", 1, events.ReachedTakenBack, says=_unreached),
)
