"""Process manager `open-reports`: an issued plan opens one report per unit and obligation, also for units of later days.

One rule says who owes: the unit's kind is meant, it began before the deadline, it has not ended before it, and the book
is not closed yet. Issuing a plan asks it for every unit, registering a unit for every obligation; the report's id is the
same by both paths. A unit that ends is released from what it would have owed later; when its end is corrected or taken back, that is owed
again. What a revoked plan asked for is called off, and asked of nobody later; of one that is restored it is owed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.chassis.calendar import start_of_day
from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import Issue, ProcessManager
from services.submissions.ids import report_id
from services.submissions.plans.events import PlanIssued, PlanRestored, PlanRevoked
from services.submissions.reports.commands import CallOffReport, ReleaseReport, RequestReport, RestoreReport
from services.submissions.reports.events import ReportDeadlineExtended, ReportExtensionWithdrawn, ReportRequested
from services.submissions.units.events import (
    UnitChanged,
    UnitClosed,
    UnitEndCorrected,
    UnitProfilesCorrected,
    UnitRegistered,
    UnitRegistrationCorrected,
    UnitReopened,
    UnitSucceeded,
    UnitWithdrawn,
)
from thidua_contracts.codes import ReportPeriod

UNITS: Final = """
SELECT unit_id, kind, began_on, closed_on FROM opening_units WHERE ward_code = $1 ORDER BY unit_id
"""
OBLIGATIONS: Final = """
SELECT plan_id, obligation_id, issued_on, year, period, due_at, locks_at, unit_kinds, name, document FROM opening_obligations
WHERE ward_code = $1 ORDER BY plan_id, obligation_id
"""
REQUESTED: Final = """
SELECT report_id FROM opening_requested WHERE ward_code = $1 AND unit_id = $2 AND due_at > $3 ORDER BY report_id
"""
BEFORE: Final = """
SELECT report_id FROM opening_requested
WHERE ward_code = $1 AND unit_id = $2 AND ($3::timestamptz IS NULL OR due_at <= $3) ORDER BY report_id
"""
ONE: Final = "SELECT unit_id, kind, began_on, closed_on FROM opening_units WHERE ward_code = $1 AND unit_id = $2"
CLOSED_ON: Final = "SELECT closed_on FROM opening_units WHERE ward_code = $1 AND unit_id = $2"

REMEMBER_UNIT: Final = "INSERT INTO opening_units (ward_code, unit_id, kind, began_on) VALUES ($1, $2, $3, $4)"
REMEMBER_KIND: Final = "UPDATE opening_units SET kind = $3 WHERE ward_code = $1 AND unit_id = $2"
REMEMBER_RIGHTLY: Final = "UPDATE opening_units SET kind = $3, began_on = $4 WHERE ward_code = $1 AND unit_id = $2"
REMEMBER_END: Final = "UPDATE opening_units SET closed_on = $3 WHERE ward_code = $1 AND unit_id = $2"
REMEMBER_OBLIGATION: Final = """
INSERT INTO opening_obligations
    (ward_code, plan_id, obligation_id, issued_on, year, period, due_at, locks_at, unit_kinds, name, document)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
REMEMBER_REQUEST: Final = """
INSERT INTO opening_requested (ward_code, unit_id, report_id, due_at) VALUES ($1, $2, $3, $4)
"""
ASKED: Final = "SELECT EXISTS (SELECT FROM opening_obligations WHERE ward_code = $1 AND obligation_id = $2)"
OF_WARD: Final = "SELECT obligation_id FROM opening_obligations WHERE ward_code = $1 ORDER BY obligation_id"
OF_PLAN: Final = (
    "SELECT obligation_id FROM opening_obligations WHERE ward_code = $1 AND plan_id = $2 ORDER BY obligation_id"
)
EVERY_UNIT: Final = "SELECT unit_id FROM opening_units WHERE ward_code = $1 ORDER BY unit_id"
ALL_REQUESTED: Final = """
SELECT report_id FROM opening_requested WHERE ward_code = $1 AND report_id = ANY ($2::uuid[]) ORDER BY report_id
"""
FORGET_OBLIGATIONS: Final = "DELETE FROM opening_obligations WHERE ward_code = $1 AND plan_id = $2"
REMEMBER_EXTENSION: Final = """
UPDATE opening_requested SET due_at = $4 WHERE ward_code = $1 AND unit_id = $2 AND report_id = $3
"""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as this rule needs it."""

    unit_id: UUID
    kind: str
    began_on: date
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Duty:
    """An obligation of an issued plan as this rule needs it."""

    plan_id: UUID
    obligation_id: UUID
    issued_on: date
    year: int
    period: ReportPeriod
    due_at: datetime
    locks_at: datetime
    unit_kinds: tuple[str, ...]
    name: str | None
    document: str | None


def owes(unit: Unit, duty: Duty, known_at: datetime) -> bool:
    """Whether the unit owes this report, as seen when the later of the two facts was recorded."""
    return (
        (not duty.unit_kinds or unit.kind in duty.unit_kinds)
        and start_of_day(unit.began_on) < duty.due_at
        and (unit.closed_on is None or start_of_day(unit.closed_on) >= duty.due_at)
        and known_at < duty.locks_at
    )


def request(unit: Unit, duty: Duty, recorded: EventEnvelope[Any]) -> Issue:
    """The command that opens the report."""
    report = report_id(duty.obligation_id, unit.unit_id)
    command = RequestReport(
        ward_code=recorded.ward_code,
        at=recorded.recorded_at,
        report_id=report,
        plan_id=duty.plan_id,
        unit_id=unit.unit_id,
        obligation_id=duty.obligation_id,
        year=duty.year,
        period=duty.period,
        owed_from=max(duty.issued_on, unit.began_on),
        due_at=duty.due_at,
        locks_at=duty.locks_at,
        report_name=duty.name,
        plan_number=duty.document,
    )
    return Issue(f"request {report}", command)


def release(report: UUID, closed_on: date, recorded: EventEnvelope[Any]) -> Issue:
    """The command that releases a unit that ended."""
    command = ReleaseReport(
        ward_code=recorded.ward_code, at=recorded.recorded_at, report_id=report, closed_on=closed_on
    )
    return Issue(f"release {report}", command)


def restore(report: UUID, recorded: EventEnvelope[Any]) -> Issue:
    """The command by which it is owed again."""
    command = RestoreReport(ward_code=recorded.ward_code, at=recorded.recorded_at, report_id=report)
    return Issue(f"restore {report}", command)


def called_off(report: UUID, recorded: EventEnvelope[Any]) -> Issue:
    """The command that calls off what a revoked plan asked for."""
    command = CallOffReport(ward_code=recorded.ward_code, at=recorded.recorded_at, report_id=report)
    return Issue(f"call off {report}", command)


async def _asked_under(connection: asyncpg.Connection, recorded: EventEnvelope[PlanRevoked]) -> list[UUID]:
    """The reports that a plan asked of the ward's units."""
    obligations = await connection.fetch(OF_PLAN, recorded.ward_code, recorded.event.plan_id)
    units = await connection.fetch(EVERY_UNIT, recorded.ward_code)
    could = [report_id(duty["obligation_id"], unit["unit_id"]) for duty in obligations for unit in units]
    return [row["report_id"] for row in await connection.fetch(ALL_REQUESTED, recorded.ward_code, could)]


async def plan_revoked(connection: asyncpg.Connection, recorded: EventEnvelope[PlanRevoked]) -> Sequence[Issue]:
    """Every report that was asked for under it."""
    return [called_off(report, recorded) for report in await _asked_under(connection, recorded)]


async def forget_plan(connection: asyncpg.Connection, recorded: EventEnvelope[PlanRevoked]) -> None:
    """It asks nothing of later units, nor again of units that go on: what was requested counts while its plan is here."""
    await connection.execute(FORGET_OBLIGATIONS, recorded.ward_code, recorded.event.plan_id)


async def plan_issued(connection: asyncpg.Connection, recorded: EventEnvelope[PlanIssued]) -> Sequence[Issue]:
    """Every unit of the ward, for each obligation."""
    units = [Unit(**row) for row in await connection.fetch(UNITS, recorded.ward_code)]
    return [
        request(unit, duty, recorded)
        for duty in duties(recorded.event)
        for unit in units
        if owes(unit, duty, recorded.recorded_at)
    ]


async def plan_restored(connection: asyncpg.Connection, recorded: EventEnvelope[PlanRestored]) -> Sequence[Issue]:
    """Every unit of the ward, for each obligation: what was called off is owed again, what was never asked for is asked for now."""
    units = [Unit(**row) for row in await connection.fetch(UNITS, recorded.ward_code)]
    owed = [(u, duty) for duty in duties(recorded.event) for u in units if owes(u, duty, recorded.recorded_at)]
    could = [report_id(duty.obligation_id, u.unit_id) for u, duty in owed]
    asked = {row["report_id"] for row in await connection.fetch(ALL_REQUESTED, recorded.ward_code, could)}
    return [
        restore(report, recorded) if report in asked else request(u, duty, recorded)
        for (u, duty), report in zip(owed, could, strict=True)
    ]


async def unit_registered(connection: asyncpg.Connection, recorded: EventEnvelope[UnitRegistered]) -> Sequence[Issue]:
    """Every obligation of the ward, for this unit."""
    event = recorded.event
    return await _requests(connection, Unit(event.unit_id, event.kind, event.valid_from, None), recorded)


async def registration_corrected(
    connection: asyncpg.Connection, recorded: EventEnvelope[UnitRegistrationCorrected]
) -> Sequence[Issue]:
    """What the unit owes by its right kind and day; what it was asked for stays asked for."""
    event = recorded.event
    closed_on = await connection.fetchval(CLOSED_ON, recorded.ward_code, event.unit_id)
    unit = Unit(event.unit_id, event.profiles[-1].kind, event.profiles[0].valid_from, closed_on)
    return await _requests(connection, unit, recorded)


async def _requests(connection: asyncpg.Connection, unit: Unit, recorded: EventEnvelope[Any]) -> list[Issue]:
    found = [
        Duty(**{**row, "period": ReportPeriod(row["period"]), "unit_kinds": tuple(row["unit_kinds"])})
        for row in await connection.fetch(OBLIGATIONS, recorded.ward_code)
    ]
    return [request(unit, duty, recorded) for duty in found if owes(unit, duty, recorded.recorded_at)]


async def unit_closed(
    connection: asyncpg.Connection, recorded: EventEnvelope[UnitClosed | UnitSucceeded | UnitWithdrawn]
) -> Sequence[Issue]:
    """What the unit would have owed after its end."""
    closed_on = recorded.event.closed_on
    ended = start_of_day(closed_on)
    rows = await connection.fetch(REQUESTED, recorded.ward_code, recorded.event.unit_id, ended)
    return [release(row["report_id"], closed_on, recorded) for row in rows]


async def end_changed(
    connection: asyncpg.Connection, recorded: EventEnvelope[UnitEndCorrected | UnitReopened]
) -> Sequence[Issue]:
    """What the unit owes by its new end, or without one: asked for, owed again, or released."""
    event, ward_code = recorded.event, recorded.ward_code
    closed_on = event.closed_on if isinstance(event, UnitEndCorrected) else None
    ended = start_of_day(closed_on) if closed_on is not None else None
    known = await connection.fetchrow(ONE, ward_code, event.unit_id)
    assert known is not None  # it was registered before it ended
    duties_left = await connection.fetch(OF_WARD, ward_code)
    asked = {report_id(duty["obligation_id"], event.unit_id) for duty in duties_left}
    again = [
        restore(row["report_id"], recorded)
        for row in await connection.fetch(BEFORE, ward_code, event.unit_id, ended)
        if row["report_id"] in asked
    ]
    after = await connection.fetch(REQUESTED, ward_code, event.unit_id, ended) if ended is not None else []
    released = [release(row["report_id"], closed_on, recorded) for row in after if closed_on is not None]
    return [*await _requests(connection, Unit(**{**known, "closed_on": closed_on}), recorded), *again, *released]


async def report_requested(connection: asyncpg.Connection, recorded: EventEnvelope[ReportRequested]) -> Sequence[Issue]:
    """A report that was on its way when the unit ended or the plan was revoked."""
    event = recorded.event
    unit = await connection.fetchrow(ONE, recorded.ward_code, event.owed.unit_id)
    if unit is None:
        return []
    if not await connection.fetchval(ASKED, recorded.ward_code, event.owed.obligation_id):
        return [called_off(event.owed.report_id, recorded)]
    closed_on: date | None = unit["closed_on"]
    if closed_on is None or start_of_day(closed_on) >= event.due_at:
        return []
    return [release(event.owed.report_id, closed_on, recorded)]


def duties(event: PlanIssued | PlanRestored) -> list[Duty]:
    """The obligations of a plan in force."""
    return [
        Duty(
            event.plan_id,
            obligation.obligation_id,
            event.issued_on,
            event.year,
            obligation.period,
            obligation.due_at,
            obligation.locks_at,
            obligation.unit_kinds,
            obligation.name,
            f"{event.number}/{event.symbol}",
        )
        for obligation in event.obligations
    ]


async def remember_plan(connection: asyncpg.Connection, recorded: EventEnvelope[PlanIssued | PlanRestored]) -> None:
    """What later units will owe."""
    for duty in duties(recorded.event):
        faces = (duty.due_at, duty.locks_at, list(duty.unit_kinds), duty.name, duty.document)
        which = (duty.plan_id, duty.obligation_id, duty.issued_on, duty.year, duty.period)
        await connection.execute(REMEMBER_OBLIGATION, recorded.ward_code, *which, *faces)


async def remember_unit(connection: asyncpg.Connection, recorded: EventEnvelope[UnitRegistered]) -> None:
    """Who will owe later plans' reports."""
    event = recorded.event
    await connection.execute(REMEMBER_UNIT, recorded.ward_code, event.unit_id, event.kind, event.valid_from)


async def remember_kind(
    connection: asyncpg.Connection, recorded: EventEnvelope[UnitChanged | UnitProfilesCorrected]
) -> None:
    """As what kind a unit owes the reports of later plans; what it was asked for stays asked for."""
    event = recorded.event
    profile = event.profile if isinstance(event, UnitChanged) else event.profiles[-1]
    await connection.execute(REMEMBER_KIND, recorded.ward_code, event.unit_id, profile.kind)


async def remember_rightly(connection: asyncpg.Connection, recorded: EventEnvelope[UnitRegistrationCorrected]) -> None:
    """Who will owe later plans' reports, and from when on, as it should have been written."""
    event = recorded.event
    right = (event.profiles[-1].kind, event.profiles[0].valid_from)
    await connection.execute(REMEMBER_RIGHTLY, recorded.ward_code, event.unit_id, *right)


async def remember_end(
    connection: asyncpg.Connection,
    recorded: EventEnvelope[UnitClosed | UnitSucceeded | UnitWithdrawn | UnitEndCorrected | UnitReopened],
) -> None:
    """From when on a unit owes nothing any more."""
    closed_on = getattr(recorded.event, "closed_on", None)
    await connection.execute(REMEMBER_END, recorded.ward_code, recorded.event.unit_id, closed_on)


async def remember_request(connection: asyncpg.Connection, recorded: EventEnvelope[ReportRequested]) -> None:
    """What a unit that ends would have to be released from."""
    event = recorded.event
    await connection.execute(
        REMEMBER_REQUEST, recorded.ward_code, event.owed.unit_id, event.owed.report_id, event.due_at
    )


async def remember_extension(
    connection: asyncpg.Connection, recorded: EventEnvelope[ReportDeadlineExtended | ReportExtensionWithdrawn]
) -> None:
    """The deadline that counts when the unit ends."""
    event = recorded.event
    await connection.execute(
        REMEMBER_EXTENSION, recorded.ward_code, event.owed.unit_id, event.owed.report_id, event.due_at
    )


MANAGER: Final = ProcessManager(
    "open-reports",
    1,
    react={
        PlanIssued: plan_issued,
        PlanRevoked: plan_revoked,
        PlanRestored: plan_restored,
        UnitRegistered: unit_registered,
        UnitRegistrationCorrected: registration_corrected,
        UnitWithdrawn: unit_closed,
        UnitClosed: unit_closed,
        UnitSucceeded: unit_closed,
        UnitEndCorrected: end_changed,
        UnitReopened: end_changed,
        ReportRequested: report_requested,
    },
    schema=Path(__file__).with_name("opening.sql"),
    apply={
        PlanIssued: remember_plan,
        PlanRevoked: forget_plan,
        PlanRestored: remember_plan,
        UnitRegistered: remember_unit,
        UnitRegistrationCorrected: remember_rightly,
        UnitWithdrawn: remember_end,
        UnitChanged: remember_kind,
        UnitProfilesCorrected: remember_kind,
        UnitClosed: remember_end,
        UnitSucceeded: remember_end,
        UnitEndCorrected: remember_end,
        UnitReopened: remember_end,
        ReportRequested: remember_request,
        ReportDeadlineExtended: remember_extension,
        ReportExtensionWithdrawn: remember_extension,
    },
)
