"""Standings, fed by Kafka: what the wards' reports, movements and awards came to, one row per ward and thing.

`apply` commutes between streams, topics and partitions, and even within a stream: a row is made by whichever event comes
first, and each group of a report's columns is set by the event of the highest stream version, or is a least or greatest.
It reads no clock and no other reader.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import asyncpg

from services.blocs.standings import report_rows
from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel, Subscription
from thidua_contracts.awards.award_decided_v1 import AwardDecided
from thidua_contracts.event import IntegrationEvent, contracts
from thidua_contracts.submissions.movement_joined_v1 import MovementJoined
from thidua_contracts.submissions.movement_launched_v1 import MovementLaunched
from thidua_contracts.submissions.plan_issued_v1 import PlanIssued
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
from thidua_contracts.topics import AWARDS, SUBMISSIONS

Connection = asyncpg.Connection
E = TypeVar("E", bound=IntegrationEvent)
Rows = Callable[[Connection, EventEnvelope[E]], Awaitable[str | None]]
"""Writes an event's rows and says what it is about, or None when it counts for nothing."""


async def hear(connection: Connection, recorded: EventEnvelope[Any]) -> None:
    """The newest thing heard of a ward from a service, of whatever type."""
    await connection.execute(
        """
        INSERT INTO standings_heard AS h (ward_code, source, position, event_id, ce_type, recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (ward_code, source) DO UPDATE
        SET position = excluded.position, event_id = excluded.event_id, ce_type = excluded.ce_type,
            recorded_at = excluded.recorded_at
        WHERE h.position < excluded.position
        """,
        recorded.ward_code,
        recorded.source,
        recorded.position,
        recorded.event_id,
        recorded.event.type,
        recorded.recorded_at,
    )


async def record_evidence(connection: Connection, recorded: EventEnvelope[Any], about: str) -> None:
    """Keeps the event as evidence for the thing that it is about."""
    await connection.execute(
        """
        INSERT INTO standings_evidence
            (ward_code, event_id, about, ce_type, source, position, stream_id, stream_version, recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (ward_code, event_id) DO NOTHING
        """,
        recorded.ward_code,
        recorded.event_id,
        about,
        recorded.event.type,
        recorded.source,
        recorded.position,
        recorded.stream_id,
        recorded.stream_version,
        recorded.recorded_at,
    )


def counted(rows: Rows[E]) -> Callable[[Connection, EventEnvelope[E]], Awaitable[None]]:
    """An `apply` that also keeps the event as evidence and as the last thing heard."""

    async def apply(connection: Connection, recorded: EventEnvelope[E]) -> None:
        about = await rows(connection, recorded)
        if about is not None:
            await record_evidence(connection, recorded, about)
        await hear(connection, recorded)

    return apply


async def ward(connection: Connection, recorded: EventEnvelope[WardRegistered]) -> None:
    await connection.execute(
        "INSERT INTO standings_wards (ward_code, name, kind) VALUES ($1, $2, $3) ON CONFLICT (ward_code) DO NOTHING",
        recorded.event.ward_code,
        recorded.event.name,
        recorded.event.kind,
    )


async def unit(connection: Connection, recorded: EventEnvelope[UnitRegistered]) -> None:
    await connection.execute(
        """
        INSERT INTO standings_units (ward_code, unit_id, name, kind) VALUES ($1, $2, $3, $4)
        ON CONFLICT (ward_code, unit_id) DO NOTHING
        """,
        recorded.ward_code,
        recorded.event.unit_id,
        recorded.event.name,
        recorded.event.kind,
    )


async def plan(connection: Connection, recorded: EventEnvelope[PlanIssued]) -> str:
    await connection.execute(
        """
        INSERT INTO standings_plans (ward_code, plan_id, year) VALUES ($1, $2, $3)
        ON CONFLICT (ward_code, plan_id) DO NOTHING
        """,
        recorded.ward_code,
        recorded.event.plan_id,
        recorded.event.year,
    )
    return recorded.event.plan_id


async def movement(connection: Connection, recorded: EventEnvelope[MovementLaunched]) -> str:
    await connection.execute(
        """
        INSERT INTO standings_movements (ward_code, movement_id, plan_id, name) VALUES ($1, $2, $3, $4)
        ON CONFLICT (ward_code, movement_id) DO NOTHING
        """,
        recorded.ward_code,
        recorded.event.movement_id,
        recorded.event.plan_id,
        recorded.event.name,
    )
    return recorded.event.movement_id


async def joining(connection: Connection, recorded: EventEnvelope[MovementJoined]) -> str:
    about = f"{recorded.event.movement_id}/{recorded.event.unit_id}"
    await connection.execute(
        """
        INSERT INTO standings_joinings (ward_code, movement_id, unit_id, about) VALUES ($1, $2, $3, $4)
        ON CONFLICT (ward_code, movement_id, unit_id) DO NOTHING
        """,
        recorded.ward_code,
        recorded.event.movement_id,
        recorded.event.unit_id,
        about,
    )
    return about


async def award(connection: Connection, recorded: EventEnvelope[AwardDecided]) -> str:
    event = recorded.event
    await connection.execute(
        """
        INSERT INTO standings_awards (ward_code, award_id, unit_id, year, title, direct_worker, decided_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (ward_code, award_id) DO NOTHING
        """,
        recorded.ward_code,
        event.award_id,
        event.unit_id,
        event.year,
        event.title,
        event.direct_worker,
        event.decided_on,
    )
    return event.award_id


COUNTED: Final[Mapping[type[IntegrationEvent], Callable[[Connection, EventEnvelope[Any]], Awaitable[None]]]] = {
    WardRegistered: counted(ward),
    UnitRegistered: counted(unit),
    PlanIssued: counted(plan),
    MovementLaunched: counted(movement),
    MovementJoined: counted(joining),
    AwardDecided: counted(award),
    ReportRequested: counted(report_rows.deadline),
    ReportDeadlineExtended: counted(report_rows.deadline),
    ReportSubmitted: counted(report_rows.submitted),
    ReportReturned: counted(report_rows.status("returned")),
    ReportAccepted: counted(report_rows.status("accepted")),
    ReportAcceptanceWithdrawn: counted(report_rows.status("submitted")),
    ReportMissed: counted(report_rows.missed),
    ReportLocked: counted(report_rows.locked),
    ReportReleased: counted(report_rows.released),
}

HEARD_ONLY: Final = tuple(
    model
    for ce_type, model in contracts().items()
    if ce_type.startswith(("vn.thidua.submissions.", "vn.thidua.awards.")) and model not in COUNTED
)
"""Everything else that the two services say moves "last heard" and nothing else."""

MODEL = ReadModel(
    name="standings",
    version=4,
    schema=Path(__file__).parent / "schema.sql",
    apply={**COUNTED, **dict.fromkeys(HEARD_ONLY, hear)},
)
SUBSCRIPTION = Subscription(name="standings", topics=(SUBMISSIONS, AWARDS), reader=MODEL)
