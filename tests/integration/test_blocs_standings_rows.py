"""Rows of the standings do not depend on the order in which streams, topics and partitions arrive."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.local.postgres import Postgres
from services.blocs.standings.projection import MODEL
from services.chassis.event_envelope import Circumstances, EventEnvelope
from tests.support.gathering import apply_batches, apply_each, batches
from tests.support.stack import only_tables
from thidua_contracts.awards.award_decided_v1 import AwardDecided
from thidua_contracts.codes import DeciderLevel, ReportPeriod, SubjectKind, SubmissionChannel, Title, UnitKind, WardKind
from thidua_contracts.event import IntegrationEvent
from thidua_contracts.submissions.movement_joined_v1 import MovementJoined
from thidua_contracts.submissions.movement_launched_v1 import MovementLaunched
from thidua_contracts.submissions.movement_left_v1 import MovementLeft
from thidua_contracts.submissions.movement_restored_v1 import MovementRestored
from thidua_contracts.submissions.movement_withdrawn_v1 import MovementWithdrawn
from thidua_contracts.submissions.plan_issued_v1 import PlanIssued
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
from thidua_contracts.submissions.unit_changed_v1 import UnitChanged
from thidua_contracts.submissions.unit_registered_v1 import UnitRegistered
from thidua_contracts.submissions.ward_days_corrected_v1 import WardDaysCorrected
from thidua_contracts.submissions.ward_ended_v1 import WardEnded
from thidua_contracts.submissions.ward_registered_v1 import WardRegistered
from thidua_contracts.submissions.ward_withdrawn_v1 import WardWithdrawn

IDS = UUID("7f0c7c55-2a4f-4d3b-9a44-0b1f2a0d9c11")
WARDS = ("03386", "03389", "03403")
DUE = datetime(2024, 5, 14, 17, tzinfo=UTC)
TABLES = (
    "standings_heard",
    "standings_evidence",
    "standings_wards",
    "standings_ward_days",
    "standings_units",
    "standings_reports",
    "standings_plans",
    "standings_movements",
    "standings_joinings",
    "standings_awards",
)

REGISTERED = WardRegistered(ward_code=WARDS[0], name="Quyết Thắng", kind=WardKind.WARD, valid_from=date(2024, 1, 1))
ENDED = WardEnded(ward_code=WARDS[0], ended_on=date(2024, 7, 1), successors=("03400",))
CORRECTED = WardDaysCorrected(ward_code=WARDS[0], valid_from=date(2024, 2, 1), document_number="1/NQ")
WITHDRAWN = WardWithdrawn(ward_code=WARDS[0], document_number="1/NQ")


@dataclass(frozen=True)
class Stream:
    """A stream of one ward in one service, with its events in order."""

    source: str
    ward: str
    stream_id: str
    events: tuple[IntegrationEvent, ...]


def report_event(model: type[Any], report_id: str, **facts: Any) -> Any:
    return model(
        report_id=report_id,
        unit_id="unit-1",
        obligation_id="half-year-2024",
        year=2024,
        period=ReportPeriod.HALF_YEAR,
        **facts,
    )


def arrived(report_id: str, attempt: int, at: datetime, channel: SubmissionChannel) -> Any:
    return report_event(
        ReportSubmitted,
        report_id,
        attempt=attempt,
        submitted_at=at,
        due_at=DUE,
        on_time=at < DUE,
        channel=channel,
    )


@st.composite
def report_lives(draw: st.DrawFn, report_id: str) -> tuple[IntegrationEvent, ...]:
    """A life of a report, plausible or not: what submissions would refuse must not confuse a reader either."""
    events: list[Any] = [
        report_event(ReportRequested, report_id, plan_id="plan", due_at=DUE, locks_at=DUE + timedelta(days=5))
    ]
    for attempt in range(1, draw(st.integers(1, 7))):
        at = DUE + timedelta(hours=draw(st.integers(-48, 48)))
        events.append(
            draw(
                st.sampled_from(
                    [
                        arrived(report_id, attempt, at, SubmissionChannel.ELECTRONIC),
                        arrived(report_id, attempt, at - timedelta(days=3), SubmissionChannel.PAPER),
                        report_event(ReportReturned, report_id, attempt=attempt, returned_at=at),
                        report_event(ReportAccepted, report_id, attempt=attempt, accepted_at=at),
                        report_event(ReportAcceptanceWithdrawn, report_id, attempt=attempt, withdrawn_at=at),
                        report_event(ReportReturnWithdrawn, report_id, attempt=attempt, withdrawn_at=at),
                        report_event(
                            ReportSendingWithdrawn,
                            report_id,
                            attempt=attempt,
                            withdrawn_at=at,
                            due_at=DUE,
                            locks_at=DUE,
                            first_submitted_at=draw(st.sampled_from([None, at])),
                        ),
                        report_event(
                            ReportExtensionWithdrawn, report_id, due_at=at, locks_at=at, document_number="8/UBND"
                        ),
                        report_event(ReportMissed, report_id, due_at=at),
                        report_event(ReportLocked, report_id, locks_at=at, missing=True),
                        report_event(ReportReleased, report_id, closed_on=date(2024, 4, 1)),
                        report_event(
                            ReportDeadlineExtended,
                            report_id,
                            due_at=at,
                            locks_at=at + timedelta(days=5),
                            document_number="7/UBND",
                        ),
                    ]
                )
            )
        )
    return tuple(events)


@st.composite
def ward_lives(draw: st.DrawFn, ward: str) -> tuple[IntegrationEvent, ...]:
    """A life of a ward: registered, ended, its days corrected or itself withdrawn, in whatever order."""
    registered = WardRegistered(ward_code=ward, name="Quyết Thắng", kind=WardKind.WARD, valid_from=date(2024, 1, 1))
    day = date(2024, 7, 1)
    more = st.sampled_from(
        [
            registered,
            WardEnded(ward_code=ward, ended_on=day, successors=("03400",)),
            WardDaysCorrected(ward_code=ward, valid_from=date(2024, 2, 1), document_number="1/NQ"),
            WardDaysCorrected(ward_code=ward, valid_from=date(2024, 3, 1), ended_on=day, document_number="1/NQ"),
            WardWithdrawn(ward_code=ward, document_number="1/NQ"),
        ]
    )
    return registered, *draw(st.lists(more, max_size=4))


@st.composite
def years(draw: st.DrawFn) -> list[Stream]:
    """A year of three wards."""
    streams: list[Stream] = []
    for ward in WARDS:
        streams += [
            Stream(
                "submissions",
                ward,
                f"ward-{ward}",
                draw(ward_lives(ward)),
            ),
            Stream(
                "submissions",
                ward,
                f"unit-{ward}",
                (
                    UnitRegistered(
                        unit_id="unit-1",
                        code="TDP1",
                        name="Tổ dân phố số 1",
                        kind=UnitKind.RESIDENTIAL_GROUP,
                        valid_from=date(2024, 1, 1),
                    ),
                    UnitChanged(
                        unit_id="unit-1",
                        name="Bản Tám",
                        kind=UnitKind.HAMLET,
                        valid_from=date(2024, 6, 1),
                        document_number="14/QĐ-UBND",
                    ),
                ),
            ),
            Stream(
                "submissions",
                ward,
                f"plan-{ward}",
                (PlanIssued(plan_id=f"plan-{ward}", year=2024, number="12/KH-UBND", issued_on=date(2024, 2, 20)),),
            ),
            Stream(
                "submissions",
                ward,
                f"movement-{ward}",
                (
                    MovementLaunched(
                        movement_id=f"movement-{ward}",
                        plan_id=f"plan-{ward}",
                        code="dan-van-kheo",
                        name="Dân vận khéo",
                        starts_on=date(2024, 2, 20),
                    ),
                    *(
                        (MovementRestored if number % 2 else MovementWithdrawn)(
                            movement_id=f"movement-{ward}", plan_id=f"plan-{ward}"
                        )
                        for number in range(draw(st.integers(0, 2)))
                    ),
                ),
            ),
            Stream(
                "submissions",
                ward,
                f"joining-{ward}",
                tuple(
                    (MovementLeft if number % 2 else MovementJoined)(movement_id=f"movement-{ward}", unit_id="unit-1")
                    for number in range(draw(st.integers(1, 4)))
                ),
            ),
        ]
        for number in range(draw(st.integers(0, 3))):
            name = f"report-{ward}-{number}"
            streams.append(Stream("submissions", ward, name, draw(report_lives(name))))
        for number in range(draw(st.integers(0, 2))):
            streams.append(
                Stream(
                    "awards",
                    ward,
                    f"item-{ward}-{number}",
                    (
                        AwardDecided(
                            award_id=f"award-{ward}-{number}",
                            nomination_id="n",
                            unit_id="unit-1",
                            year=2024,
                            title=Title.LDTT,
                            subject_kind=SubjectKind.INDIVIDUAL,
                            subject_id="s",
                            direct_worker=draw(st.booleans()),
                            level=DeciderLevel.WARD,
                            decision_number="105/QĐ-UBND",
                            decided_on=date(2024, 12, 20),
                            signer_position="Chủ tịch",
                            money_dong=540000,
                        ),
                    ),
                )
            )
    return streams


def interleaved(streams: Sequence[Stream], chance: random.Random) -> list[tuple[Stream, int]]:
    """A random order of all events in which each stream keeps its own."""
    waiting = [stream for stream in streams for _ in stream.events]
    chance.shuffle(waiting)
    seen: dict[str, int] = {}
    order = []
    for stream in waiting:
        seen[stream.stream_id] = seen.get(stream.stream_id, 0) + 1
        order.append((stream, seen[stream.stream_id]))
    return order


def recorded(order: Sequence[tuple[Stream, int]]) -> list[EventEnvelope[Any]]:
    """The events as their stores recorded them, in this order."""
    positions: dict[str, int] = {}
    found = []
    for stream, version in order:
        positions[stream.source] = position = positions.get(stream.source, 0) + 1
        event_id = uuid5(IDS, f"{stream.stream_id}/{version}")
        found.append(
            EventEnvelope(
                event=stream.events[version - 1],
                source=stream.source,
                event_id=event_id,
                stream_id=stream.stream_id,
                stream_version=version,
                position=position,
                ward_code=stream.ward,
                recorded_at=DUE + timedelta(seconds=position),
                circumstances=lambda: Circumstances(IDS),
            )
        )
    return found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def tables(postgres: Postgres) -> AsyncIterator[asyncpg.Connection]:
    """A database with the tables of the standings and nothing else."""
    async with only_tables(postgres, "blocs", "blocs_standings_rows", MODEL.sql) as connection:
        yield connection


async def rows_after(
    connection: asyncpg.Connection, events: Sequence[EventEnvelope[Any]], chance: random.Random | None = None
) -> dict[str, list[Any]]:
    """The rows of every table, and the figures, after these events, one by one or in batches cut by chance; nothing of it stays."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        if chance is None:
            await apply_each(connection, MODEL, events)
        else:
            await apply_batches(connection, MODEL, batches(events, chance))
        return {
            table: await connection.fetch(f"SELECT to_jsonb(t)::text AS row FROM {table} t ORDER BY 1")
            for table in (*TABLES, "standings_facts", "standings_lives")
        }
    finally:
        await transaction.rollback()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(streams=years(), seed=st.integers(0, 2**32))
async def test_rows_do_not_depend_on_the_order_between_streams(
    tables: asyncpg.Connection, streams: list[Stream], seed: int
) -> None:
    chance = random.Random(seed)
    as_recorded = recorded(interleaved(streams, chance))
    by_id = {event.event_id: event for event in as_recorded}
    otherwise = [by_id[uuid5(IDS, f"{stream.stream_id}/{version}")] for stream, version in interleaved(streams, chance)]
    rows = await rows_after(tables, as_recorded)
    assert await rows_after(tables, otherwise) == rows
    assert await rows_after(tables, [*otherwise, *as_recorded], chance) == rows, "in batches, all twice"


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(streams=years(), seed=st.integers(0, 2**32))
async def test_history_that_is_published_later_does_not_undo_what_is_newer(
    tables: asyncpg.Connection, streams: list[Stream], seed: int
) -> None:
    """A contract that is added later brings old events of a stream after its new ones."""
    as_recorded = recorded(interleaved(streams, random.Random(seed)))
    late = random.Random(seed + 1).sample(as_recorded, len(as_recorded))
    assert await rows_after(tables, as_recorded) == await rows_after(tables, late)


@pytest.mark.parametrize(
    ("told", "lives"),
    [
        ((), [(date(2024, 1, 1), None)]),
        ((ENDED,), [(date(2024, 1, 1), date(2024, 7, 1))]),
        ((ENDED, CORRECTED), [(date(2024, 2, 1), None)]),
        ((WITHDRAWN,), []),
        ((WITHDRAWN, REGISTERED), [(date(2024, 1, 1), None)]),
    ],
)
async def test_a_wards_days_are_as_its_stream_says_last(
    tables: asyncpg.Connection, told: tuple[IntegrationEvent, ...], lives: list[tuple[date, date | None]]
) -> None:
    stream = Stream("submissions", WARDS[0], "ward-1", (REGISTERED, *told))
    events = recorded([(stream, version) for version in range(1, len(stream.events) + 1)])
    for order in (events, events[::-1]):
        found = [json.loads(row["row"]) for row in (await rows_after(tables, order))["standings_lives"]]
        assert [(one["began_on"], one["ended_on"]) for one in found] == [
            (began.isoformat(), ended.isoformat() if ended else None) for began, ended in lives
        ]


async def test_a_sending_that_is_taken_back_counts_no_more_and_what_came_before_and_after_does(
    tables: asyncpg.Connection,
) -> None:
    paper = DUE - timedelta(days=3)

    async def figures(*events: Any) -> set[str]:
        life = (report_event(ReportRequested, "r", plan_id="p", due_at=DUE, locks_at=DUE), *events)
        stream = Stream("submissions", WARDS[0], "report-r", life)
        rows = await rows_after(tables, recorded([(stream, version + 1) for version in range(len(life))]))
        return {json.loads(row["row"])["measure"] for row in rows["standings_facts"]}

    def taken_back(**facts: Any) -> Any:
        return report_event(ReportSendingWithdrawn, "r", attempt=1, withdrawn_at=DUE, due_at=DUE, locks_at=DUE, **facts)

    on_paper = arrived("r", 1, paper, SubmissionChannel.PAPER)
    late = arrived("r", 1, DUE + timedelta(days=1), SubmissionChannel.ELECTRONIC)
    missed = report_event(ReportMissed, "r", due_at=DUE)
    assert await figures(on_paper) == {"reports-expected", "reports-received", "reports-on-time"}
    assert await figures(on_paper, taken_back(), missed) == {"reports-expected", "reports-missing"}
    assert await figures(on_paper, taken_back(), missed, late) == {
        "reports-expected",
        "reports-received",
        "reports-late",
    }
    returned = report_event(ReportReturned, "r", attempt=1, returned_at=DUE)
    before = taken_back(first_submitted_at=DUE + timedelta(days=1), returned_at=DUE)
    assert "reports-late" in await figures(late, returned, on_paper, before)
