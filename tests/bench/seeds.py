"""Seeds: a clerk with a mandate and many owed reports, stored through the one way in which anything is ever stored."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4, uuid5

from services.chassis.commands import COMMANDS, Actor, CommandEnvelope
from services.chassis.event_store.append import Append, Appender, NewEvent
from services.chassis.identity.mandates import GrantMandate
from services.chassis.publishing import kept
from services.chassis.runtime import Runtime
from services.chassis.settings import role_dsn
from services.submissions.app import SERVICE
from services.submissions.reports.commands import SubmitReport
from services.submissions.reports.events import Figure, Owed, ReportRequested, ReportSubmitted
from services.submissions.reports.figures import INDICATORS
from services.submissions.wards.commands import RegisterWard
from tests.bench.ground import Urls
from tests.support.chassis import at_work, issued
from tests.support.eventually import eventually
from thidua_contracts.codes import ReportPeriod, WardKind

WARDS = tuple(f"{number:05d}" for number in range(3001, 3169))
"""168 wards, as many as the city has."""
WARD = WARDS[0]
FIGURES = tuple(
    Figure(indicator=indicator, value=Decimal(number * 1000))
    for number, indicator in enumerate([*INDICATORS, *(f"indicator-of-bench-{more:02d}" for more in range(3))])
)
"""With these the stored data of a sent report is 600 bytes."""
ABOUT = (
    '{"actor":"system:bench","mandate":null,"mandate_version":null,"correlation":"%s","causation":null,"command":"%s",'
    '"traceparent":null,"epoch":1}'
)


@dataclass(frozen=True, slots=True)
class Clerk:
    """Somebody who may send reports of the ward."""

    principal: str
    mandate_id: UUID


def clerk_in(ward: str) -> str:
    """The principal of a ward's clerk."""
    return f"clerk-{ward}"


async def clerk_of(runtime: Runtime, ward: str = WARD) -> Clerk:
    """Registers a ward and grants a clerk's mandate there."""
    mandate = uuid4()
    who = clerk_in(ward)
    at = runtime.clock.now()
    named = RegisterWard(
        at=at, code=ward, name=f"Phường {ward}", kind=WardKind.WARD, valid_from=date(2020, 1, 1), sample=True
    )
    await runtime.handler.handle(issued(named))
    await runtime.handler.handle(issued(GrantMandate(ward, at, mandate, who, "clerk", date(2020, 1, 1), None)))
    return Clerk(who, mandate)


async def clerks(runtime: Runtime, wards: Sequence[str]) -> None:
    """Grants a clerk's mandate in each ward, and waits until all stand in the read model, where the API looks them up."""
    for ward in wards:
        await clerk_of(runtime, ward)

    async def held() -> int:
        return int(await runtime.api.fetchval("SELECT count(*) FROM read.mandates"))

    async with at_work(runtime, "projections"):
        await eventually(held, len(wards))


def owed(number: random.Random) -> Owed:
    """A report that some unit owes."""
    ids = [UUID(int=number.getrandbits(128), version=4) for _ in range(3)]
    return Owed(report_id=ids[0], unit_id=ids[1], obligation_id=ids[2], year=2024, period=ReportPeriod.YEAR)


def requested(which: Owed) -> ReportRequested:
    """It is owed and can be sent for a month from now."""
    now = datetime.now(UTC)
    return ReportRequested(
        owed=which,
        plan_id=which.obligation_id,
        owed_from=date(2024, 1, 1),
        due_at=now + timedelta(days=30),
        locks_at=now + timedelta(days=31),
    )


def submitted(which: Owed) -> ReportSubmitted:
    """It was sent."""
    now = datetime.now(UTC)
    return ReportSubmitted(
        owed=which,
        attempt=1,
        at=now,
        due_at=now + timedelta(days=30),
        on_time=True,
        document_number="12/BC-TDP",
        figures=FIGURES,
    )


def submit(report_id: UUID, clerk: Clerk) -> CommandEnvelope:
    """The command that sends it, under the clerk's mandate."""
    command = SubmitReport(
        ward_code=WARD,
        at=datetime.now(UTC),
        report_id=report_id,
        document_number="12/BC-TDP",
        figures=FIGURES,
    )
    key = str(uuid4())
    return CommandEnvelope(command, Actor(clerk.principal, clerk.mandate_id), key, key.encode(), uuid4())


def stored(event: Any, which: Owed, ward: str) -> NewEvent:
    """An event as the handler would store it, of a command of its own."""
    event_id = uuid4()
    how = SERVICE.publishing.registry.stored(event)
    data = SERVICE.publishing.registry.encode(event, event_id, {})
    about = ABOUT % (event_id, event_id)
    published = kept(SERVICE.publishing.bodies(event))
    return NewEvent(f"report-{which.report_id}", event_id, how.name, how.version, ward, data, about, published)


def reports(count: int, seed: int) -> list[Owed]:
    """So many owed reports, the same for the same seed."""
    number = random.Random(seed)
    return [owed(number) for _ in range(count)]


async def fill(urls: Urls, events: Iterable[NewEvent], *, each: int = 200) -> None:
    """Appends events, so many in one append."""
    appender = Appender(role_dsn(urls.facts, "writer"), epoch=1)
    try:
        waiting: set[asyncio.Task[Any]] = set()
        for part in _parts(events, each):
            key = str(uuid4())
            about = ABOUT % (uuid4(), uuid5(COMMANDS, f"system:bench\n{key}"))  # verification looks the command up
            named = tuple(replace(event, metadata=about) for event in part)
            append = Append("system:bench", key, key.encode(), part[0].stream_id, named, ())
            waiting.add(asyncio.create_task(appender.append(append)))
            if len(waiting) >= 16:
                done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                assert all(task.result().verdict == "done" for task in done)
        assert all(outcome.verdict == "done" for outcome in await asyncio.gather(*waiting))
    finally:
        await appender.close()


async def fill_reports(urls: Urls, owing: Sequence[Owed], wards: Sequence[str] = (WARD,)) -> None:
    """Makes these reports owed, ward by ward in turn."""
    await fill(
        urls, (stored(requested(which), which, wards[number % len(wards)]) for number, which in enumerate(owing))
    )


def _parts(events: Iterable[NewEvent], each: int) -> Iterator[tuple[NewEvent, ...]]:
    part: list[NewEvent] = []
    for event in events:
        part.append(event)
        if len(part) == each:
            yield tuple(part)
            part = []
    if part:
        yield tuple(part)
