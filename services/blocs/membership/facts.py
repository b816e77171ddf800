"""What is stored of a bloc, what others are told of it, and how its timeline says it. A bloc's public id is its code. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from services.blocs.membership.events import (
    AdmissionWithdrawn,
    BlocCorrected,
    BlocEstablished,
    HandOverTakenBack,
    HeadAppointed,
    HeadHandedOver,
    MemberAdmitted,
    MemberReleased,
    StayCorrected,
    StaysStated,
)
from services.chassis.kit.facts import Fact, Naming
from services.chassis.words import day
from thidua_contracts.blocs import (
    bloc_corrected_v1,
    bloc_established_v1,
    bloc_hand_over_taken_back_v1,
    bloc_head_appointed_v1,
    bloc_member_joined_v1,
    bloc_member_left_v1,
    bloc_membership_corrected_v1,
)


def established(event: BlocEstablished) -> bloc_established_v1.BlocEstablished:
    return bloc_established_v1.BlocEstablished(
        bloc_id=event.bloc_code, code=event.bloc_code, name=event.name, year=event.first_year
    )


def corrected(event: BlocCorrected) -> bloc_corrected_v1.BlocCorrected:
    return bloc_corrected_v1.BlocCorrected(
        bloc_id=event.bloc_code, code=event.bloc_code, name=event.name, year=event.first_year
    )


def admitted(event: MemberAdmitted) -> bloc_member_joined_v1.BlocMemberJoined:
    return bloc_member_joined_v1.BlocMemberJoined(
        bloc_id=event.bloc_code, ward_code=event.member_ward, member_from=event.from_day
    )


def released(event: MemberReleased) -> bloc_member_left_v1.BlocMemberLeft:
    return bloc_member_left_v1.BlocMemberLeft(
        bloc_id=event.bloc_code, ward_code=event.member_ward, member_to=event.last_day
    )


def stay_corrected(event: StayCorrected) -> bloc_membership_corrected_v1.BlocMembershipCorrected:
    return bloc_membership_corrected_v1.BlocMembershipCorrected(
        bloc_id=event.bloc_code,
        ward_code=event.member_ward,
        was_from=event.was_from_day,
        was_to=event.was_last_day,
        member_from=event.from_day,
        member_to=event.last_day,
    )


def admission_withdrawn(event: AdmissionWithdrawn) -> bloc_membership_corrected_v1.BlocMembershipCorrected:
    return bloc_membership_corrected_v1.BlocMembershipCorrected(
        bloc_id=event.bloc_code, ward_code=event.member_ward, was_from=event.was_from_day, was_to=event.was_last_day
    )


def head_appointed(event: HeadAppointed) -> bloc_head_appointed_v1.BlocHeadAppointed:
    return bloc_head_appointed_v1.BlocHeadAppointed(
        bloc_id=event.bloc_code, ward_code=event.head_ward, year=event.year, head_from=event.from_day
    )


def head_handed_over(event: HeadHandedOver) -> bloc_head_appointed_v1.BlocHeadAppointed:
    return bloc_head_appointed_v1.BlocHeadAppointed(
        bloc_id=event.bloc_code, ward_code=event.to_ward, year=event.year, head_from=event.on_day
    )


def hand_over_taken_back(event: HandOverTakenBack) -> bloc_hand_over_taken_back_v1.BlocHandOverTakenBack:
    return bloc_hand_over_taken_back_v1.BlocHandOverTakenBack(
        bloc_id=event.bloc_code, ward_code=event.to_ward, year=event.year, handed_over_on=event.on_day
    )


def _deputy(event: HeadAppointed | HeadHandedOver, names: Mapping[str, str]) -> str:
    """ ", Khối phó: Phường A"; "" where none is named."""
    return f", Khối phó: {_ward(event.deputy_ward, names)}" if event.deputy_ward else ""


def since_a_deputy_is_named(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 said nothing of the deputy."""
    return shape | {"deputy_named": False, "deputy_ward": None}


def _stay(from_day: date, last_day: date | None) -> str:
    """ "từ ngày 01/01/2025 đến hết ngày 30/06/2025"."""
    return f"từ ngày {day(from_day)}{f' đến hết ngày {day(last_day)}' if last_day else ''}"


def _ward(code: str, names: Mapping[str, str]) -> str:
    return names.get(code, "một phường, xã")


FACTS: Final = (
    Fact(
        "bloc-established",
        1,
        BlocEstablished,
        established,
        lambda event: f"Thành lập khối từ năm {event.first_year}, theo văn bản {event.document.number}.",
    ),
    Fact(
        "bloc-corrected",
        1,
        BlocCorrected,
        corrected,
        lambda event: f"Sửa thành “{event.name}”, từ năm {event.first_year}, theo văn bản {event.document.number}.",
    ),
    Fact(
        "bloc-member-admitted",
        1,
        MemberAdmitted,
        admitted,
        Naming(
            lambda event, names: (
                f"Tiếp nhận {_ward(event.member_ward, names)} từ ngày {day(event.from_day)}, "
                f"theo văn bản {event.document.number}."
            )
        ),
    ),
    Fact(
        "bloc-member-released",
        1,
        MemberReleased,
        released,
        Naming(
            lambda event, names: (
                f"Cho {_ward(event.member_ward, names)} rời khối sau ngày {day(event.last_day)}, "
                f"theo văn bản {event.document.number}."
            )
        ),
    ),
    Fact(
        "bloc-stay-corrected",
        1,
        StayCorrected,
        stay_corrected,
        Naming(
            lambda event, names: (
                f"Sửa thời gian {_ward(event.member_ward, names)} là thành viên: {_stay(event.from_day, event.last_day)} "
                f"(trước ghi {_stay(event.was_from_day, event.was_last_day)}), theo văn bản {event.document.number}."
            )
        ),
    ),
    Fact(
        "bloc-admission-withdrawn",
        1,
        AdmissionWithdrawn,
        admission_withdrawn,
        Naming(
            lambda event, names: (
                f"Rút tiếp nhận {_ward(event.member_ward, names)} {_stay(event.was_from_day, event.was_last_day)} vì ghi nhầm, "
                f"theo văn bản {event.document.number}."
            )
        ),
    ),
    Fact("ward-stays-stated", 1, StaysStated),
    Fact(
        "bloc-head-appointed",
        1,
        HeadAppointed,
        head_appointed,
        Naming(
            lambda event, names: (
                f"Cử {_ward(event.head_ward, names)} làm Khối trưởng năm {event.year}{_deputy(event, names)}, "
                f"theo văn bản {event.document.number}."
            )
        ),
    ),
    Fact(
        "bloc-head-handed-over",
        2,
        HeadHandedOver,
        head_handed_over,
        Naming(
            lambda event, names: (
                f"Bàn giao Khối trưởng năm {event.year} cho {_ward(event.to_ward, names)} từ ngày {day(event.on_day)}"
                f"{_deputy(event, names)}, theo văn bản {event.document.number}."
            )
        ),
        (since_a_deputy_is_named,),
    ),
    Fact(
        "bloc-hand-over-taken-back",
        1,
        HandOverTakenBack,
        hand_over_taken_back,
        Naming(
            lambda event, names: (
                f"Hủy bàn giao Khối trưởng năm {event.year} cho {_ward(event.from_ward, names)} vì ghi nhầm: "
                f"{_ward(event.to_ward, names)} vẫn là Khối trưởng từ ngày {day(event.since)}."
            )
        ),
    ),
)
