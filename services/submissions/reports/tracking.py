"""Read model `tracking`: the grid of units and obligations, and how complete and how timely it is.

Late or open is never stored from a clock: `missed` and `locked` come from the scheduler's events, and the decider judges what was sent
when a deadline moves; only an extension that an earlier build stored, which does not say it, is compared here with what arrived before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from services.chassis.calendar import start_of_day
from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import Apply, ReadModel
from services.chassis.readers.tables import Change, InSets, table
from services.submissions.reports.events import (
    PaperReceiptRecorded,
    ReportAcceptanceWithdrawn,
    ReportAccepted,
    ReportDeadlineExtended,
    ReportExtensionWithdrawn,
    ReportLocked,
    ReportMissed,
    ReportRecalled,
    ReportReleased,
    ReportRequested,
    ReportRestored,
    ReportReturned,
    ReportReturnWithdrawn,
    ReportSendingWithdrawn,
    ReportSubmitted,
    ReportWordsErased,
)
from thidua_contracts.codes import SubmissionChannel


@dataclass(slots=True)
class Row:
    """A report that a unit owes, and how far it is."""

    ward_code: str
    report_id: UUID
    plan_id: UUID
    obligation_id: UUID
    unit_id: UUID
    year: int
    period: str
    state: str
    due_at: datetime
    locks_at: datetime
    version: int
    attempt: int = 0
    channel: str | None = None
    sent_at: datetime | None = None
    first_at: datetime | None = None
    on_time: bool | None = None
    accepted_at: datetime | None = None
    by_office: bool = False
    sent_by: str | None = None
    extensions: int = 0


TRACKING: Final = table("tracking", Row, key=("ward_code", "report_id"))


def requested(recorded: EventEnvelope[ReportRequested]) -> tuple[Change]:
    """A unit owes a report."""
    event, owed = recorded.event, recorded.event.owed
    row = Row(
        ward_code=recorded.ward_code,
        report_id=owed.report_id,
        plan_id=event.plan_id,
        obligation_id=owed.obligation_id,
        unit_id=owed.unit_id,
        year=owed.year,
        period=owed.period,
        state="due",
        due_at=event.due_at,
        locks_at=event.locks_at,
        version=recorded.stream_version,
    )
    return (TRACKING.insert(row),)


def submitted(row: Row, recorded: EventEnvelope[ReportSubmitted]) -> None:
    """It was sent."""
    _sent(row, recorded.event, SubmissionChannel.ELECTRONIC, recorded.event.at)
    row.by_office, row.sent_by = recorded.event.by_office, recorded.event.sent_by


def on_paper(row: Row, recorded: EventEnvelope[PaperReceiptRecorded]) -> None:
    """It had come on paper."""
    _sent(row, recorded.event, SubmissionChannel.PAPER, start_of_day(recorded.event.received_on))
    row.by_office, row.sent_by = True, recorded.event.recorded_by


def _sent(row: Row, event: ReportSubmitted | PaperReceiptRecorded, channel: SubmissionChannel, at: datetime) -> None:
    row.state, row.attempt, row.channel, row.on_time = "submitted", event.attempt, channel, event.on_time
    row.sent_at, row.first_at = at, min(row.first_at or at, at)


def accepted(row: Row, recorded: EventEnvelope[ReportAccepted]) -> None:
    """It was taken."""
    row.state, row.accepted_at = "accepted", recorded.event.at


def withdrawn(row: Row, recorded: EventEnvelope[ReportAcceptanceWithdrawn]) -> None:
    """It was taken by mistake."""
    row.state, row.accepted_at = "submitted", None


def unsent(row: Row, recorded: EventEnvelope[ReportSendingWithdrawn | ReportRecalled]) -> None:
    """The last sending does not count: it waits as it did before."""
    event, before = recorded.event, recorded.event.before
    row.on_time, row.sent_by = event.on_time, None
    if before is None:
        row.state, row.attempt, row.by_office = "due", 0, False
        row.channel = row.sent_at = row.first_at = None
        return
    row.state, row.attempt, row.by_office = "returned", before.attempt, before.by_office
    row.channel = SubmissionChannel.PAPER if before.on_paper else SubmissionChannel.ELECTRONIC
    row.sent_at, row.first_at = before.at, before.first_at


def extended(row: Row, recorded: EventEnvelope[ReportDeadlineExtended]) -> None:
    """Its deadline moved."""
    later = recorded.event.due_at > row.due_at
    row.due_at, row.locks_at = recorded.event.due_at, recorded.event.locks_at
    row.extensions += recorded.stream_version > row.version  # told twice, it counts once
    row.on_time = recorded.event.on_time
    if row.on_time is None and row.first_at is not None:
        row.on_time = row.first_at < row.due_at
    if row.state == "locked" and row.attempt:
        row.state = "returned"
    elif row.state in ("missed", "locked"):
        row.state = "due" if later else "missed"


def unextended(row: Row, recorded: EventEnvelope[ReportExtensionWithdrawn]) -> None:
    """The deadline before the last extension holds again."""
    row.due_at, row.locks_at = recorded.event.due_at, recorded.event.locks_at
    row.on_time = recorded.event.on_time
    row.extensions -= recorded.stream_version > row.version


def becomes(state: str) -> Callable[[Row, EventEnvelope[Any]], None]:
    """An event that changes nothing but the state."""

    def change(row: Row, recorded: EventEnvelope[Any]) -> None:
        row.state = state

    return change


def stays(row: Row, recorded: EventEnvelope[Any]) -> None:
    """An event that changes nothing but the version."""


def changed(by: Callable[[Row, EventEnvelope[Any]], None]) -> Apply:
    """An event that changes the row of its report, which `requested` made."""

    def change(row: Row, recorded: EventEnvelope[Any]) -> None:
        by(row, recorded)
        row.version = recorded.stream_version

    def changes(recorded: EventEnvelope[Any]) -> tuple[Change]:
        return (TRACKING.update((recorded.ward_code, recorded.event.owed.report_id), recorded, change),)

    return InSets(changes)


MODEL: Final = ReadModel(
    "tracking",
    4,
    Path(__file__).with_name("tracking.sql"),
    {
        ReportRequested: InSets(requested),
        ReportSubmitted: changed(submitted),
        PaperReceiptRecorded: changed(on_paper),
        ReportReturned: changed(becomes("returned")),
        ReportAccepted: changed(accepted),
        ReportAcceptanceWithdrawn: changed(withdrawn),
        ReportReturnWithdrawn: changed(becomes("submitted")),
        ReportSendingWithdrawn: changed(unsent),
        ReportRecalled: changed(unsent),
        ReportDeadlineExtended: changed(extended),
        ReportExtensionWithdrawn: changed(unextended),
        ReportMissed: changed(becomes("missed")),
        ReportLocked: changed(becomes("locked")),
        ReportReleased: changed(becomes("released")),
        ReportRestored: changed(becomes("due")),
        ReportWordsErased: changed(stays),
    },
)
