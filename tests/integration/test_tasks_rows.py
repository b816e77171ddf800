"""Rows of tasks follow from what happened, in whatever order it is read, and are what doing it in turn would give."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.local.postgres import Postgres
from services.chassis.event_envelope import EventEnvelope
from services.notifications.policy import POLICY, TASKS, about, holds
from services.notifications.tasks.projection import MODEL, task_id
from tests.support.gathering import apply_batches, apply_each, batches
from tests.support.stack import only_tables
from tests.support.told import Told, ids, report_event
from thidua_contracts.awards.council_session_closed_v1 import CouncilSessionClosed
from thidua_contracts.awards.council_session_opened_v1 import CouncilSessionOpened
from thidua_contracts.awards.deed_opinion_asked_v1 import DeedOpinionAsked
from thidua_contracts.awards.deed_opinion_given_v1 import DeedOpinionGiven
from thidua_contracts.awards.deed_opinion_released_v1 import DeedOpinionReleased
from thidua_contracts.awards.deed_opinion_taken_back_v1 import DeedOpinionTakenBack
from thidua_contracts.awards.deed_proposed_v1 import DeedProposed
from thidua_contracts.awards.nomination_appraisal_taken_back_v1 import NominationAppraisalTakenBack
from thidua_contracts.awards.nomination_appraised_v1 import NominationAppraised
from thidua_contracts.awards.nomination_completed_v1 import NominationCompleted
from thidua_contracts.awards.nomination_forwarded_v1 import NominationForwarded
from thidua_contracts.awards.nomination_proposed_v1 import NominationProposed
from thidua_contracts.awards.nomination_return_taken_back_v1 import NominationReturnTakenBack
from thidua_contracts.awards.nomination_returned_v1 import NominationReturned
from thidua_contracts.awards.nomination_tabled_v1 import NominationTabled
from thidua_contracts.awards.nomination_untabled_v1 import NominationUntabled
from thidua_contracts.awards.nomination_voted_v1 import NominationVoted
from thidua_contracts.awards.nomination_window_closed_v1 import NominationWindowClosed
from thidua_contracts.awards.nomination_window_opened_v1 import NominationWindowOpened
from thidua_contracts.awards.nomination_withdrawn_v1 import NominationWithdrawn
from thidua_contracts.codes import DeciderLevel, SubjectKind, SubmissionChannel, Title, UnitKind
from thidua_contracts.submissions.report_acceptance_withdrawn_v1 import ReportAcceptanceWithdrawn
from thidua_contracts.submissions.report_accepted_v1 import ReportAccepted
from thidua_contracts.submissions.report_deadline_extended_v1 import ReportDeadlineExtended
from thidua_contracts.submissions.report_extension_withdrawn_v1 import ReportExtensionWithdrawn
from thidua_contracts.submissions.report_locked_v1 import ReportLocked
from thidua_contracts.submissions.report_missed_v1 import ReportMissed
from thidua_contracts.submissions.report_requested_v1 import ReportRequested
from thidua_contracts.submissions.report_return_withdrawn_v1 import ReportReturnWithdrawn
from thidua_contracts.submissions.report_returned_v1 import ReportReturned
from thidua_contracts.submissions.report_sending_withdrawn_v1 import ReportSendingWithdrawn
from thidua_contracts.submissions.report_submitted_v1 import ReportSubmitted
from thidua_contracts.submissions.unit_changed_v1 import UnitChanged
from thidua_contracts.submissions.unit_registered_v1 import UnitRegistered

WARD = "03386"
AT = datetime(2024, 3, 1, 2, tzinfo=UTC)
DUE = datetime(2024, 5, 14, 17, tzinfo=UTC)
UNIT, REPORT = next(ids("unit")), next(ids("report"))
OF_UNIT: dict[str, Any] = {"unit_id": str(UNIT), "year": 2024}
OF_NOMINATION: dict[str, Any] = {"nomination_id": "nomination-1"}
SENT: dict[str, Any] = {"attempt": 1, "due_at": DUE, "on_time": True, "channel": SubmissionChannel.ELECTRONIC}
VOTE: dict[str, Any] = {"session_id": "session-1", "yes": 8, "members": 9, "needed": 8}
DEED: dict[str, Any] = {"title": Title.GK, "subject_kind": SubjectKind.INDIVIDUAL, "subject_id": "s-1"}
NOMINEE: dict[str, Any] = {
    "title": Title.LDTT,
    "subject_kind": SubjectKind.INDIVIDUAL,
    "subject_id": "s-1",
    "rule_pack": "p",
}


def report(model: Any, **facts: Any) -> tuple[Any, str]:
    return report_event(model, REPORT, UNIT, **facts), f"report-{REPORT}"


OF_APPRAISAL: Final = (
    NominationAppraised,
    NominationAppraisalTakenBack,
    NominationReturned,
    NominationReturnTakenBack,
    NominationCompleted,
)
RENAMED: Final = UnitChanged(
    unit_id=str(UNIT), valid_from=DUE.date(), name="Bản Tám", kind=UnitKind.HAMLET, document_number="14/QĐ-UBND"
)
EVENTS: list[tuple[Any, str]] = [
    report(ReportRequested, plan_id="plan", due_at=DUE, locks_at=DUE),
    report(ReportSubmitted, submitted_at=AT, **SENT),
    report(ReportReturned, attempt=1, returned_at=AT),
    report(ReportAccepted, attempt=1, accepted_at=AT),
    report(ReportAcceptanceWithdrawn, attempt=1, withdrawn_at=AT),
    report(ReportMissed, due_at=DUE),
    report(ReportLocked, locks_at=DUE, missing=True),
    report(ReportReturnWithdrawn, attempt=1, withdrawn_at=AT),
    report(ReportSendingWithdrawn, attempt=1, withdrawn_at=AT, due_at=DUE, locks_at=DUE),
    report(ReportExtensionWithdrawn, due_at=DUE, locks_at=DUE, document_number="9/UBND"),
    report(ReportDeadlineExtended, due_at=DUE + timedelta(days=5), locks_at=DUE, document_number="7/UBND"),
    report(ReportDeadlineExtended, due_at=DUE + timedelta(days=9), locks_at=DUE, document_number="8/UBND"),
    (UnitRegistered(unit_id=str(UNIT), code="T8", name="Tổ 8", kind=UnitKind.SCHOOL, valid_from=DUE.date()), "unit-1"),
    (RENAMED, "unit-1"),
    (NominationWindowOpened(window_id="w", **OF_UNIT), "window-1"),
    (NominationWindowClosed(window_id="w", **OF_UNIT), "window-1"),
    (NominationProposed(**OF_NOMINATION, **OF_UNIT, **NOMINEE, rule_pack_hash="5e" * 32), "nomination-1"),
    *((kind(**OF_NOMINATION, **OF_UNIT, title=Title.LDTT), "nomination-1") for kind in OF_APPRAISAL),
    (DeedProposed(**OF_NOMINATION, **OF_UNIT, **DEED, due_at=DUE), "nomination-1"),
    (DeedOpinionAsked(**OF_NOMINATION, unit_id=str(UNIT), member="m-1", due_at=DUE), "nomination-1"),
    (DeedOpinionGiven(**OF_NOMINATION, member="m-1"), "nomination-1"),
    (DeedOpinionTakenBack(**OF_NOMINATION, unit_id=str(UNIT), member="m-1", due_at=DUE), "nomination-1"),
    (DeedOpinionReleased(**OF_NOMINATION, member="m-1"), "nomination-1"),
    (NominationTabled(**OF_NOMINATION), "nomination-1"),
    (NominationUntabled(**OF_NOMINATION), "nomination-1"),
    (NominationVoted(**OF_NOMINATION, **VOTE, passed=True), "nomination-1"),
    (NominationVoted(**OF_NOMINATION, **VOTE, passed=False), "nomination-1"),
    (NominationWithdrawn(**OF_NOMINATION, unit_id=str(UNIT)), "nomination-1"),
    (
        NominationForwarded(
            **OF_NOMINATION, to_level=DeciderLevel.CITY, document_number="1/TTr", forwarded_on=date(2024, 12, 1)
        ),
        "nomination-1",
    ),
    (CouncilSessionOpened(session_id="s", year=2024, held_on=date(2024, 11, 15), members=9, present=8), "session-1"),
    (CouncilSessionClosed(session_id="s"), "session-1"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def tables(postgres: Postgres) -> AsyncIterator[asyncpg.Connection]:
    """A database with the tables of tasks and nothing else."""
    async with only_tables(postgres, "notifications", "notifications_tasks_rows", MODEL.sql) as connection:
        yield connection


async def rows_after(
    connection: asyncpg.Connection, events: Sequence[EventEnvelope[Any]], chance: random.Random | None = None
) -> list[dict[str, Any]]:
    """The rows of tasks after these events, one by one or in batches cut by chance; nothing of it stays."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        if chance is None:
            await apply_each(connection, MODEL, events)
        else:
            await apply_batches(connection, MODEL, batches(events, chance))
        return [dict(row) for row in await connection.fetch("SELECT * FROM tasks ORDER BY task_id")]
    finally:
        await transaction.rollback()


async def test_a_unit_is_called_as_was_told_last(tables: asyncpg.Connection) -> None:
    told = Told()
    transaction = tables.transaction()
    await transaction.start()
    try:
        for event, stream in EVENTS:
            if stream == "unit-1":
                await apply_each(tables, MODEL, [told(event, stream, WARD, AT)])
        assert await tables.fetchval("SELECT name FROM task_units") == "Bản Tám"
    finally:
        await transaction.rollback()


def in_turn(events: Sequence[EventEnvelope[Any]]) -> dict[UUID, str]:
    """What a clerk with a list would have: each task that was ever opened, as open, done or overtaken."""
    now: dict[UUID, str] = {}
    for recorded in events:
        if (row := POLICY.get(type(recorded.event))) is None:
            continue
        one = {
            kind: task_id(kind, about(recorded.event, TASKS[kind].about)) for kind in TASKS if _named(recorded, kind)
        }
        now |= {one[kind]: "done" for kind in row.done if one[kind] in now}
        now |= {one[kind]: "overtaken" for kind in row.overtaken if now.get(one[kind]) == "open"}
        resumed = row.resumed if holds(row.again, recorded.event) else ()
        now |= {one[kind]: "open" for kind in resumed if now.get(one[kind]) == "overtaken"}
        opens = row.opens if holds(row.when, recorded.event) else row.otherwise
        now |= {one[kind]: "open" for kind in opens}
    return now


def _named(recorded: EventEnvelope[Any], kind: Any) -> bool:
    return all(hasattr(recorded.event, field) for field in TASKS[kind].about)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(happened=st.lists(st.sampled_from(EVENTS), max_size=14), seed=st.integers(0, 2**32))
async def test_rows_do_not_depend_on_the_order_in_which_events_are_read(
    tables: asyncpg.Connection, happened: list[tuple[Any, str]], seed: int
) -> None:
    told = Told()
    as_recorded = [told(event, stream, WARD, AT + timedelta(minutes=at)) for at, (event, stream) in enumerate(happened)]
    otherwise = random.Random(seed).sample(as_recorded, len(as_recorded))
    rows = await rows_after(tables, as_recorded)
    assert await rows_after(tables, otherwise) == rows
    assert await rows_after(tables, [*otherwise, *as_recorded], random.Random(seed)) == rows, "in batches, all twice"
    found = {row["task_id"]: row["outcome"] or "open" for row in rows if row["opened_at"] is not None}
    assert found == in_turn(as_recorded)
    assert all((row["closed_at"] is None) is (row["outcome"] is None) for row in rows if row["opened_at"] is not None)


async def test_what_the_office_takes_back_gives_everybody_the_work_that_they_had(tables: asyncpg.Connection) -> None:
    later = DUE + timedelta(days=5)
    asked = report(
        ReportRequested, plan_id="p", due_at=DUE, locks_at=later, report_name="Báo cáo 6 tháng", plan_number="57/KH"
    )
    missed, sent = report(ReportMissed, due_at=DUE), report(ReportSubmitted, submitted_at=AT, **SENT)
    extended = report(ReportDeadlineExtended, due_at=later, locks_at=later, document_number="7/UBND")
    unextended = report(ReportExtensionWithdrawn, due_at=DUE, locks_at=later, document_number="7/UBND")
    returned, unreturned = (
        report(ReportReturned, attempt=1, returned_at=AT),
        report(ReportReturnWithdrawn, attempt=1, withdrawn_at=AT),
    )
    unsent = report(ReportSendingWithdrawn, attempt=1, withdrawn_at=AT, due_at=DUE, locks_at=later)
    unsent_again = report(
        ReportSendingWithdrawn, attempt=2, withdrawn_at=AT, due_at=DUE, locks_at=later, returned_at=AT
    )

    async def open_after(*events: tuple[Any, str]) -> dict[str, Any]:
        told = Told()
        rows = await rows_after(tables, [told(event, stream, WARD, AT) for event, stream in events])
        return {row["kind"]: row for row in rows if row["opened_at"] is not None and row["closed_at"] is None}

    assert set(await open_after(asked, missed, sent)) == {"review-report"}
    again = await open_after(asked, missed, sent, unsent)
    assert set(again) == {"submit-report"} and again["submit-report"]["due_at"] == DUE
    assert set(await open_after(asked, missed, sent, unsent, missed)) == {"submit-report", "chase-report"}
    mend = (await open_after(asked, sent, returned, sent, unsent_again))["submit-report"]
    assert "returned_at" in mend["facts"], "it is to be mended, as before"
    assert set(await open_after(asked, sent, returned, unreturned)) == {"review-report"}
    assert set(await open_after(asked, sent, returned, unreturned, extended)) == {"review-report"}, "nothing to send"
    assert (await open_after(asked, missed, extended))["submit-report"]["due_at"] == later
    back = await open_after(asked, missed, extended, unextended, missed)
    assert set(back) == {"submit-report", "chase-report"} and back["submit-report"]["due_at"] == DUE
