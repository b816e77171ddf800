"""Rows of the tracking grid are the same whether events are applied one by one or in batches, however they are cut."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

import asyncpg
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.local.postgres import Postgres
from services.chassis.event_envelope import Circumstances, EventEnvelope
from services.submissions.reports.events import (
    Event,
    GivenBack,
    Owed,
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
    ReportReturned,
    ReportReturnWithdrawn,
    ReportSendingWithdrawn,
    ReportSubmitted,
    ReportWordsErased,
)
from services.submissions.reports.tracking import MODEL
from tests.support.gathering import apply_batches, apply_each, apply_folded, batches
from tests.support.stack import only_tables
from thidua_contracts.codes import ReportPeriod

IDS = UUID("7f0c7c55-2a4f-4d3b-9a44-0b1f2a0d9c11")
DUE = datetime(2024, 5, 14, 17, tzinfo=UTC)


WORDS: Final[dict[str, Any]] = {"words_id": uuid5(IDS, "words"), "reason": "lũ"}


def owed(number: int) -> Owed:
    return Owed(
        report_id=uuid5(IDS, f"report {number}"),
        unit_id=uuid5(IDS, "unit"),
        obligation_id=uuid5(IDS, "obligation"),
        year=2024,
        period=ReportPeriod.HALF_YEAR,
    )


def happenings(which: Owed) -> list[Event]:
    """What may happen to a report, plausible or not."""
    attempt: dict[str, Any] = {"owed": which, "attempt": 2}
    extended: dict[str, Any] = {"owed": which, "document_number": "7", "document_date": DUE.date(), **WORDS}
    found: list[Event] = [
        ReportReturned(**attempt, at=DUE, **WORDS),
        ReportAccepted(**attempt, at=DUE),
        ReportAcceptanceWithdrawn(**attempt, at=DUE, **WORDS),
        ReportReturnWithdrawn(**attempt, at=DUE, **WORDS),
        ReportExtensionWithdrawn(
            owed=which, at=DUE, due_at=DUE, locks_at=DUE, document_number="8", on_time=None, **WORDS
        ),
        ReportMissed(owed=which, due_at=DUE),
        ReportLocked(owed=which, locks_at=DUE, missing=True),
        ReportWordsErased(owed=which, at=DUE, words_id=WORDS["words_id"], document_number="3/ĐN"),
        ReportReleased(owed=which, closed_on=date(2024, 4, 1)),
    ]
    again: dict[str, Any] = {**attempt, "at": DUE, "due_at": DUE, "locks_at": DUE}
    before = GivenBack(attempt=1, at=DUE, first_at=DUE, on_paper=True, by_office=True, returned_at=DUE)
    found += [
        ReportSendingWithdrawn(**again, **WORDS, before=each, on_time=None if each is None else False)
        for each in (None, before)
    ]
    found += [ReportRecalled(**again, before=each, on_time=None if each is None else False) for each in (None, before)]
    for days in (-3, 2):
        at = DUE + timedelta(days=days)
        sent: dict[str, Any] = {**attempt, "due_at": DUE, "on_time": at < DUE, "document_number": "05/BC"}
        found += [
            ReportSubmitted(**sent, at=at, figures=()),
            PaperReceiptRecorded(**sent, received_on=at.date(), **WORDS),
            ReportDeadlineExtended(**extended, due_at=at, locks_at=at + timedelta(days=5)),
        ]
    return found


@st.composite
def histories(draw: st.DrawFn) -> list[EventEnvelope[Any]]:
    """Lives of a few reports of two wards, one after the other or mixed; some are told twice."""
    lives = []
    for number in range(draw(st.integers(1, 4))):
        which = owed(number)
        request = ReportRequested(
            owed=which, plan_id=uuid5(IDS, "plan"), owed_from=date(2024, 1, 1), due_at=DUE, locks_at=DUE
        )
        lives.append([request, *draw(st.lists(st.sampled_from(happenings(which)), max_size=6))])
    turns = [number for number, life in enumerate(lives) for _ in life]
    found = []
    versions = [0] * len(lives)
    for position, number in enumerate(draw(st.permutations(turns)), start=1):
        versions[number] += 1
        found.append(recorded(lives[number][versions[number] - 1], number, versions[number], position))
    return found


def recorded(event: Event, number: int, version: int, position: int) -> EventEnvelope[Any]:
    event_id = uuid5(IDS, f"{number}/{version}")
    return EventEnvelope(
        event=event,
        source="submissions",
        event_id=event_id,
        stream_id=f"report-{event.owed.report_id}",
        stream_version=version,
        position=position,
        ward_code=("03386", "03389")[number % 2],
        recorded_at=DUE,
        circumstances=lambda: Circumstances(event_id),
    )


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def tables(postgres: Postgres) -> AsyncIterator[asyncpg.Connection]:
    """A database with the tracking grid and nothing else."""
    async with only_tables(postgres, "submissions", "submissions_tracking_rows", MODEL.sql) as connection:
        yield connection


async def rows(connection: asyncpg.Connection) -> list[asyncpg.Record]:
    return await connection.fetch("SELECT * FROM tracking ORDER BY report_id")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=histories(), seed=st.integers(0, 2**32))
async def test_batches_give_the_rows_that_one_event_after_the_other_gives(
    tables: asyncpg.Connection, history: list[EventEnvelope[Any]], seed: int
) -> None:
    found = []
    cut = batches(history, random.Random(seed))
    for apply, parts in (
        (apply_batches, [[event] for event in history]),
        (apply_batches, cut),
        (apply_batches, [history]),
        (apply_folded, cut),
        (apply_folded, [history]),
    ):
        transaction = tables.transaction()
        await transaction.start()
        await apply(tables, MODEL, parts)
        found.append(await rows(tables))
        await apply_each(tables, MODEL, history[-1:])  # the last again
        found.append(await rows(tables))
        await transaction.rollback()
    assert found[0] and all(each == found[0] for each in found)
