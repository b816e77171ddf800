"""What submissions tells the others: stored type to contract, decided by the type alone. Nothing personal leaves here.

A mapping is frozen per stored shape by the golden bytes in tests/unit/submissions/golden: a change is a new contract.
"""

from __future__ import annotations

from typing import Any

from services.chassis.calendar import start_of_day
from services.chassis.identity import mandates
from services.chassis.kit.facts import publishing_of
from services.chassis.publishing import Publishing
from services.submissions.event_registry import HANDWRITTEN
from services.submissions.movements.facts import FACTS as MOVEMENTS
from services.submissions.people.facts import FACTS as PEOPLE
from services.submissions.plans.facts import FACTS as PLANS
from services.submissions.reports import events as reports
from services.submissions.units.facts import FACTS as UNITS
from services.submissions.wards.facts import FACTS as WARDS
from thidua_contracts.codes import Role, SubmissionChannel
from thidua_contracts.submissions.mandate_granted_v1 import MandateGranted
from thidua_contracts.submissions.mandate_relieved_v1 import MandateRelieved
from thidua_contracts.submissions.report_acceptance_withdrawn_v1 import ReportAcceptanceWithdrawn
from thidua_contracts.submissions.report_accepted_v1 import ReportAccepted
from thidua_contracts.submissions.report_deadline_extended_v1 import ReportDeadlineExtended
from thidua_contracts.submissions.report_locked_v1 import ReportLocked
from thidua_contracts.submissions.report_missed_v1 import ReportMissed
from thidua_contracts.submissions.report_released_v1 import ReportReleased
from thidua_contracts.submissions.report_requested_v1 import ReportRequested
from thidua_contracts.submissions.report_returned_v1 import ReportReturned
from thidua_contracts.submissions.report_submitted_v1 import ReportSubmitted


def mandate_granted(event: mandates.MandateGranted) -> MandateGranted:
    """A person holds a role; the ward is the record's key."""
    return MandateGranted(
        mandate_id=str(event.mandate_id),
        principal=event.principal,
        role=Role(event.role),
        valid_from=event.valid_from,
        unit_id=str(event.unit_id) if event.unit_id else None,
        valid_to=event.valid_to,
    )


def mandate_relieved(event: mandates.MandateRelieved) -> MandateRelieved:
    """A mandate ended."""
    return MandateRelieved(mandate_id=str(event.mandate_id), relieved_at=event.relieved_at)


def _which(owed: reports.Owed) -> dict[str, Any]:
    """What every report contract carries."""
    return {
        "report_id": str(owed.report_id),
        "unit_id": str(owed.unit_id),
        "obligation_id": str(owed.obligation_id),
        "year": owed.year,
        "period": owed.period,
    }


def report_requested(event: reports.ReportRequested) -> ReportRequested:
    """A unit owes a report."""
    return ReportRequested(
        **_which(event.owed), plan_id=str(event.plan_id), due_at=event.due_at, locks_at=event.locks_at
    )


def report_submitted(event: reports.ReportSubmitted) -> ReportSubmitted:
    """A report was sent; its figures stay here."""
    return ReportSubmitted(
        **_which(event.owed),
        attempt=event.attempt,
        submitted_at=event.at,
        due_at=event.due_at,
        on_time=event.on_time,
        channel=SubmissionChannel.ELECTRONIC,
    )


def paper_receipt_recorded(event: reports.PaperReceiptRecorded) -> ReportSubmitted:
    """A report came on paper: sent on the day it was received, whenever that was recorded."""
    return ReportSubmitted(
        **_which(event.owed),
        attempt=event.attempt,
        submitted_at=start_of_day(event.received_on),
        due_at=event.due_at,
        on_time=event.on_time,
        channel=SubmissionChannel.PAPER,
    )


def report_returned(event: reports.ReportReturned) -> ReportReturned:
    """A report was given back; the reason stays here."""
    return ReportReturned(**_which(event.owed), attempt=event.attempt, returned_at=event.at)


def report_accepted(event: reports.ReportAccepted) -> ReportAccepted:
    """A report was taken."""
    return ReportAccepted(**_which(event.owed), attempt=event.attempt, accepted_at=event.at)


def report_acceptance_withdrawn(event: reports.ReportAcceptanceWithdrawn) -> ReportAcceptanceWithdrawn:
    """An acceptance does not count."""
    return ReportAcceptanceWithdrawn(**_which(event.owed), attempt=event.attempt, withdrawn_at=event.at)


def report_deadline_extended(event: reports.ReportDeadlineExtended) -> ReportDeadlineExtended:
    """A deadline moved."""
    return ReportDeadlineExtended(
        **_which(event.owed), due_at=event.due_at, locks_at=event.locks_at, document_number=event.document_number
    )


def report_missed(event: reports.ReportMissed) -> ReportMissed:
    """A deadline passed with nothing sent."""
    return ReportMissed(**_which(event.owed), due_at=event.due_at)


def report_locked(event: reports.ReportLocked) -> ReportLocked:
    """Nothing is taken any more."""
    return ReportLocked(**_which(event.owed), locks_at=event.locks_at, missing=event.missing)


def report_released(event: reports.ReportReleased) -> ReportReleased:
    """A report is owed no more."""
    return ReportReleased(**_which(event.owed), closed_on=event.closed_on)


PUBLISHING = publishing_of(
    (*WARDS, *UNITS, *PEOPLE, *PLANS, *MOVEMENTS),
    Publishing(
        HANDWRITTEN,
        public={
            "mandate-granted": mandate_granted,
            "mandate-relieved": mandate_relieved,
            "report-requested": report_requested,
            "report-submitted": report_submitted,
            "paper-receipt-recorded": paper_receipt_recorded,
            "report-returned": report_returned,
            "report-accepted": report_accepted,
            "report-acceptance-withdrawn": report_acceptance_withdrawn,
            "report-deadline-extended": report_deadline_extended,
            "report-missed": report_missed,
            "report-locked": report_locked,
            "report-released": report_released,
        },
        private=frozenset(
            {
            }
        ),
    ),
)
REGISTRY = PUBLISHING.registry
