"""What others hear of blocs: who is a member of which bloc, and who heads it. A bloc's public id is its code."""

from __future__ import annotations

from typing import Final

from services.blocs.event_registry import REGISTRY
from services.blocs.membership.events import (
    BlocEstablished,
    HeadAppointed,
    HeadHandedOver,
    MemberAdmitted,
    MemberReleased,
)
from services.chassis.erasure import ErasureAcknowledged
from services.chassis.publishing import Publishing
from thidua_contracts.blocs import (
    bloc_established_v1,
    bloc_head_appointed_v1,
    bloc_member_joined_v1,
    bloc_member_left_v1,
)
from thidua_contracts.blocs.subject_erasure_acknowledged_v1 import SubjectErasureAcknowledged


def established(event: BlocEstablished) -> bloc_established_v1.BlocEstablished:
    return bloc_established_v1.BlocEstablished(
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


def head_appointed(event: HeadAppointed) -> bloc_head_appointed_v1.BlocHeadAppointed:
    return bloc_head_appointed_v1.BlocHeadAppointed(
        bloc_id=event.bloc_code, ward_code=event.head_ward, year=event.year, head_from=event.from_day
    )


def head_handed_over(event: HeadHandedOver) -> bloc_head_appointed_v1.BlocHeadAppointed:
    return bloc_head_appointed_v1.BlocHeadAppointed(
        bloc_id=event.bloc_code, ward_code=event.to_ward, year=event.year, head_from=event.on_day
    )


def erasure_acknowledged(event: ErasureAcknowledged) -> SubjectErasureAcknowledged:
    return SubjectErasureAcknowledged(subject_id=str(event.subject_id), acknowledged_at=event.acknowledged_at)


PUBLISHING: Final = Publishing(
    REGISTRY,
    public={
        "bloc-established": established,
        "bloc-member-admitted": admitted,
        "bloc-member-released": released,
        "bloc-head-appointed": head_appointed,
        "bloc-head-handed-over": head_handed_over,
        "subject-erasure-acknowledged": erasure_acknowledged,
    },
    # mandates are published by submissions, who grants them; sheets are read through the API until others need them
    private=frozenset({"mandate-granted", "mandate-relieved", "criteria-issued", "criteria-confirmed"}),
)
