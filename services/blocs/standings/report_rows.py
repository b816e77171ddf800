"""Report rows of the standings: one per report, each group of columns set by the newest event that speaks of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.tables import Change, Json, table
from thidua_contracts.submissions.report import ReportEvent
from thidua_contracts.submissions.report_deadline_extended_v1 import ReportDeadlineExtended
from thidua_contracts.submissions.report_extension_withdrawn_v1 import ReportExtensionWithdrawn
from thidua_contracts.submissions.report_locked_v1 import ReportLocked
from thidua_contracts.submissions.report_missed_v1 import ReportMissed
from thidua_contracts.submissions.report_released_v1 import ReportReleased
from thidua_contracts.submissions.report_requested_v1 import ReportRequested
from thidua_contracts.submissions.report_sending_withdrawn_v1 import ReportSendingWithdrawn
from thidua_contracts.submissions.report_submitted_v1 import ReportSubmitted

NO_ARRIVALS: Final = Json("{}")


@dataclass(slots=True)
class Report:
    """What a unit owes and how far it is."""

    ward_code: str
    report_id: str
    unit_id: str
    year: int
    period: str
    due_at: datetime | None = None
    locks_at: datetime | None = None
    due_version: int = 0
    first_submitted_at: datetime | None = None
    arrivals: Json = NO_ARRIVALS
    withdrawn_first_at: datetime | None = None
    withdrawn_version: int = 0
    status: str | None = None
    status_version: int = 0
    missed_due_at: datetime | None = None
    locked_locks_at: datetime | None = None
    released_version: int = 0


REPORTS: Final = table("standings_reports", Report, key=("ward_code", "report_id"))


def reported(
    by: Callable[[Report, EventEnvelope[Any]], None],
) -> Callable[[EventEnvelope[Any]], tuple[Change, str]]:
    """The row of the event's report changed, whichever event comes first; and the report's id."""

    def change(recorded: EventEnvelope[ReportEvent]) -> tuple[Change, str]:
        event = recorded.event
        row = Report(recorded.ward_code, event.report_id, event.unit_id, event.year, event.period)
        return REPORTS.upsert(row, recorded, by), event.report_id

    return change


Dated = ReportRequested | ReportDeadlineExtended | ReportExtensionWithdrawn


def deadline(row: Report, recorded: EventEnvelope[Dated]) -> None:
    if row.due_version < recorded.stream_version:
        row.due_version = recorded.stream_version
        row.due_at, row.locks_at = recorded.event.due_at, recorded.event.locks_at


def submitted(row: Report, recorded: EventEnvelope[ReportSubmitted]) -> None:
    if recorded.stream_version > row.withdrawn_version:
        arrivals = {**json.loads(row.arrivals), str(recorded.stream_version): recorded.event.submitted_at.isoformat()}
        _arrived(row, arrivals)
    status("submitted")(row, recorded)


def sending_withdrawn(row: Report, recorded: EventEnvelope[ReportSendingWithdrawn]) -> None:
    """What was sent before counts as this says; what was sent since counts besides."""
    if recorded.stream_version > row.withdrawn_version:
        row.withdrawn_version, row.withdrawn_first_at = recorded.stream_version, recorded.event.first_submitted_at
        arrivals: dict[str, str] = json.loads(row.arrivals)
        _arrived(row, {version: at for version, at in arrivals.items() if int(version) > recorded.stream_version})
    status("returned" if recorded.event.returned_at else None)(row, recorded)


def _arrived(row: Report, arrivals: dict[str, str]) -> None:
    row.arrivals = Json(json.dumps(dict(sorted(arrivals.items(), key=lambda each: int(each[0])))))
    counted = [datetime.fromisoformat(at) for at in arrivals.values()]
    row.first_submitted_at = min(
        [*counted, *([row.withdrawn_first_at] if row.withdrawn_first_at else [])], default=None
    )


def status(word: str | None) -> Callable[[Report, EventEnvelope[Any]], None]:
    """What became of a report that was sent: the newest event of its stream says."""

    def change(row: Report, recorded: EventEnvelope[ReportEvent]) -> None:
        if row.status_version < recorded.stream_version:
            row.status_version, row.status = recorded.stream_version, word

    return change


def missed(row: Report, recorded: EventEnvelope[ReportMissed]) -> None:
    at = recorded.event.due_at
    row.missed_due_at = max(row.missed_due_at or at, at)


def locked(row: Report, recorded: EventEnvelope[ReportLocked]) -> None:
    at = recorded.event.locks_at
    row.locked_locks_at = max(row.locked_locks_at or at, at)


def released(row: Report, recorded: EventEnvelope[ReportReleased]) -> None:
    row.released_version = max(row.released_version, recorded.stream_version)
