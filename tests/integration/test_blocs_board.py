"""The board of a bloc on a real database: what is counted, what proves it, and who may see it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import pytest_asyncio

from deploy.local.postgres import Postgres
from services.blocs.app import SERVICE
from services.blocs.criteria.commands import ConfirmCriteria, IssueCriteria
from services.blocs.criteria.sheet import Comparison, Criterion, Measure, Sheet
from services.blocs.document import Document
from services.blocs.membership.commands import (
    AdmitMember,
    AppointHead,
    CorrectStay,
    EstablishBloc,
    HandOverHead,
    Life,
    ReleaseMember,
    WithdrawAdmission,
)
from services.blocs.membership.decider import BLOC as BLOCS
from services.blocs.membership.events import BlocEstablished, MemberAdmitted
from services.blocs.standings import projection, query
from services.chassis.event_envelope import EventEnvelope
from services.chassis.pool import held
from services.chassis.runtime import Runtime
from services.chassis.scoring import Deduction, RatioToTarget, shown
from tests.support.chassis import issued, running
from tests.support.emptied import empty
from tests.support.planted import plant
from tests.support.reading import catch_up
from tests.support.told import Told, ids, report_event
from thidua_contracts.awards.award_decided_v1 import AwardDecided
from thidua_contracts.codes import DeciderLevel, SubjectKind, SubmissionChannel, Title, WardKind
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
from thidua_contracts.submissions.ward_ended_v1 import WardEnded
from thidua_contracts.submissions.ward_registered_v1 import WardRegistered
from thidua_contracts.submissions.ward_renamed_v1 import WardRenamed

BLOC, QUYET_THANG, DOAN_KET, OUTSIDER = "khoi-lai-chau", "03386", "03389", "03403"
AT = datetime(2024, 1, 10, 2, tzinfo=UTC)
NEXT_YEAR = datetime(2025, 1, 10, 2, tzinfo=UTC)
"""When every deadline of these stories has come."""
DUE = datetime(2024, 5, 14, 17, tzinfo=UTC)
LOCK = DUE + timedelta(days=5)
PAPER = Document("12/QĐ-UBND", date(2024, 1, 5))
NEW_YEAR = date(2024, 1, 1)
SHEET = Sheet(
    (
        Criterion(
            "C4",
            "Báo cáo đúng hạn",
            Decimal(30),
            RatioToTarget(Measure.REPORTS_ON_TIME, Measure.REPORTS_EXPECTED, Decimal(1)),
        ),
        Criterion("P1", "Báo cáo chậm", Decimal(0), Deduction(Measure.REPORTS_LATE, Decimal(5))),
    ),
    (Comparison(Measure.AWARDS),),
    "Bảng điểm mẫu",
)


DATABASE = "blocs_board"


@pytest_asyncio.fixture(scope="module")
async def opened(postgres: Postgres) -> AsyncIterator[Runtime]:
    async with running(postgres, DATABASE, SERVICE) as runtime:
        yield runtime


@pytest_asyncio.fixture
async def runtime(postgres: Postgres, opened: Runtime) -> Runtime:
    await empty(postgres, DATABASE)
    return opened


async def hear(runtime: Runtime, told: Sequence[EventEnvelope[Any]]) -> None:
    async with held(runtime.projector) as connection, connection.transaction():
        for recorded in told:
            await projection.MODEL.apply[type(recorded.event)](connection, recorded)


async def read(
    runtime: Runtime, wards: Sequence[str], year: int = 2024, at: datetime = NEXT_YEAR, bloc: str = BLOC
) -> query.Board:
    async with held(runtime.api) as connection, connection.transaction(readonly=True):
        await connection.execute("SELECT set_config('app.wards', $1::text[]::text, true)", list(wards))
        board = await query.board(connection, bloc, year, at)
    assert board is not None
    return board


async def proofs(
    runtime: Runtime, wards: Sequence[str], ward: str, measure: Measure, at: datetime = NEXT_YEAR
) -> list[query.Proof]:
    async with held(runtime.api) as connection, connection.transaction(readonly=True):
        await connection.execute("SELECT set_config('app.wards', $1::text[]::text, true)", list(wards))
        return await query.evidence(connection, BLOC, ward, 2024, measure, at, ("", "", 0), 100)


LIVES = tuple(Life(ward, date(2004, 1, 1)) for ward in (QUYET_THANG, DOAN_KET))


def admit(ward: str, day: date, bloc: str = BLOC) -> AdmitMember:
    return AdmitMember(bloc, AT, ward, day, PAPER, LIVES)


async def found_bloc(runtime: Runtime) -> None:
    for command in (
        EstablishBloc(BLOC, AT, "Khối thi đua các xã, phường", 2024, PAPER),
        admit(QUYET_THANG, NEW_YEAR),
        admit(DOAN_KET, date(2024, 3, 1)),
    ):
        await runtime.handler.handle(issued(command))
    await catch_up(runtime)


def sent(report: UUID, unit: UUID, attempt: int, at: datetime, *, paper: bool = False) -> Any:
    channel = SubmissionChannel.PAPER if paper else SubmissionChannel.ELECTRONIC
    facts = {"attempt": attempt, "submitted_at": at, "due_at": DUE, "on_time": at < DUE, "channel": channel}
    return report_event(ReportSubmitted, report, unit, **facts)


def requested(report: UUID, unit: UUID) -> Any:
    return report_event(ReportRequested, report, unit, plan_id="plan", due_at=DUE, locks_at=LOCK)


async def figures_after(runtime: Runtime, *stories: Sequence[Any]) -> dict[Measure, int]:
    """The figures of Quyết Thắng after these reports, each story being the events of one."""
    told = Told()
    for number, events in enumerate(stories):
        await hear(runtime, [told(event, f"report-{number}", QUYET_THANG) for event in events])
    board = await read(runtime, (BLOC, QUYET_THANG, DOAN_KET))
    member = next(member for member in board.members if member.ward == QUYET_THANG)
    return {measure: count for measure, count in member.figures.items() if count}


async def test_reports_are_judged_by_the_first_sending_and_the_deadline_that_holds(runtime: Runtime) -> None:
    await found_bloc(runtime)
    new, unit = ids("report"), next(ids("unit"))
    in_time, late, returned, missing, extended, paper, withdrawn, gone = (next(new) for _ in range(8))
    early, after = DUE - timedelta(hours=1), DUE + timedelta(hours=1)
    figures = await figures_after(
        runtime,
        [
            requested(in_time, unit),
            sent(in_time, unit, 1, early),
            report_event(ReportAccepted, in_time, unit, attempt=1, accepted_at=early),
        ],
        [
            requested(late, unit),
            report_event(ReportMissed, late, unit, due_at=DUE),
            sent(late, unit, 1, DUE),
        ],
        [
            requested(returned, unit),
            sent(returned, unit, 1, early),
            report_event(ReportReturned, returned, unit, attempt=1, returned_at=early),
            sent(returned, unit, 2, after),
            report_event(ReportAccepted, returned, unit, attempt=2, accepted_at=after),
        ],
        [
            requested(missing, unit),
            report_event(ReportMissed, missing, unit, due_at=DUE),
            report_event(ReportLocked, missing, unit, locks_at=LOCK, missing=True),
        ],
        [
            requested(extended, unit),
            report_event(ReportMissed, extended, unit, due_at=DUE),
            report_event(
                ReportDeadlineExtended,
                extended,
                unit,
                due_at=DUE + timedelta(days=9),
                locks_at=LOCK + timedelta(days=9),
                document_number="7/UBND",
            ),
        ],
        [
            requested(paper, unit),
            report_event(ReportMissed, paper, unit, due_at=DUE),
            sent(paper, unit, 1, early, paper=True),
        ],
        [
            requested(withdrawn, unit),
            sent(withdrawn, unit, 1, early),
            report_event(ReportAccepted, withdrawn, unit, attempt=1, accepted_at=early),
            report_event(ReportAcceptanceWithdrawn, withdrawn, unit, attempt=1, withdrawn_at=after),
        ],
        [requested(gone, unit), report_event(ReportReleased, gone, unit, closed_on=date(2024, 4, 1))],
    )
    assert figures == {
        Measure.REPORTS_EXPECTED: 7,
        Measure.REPORTS_RECEIVED: 5,
        Measure.REPORTS_ACCEPTED: 2,
        Measure.REPORTS_ON_TIME: 4,
        Measure.REPORTS_LATE: 1,
        Measure.REPORTS_MISSING: 1,
        Measure.REPORTS_LOCKED: 1,
    }


async def test_a_report_counts_from_its_deadline_or_its_arrival_on_whichever_is_earlier(runtime: Runtime) -> None:
    await found_bloc(runtime)
    told, unit, new = Told(), next(ids("unit")), ids("report")
    open_, early = next(new), next(new)
    arrival = DUE - timedelta(days=30)
    for report, events in (
        (open_, [requested(open_, unit)]),
        (early, [requested(early, unit), sent(early, unit, 1, arrival)]),
    ):
        await hear(runtime, [told(event, f"report-{report}", QUYET_THANG) for event in events])
    wards = (BLOC, QUYET_THANG, DOAN_KET)

    async def expected(at: datetime) -> tuple[int, int]:
        [member] = [one for one in (await read(runtime, wards, at=at)).members if one.ward == QUYET_THANG]
        proved = await proofs(runtime, wards, QUYET_THANG, Measure.REPORTS_EXPECTED, at)
        return member.figures[Measure.REPORTS_EXPECTED], len({proof.about for proof in proved})

    a_moment = timedelta(microseconds=1)
    assert [await expected(at) for at in (arrival - a_moment, arrival, DUE - a_moment, DUE)] == [
        (0, 0),
        (1, 1),
        (1, 1),
        (2, 2),
    ], "nobody is behind for a deadline that has not come"


async def test_every_figure_has_the_events_behind_it(runtime: Runtime) -> None:
    await found_bloc(runtime)
    told, unit, report = Told(), next(ids("unit")), next(ids("report"))
    title = AwardDecided(
        award_id="a",
        nomination_id="n",
        unit_id=str(unit),
        year=2024,
        title=Title.LDTT,
        subject_kind=SubjectKind.INDIVIDUAL,
        subject_id="s",
        direct_worker=True,
        level=DeciderLevel.WARD,
        decision_number="105/QĐ-UBND",
        decided_on=date(2024, 12, 20),
        signer_position="Chủ tịch",
        money_dong=540000,
    )
    await hear(
        runtime,
        [
            told(
                WardRegistered(
                    ward_code=QUYET_THANG, name="phường Quyết Thắng", kind=WardKind.WARD, valid_from=NEW_YEAR
                ),
                "ward-1",
                QUYET_THANG,
            ),
            told(
                PlanIssued(plan_id="plan", year=2024, number="12/KH-UBND", issued_on=date(2024, 2, 20)),
                "plan-1",
                QUYET_THANG,
            ),
            told(
                MovementLaunched(
                    movement_id="m", plan_id="plan", code="dan-van-kheo", name="Dân vận khéo", starts_on=NEW_YEAR
                ),
                "movement-m",
                QUYET_THANG,
            ),
            told(MovementJoined(movement_id="m", unit_id=str(unit)), "joining-m-1", QUYET_THANG),
            told(requested(report, unit), "report-1", QUYET_THANG),
            told(sent(report, unit, 1, DUE), "report-1", QUYET_THANG),
            told(title, "item-1", QUYET_THANG),
            told(
                title.model_copy(update={"award_id": "b", "nomination_id": "d", "title": Title.GK}),
                "item-2",
                QUYET_THANG,
            ),
        ],
    )
    wards = (BLOC, QUYET_THANG, DOAN_KET)
    board = await read(runtime, wards)
    member = next(member for member in board.members if member.ward == QUYET_THANG)
    assert member.name == "phường Quyết Thắng"
    assert member.figures[Measure.AWARDS] == 1, "a sudden deed is commended: no title, and no merit of the year"
    for measure, count in member.figures.items():
        found = await proofs(runtime, wards, QUYET_THANG, measure)
        assert len({proof.about for proof in found}) == count
    late = await proofs(runtime, wards, QUYET_THANG, Measure.REPORTS_LATE)
    assert [(proof.ce_type.split(".")[3], proof.source, proof.position) for proof in late] == [
        ("ReportRequested", "submissions", 5),
        ("ReportSubmitted", "submissions", 6),
    ]
    assert [(heard.source, heard.position) for heard in member.heard] == [("awards", 2), ("submissions", 6)]
    silent = next(member for member in board.members if member.ward == DOAN_KET)
    assert silent.heard == () and silent.partial and silent.from_day == date(2024, 3, 1)


async def test_a_ward_has_its_coming_name_from_its_day_on(runtime: Runtime) -> None:
    await found_bloc(runtime)
    told, day = Told(), date(2024, 7, 1)
    ward: dict[str, Any] = {"ward_code": QUYET_THANG, "kind": WardKind.WARD}
    await hear(
        runtime,
        [
            told(WardRegistered(**ward, name="Phường Quyết Thắng", valid_from=NEW_YEAR), "ward-1", QUYET_THANG),
            told(
                WardRenamed(**ward, name="Phường Quyết Tâm", valid_from=day, document_number="1/NQ"),
                "ward-1",
                QUYET_THANG,
            ),
        ],
    )

    async def name(at: datetime) -> str | None:
        board = await read(runtime, (BLOC, QUYET_THANG, DOAN_KET), at=at)
        return next(one.name for one in board.members if one.ward == QUYET_THANG)

    before, on = datetime(2024, 6, 30, 16, 59, tzinfo=UTC), datetime(2024, 6, 30, 17, tzinfo=UTC)
    assert (await name(before), await name(on)) == ("Phường Quyết Thắng", "Phường Quyết Tâm")
    assert await name(datetime(2023, 6, 1, tzinfo=UTC)) == "Phường Quyết Thắng", "before it began, its first name"


async def test_a_bloc_is_summed_over_the_members_of_that_year(runtime: Runtime) -> None:
    await found_bloc(runtime)
    await runtime.handler.handle(issued(ReleaseMember(BLOC, AT, QUYET_THANG, date(2024, 12, 31), PAPER)))
    await runtime.handler.handle(
        issued(AppointHead(BLOC, AT, 2024, QUYET_THANG, DOAN_KET, date(2024, 3, 1), PAPER, LIVES))
    )
    await runtime.handler.handle(issued(HandOverHead(BLOC, AT, 2024, DOAN_KET, None, date(2024, 8, 1), PAPER, LIVES)))
    await catch_up(runtime)
    this_year = await read(runtime, (BLOC,))
    assert {member.ward for member in this_year.members} == {QUYET_THANG, DOAN_KET}
    assert (this_year.head_ward, this_year.deputy_ward) == (DOAN_KET, None)
    assert [member.ward for member in (await read(runtime, (BLOC,), 2025)).members] == [DOAN_KET]
    assert (await read(runtime, (BLOC,), 2023)).members == ()


async def sent_on(runtime: Runtime, told: Told, ward: str, *days: date) -> None:
    """Reports of 2024 that this ward sent on these days, each before its deadline."""
    unit, new = next(ids("unit")), ids(f"reports of {ward}")
    for day in days:
        report = next(new)
        at = datetime.combine(day, time(8), UTC)
        due = {"due_at": at + timedelta(days=1), "locks_at": at + timedelta(days=6)}
        facts = {"attempt": 1, "submitted_at": at, "due_at": due["due_at"], "on_time": True}
        events = (
            report_event(ReportRequested, report, unit, plan_id="plan", **due),
            report_event(ReportSubmitted, report, unit, channel=SubmissionChannel.ELECTRONIC, **facts),
        )
        await hear(runtime, [told(event, f"report-{report}", ward) for event in events])


def ranked(board: query.Board) -> dict[str, int]:
    return {member.ward: member.figures[Measure.REPORTS_ON_TIME] for member in board.members}


def unranked(board: query.Board) -> dict[str, tuple[int, date, date, bool]]:
    return {
        one.ward: (one.figures[Measure.REPORTS_ON_TIME], one.from_day, one.last_day, one.elsewhere)
        for one in board.others
    }


async def test_a_ward_is_ranked_where_it_stands_on_the_last_day_and_what_falls_in_its_stay_is_counted(
    runtime: Runtime,
) -> None:
    await found_bloc(runtime)
    told, left = Told(), date(2024, 6, 30)
    wards = (BLOC, QUYET_THANG, DOAN_KET)
    await sent_on(runtime, told, QUYET_THANG, date(2024, 2, 1), left, date(2024, 7, 1), date(2024, 12, 1))
    await sent_on(runtime, told, DOAN_KET, date(2024, 2, 29), date(2024, 3, 1))
    assert ranked(await read(runtime, wards)) == {QUYET_THANG: 4, DOAN_KET: 1}, (
        "what came before it joined is not the bloc's"
    )
    proved = await proofs(runtime, wards, DOAN_KET, Measure.REPORTS_ON_TIME)
    assert len({one.about for one in proved}) == 1, "what proves a figure is what it counts"

    await runtime.handler.handle(issued(ReleaseMember(BLOC, AT, QUYET_THANG, left, PAPER)))
    await catch_up(runtime)
    over = await read(runtime, wards)
    assert (ranked(over), unranked(over)) == ({DOAN_KET: 1}, {QUYET_THANG: (2, NEW_YEAR, left, False)})
    assert over.members[0].place.rank == 1
    proved = await proofs(runtime, wards, QUYET_THANG, Measure.REPORTS_ON_TIME)
    assert len({one.about for one in proved}) == 2
    then = datetime(2024, 6, 30, 16, 59, tzinfo=UTC)
    assert set(ranked(await read(runtime, wards, at=then))) == {QUYET_THANG, DOAN_KET}, "it leaves at the day's end"
    assert set(ranked(await read(runtime, wards, at=then + timedelta(minutes=1)))) == {DOAN_KET}
    early = await read(runtime, wards, at=datetime(2024, 2, 1, 2, tzinfo=UTC))
    assert set(ranked(early)) == {QUYET_THANG} and set(unranked(early)) == {DOAN_KET}, "it comes later"

    again = date(2024, 12, 1)
    await runtime.handler.handle(issued(admit(QUYET_THANG, again)))
    await catch_up(runtime)
    back = await read(runtime, wards)
    assert ranked(back)[QUYET_THANG] == 3, "both its stays count"
    [member] = [one for one in back.members if one.ward == QUYET_THANG]
    assert (member.from_day, member.last_day, member.partial) == (again, date(2024, 12, 31), True)


async def test_standings_follow_the_corrected_days_of_a_stay(runtime: Runtime) -> None:
    await found_bloc(runtime)
    told, wards, july = Told(), (BLOC, QUYET_THANG, DOAN_KET), date(2024, 7, 1)
    await sent_on(runtime, told, QUYET_THANG, date(2024, 2, 1), date(2024, 6, 30), july)
    for command, counted in (
        (CorrectStay(BLOC, AT, QUYET_THANG, NEW_YEAR, july, None, PAPER, LIVES), {QUYET_THANG: 1}),
        (ReleaseMember(BLOC, AT, QUYET_THANG, date(2024, 9, 30), PAPER), {}),
        (CorrectStay(BLOC, AT, QUYET_THANG, july, NEW_YEAR, None, PAPER, LIVES), {QUYET_THANG: 3}),
        (WithdrawAdmission(BLOC, AT, QUYET_THANG, NEW_YEAR, PAPER), {}),
    ):
        await runtime.handler.handle(issued(command))
        await catch_up(runtime)
        assert {ward: figure for ward, figure in ranked(await read(runtime, wards)).items() if figure} == counted
    assert unranked(await read(runtime, wards)) == {}, "it never was a member"


async def test_nobody_is_ranked_in_two_blocs_for_one_year(runtime: Runtime) -> None:
    await found_bloc(runtime)
    days = ((QUYET_THANG, date(2024, 7, 1)), (DOAN_KET, date(2024, 3, 1)))
    joined = [MemberAdmitted("khoi-khac", ward, day, PAPER) for ward, day in days]
    founded = BlocEstablished("khoi-khac", "Khối khác", 2024, PAPER)
    await plant(runtime, {BLOCS.at("khoi-khac"): ("khoi-khac", [founded, *joined])})
    await catch_up(runtime)
    wards = (BLOC, "khoi-khac", QUYET_THANG, DOAN_KET)
    boards = [await read(runtime, wards, bloc=bloc) for bloc in (BLOC, "khoi-khac")]
    assert [set(ranked(board)) for board in boards] == [set(), {QUYET_THANG, DOAN_KET}], (
        "the bloc that it joined later; of two that it joined on one day, always the same"
    )
    assert [one.elsewhere for one in boards[0].others] == [True, True] and boards[1].others == ()
    may = datetime(2024, 5, 1, tzinfo=UTC)
    assert set(ranked(await read(runtime, wards, at=may))) == {QUYET_THANG}, "on that day it stood in no other"


async def test_a_ward_that_has_ended_is_ranked_no_more(runtime: Runtime) -> None:
    await found_bloc(runtime)
    told, day = Told(), date(2024, 7, 1)
    ward: dict[str, Any] = {"ward_code": QUYET_THANG}
    await hear(
        runtime,
        [
            told(
                WardRegistered(**ward, name="Phường Quyết Thắng", kind=WardKind.WARD, valid_from=date(2004, 1, 1)),
                "ward-1",
                QUYET_THANG,
            ),
            told(WardEnded(**ward, ended_on=day, successors=("03400",)), "ward-1", QUYET_THANG),
        ],
    )
    board = await read(runtime, (BLOC, QUYET_THANG, DOAN_KET))
    assert set(ranked(board)) == {DOAN_KET}
    assert unranked(board)[QUYET_THANG][1:3] == (NEW_YEAR, date(2024, 6, 30))
    assert (await read(runtime, (BLOC,), 2025)).others == (), "of the years after it there is nothing to say"


async def test_the_newest_sheet_scores_and_says_whether_it_was_confirmed(runtime: Runtime) -> None:
    await found_bloc(runtime)
    unit, new = next(ids("unit")), ids("report")
    told = Told()
    for number, at in enumerate((DUE - timedelta(hours=1), DUE, DUE - timedelta(hours=2))):
        report = next(new)
        await hear(
            runtime,
            [
                told(requested(report, unit), f"report-{number}", QUYET_THANG),
                told(sent(report, unit, 1, at), f"report-{number}", QUYET_THANG),
            ],
        )
    assert (await read(runtime, (BLOC, QUYET_THANG))).criteria is None
    await runtime.handler.handle(issued(IssueCriteria(BLOC, AT, 2024, 1, SHEET, PAPER)))
    await catch_up(runtime)
    board = await read(runtime, (BLOC, QUYET_THANG))
    assert board.criteria and (board.criteria.sheet, board.criteria.confirmed) == (SHEET, False)
    first = board.members[0]
    assert first.ward == QUYET_THANG and first.place.score and shown(first.place.score.total) == Decimal("15.00")
    await runtime.handler.handle(issued(ConfirmCriteria(BLOC, AT, 2024, 1, PAPER)))
    await catch_up(runtime)
    confirmed = (await read(runtime, (BLOC,))).criteria
    assert confirmed and confirmed.confirmed


async def test_a_ward_reads_its_bloc_and_an_outsider_reads_nothing_of_it(runtime: Runtime) -> None:
    await found_bloc(runtime)
    told, unit, report = Told(), next(ids("unit")), next(ids("report"))
    await hear(runtime, [told(requested(report, unit), "report-1", QUYET_THANG)])

    async def readable(ward: str) -> list[str]:
        async with held(runtime.api) as connection:
            return await query.readable_wards(connection, ward)

    assert await readable(DOAN_KET) == [QUYET_THANG, DOAN_KET, BLOC]
    assert await readable(BLOC) == [QUYET_THANG, DOAN_KET, BLOC]
    assert await readable("city") == [QUYET_THANG, DOAN_KET, "city", BLOC]
    assert await readable(OUTSIDER) == [OUTSIDER]
    board = await read(runtime, await readable(OUTSIDER))
    assert not any(count for member in board.members for count in member.figures.values())
    assert await proofs(runtime, await readable(OUTSIDER), QUYET_THANG, Measure.REPORTS_EXPECTED) == []


async def test_without_wards_the_api_role_sees_no_row(runtime: Runtime) -> None:
    told, unit, report = Told(), next(ids("unit")), next(ids("report"))
    await hear(runtime, [told(requested(report, unit), "report-1", QUYET_THANG)])
    async with held(runtime.api) as connection:
        assert await _rows(connection) == 0
        async with connection.transaction():
            await connection.execute("SELECT set_config('app.wards', $1::text[]::text, true)", [QUYET_THANG])
            assert await _rows(connection) == 1


async def _rows(connection: asyncpg.Connection) -> int:
    count: int = await connection.fetchval("SELECT count(*) FROM standings_facts")
    return count
