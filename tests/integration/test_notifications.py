"""What others told becomes work, notices and mail, on a real database and a real mail server."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio

from deploy.local.postgres import Postgres
from services.chassis.identity.mandates import GrantMandate, RelieveMandate
from services.chassis.loops import Loop
from services.chassis.pool import held
from services.chassis.readers.processor import Reaction
from services.chassis.runtime import Runtime
from services.notifications.app import SERVICE
from services.notifications.deliveries.commands import BeginAttempt
from services.notifications.deliveries.sender import MailServerAway, worker
from services.notifications.informing.manager import HEARD, MANAGER
from services.notifications.place import BEFORE_ALL
from services.notifications.reminders.schedule import step_at
from services.notifications.tasks.query import OPEN, kinds_of, named, title
from tests.support.chassis import issued, running
from tests.support.emptied import empty
from tests.support.mail import Mailbox, mailbox
from tests.support.notified import (
    AT,
    BLOC,
    DUE,
    LOCK,
    REPORT,
    SUBJECT,
    UNIT,
    WARD,
    Ward,
    accepted,
    missed,
    requested,
    returned,
    submitted,
)
from tests.support.reading import catch_up
from tests.support.told import ids, report_event
from thidua_contracts.awards.award_decided_v1 import AwardDecided
from thidua_contracts.awards.council_entry_made_v1 import CouncilEntryMade
from thidua_contracts.awards.council_session_closed_v1 import CouncilSessionClosed
from thidua_contracts.awards.council_session_opened_v1 import CouncilSessionOpened
from thidua_contracts.awards.council_session_reopened_v1 import CouncilSessionReopened
from thidua_contracts.awards.deed_opinion_asked_v1 import DeedOpinionAsked
from thidua_contracts.awards.deed_opinion_given_v1 import DeedOpinionGiven
from thidua_contracts.awards.deed_opinion_released_v1 import DeedOpinionReleased
from thidua_contracts.awards.deed_opinion_taken_back_v1 import DeedOpinionTakenBack
from thidua_contracts.awards.deed_proposed_v1 import DeedProposed
from thidua_contracts.awards.nomination_proposed_v1 import NominationProposed
from thidua_contracts.awards.nomination_refusal_withdrawn_v1 import NominationRefusalWithdrawn
from thidua_contracts.awards.nomination_refused_v1 import NominationRefused
from thidua_contracts.awards.nomination_voted_v1 import NominationVoted
from thidua_contracts.awards.nomination_window_closed_v1 import NominationWindowClosed
from thidua_contracts.awards.nomination_window_opened_v1 import NominationWindowOpened
from thidua_contracts.awards.nomination_withdrawn_v1 import NominationWithdrawn
from thidua_contracts.blocs.bloc_head_appointed_v1 import BlocHeadAppointed
from thidua_contracts.blocs.bloc_member_joined_v1 import BlocMemberJoined
from thidua_contracts.blocs.bloc_member_left_v1 import BlocMemberLeft
from thidua_contracts.blocs.bloc_membership_corrected_v1 import BlocMembershipCorrected
from thidua_contracts.codes import (
    CouncilEntry,
    DeciderLevel,
    Role,
    SubjectKind,
    SubmissionChannel,
    Title,
    UnitKind,
    WardKind,
)
from thidua_contracts.publish.examples import example
from thidua_contracts.submissions.mandate_granted_v1 import MandateGranted
from thidua_contracts.submissions.mandate_relieved_v1 import MandateRelieved
from thidua_contracts.submissions.movement_joined_v1 import MovementJoined
from thidua_contracts.submissions.movement_left_v1 import MovementLeft
from thidua_contracts.submissions.plan_issued_v1 import PlanIssued
from thidua_contracts.submissions.report_deadline_extended_v1 import ReportDeadlineExtended
from thidua_contracts.submissions.report_extension_withdrawn_v1 import ReportExtensionWithdrawn
from thidua_contracts.submissions.report_locked_v1 import ReportLocked
from thidua_contracts.submissions.report_missed_v1 import ReportMissed
from thidua_contracts.submissions.report_return_withdrawn_v1 import ReportReturnWithdrawn
from thidua_contracts.submissions.report_sending_withdrawn_v1 import ReportSendingWithdrawn
from thidua_contracts.submissions.score_checked_v1 import ScoreChecked
from thidua_contracts.submissions.score_published_v1 import ScorePublished
from thidua_contracts.submissions.score_released_v1 import ScoreReleased
from thidua_contracts.submissions.score_returned_v1 import ScoreReturned
from thidua_contracts.submissions.score_sent_v1 import ScoreSent
from thidua_contracts.submissions.score_sheet_issued_v1 import ScoreSheetIssued
from thidua_contracts.submissions.score_sheet_withdrawn_v1 import ScoreSheetWithdrawn
from thidua_contracts.submissions.score_unpublished_v1 import ScoreUnpublished
from thidua_contracts.submissions.unit_registered_v1 import UnitRegistered
from thidua_contracts.submissions.ward_renamed_v1 import WardRenamed

DATABASE = "notifications_tests"


@pytest_asyncio.fixture(scope="module")
async def mail_server() -> AsyncIterator[Mailbox]:
    async with mailbox() as kept:
        yield kept


@pytest_asyncio.fixture(scope="module")
async def opened(postgres: Postgres, mail_server: Mailbox) -> AsyncIterator[Runtime]:
    async with running(postgres, DATABASE, SERVICE, smtp_url=mail_server.url) as runtime:
        yield runtime


@pytest.fixture
def mails(mail_server: Mailbox) -> Mailbox:
    mail_server.taken.clear()
    mail_server.refusals = {}
    return mail_server


@pytest_asyncio.fixture
async def runtime(postgres: Postgres, opened: Runtime, mails: Mailbox) -> Runtime:
    await empty(postgres, DATABASE)
    return opened


@pytest_asyncio.fixture
async def ward(runtime: Runtime) -> Ward:
    ward = Ward(runtime)
    await ward.people()
    await ward.names()
    return ward


async def test_a_report_is_the_units_work_until_it_is_sent_and_the_clerks_until_it_is_judged(ward: Ward) -> None:
    await ward.report(requested())
    assert await ward.tasks() == {"submit-report": None}
    await ward.report(submitted())
    assert await ward.tasks() == {"submit-report": "done", "review-report": None}
    await ward.report(returned())
    assert await ward.tasks() == {"submit-report": None, "review-report": "done"}
    await ward.report(submitted(2), accepted())
    assert await ward.tasks() == {"submit-report": "done", "review-report": "done"}
    assert await ward.ledger() == [("report-accepted", "head-1", "waiting"), ("report-returned", "head-1", "waiting")]


async def test_the_unit_is_told_of_a_paper_that_the_clerk_recorded_for_it(ward: Ward) -> None:
    await ward.report(requested(), submitted(channel=SubmissionChannel.PAPER))
    assert await ward.ledger() == [("report-recorded-from-paper", "head-1", "waiting")]


@pytest.mark.parametrize("by_office", [True, None])
async def test_the_unit_is_told_of_what_the_office_did_for_it_and_not_of_its_own(
    ward: Ward, by_office: bool | None
) -> None:
    unit, said = str(UNIT), {"by_office": by_office}
    await ward.report(requested(), submitted().model_copy(update=said))
    await ward.tell(
        (MovementJoined(movement_id="movement-1", unit_id=unit, by_office=by_office), "participation-1"),
        (MovementLeft(movement_id="movement-1", unit_id=unit, by_office=by_office), "participation-1"),
        (proposed().model_copy(update=said), "nomination-1"),
        (NominationWithdrawn(nomination_id="nomination-1", unit_id=unit, by_office=by_office), "nomination-1"),
    )
    told = [
        "movement-joined-for-unit",
        "movement-left-for-unit",
        "nomination-proposed-for-unit",
        "nomination-withdrawn-for-unit",
        "report-sent-for-unit",
    ]
    assert await ward.ledger() == ([(letter, "head-1", "waiting") for letter in told] if by_office else [])


async def test_the_chairman_is_told_of_what_was_recorded_as_signed(ward: Ward) -> None:
    await ward.grant("chairman-1", "chairman")
    plan = PlanIssued(plan_id="plan-1", year=2024, number="57/KH-UBND", issued_on=date(2024, 2, 20))
    city = decided(SubjectKind.COLLECTIVE).model_copy(update={"level": DeciderLevel.CITY})
    await ward.tell((plan, "plan-1"), (city, "nomination-1"))
    told = [template for template, who, _ in await ward.ledger() if who == "chairman-1"]
    assert told == ["award-recorded-chairman", "plan-issued-chairman"]


async def test_reminders_follow_the_report(ward: Ward) -> None:
    await ward.report(requested())
    assert await ward.agenda() == [(step_at(DUE, step), "waiting") for step in range(3)]
    later = DUE + timedelta(days=10)
    await ward.report(extended(later))
    assert await ward.agenda() == [(step_at(later, step), "waiting") for step in range(3)]
    await ward.report(extended(DUE), at=step_at(DUE, 1))
    assert [state for _, state in await ward.agenda()] == ["cancelled", "cancelled", "waiting"]


async def test_the_unit_is_reminded_when_the_time_comes(ward: Ward) -> None:
    await ward.report(requested())
    await ward.clock_strikes(step_at(DUE, 0))
    assert [state for _, state in await ward.agenda()] == ["fired", "waiting", "waiting"]
    assert await ward.ledger() == [("report-reminder", "head-1", "waiting")]
    await ward.report(submitted())
    await ward.clock_strikes(step_at(DUE, 1))
    await ward.report(returned())
    await ward.clock_strikes(step_at(DUE, 2))
    assert [state for _, state in await ward.agenda()] == ["fired", "skipped", "fired"]
    assert {template for template, _, _ in await ward.ledger()} == {
        "report-reminder",
        "report-returned",
        "report-reminder-returned",
    }, "of a report that was sent and returned nobody says that it was not received"


async def test_nobody_is_reminded_for_a_unit_without_a_head(ward: Ward) -> None:
    other = next(ids("headless"))
    headless = requested(other).model_copy(update={"unit_id": str(next(ids("unit without a head")))})
    await ward.tell((headless, f"report-{other}"))
    await ward.clock_strikes(step_at(DUE, 0))
    assert [state for _, state in await ward.agenda()] == ["skipped", "waiting", "waiting"]
    async with held(ward.runtime.projector) as connection:
        assert await connection.fetchval("SELECT count(*) FROM reminders") == 0, (
            "the grid says of nobody that he was reminded"
        )


async def test_a_missed_report_is_chased_until_it_comes_or_the_book_closes(ward: Ward) -> None:
    await ward.report(requested(), missed())
    assert await ward.tasks() == {"submit-report": None, "chase-report": None}
    assert await ward.ledger() == [
        ("report-missed-clerk", "clerk-1", "waiting"),
        ("report-missed-unit", "head-1", "waiting"),
    ]
    await ward.report(report_event(ReportLocked, REPORT, UNIT, locks_at=LOCK, missing=True))
    assert await ward.tasks() == {"submit-report": "overtaken", "chase-report": "overtaken"}


async def test_an_extension_opens_again_what_was_locked_and_not_what_was_sent(ward: Ward) -> None:
    later = DUE + timedelta(days=30)
    extension = extended(later)
    locked = report_event(ReportLocked, REPORT, UNIT, locks_at=LOCK, missing=True)
    await ward.report(requested(), missed(), locked, extension)
    assert (await ward.tasks())["submit-report"] is None
    await ward.report(submitted(), extension)
    assert (await ward.tasks())["submit-report"] == "done"
    assert [template for template, _, _ in await ward.ledger()].count("report-deadline-extended") == 1
    await ward.report(returned(), extension)
    assert (await ward.tasks())["submit-report"] is None
    assert [template for template, _, _ in await ward.ledger()].count("report-deadline-extended-returned") == 1


def extended(due_at: datetime) -> Any:
    return report_event(ReportDeadlineExtended, REPORT, UNIT, due_at=due_at, locks_at=due_at, document_number="7/UBND")


def decided(subject_kind: SubjectKind = SubjectKind.INDIVIDUAL) -> Any:
    return AwardDecided(
        award_id="award-1",
        nomination_id="nomination-1",
        unit_id=str(UNIT),
        year=2024,
        title=Title.LDTT,
        subject_kind=subject_kind,
        subject_id=str(SUBJECT),
        direct_worker=True,
        level=DeciderLevel.WARD,
        decision_number="105/QĐ-UBND",
        decided_on=date(2024, 12, 20),
        signer_position="Chủ tịch",
        money_dong=540000,
    )


def proposed() -> Any:
    return NominationProposed(
        nomination_id="nomination-1",
        unit_id=str(UNIT),
        year=2024,
        title=Title.LDTT,
        subject_kind=SubjectKind.INDIVIDUAL,
        subject_id=str(SUBJECT),
        rule_pack="vn-2024-01-01",
        rule_pack_hash="5e" * 32,
    )


def voted(*, passed: bool) -> Any:
    return NominationVoted(
        nomination_id="nomination-1", session_id="session-1", yes=9, members=11, needed=8, passed=passed
    )


async def test_the_unit_is_told_what_the_office_took_back_and_waited_for_as_before(ward: Ward) -> None:
    """The last letter knows again that the report was never sent, or that it was given back."""
    dated: dict[str, Any] = {"due_at": DUE, "locks_at": DUE}
    paper = submitted(channel=SubmissionChannel.PAPER)
    unsent = report_event(ReportSendingWithdrawn, REPORT, UNIT, attempt=1, withdrawn_at=DUE, **dated)
    await ward.report(requested(), paper, unsent, extended(DUE + timedelta(days=3)))
    assert await ward.tasks() == {"submit-report": None, "review-report": "overtaken"}
    unextended = report_event(ReportExtensionWithdrawn, REPORT, UNIT, document_number="8/UBND", **dated)
    unreturned = report_event(ReportReturnWithdrawn, REPORT, UNIT, attempt=1, withdrawn_at=DUE)
    await ward.report(unextended, submitted(), returned(), unreturned, extended(DUE + timedelta(days=5)))
    assert await ward.tasks() == {"submit-report": "done", "review-report": None}
    told = [template for template, _, _ in await ward.ledger()]
    assert sorted(told) == [
        "report-deadline-extended",  # once: what is under review again is not waited for
        "report-extension-withdrawn",
        "report-recorded-from-paper",
        "report-return-withdrawn",
        "report-returned",
        "report-sending-withdrawn",
    ]


async def test_what_a_unit_took_back_itself_is_to_be_sent_again_and_no_letter_says_so(ward: Ward) -> None:
    dated: dict[str, Any] = {"due_at": DUE, "locks_at": DUE}
    recalled = report_event(ReportSendingWithdrawn, REPORT, UNIT, attempt=1, withdrawn_at=DUE, by_unit=True, **dated)
    await ward.report(requested(), submitted(), recalled)
    assert await ward.tasks() == {"submit-report": None, "review-report": "overtaken"}
    assert await ward.ledger() == []


async def test_a_letter_calls_a_report_as_its_plan_does(ward: Ward) -> None:
    called = {"report_name": "Báo cáo phong trào 6 tháng", "plan_number": "57/KH-UBND"}
    await ward.report(requested().model_copy(update=called), submitted(), accepted())
    facts = json.loads(await ward.one("facts"))
    assert {name: facts[name] for name in called} == called


async def test_a_nomination_goes_from_unit_to_clerk_to_chairman(ward: Ward) -> None:
    await ward.tell((NominationWindowOpened(window_id="w", unit_id=str(UNIT), year=2024), "window-1"))
    assert await ward.tasks() == {"propose-nominations": None}
    await ward.tell((proposed(), "nomination-1"))
    assert await ward.tasks() == {"propose-nominations": "done", "review-nomination": None}
    await ward.tell((voted(passed=True), "nomination-1"))
    assert (await ward.tasks())["decide-nomination"] is None
    async with held(ward.runtime.projector) as connection:
        waiting = await connection.fetch(OPEN, WARD, kinds_of("chairman"), None, *BEFORE_ALL, 10, "chairman-1")
        [task] = await named(connection, WARD, waiting)
    assert title(task["kind"], task["facts"], task["unit"]) == (
        f"Ký quyết định hoặc trình cấp trên hồ sơ đề nghị danh hiệu “Lao động tiên tiến” của {task['unit']}, Hội đồng đã thông qua"
    )
    assert task["unit"], "the unit that proposed it"
    await ward.tell((decided(), "nomination-1"))
    assert await ward.tasks() == {
        "propose-nominations": "done",
        "review-nomination": "overtaken",
        "decide-nomination": "done",
    }


async def test_a_refusal_taken_back_opens_again_what_it_had_ended(ward: Ward) -> None:
    refused = NominationRefused(nomination_id="nomination-1", unit_id=str(UNIT), reason_code="criteria-not-met")
    back = NominationRefusalWithdrawn(
        nomination_id="nomination-1", unit_id=str(UNIT), year=2024, title=Title.LDTT, passed=False
    )
    await ward.tell((proposed(), "nomination-1"), (refused, "nomination-1"))
    assert (await ward.tasks())["review-nomination"] == "overtaken"
    await ward.tell((back, "nomination-1"))
    assert await ward.tasks() == {"review-nomination": None}, "the council has not voted: the clerk reviews it still"
    await ward.tell((voted(passed=True), "nomination-1"), (refused, "nomination-1"))
    assert await ward.tasks() == {"review-nomination": "overtaken", "decide-nomination": "done"}
    await ward.tell((back.model_copy(update={"passed": True}), "nomination-1"))
    assert await ward.tasks() == {"review-nomination": "overtaken", "decide-nomination": None}


async def test_a_sudden_deed_is_the_work_of_each_member_asked_and_of_the_chairman_by_a_day(ward: Ward) -> None:
    of: dict[str, Any] = {"nomination_id": "deed-1", "unit_id": str(UNIT)}
    by = datetime(2024, 9, 13, 17, tzinfo=UTC)
    put = DeedProposed(
        nomination_id="deed-1",
        unit_id=str(UNIT),
        year=2024,
        title=Title.GK,
        subject_kind=SubjectKind.INDIVIDUAL,
        subject_id=str(SUBJECT),
        due_at=by,
    )
    asked = [DeedOpinionAsked(**of, member=one, due_at=by) for one in ("member-2", "member-3")]
    await ward.tell((put, "deed-1"), *((one, "deed-1") for one in asked))

    async def seen(who: str, role: str) -> list[str]:
        async with held(ward.runtime.projector) as connection:
            rows = await connection.fetch(OPEN, WARD, kinds_of(role), None, *BEFORE_ALL, 10, who)
        assert all(row["due_at"] == by for row in rows)
        return [title(row["kind"], row["facts"], row["unit"]) for row in rows]

    [said] = await seen("member-2", "council-secretary")
    assert said.startswith("Cho ý kiến về đề nghị khen thưởng đột xuất của ")
    assert len(await seen("member-3", "council-member")) == 1
    assert await seen("member-9", "council-member") == [], "who is not asked has nothing to say"
    [decide] = await seen("chairman-1", "chairman")
    assert decide.startswith("Quyết định đề nghị khen thưởng đột xuất của ")
    await ward.tell((DeedOpinionGiven(nomination_id="deed-1", member="member-2"), "deed-1"))
    assert await seen("member-2", "council-secretary") == []
    await ward.tell((DeedOpinionTakenBack(**of, member="member-2", due_at=by), "deed-1"))
    assert len(await seen("member-2", "council-secretary")) == 1
    refused = NominationRefused(nomination_id="deed-1", unit_id=str(UNIT), reason_code="criteria-not-met")
    free = [(DeedOpinionReleased(nomination_id="deed-1", member=one), "deed-1") for one in ("member-2", "member-3")]
    await ward.tell(*free, (refused, "deed-1"))
    assert await seen("member-3", "council-member") == await seen("chairman-1", "chairman") == []
    back = NominationRefusalWithdrawn(
        nomination_id="deed-1", unit_id=str(UNIT), year=2024, title=Title.GK, passed=False
    )
    await ward.tell((back, "deed-1"), (asked[1], "deed-1"))
    assert len(await seen("member-3", "council-member")) == len(await seen("chairman-1", "chairman")) == 1
    await ward.tell((decided().model_copy(update={"nomination_id": "deed-1", "title": Title.GK}), "deed-1"))
    assert await seen("chairman-1", "chairman") == []


async def test_a_scorecard_is_the_offices_work_and_the_groups_when_it_is_returned(ward: Ward) -> None:
    card: dict[str, Any] = {"card_id": str(next(ids("card"))), "unit_id": str(UNIT), "year": 2024}
    sent = ScoreSent(**card, by_office=False)
    told: list[tuple[Any, dict[str, str | None]]] = [
        (sent, {"check-score": None}),
        (ScoreReturned(**card), {"check-score": "done", "mend-score": None}),
        (sent, {"check-score": None, "mend-score": "done"}),
        (ScoreChecked(**card), {"check-score": "done", "mend-score": "done", "publish-score": None}),
        (ScoreReturned(**card), {"check-score": "done", "mend-score": None, "publish-score": "overtaken"}),
        (sent, {"check-score": None, "mend-score": "done", "publish-score": "overtaken"}),
        (ScoreChecked(**card), {"check-score": "done", "mend-score": "done", "publish-score": None}),
        (ScorePublished(**card), {"check-score": "done", "mend-score": "done", "publish-score": "done"}),
        (ScoreUnpublished(**card), {"check-score": "done", "mend-score": "done", "publish-score": None}),
        (ScoreReleased(**card), {"check-score": "done", "mend-score": "done", "publish-score": "overtaken"}),
    ]
    for event, tasks in told:
        await ward.tell((event, "scorecard-1"))
        assert await ward.tasks() == tasks, event
    letters = [(template, who) for template, who, _ in await ward.ledger()]
    told_by_letter = ("score-published", "score-returned", "score-returned", "score-unpublished")
    assert sorted(letters) == [(template, "head-1") for template in told_by_letter]


async def test_heads_of_residential_groups_alone_are_told_of_a_criteria_sheet(ward: Ward) -> None:
    office = next(ids("office"))
    await ward.grant("head-3", "unit-head", unit_id=office)
    entered = UnitRegistered(
        unit_id=str(office), code="VP", name="Văn phòng", kind=UnitKind.OFFICE, valid_from=date(2024, 1, 1)
    )
    sheet: dict[str, Any] = {"sheet_id": str(next(ids("sheet"))), "year": 2024}
    await ward.tell((entered, "unit-2"), (ScoreSheetIssued(**sheet, version=1), "score-sheet-1"))
    await ward.tell((ScoreSheetIssued(**sheet, version=2), "score-sheet-1"))
    await ward.tell((ScoreSheetWithdrawn(**sheet), "score-sheet-1"))
    letters = [(template, who) for template, who, _ in await ward.ledger()]
    told = ("score-sheet-issued", "score-sheet-changed", "score-sheet-withdrawn")
    assert sorted(letters) == sorted((template, "head-1") for template in told)
    assert await ward.tasks() == {}, "there is no day for it"


async def test_a_session_of_the_council_is_work_until_it_is_closed(ward: Ward) -> None:
    session = CouncilSessionOpened(session_id="session-1", year=2024, held_on=date(2024, 11, 15), members=9, present=8)
    await ward.tell((session, "session-1"))
    async with held(ward.runtime.projector) as connection:
        asked = await connection.fetch("SELECT role, kind, about, closed_at FROM tasks ORDER BY role")
    assert [tuple(row) for row in asked] == [
        ("chairman", "chair-session", "session-1", None),
        ("council-member", "attend-session", "session-1", None),
        ("council-secretary", "record-session", "session-1", None),
    ]
    await ward.tell((CouncilSessionClosed(session_id="session-1"), "session-1"))
    assert await ward.tasks() == dict.fromkeys(("attend-session", "chair-session", "record-session"), "done")
    again = CouncilSessionReopened(session_id="session-1", year=2024, held_on=date(2024, 12, 10))
    await ward.tell((again, "session-1"))
    assert await ward.tasks() == dict.fromkeys(("attend-session", "chair-session", "record-session"), None)


@pytest.mark.parametrize(
    ("entry", "letter"),
    [
        (CouncilEntry.ARRIVED, "council-arrived"),
        (CouncilEntry.LEFT, "council-left"),
        (CouncilEntry.WRITTEN_OPINION, "council-written-opinion"),
        (CouncilEntry.OPINION_WITHDRAWN, "council-opinion-withdrawn"),
    ],
)
async def test_a_member_is_told_what_is_recorded_about_them(ward: Ward, entry: CouncilEntry, letter: str) -> None:
    await ward.tell((CouncilEntryMade(session_id="session-1", member="member-3", entry=entry), "session-1"))
    assert await ward.ledger() == [(letter, "member-3", "waiting")]


async def test_somebody_is_told_when_a_mandate_of_theirs_is_given_and_when_it_is_ended(ward: Ward) -> None:
    mandate = MandateGranted(mandate_id=str(uuid4()), principal="clerk-7", role=Role.CLERK, valid_from=date(2024, 5, 1))
    await ward.tell((mandate, mandate.mandate_id))
    ended = MandateRelieved(mandate_id=mandate.mandate_id, relieved_at=AT, principal="clerk-7", role=Role.CLERK)
    await ward.tell((ended, mandate.mandate_id))
    assert await ward.ledger() == [
        ("mandate-granted", "clerk-7", "waiting"),
        ("mandate-relieved", "clerk-7", "waiting"),
    ]


async def test_a_relief_of_before_it_said_whose_mandate_it_was_tells_nobody(ward: Ward) -> None:
    await ward.tell((MandateRelieved(mandate_id=str(uuid4()), relieved_at=AT), "mandate-1"))
    assert await ward.ledger() == []


async def test_what_the_council_did_not_pass_lies_before_the_chairman_to_be_refused(ward: Ward) -> None:
    await ward.tell((proposed(), "nomination-1"), (voted(passed=False), "nomination-1"))
    assert await ward.tasks() == {"review-nomination": "overtaken", "refuse-nomination": None}
    async with held(ward.runtime.projector) as connection:
        [task] = await named(
            connection,
            WARD,
            await connection.fetch(OPEN, WARD, kinds_of("chairman"), None, *BEFORE_ALL, 10, "chairman-1"),
        )
    said = title(task["kind"], task["facts"], task["unit"])
    assert said.startswith("Ghi không tặng hồ sơ đề nghị danh hiệu “Lao động tiên tiến” của ") and task["unit"]
    refused = NominationRefused(nomination_id="nomination-1", unit_id=str(UNIT), reason_code="not-passed")
    await ward.tell((refused, "nomination-1"))
    assert await ward.tasks() == {"review-nomination": "overtaken", "refuse-nomination": "done"}


async def test_a_decided_award_informs_the_unit_the_bloc_and_the_person(ward: Ward) -> None:
    await ward.grant("secretary-1", "bloc-secretary", ward=BLOC)
    joined = BlocMemberJoined(bloc_id=BLOC, ward_code=WARD, member_from=date(2024, 1, 1))
    await ward.tell((joined, f"bloc-{BLOC}"), ward=BLOC)
    await ward.tell((decided(), "nomination-1"))
    assert await ward.ledger() == [
        ("award-decided-bloc", "secretary-1", "waiting"),
        ("award-decided-person", str(SUBJECT), "waiting"),
        ("award-decided-unit", "head-1", "waiting"),
    ]


@pytest.mark.parametrize("style", ["full", "minimal"])
async def test_every_letter_of_the_policy_finds_whom_it_is_for(ward: Ward, style: str) -> None:
    """Every event of the policy as its contract publishes it: none is parked because a letter asks for what it does not say."""
    await ward.tell((BlocMemberJoined(bloc_id=BLOC, ward_code=WARD, member_from=date(2024, 1, 1)), "bloc"), ward=BLOC)
    told = [row.event for row in HEARD if row.letters]
    said = [event.read(json.dumps(example(event, style)["body"]).encode()) for event in told]
    await ward.tell(*((event, f"stream-{number}") for number, event in enumerate(said)))
    async with held(ward.runtime.projector) as connection:
        assert await connection.fetchval("SELECT count(*) FROM reading.parked") == 0


async def test_the_ward_that_heads_the_bloc_on_that_day_is_informed_for_it(ward: Ward) -> None:
    await ward.grant("secretary-1", "bloc-secretary", ward="03389")
    await ward.grant("secretary-2", "bloc-secretary", ward="03387")
    for fact in (
        BlocMemberJoined(bloc_id=BLOC, ward_code=WARD, member_from=date(2024, 1, 1)),
        BlocHeadAppointed(bloc_id=BLOC, ward_code="03389", year=2024),
        BlocHeadAppointed(bloc_id=BLOC, ward_code="03387", year=2024, head_from=date(2024, 12, 25)),
    ):
        await ward.tell((fact, f"bloc-{BLOC}"), ward=BLOC)
    await ward.tell((decided(SubjectKind.COLLECTIVE), "nomination-1"))
    told = {who for template, who, _ in await ward.ledger() if template == "award-decided-bloc"}
    assert told == {"secretary-1"}


async def test_what_was_withdrawn_or_closed_is_nobodys_work_any_more(ward: Ward) -> None:
    window = NominationWindowOpened(window_id="w", unit_id=str(UNIT), year=2024)
    other = next(ids("other unit"))
    await ward.tell((window, "window-1"), (proposed(), "nomination-1"))
    await ward.tell((NominationWithdrawn(nomination_id="nomination-1", unit_id=str(UNIT)), "nomination-1"))
    assert await ward.tasks() == {"propose-nominations": "done", "review-nomination": "overtaken"}
    reopened = NominationWindowOpened(window_id="w2", unit_id=str(other), year=2025)
    await ward.tell((reopened, "window-2"))
    await ward.tell((NominationWindowClosed(window_id="w2", unit_id=str(other), year=2025), "window-2"))
    async with held(ward.runtime.projector) as connection:
        outcomes = await connection.fetch("SELECT outcome FROM tasks WHERE kind = 'propose-nominations' ORDER BY 1")
    assert [row["outcome"] for row in outcomes] == ["done", "overtaken"]


async def test_a_bloc_that_the_ward_had_left_is_not_informed(ward: Ward) -> None:
    await ward.grant("secretary-1", "bloc-secretary", ward=BLOC)
    left = BlocMemberLeft(bloc_id=BLOC, ward_code=WARD, member_to=date(2024, 6, 30))
    joined = BlocMemberJoined(bloc_id=BLOC, ward_code=WARD, member_from=date(2024, 1, 1))
    await ward.tell((left, f"bloc-{BLOC}"), (joined, f"bloc-{BLOC}"), ward=BLOC)
    await ward.tell((decided(SubjectKind.COLLECTIVE), "nomination-1"))
    assert [template for template, _, _ in await ward.ledger()] == ["award-decided-unit"]


async def test_corrected_days_of_a_stay_are_told_to_the_wards_office_and_say_which_bloc_is_informed(ward: Ward) -> None:
    await ward.grant("secretary-1", "bloc-secretary", ward=BLOC)
    await ward.grant("clerk-1", "clerk")
    stay: dict[str, Any] = {"bloc_id": BLOC, "ward_code": WARD}
    joined = BlocMemberJoined(**stay, member_from=date(2024, 1, 1))
    left = BlocMemberLeft(**stay, member_to=date(2024, 1, 31))
    never_left = BlocMembershipCorrected(
        **stay, was_from=date(2024, 1, 1), was_to=date(2024, 1, 31), member_from=date(2024, 1, 15)
    )
    await ward.tell((joined, f"bloc-{BLOC}"), (left, f"bloc-{BLOC}"), (never_left, f"bloc-{BLOC}"), ward=BLOC)
    assert [(template, who) for template, who, _ in await ward.ledger()] == [("bloc-membership-corrected", "clerk-1")]
    await ward.tell((decided(SubjectKind.COLLECTIVE), "nomination-1"))
    assert ("award-decided-bloc", "secretary-1") in {(template, who) for template, who, _ in await ward.ledger()}
    never = BlocMembershipCorrected(**stay, was_from=date(2024, 1, 15))
    await ward.tell((never, f"bloc-{BLOC}"), ward=BLOC)
    before = await ward.ledger()
    await ward.tell((decided(SubjectKind.COLLECTIVE), "nomination-2"))
    more = [told[0] for told in (await ward.ledger())[len(before) :]]
    assert "award-decided-bloc" not in more, "it never was a member"


async def test_whoever_was_relieved_is_not_told_and_whoever_holds_twice_is_told_once(ward: Ward) -> None:
    relieved = await ward.grant("clerk-2", "clerk")
    await ward.runtime.handler.handle(issued(RelieveMandate(WARD, AT, relieved)))
    await ward.grant("clerk-1", "clerk")
    await catch_up(ward.runtime)
    await ward.report(requested(), missed())
    assert [who for template, who, _ in await ward.ledger() if template == "report-missed-clerk"] == ["clerk-1"]


async def test_a_mandate_that_arrives_after_the_notice_is_told_too(ward: Ward) -> None:
    await ward.report(requested(), missed())
    await ward.grant("clerk-9", "clerk")
    assert ("report-missed-clerk", "clerk-9", "waiting") in await ward.ledger()
    await ward.grant("head-9", "unit-head", unit_id=uuid4())
    assert "head-9" not in {who for _, who, _ in await ward.ledger()}


async def test_a_mandate_that_was_relieved_before_it_arrived_is_told_nothing(ward: Ward) -> None:
    """A relief reaches this service directly, its grant by Kafka."""
    await ward.report(requested(), missed())
    for principal, mandate_id in (("relieved-1", uuid4()), ("relieved-2", uuid4())):
        grant = GrantMandate(WARD, AT, mandate_id, principal, "clerk", date(2024, 1, 1), None)
        await ward.runtime.handler.handle(issued(RelieveMandate(WARD, AT, mandate_id)))
        await ward.runtime.handler.handle(issued(grant))
    over = GrantMandate(WARD, AT, uuid4(), "over", "clerk", date(2024, 1, 1), date(2024, 1, 2))
    await ward.runtime.handler.handle(issued(over))
    await catch_up(ward.runtime)
    assert not {who for _, who, _ in await ward.ledger()} & {"relieved-1", "relieved-2", "over"}


async def test_a_manager_that_died_between_command_and_checkpoint_doubles_nothing(ward: Ward) -> None:
    await ward.report(requested())
    before = await ward.runtime.processor(MANAGER, remote=True)
    told = ward.told(missed(), f"report-{REPORT}", WARD)
    async with held(ward.runtime.projector) as connection:
        todo = await MANAGER.react[ReportMissed](connection, told)
    await before.perform(Reaction(told, todo))
    await ward.hear([told])
    assert [state for _, _, state in await ward.ledger()] == ["waiting", "waiting"]


async def test_a_message_is_sent_and_the_ledger_says_when(ward: Ward, mails: Mailbox) -> None:
    await ward.report(requested(), submitted(), accepted())
    assert await worker(ward.runtime, Loop("sender"))()
    await catch_up(ward.runtime)
    assert await ward.ledger() == [("report-accepted", "head-1", "delivered")]
    [mail] = mails.taken
    assert mail["To"] == "head-1@thidua.local"
    assert mail["Subject"] == "Đã tiếp nhận báo cáo sơ kết 6 tháng đầu năm 2024"
    assert "UBND phường Quyết Thắng đã tiếp nhận" in mail.get_content()
    assert mail["Message-ID"] == await ward.one("message_id")
    assert not await worker(ward.runtime, Loop("sender"))(), "nothing is sent twice"


async def test_a_letter_and_a_reminder_call_a_ward_by_its_name_of_that_day(ward: Ward) -> None:
    day = date(2024, 5, 11)
    renamed = WardRenamed(
        ward_code=WARD, name="Phường Quyết Tâm", kind=WardKind.WARD, valid_from=day, document_number="1/NQ"
    )
    await ward.tell((renamed, "ward-1"))
    await ward.report(requested())
    await ward.report(submitted(), accepted(), at=AT)
    assert await names(ward, "report-accepted") == ["Phường Quyết Thắng"], "the name is to come"
    other = next(ids("other report"))
    await ward.tell((requested(other), f"report-{other}"))
    await ward.clock_strikes(step_at(DUE, 0))
    assert await names(ward, "report-reminder") == ["Phường Quyết Thắng"]
    await ward.clock_strikes(step_at(DUE, 1))
    assert await names(ward, "report-reminder") == ["Phường Quyết Thắng", "Phường Quyết Tâm"]


async def names(ward: Ward, template: str) -> list[str]:
    """What the letters of this kind call the ward."""
    asked = "SELECT facts ->> 'ward' FROM ledger WHERE template = $1 ORDER BY intended_at"
    async with held(ward.runtime.projector) as connection:
        return [row[0] for row in await connection.fetch(asked, template)]


async def test_each_mail_is_a_heartbeat(ward: Ward, mails: Mailbox) -> None:
    """Fifty mails to a slow server take longer than a loop may be silent."""
    await ward.grant("head-2", "unit-head", unit_id=UNIT)
    await ward.report(requested(), submitted(), accepted())
    sent_at_beats: list[int] = []
    loop = Loop("sender")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Loop, "beat", lambda _: sent_at_beats.append(len(mails.taken)))
        assert await worker(ward.runtime, loop)()
    assert sent_at_beats == [1, 2]


async def test_a_message_that_is_refused_for_now_waits_and_one_refused_for_good_has_failed(
    ward: Ward, mails: Mailbox
) -> None:
    mails.refusals = {"head-1@thidua.local": "451 later", "clerk-1@thidua.local": "550 no such user"}
    await ward.report(requested(), missed())
    assert await worker(ward.runtime, Loop("sender"))()
    await catch_up(ward.runtime)
    assert await ward.ledger() == [
        ("report-missed-clerk", "clerk-1", "failed"),
        ("report-missed-unit", "head-1", "waiting"),
    ]
    assert not await worker(ward.runtime, Loop("sender"))(), "it waits for its pause"


async def test_a_mail_server_that_is_away_costs_no_attempt(ward: Ward, postgres: Postgres, mails: Mailbox) -> None:
    await ward.report(requested(), submitted(), accepted())
    away = ward.runtime.settings.model_copy(update={"smtp_url": "smtp://127.0.0.1:1"})
    settings, ward.runtime.settings = ward.runtime.settings, away
    with pytest.raises(MailServerAway):
        await worker(ward.runtime, Loop("sender"))()
    await catch_up(ward.runtime)
    assert await ward.one("attempts") == "0"
    ward.runtime.settings = settings
    assert await worker(ward.runtime, Loop("sender"))()


async def test_an_attempt_cut_off_by_a_crash_is_sent_again_as_the_same_message(ward: Ward, mails: Mailbox) -> None:
    await ward.report(requested(), submitted(), accepted())
    intent = UUID(await ward.one("intent_id"))
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    await ward.runtime.handler.handle(issued(BeginAttempt(WARD, long_ago, intent, 1)))
    await catch_up(ward.runtime)
    assert await worker(ward.runtime, Loop("sender"))()
    await catch_up(ward.runtime)
    assert [mail["Message-ID"] for mail in mails.taken] == [f"<{intent}@thidua.local>"]
    assert (await ward.one("attempts"), await ward.one("state")) == ("2", "delivered")


async def test_two_senders_send_one_mail(ward: Ward, mails: Mailbox) -> None:
    await ward.report(requested(), submitted(), accepted())
    first, second = worker(ward.runtime, Loop("sender")), worker(ward.runtime, Loop("sender"))
    assert await first()
    assert not await second(), "the ledger is still behind, and the attempt is known"
    assert len(mails.taken) == 1


async def test_another_ward_sees_neither_tasks_nor_ledger(ward: Ward) -> None:
    await ward.report(requested(), missed())

    async def seen(connection: asyncpg.Connection, wards: list[str]) -> int:
        async with connection.transaction():
            await connection.execute("SELECT set_config('app.wards', $1::text[]::text, true)", wards)
            count: int = await connection.fetchval(
                "SELECT (SELECT count(*) FROM tasks) + (SELECT count(*) FROM ledger)"
            )
        return count

    async with held(ward.runtime.api) as connection:
        assert await seen(connection, ["03389"]) == 0
        assert await seen(connection, [WARD]) == 4
