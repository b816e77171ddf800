"""A ward with a unit, its people and a report, of which notifications is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.chassis.event_envelope import EventEnvelope
from services.chassis.identity.mandates import GrantMandate
from services.chassis.loops import Loop
from services.chassis.pool import held
from services.chassis.runtime import Runtime
from services.chassis.scheduler.scheduler import Scheduler
from services.notifications.informing.manager import MANAGER
from services.notifications.tasks import projection as tasks
from tests.support.chassis import issued
from tests.support.reading import Partition, catch_up
from tests.support.told import Told, ids, report_event
from thidua_contracts.codes import SubmissionChannel, UnitKind, WardKind
from thidua_contracts.submissions.report_accepted_v1 import ReportAccepted
from thidua_contracts.submissions.report_missed_v1 import ReportMissed
from thidua_contracts.submissions.report_requested_v1 import ReportRequested
from thidua_contracts.submissions.report_returned_v1 import ReportReturned
from thidua_contracts.submissions.report_submitted_v1 import ReportSubmitted
from thidua_contracts.submissions.unit_registered_v1 import UnitRegistered
from thidua_contracts.submissions.ward_registered_v1 import WardRegistered

WARD, BLOC = "03386", "khoi-lai-chau"
AT = datetime(2024, 3, 1, 2, tzinfo=UTC)
DUE = datetime(2024, 5, 14, 17, tzinfo=UTC)
LOCK = DUE + timedelta(days=5)
UNIT, REPORT, SUBJECT = next(ids("unit")), next(ids("report")), next(ids("subject"))


class Ward:
    """A ward with one unit, its head, a clerk, and a partition on which it is told of."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.told = Told()
        self.partitions = Partition(runtime, tasks.MODEL), Partition(runtime, MANAGER)

    async def tell(self, *events: tuple[Any, str], ward: str = WARD, at: datetime = AT) -> None:
        await self.hear([self.told(event, stream, ward, at) for event, stream in events])

    async def hear(self, told: Sequence[EventEnvelope[Any]]) -> None:
        """Both readers of other services' topics take these events, and the local store's whatever follows."""
        for partition in self.partitions:
            await partition.tell(told)
        await catch_up(self.runtime)

    async def report(self, *events: Any, at: datetime = AT) -> None:
        await self.tell(*[(event, f"report-{REPORT}") for event in events], at=at)

    async def grant(self, principal: str, role: str, *, ward: str = WARD, unit_id: UUID | None = None) -> UUID:
        mandate_id = uuid4()
        grant = GrantMandate(ward, AT, mandate_id, principal, role, date(2024, 1, 1), None, unit_id)
        await self.runtime.handler.handle(issued(grant))
        await catch_up(self.runtime)
        return mandate_id

    async def tasks(self) -> dict[str, str | None]:
        """Kind to outcome; None while open."""
        async with held(self.runtime.projector) as connection:
            rows = await connection.fetch("SELECT kind, outcome FROM tasks WHERE opened_at IS NOT NULL ORDER BY kind")
        return {row["kind"]: row["outcome"] for row in rows}

    async def ledger(self) -> list[tuple[str, str, str]]:
        """Template, recipient and state of every delivery."""
        async with held(self.runtime.projector) as connection:
            rows = await connection.fetch("SELECT template, recipient_id, state FROM ledger ORDER BY 1, 2, 3")
        return [tuple(row) for row in rows]

    async def one(self, column: str) -> Any:
        async with held(self.runtime.projector) as connection:
            return await connection.fetchval("SELECT to_jsonb(l) ->> $1 FROM ledger l", column)

    async def agenda(self) -> list[tuple[datetime, str]]:
        async with held(self.runtime.projector) as connection:
            rows = await connection.fetch("SELECT due_at, state FROM reading.agenda ORDER BY key")
        return [tuple(row) for row in rows]

    async def clock_strikes(self, now: datetime) -> None:
        """The scheduler fires what is due now."""
        timers = self.runtime.service.timers
        assert timers is not None
        scheduler = Scheduler(
            timers,
            dsn=self.runtime.dsn("projector"),
            service="notifications",
            now=lambda: now,
            handle=self.runtime.handler.handle,
            loop=Loop("scheduler"),
        )
        try:
            while await scheduler.step():
                pass
        finally:
            scheduler.renew()
        await catch_up(self.runtime)

    async def people(self) -> None:
        """The heads of two units and a clerk."""
        await self.grant("head-1", "unit-head", unit_id=UNIT)
        await self.grant("head-2", "unit-head", unit_id=uuid4())
        await self.grant("clerk-1", "clerk")

    async def names(self) -> None:
        """What ward and unit are called."""
        await self.tell(
            (
                WardRegistered(
                    ward_code=WARD, name="Phường Quyết Thắng", kind=WardKind.WARD, valid_from=date(2004, 10, 10)
                ),
                "ward-1",
            ),
            (
                UnitRegistered(
                    unit_id=str(UNIT),
                    code="TDP8",
                    name="Tổ dân phố số 8",
                    kind=UnitKind.RESIDENTIAL_GROUP,
                    valid_from=date(2024, 1, 1),
                ),
                "unit-1",
            ),
        )


def requested(report: UUID = REPORT, due_at: datetime = DUE) -> Any:
    return report_event(
        ReportRequested, report, UNIT, plan_id="plan", due_at=due_at, locks_at=due_at + timedelta(days=5)
    )


def submitted(attempt: int = 1, channel: SubmissionChannel = SubmissionChannel.ELECTRONIC) -> Any:
    facts = {"attempt": attempt, "submitted_at": AT, "due_at": DUE, "on_time": True}
    return report_event(ReportSubmitted, REPORT, UNIT, channel=channel, **facts)


def returned() -> Any:
    return report_event(ReportReturned, REPORT, UNIT, attempt=1, returned_at=AT)


def accepted() -> Any:
    return report_event(ReportAccepted, REPORT, UNIT, attempt=1, accepted_at=AT)


def missed() -> Any:
    return report_event(ReportMissed, REPORT, UNIT, due_at=DUE)
