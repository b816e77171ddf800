"""Process manager `informing`: reads submissions, awards and blocs; raises a notice for each letter of the policy, plans reminders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from uuid import uuid5

import asyncpg

from services.chassis.calendar import local_date
from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import Issue, ProcessManager, Subscription
from services.notifications.audience import Account, Audience, Holders, Person
from services.notifications.informing import memory
from services.notifications.notices.decider import RaiseNotice
from services.notifications.policy import POLICY, ROWS, Letter, When, Whom, about, audience_of, facts, holds
from services.notifications.reminders.timers import planned
from thidua_contracts.blocs.bloc_hand_over_taken_back_v1 import BlocHandOverTakenBack
from thidua_contracts.blocs.bloc_head_appointed_v1 import BlocHeadAppointed
from thidua_contracts.blocs.bloc_member_joined_v1 import BlocMemberJoined
from thidua_contracts.blocs.bloc_member_left_v1 import BlocMemberLeft
from thidua_contracts.blocs.bloc_membership_corrected_v1 import BlocMembershipCorrected
from thidua_contracts.event import IntegrationEvent
from thidua_contracts.submissions.report import ReportEvent
from thidua_contracts.submissions.report_released_v1 import ReportReleased
from thidua_contracts.submissions.report_requested_v1 import ReportRequested
from thidua_contracts.submissions.report_return_withdrawn_v1 import ReportReturnWithdrawn
from thidua_contracts.submissions.report_returned_v1 import ReportReturned
from thidua_contracts.submissions.report_sending_withdrawn_v1 import ReportSendingWithdrawn
from thidua_contracts.submissions.report_submitted_v1 import ReportSubmitted
from thidua_contracts.submissions.unit_changed_v1 import UnitChanged
from thidua_contracts.submissions.unit_corrected_v1 import UnitCorrected
from thidua_contracts.submissions.unit_registered_v1 import UnitRegistered
from thidua_contracts.submissions.ward_registered_v1 import WardRegistered
from thidua_contracts.submissions.ward_renamed_v1 import WardRenamed
from thidua_contracts.topics import AWARDS, BLOCS, SUBMISSIONS

AWAITING: Final = (When.UNSENT, When.RETURNED)
"""When it matters what the report is waited for."""


async def inform(connection: asyncpg.Connection, recorded: EventEnvelope[Any]) -> Sequence[Issue]:
    """A notice for each letter that is meant for this event, in each place where somebody is to get it."""
    event, ward_code = recorded.event, recorded.ward_code
    letters = POLICY[type(event)].letters
    awaited = None
    if any(letter.when in AWAITING for letter in letters):
        awaited = await memory.awaited(connection, ward_code, event.report_id)
    meant = [letter for letter in letters if holds(letter.when, event, awaited)]
    names = {}
    if meant:
        day = local_date(recorded.recorded_at)
        names = await memory.names(connection, ward_code, getattr(event, "unit_id", None), day)
        names |= await memory.called(connection, ward_code, getattr(event, "report_id", None))
    return [
        _tell(recorded, place, audience, letter, names)
        for letter in meant
        for place, audience in await _audiences(connection, recorded, letter)
    ]


async def _audiences(
    connection: asyncpg.Connection, recorded: EventEnvelope[Any], letter: Letter
) -> list[tuple[str, Audience]]:
    """Who gets a letter, and in which ward or bloc they hold their role: of the day of the decision, of what follows it the day it came."""
    event, here = recorded.event, recorded.ward_code
    if letter.whom is Whom.BLOC_SECRETARIES:
        day = getattr(event, "decided_on", None) or local_date(recorded.recorded_at)
        offices = await memory.bloc_offices(connection, here, day)
        return [(office, Holders("bloc-secretary")) for office in offices]
    if letter.whom is Whom.GROUP_HEADS:
        return [(here, Holders("unit-head", unit)) for unit in await memory.groups(connection, here)]
    if letter.whom is Whom.MEMBER_CLERKS:
        return [(event.ward_code, Holders("clerk"))]
    return [(here, audience_of(letter.whom, event))]


def _tell(
    recorded: EventEnvelope[Any], ward_code: str, audience: Audience, letter: Letter, names: dict[str, str]
) -> Issue:
    event, template = recorded.event, letter.template
    match audience:
        case Holders(role=role, unit_id=unit_id):
            whom = f"{ward_code} {role} {unit_id or ''}"
        case Person(subject_id=subject_id):
            whom = f"{ward_code} {subject_id}"
        case Account(principal=principal):
            whom = f"{ward_code} {principal}"
    command = RaiseNotice(
        ward_code,
        recorded.recorded_at,
        uuid5(recorded.event_id, f"{template}\n{whom}"),
        audience,
        template,
        facts(event) | facts(event, letter.also) | names,
        about(event, POLICY[type(event)].about),
    )
    return Issue(f"tell {template} {whom}", command)


HEARD: Final = tuple(row for row in ROWS if issubclass(row.event, IntegrationEvent))

MANAGER: Final = ProcessManager(
    name="informing",
    version=1,
    react={row.event: inform for row in HEARD if row.letters},
    schema=Path(__file__).with_name("schema.sql"),
    apply={
        WardRegistered: memory.ward,
        WardRenamed: memory.ward,
        UnitRegistered: memory.unit,
        UnitChanged: memory.unit_changed,
        UnitCorrected: memory.unit_changed,
        ReportRequested: memory.requested,
        ReportSubmitted: memory.waits_no_more,
        ReportReturned: memory.returned,
        ReportReturnWithdrawn: memory.waits_no_more,
        ReportSendingWithdrawn: memory.unsent,
        ReportReleased: memory.waits_no_more,
        BlocMemberJoined: memory.joined_bloc,
        BlocMemberLeft: memory.left_bloc,
        BlocMembershipCorrected: memory.stays_otherwise,
        BlocHeadAppointed: memory.heads_bloc,
        BlocHandOverTakenBack: memory.keeps_head,
    },
    schedule={row.event: planned for row in HEARD if row.reminders},
    apart=frozenset(row.event for row in HEARD if issubclass(row.event, ReportEvent)),  # a letter tells of one report
)
SUBSCRIPTION: Final = Subscription(name="informing", topics=(SUBMISSIONS, AWARDS, BLOCS), reader=MANAGER)
