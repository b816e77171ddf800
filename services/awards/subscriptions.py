"""What awards reads from submissions: mandates, units and people, and the year reports that open nomination windows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.awards.subjects.commands import CopyMemberships, CopyPerson, CopyUnit, EraseSubject
from services.awards.subjects.events import PersonCopied
from services.awards.windows.commands import CloseWindow, OpenWindow
from services.chassis.event_envelope import EventEnvelope
from services.chassis.identity.copying import mandates_of
from services.chassis.readers.definition import Issue, ProcessManager, Subscription
from thidua_contracts.codes import ReportPeriod
from thidua_contracts.submissions.mandate_granted_v1 import MandateGranted
from thidua_contracts.submissions.mandate_relieved_v1 import MandateRelieved
from thidua_contracts.submissions.memberships_corrected_v1 import MembershipsCorrected
from thidua_contracts.submissions.person_left_v1 import PersonLeft
from thidua_contracts.submissions.person_moved_v1 import PersonMoved
from thidua_contracts.submissions.person_registered_v1 import PersonRegistered
from thidua_contracts.submissions.report_acceptance_withdrawn_v1 import ReportAcceptanceWithdrawn
from thidua_contracts.submissions.report_accepted_v1 import ReportAccepted
from thidua_contracts.submissions.subject_erased_v1 import SubjectErased
from thidua_contracts.submissions.unit_changed_v1 import UnitChanged
from thidua_contracts.submissions.unit_corrected_v1 import UnitCorrected
from thidua_contracts.submissions.unit_registered_v1 import UnitRegistered
from thidua_contracts.topics import SUBMISSIONS


async def copy_unit(
    _: asyncpg.Connection,
    recorded: EventEnvelope[UnitRegistered] | EventEnvelope[UnitChanged] | EventEnvelope[UnitCorrected],
) -> Sequence[Issue]:
    """A unit exists here too, and is called so."""
    event = recorded.event
    return [
        Issue(
            "copy",
            CopyUnit(
                ward_code=recorded.ward_code,
                at=recorded.recorded_at,
                unit_id=UUID(event.unit_id),
                name=event.name,
                kind=event.kind.value,
            ),
        )
    ]


async def copy_person(_: asyncpg.Connection, recorded: EventEnvelope[PersonRegistered]) -> Sequence[Issue]:
    """A subject exists here too, by id alone, and belongs to its unit from a day on."""
    return [_membership(recorded, recorded.event.member_from)]


async def copy_move(_: asyncpg.Connection, recorded: EventEnvelope[PersonMoved]) -> Sequence[Issue]:
    """A subject belongs to another unit, or in another capacity, from a day on."""
    return [_membership(recorded, recorded.event.member_from)]


def _membership(
    recorded: EventEnvelope[PersonRegistered] | EventEnvelope[PersonMoved], member_from: date | None
) -> Issue:
    event = recorded.event
    return Issue(
        "copy",
        CopyPerson(
            ward_code=recorded.ward_code,
            at=recorded.recorded_at,
            person_id=UUID(event.subject_id),
            unit_id=UUID(event.unit_id),
            direct_worker=event.direct_worker,
            member_from=member_from,
        ),
    )


async def copy_leaving(_: asyncpg.Connection, recorded: EventEnvelope[PersonLeft]) -> Sequence[Issue]:
    """A subject belongs to no unit from a day on."""
    event = recorded.event
    return [
        Issue(
            "copy",
            CopyPerson(
                ward_code=recorded.ward_code,
                at=recorded.recorded_at,
                person_id=UUID(event.subject_id),
                unit_id=None,
                direct_worker=False,
                member_from=event.left_on,
            ),
        )
    ]


async def copy_correction(_: asyncpg.Connection, recorded: EventEnvelope[MembershipsCorrected]) -> Sequence[Issue]:
    """A subject belonged elsewhere, or from other days on, than was told."""
    person_id = UUID(recorded.event.subject_id)
    memberships = tuple(
        PersonCopied(
            person_id=person_id,
            unit_id=UUID(each.unit_id) if each.unit_id else None,
            direct_worker=each.direct_worker,
            member_from=each.member_from,
        )
        for each in recorded.event.memberships
    )
    return [
        Issue(
            "copy",
            CopyMemberships(
                ward_code=recorded.ward_code,
                at=recorded.recorded_at,
                person_id=person_id,
                memberships=memberships,
            ),
        )
    ]


async def erase_subject(_: asyncpg.Connection, recorded: EventEnvelope[SubjectErased]) -> Sequence[Issue]:
    """A subject is forgotten here too."""
    person_id = UUID(recorded.event.subject_id)
    return [Issue("erase", EraseSubject(ward_code=recorded.ward_code, at=recorded.recorded_at, person_id=person_id))]


async def open_window(_: asyncpg.Connection, recorded: EventEnvelope[ReportAccepted]) -> Sequence[Issue]:
    """An accepted year report lets its unit propose."""
    return [Issue("window", OpenWindow(**_which(recorded)))] if _of_year(recorded) else []


async def close_window(_: asyncpg.Connection, recorded: EventEnvelope[ReportAcceptanceWithdrawn]) -> Sequence[Issue]:
    """A withdrawn acceptance takes that back."""
    return [Issue("window", CloseWindow(**_which(recorded)))] if _of_year(recorded) else []


def _of_year(recorded: EventEnvelope[ReportAccepted] | EventEnvelope[ReportAcceptanceWithdrawn]) -> bool:
    return recorded.event.period is ReportPeriod.YEAR


def _which(recorded: EventEnvelope[ReportAccepted] | EventEnvelope[ReportAcceptanceWithdrawn]) -> dict[str, Any]:
    return {
        "ward_code": recorded.ward_code,
        "at": recorded.recorded_at,
        "unit_id": UUID(recorded.event.unit_id),
        "year": recorded.event.year,
        "report_id": UUID(recorded.event.report_id),
    }


MANDATES: Final = mandates_of(SUBMISSIONS, MandateGranted, MandateRelieved)
SUBJECTS: Final = Subscription(
    name="subjects",
    topics=(SUBMISSIONS,),
    reader=ProcessManager(
        "subjects-copy",
        1,
        react={
            UnitRegistered: copy_unit,
            UnitChanged: copy_unit,
            UnitCorrected: copy_unit,
            PersonRegistered: copy_person,
            PersonMoved: copy_move,
            PersonLeft: copy_leaving,
            MembershipsCorrected: copy_correction,
            SubjectErased: erase_subject,
        },
    ),
)
WINDOWS: Final = Subscription(
    name="windows",
    topics=(SUBMISSIONS,),
    reader=ProcessManager(
        "open-windows", 1, react={ReportAccepted: open_window, ReportAcceptanceWithdrawn: close_window}
    ),
)
