"""What is stored of a report and what others are told of it; its past is worded from `history.py`. Pure."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from services.chassis.calendar import start_of_day
from services.chassis.erasure.words import unsealed
from services.chassis.event_registry import Upcaster
from services.chassis.kit.facts import Fact
from services.submissions.reports import events
from thidua_contracts.codes import SubmissionChannel
from thidua_contracts.submissions.report_acceptance_withdrawn_v1 import ReportAcceptanceWithdrawn
from thidua_contracts.submissions.report_accepted_v1 import ReportAccepted
from thidua_contracts.submissions.report_deadline_extended_v1 import ReportDeadlineExtended
from thidua_contracts.submissions.report_extension_withdrawn_v1 import ReportExtensionWithdrawn
from thidua_contracts.submissions.report_locked_v1 import ReportLocked
from thidua_contracts.submissions.report_missed_v1 import ReportMissed
from thidua_contracts.submissions.report_released_v1 import ReportReleased
from thidua_contracts.submissions.report_requested_v1 import ReportRequested
from thidua_contracts.submissions.report_return_withdrawn_v1 import ReportReturnWithdrawn
from thidua_contracts.submissions.report_returned_v1 import ReportReturned
from thidua_contracts.submissions.report_sending_withdrawn_v1 import ReportSendingWithdrawn
from thidua_contracts.submissions.report_submitted_v1 import ReportSubmitted


def _which(owed: events.Owed) -> dict[str, Any]:
    """What every report contract carries."""
    return {
        "report_id": str(owed.report_id),
        "unit_id": str(owed.unit_id),
        "obligation_id": str(owed.obligation_id),
        "year": owed.year,
        "period": owed.period,
    }


def report_requested(event: events.ReportRequested) -> ReportRequested:
    """A unit owes a report."""
    return ReportRequested(
        **_which(event.owed),
        plan_id=str(event.plan_id),
        due_at=event.due_at,
        locks_at=event.locks_at,
        report_name=event.report_name,
        plan_number=event.plan_number,
    )


def report_submitted(event: events.ReportSubmitted) -> ReportSubmitted:
    """A report was sent; its figures stay here."""
    return ReportSubmitted(
        **_which(event.owed),
        attempt=event.attempt,
        submitted_at=event.at,
        due_at=event.due_at,
        on_time=event.on_time,
        channel=SubmissionChannel.ELECTRONIC,
        by_office=event.by_office or None,
    )


def paper_receipt_recorded(event: events.PaperReceiptRecorded) -> ReportSubmitted:
    """A report came on paper: sent on the day it was received, whenever that was recorded."""
    return ReportSubmitted(
        **_which(event.owed),
        attempt=event.attempt,
        submitted_at=start_of_day(event.received_on),
        due_at=event.due_at,
        on_time=event.on_time,
        channel=SubmissionChannel.PAPER,
    )


def report_returned(event: events.ReportReturned) -> ReportReturned:
    """A report was given back; the reason stays here."""
    return ReportReturned(**_which(event.owed), attempt=event.attempt, returned_at=event.at)


def report_accepted(event: events.ReportAccepted) -> ReportAccepted:
    """A report was taken."""
    return ReportAccepted(**_which(event.owed), attempt=event.attempt, accepted_at=event.at)


def report_acceptance_withdrawn(event: events.ReportAcceptanceWithdrawn) -> ReportAcceptanceWithdrawn:
    """An acceptance does not count."""
    return ReportAcceptanceWithdrawn(**_which(event.owed), attempt=event.attempt, withdrawn_at=event.at)


def report_return_withdrawn(event: events.ReportReturnWithdrawn) -> ReportReturnWithdrawn:
    """A return does not count."""
    return ReportReturnWithdrawn(**_which(event.owed), attempt=event.attempt, withdrawn_at=event.at)


def report_sending_withdrawn(event: events.ReportSendingWithdrawn) -> ReportSendingWithdrawn:
    """A sending does not count."""
    return ReportSendingWithdrawn(
        **_which(event.owed),
        attempt=event.attempt,
        withdrawn_at=event.at,
        due_at=event.due_at,
        locks_at=event.locks_at,
        first_submitted_at=event.before.first_at if event.before else None,
        returned_at=event.before.returned_at if event.before else None,
    )


def report_recalled(event: events.ReportRecalled) -> ReportSendingWithdrawn:
    """A sending does not count: its unit took it back."""
    return ReportSendingWithdrawn(
        **_which(event.owed),
        attempt=event.attempt,
        withdrawn_at=event.at,
        due_at=event.due_at,
        locks_at=event.locks_at,
        first_submitted_at=event.before.first_at if event.before else None,
        returned_at=event.before.returned_at if event.before else None,
        by_unit=True,
    )


def report_deadline_extended(event: events.ReportDeadlineExtended) -> ReportDeadlineExtended:
    """A deadline moved."""
    return ReportDeadlineExtended(
        **_which(event.owed),
        due_at=event.due_at,
        locks_at=event.locks_at,
        document_number=event.document_number,
        on_time=event.on_time,
    )


def report_extension_withdrawn(event: events.ReportExtensionWithdrawn) -> ReportExtensionWithdrawn:
    """A deadline is what it was before it moved."""
    return ReportExtensionWithdrawn(
        **_which(event.owed),
        due_at=event.due_at,
        locks_at=event.locks_at,
        document_number=event.document_number,
        on_time=event.on_time,
    )


def report_missed(event: events.ReportMissed) -> ReportMissed:
    """A deadline passed with nothing sent."""
    return ReportMissed(**_which(event.owed), due_at=event.due_at)


def report_locked(event: events.ReportLocked) -> ReportLocked:
    """Nothing is taken any more."""
    return ReportLocked(**_which(event.owed), locks_at=event.locks_at, missing=event.missing)


def report_released(event: events.ReportReleased) -> ReportReleased:
    """A report is owed no more."""
    return ReportReleased(**_which(event.owed), closed_on=event.closed_on, plan_revoked=event.plan_revoked)


def report_restored(event: events.ReportRestored) -> ReportRequested:
    """A unit owes it again."""
    return ReportRequested(
        **_which(event.owed), plan_id=str(event.plan_id), due_at=event.due_at, locks_at=event.locks_at
    )


def _sealed(shape: dict[str, Any]) -> dict[str, Any]:
    """Before, the reason stood in clear."""
    return shape | unsealed(UUID(shape["owed"]["report_id"]))


def _by_unit(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 2 did not say for whom."""
    return shape | {"by_office": False}


def _without_evidence(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 3 knew no files."""
    return shape | {"evidence": []}


def _unknown(*fields: str) -> Upcaster:
    """The version before did not say it."""
    return lambda shape: shape | dict.fromkeys(fields)


def _of_a_unit(stored: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew no plan that was revoked."""
    return {**stored, "plan_revoked": False}


FACTS: Final = (
    Fact(
        "report-requested", 2, events.ReportRequested, report_requested, lifts=(_unknown("report_name", "plan_number"),)
    ),
    Fact(
        "report-submitted",
        4,
        events.ReportSubmitted,
        report_submitted,
        lifts=(_unknown("sent_by"), _by_unit, _without_evidence),
    ),
    Fact(
        "paper-receipt-recorded",
        3,
        events.PaperReceiptRecorded,
        paper_receipt_recorded,
        lifts=(_unknown("recorded_by"), _sealed),
    ),
    Fact("report-returned", 2, events.ReportReturned, report_returned, lifts=(_sealed,)),
    Fact("report-accepted", 1, events.ReportAccepted, report_accepted),
    Fact(
        "report-acceptance-withdrawn",
        2,
        events.ReportAcceptanceWithdrawn,
        report_acceptance_withdrawn,
        lifts=(_sealed,),
    ),
    Fact("report-return-withdrawn", 1, events.ReportReturnWithdrawn, report_return_withdrawn),
    Fact("report-sending-withdrawn", 1, events.ReportSendingWithdrawn, report_sending_withdrawn),
    Fact("report-recalled", 1, events.ReportRecalled, report_recalled),
    Fact(
        "report-deadline-extended",
        3,
        events.ReportDeadlineExtended,
        report_deadline_extended,
        lifts=(_sealed, _unknown("on_time")),
    ),
    Fact("report-extension-withdrawn", 1, events.ReportExtensionWithdrawn, report_extension_withdrawn),
    Fact("report-words-erased", 1, events.ReportWordsErased),
    Fact("report-missed", 1, events.ReportMissed, report_missed),
    Fact("report-locked", 1, events.ReportLocked, report_locked),
    Fact("report-released", 2, events.ReportReleased, report_released, lifts=(_of_a_unit,)),
    Fact("report-restored", 1, events.ReportRestored, report_restored),
)
