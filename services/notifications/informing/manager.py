"""Process manager `informing`: reads submissions, awards and blocs; opens and closes work, raises notices, plans reminders."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from services.chassis.readers.definition import ProcessManager, React, Subscription
from services.notifications.informing import awards, memory, reports
from services.notifications.informing.wishes import joined
from thidua_contracts.awards.award_decided_v1 import AwardDecided
from thidua_contracts.awards.council_session_closed_v1 import CouncilSessionClosed
from thidua_contracts.awards.council_session_opened_v1 import CouncilSessionOpened
from thidua_contracts.awards.nomination_forwarded_v1 import NominationForwarded
from thidua_contracts.awards.nomination_proposed_v1 import NominationProposed
from thidua_contracts.awards.nomination_refused_v1 import NominationRefused
from thidua_contracts.awards.nomination_voted_v1 import NominationVoted
from thidua_contracts.awards.nomination_window_closed_v1 import NominationWindowClosed
from thidua_contracts.awards.nomination_window_opened_v1 import NominationWindowOpened
from thidua_contracts.awards.nomination_withdrawn_v1 import NominationWithdrawn
from thidua_contracts.blocs.bloc_head_appointed_v1 import BlocHeadAppointed
from thidua_contracts.blocs.bloc_member_joined_v1 import BlocMemberJoined
from thidua_contracts.blocs.bloc_member_left_v1 import BlocMemberLeft
from thidua_contracts.submissions.report_acceptance_withdrawn_v1 import ReportAcceptanceWithdrawn
from thidua_contracts.submissions.report_accepted_v1 import ReportAccepted
from thidua_contracts.submissions.report_deadline_extended_v1 import ReportDeadlineExtended
from thidua_contracts.submissions.report_locked_v1 import ReportLocked
from thidua_contracts.submissions.report_missed_v1 import ReportMissed
from thidua_contracts.submissions.report_released_v1 import ReportReleased
from thidua_contracts.submissions.report_requested_v1 import ReportRequested
from thidua_contracts.submissions.report_returned_v1 import ReportReturned
from thidua_contracts.submissions.report_submitted_v1 import ReportSubmitted
from thidua_contracts.submissions.unit_registered_v1 import UnitRegistered
from thidua_contracts.submissions.ward_registered_v1 import WardRegistered
from thidua_contracts.topics import AWARDS, BLOCS, SUBMISSIONS

REACT: Final[Mapping[type, React]] = {
    ReportRequested: reports.requested,
    ReportSubmitted: reports.submitted,
    ReportReturned: reports.returned,
    ReportAccepted: reports.accepted,
    ReportAcceptanceWithdrawn: reports.acceptance_withdrawn,
    ReportDeadlineExtended: reports.extended,
    ReportMissed: reports.missed,
    ReportLocked: reports.ended,
    ReportReleased: reports.ended,
    NominationWindowOpened: awards.window_opened,
    NominationWindowClosed: awards.window_closed,
    NominationProposed: awards.proposed,
    CouncilSessionOpened: awards.session_opened,
    CouncilSessionClosed: awards.session_closed,
    NominationVoted: awards.voted,
    NominationForwarded: awards.forwarded,
    NominationRefused: awards.refused,
    NominationWithdrawn: awards.withdrawn,
    AwardDecided: awards.decided,
}
MANAGER: Final = ProcessManager(
    name="informing",
    version=1,
    react={cls: joined(react) for cls, react in REACT.items()},
    schema=Path(__file__).parent / "schema.sql",
    apply={
        WardRegistered: memory.ward,
        UnitRegistered: memory.unit,
        ReportRequested: memory.requested,
        ReportDeadlineExtended: memory.deadline,
        ReportSubmitted: memory.waits_no_more,
        ReportReturned: memory.waits,
        ReportReleased: memory.waits_no_more,
        BlocMemberJoined: memory.joined_bloc,
        BlocMemberLeft: memory.left_bloc,
        BlocHeadAppointed: memory.heads_bloc,
    },
)
SUBSCRIPTION: Final = Subscription(name="informing", topics=(SUBMISSIONS, AWARDS, BLOCS), reader=MANAGER)
