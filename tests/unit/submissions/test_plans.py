import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.submissions.deadlines import DuePhrase, Reading
from services.submissions.delegations.decider import Delegated
from services.submissions.fields import in_a_row
from services.submissions.ids import document_number_id, plan_task_id
from services.submissions.library.decider import Entered
from services.submissions.library.decider import Withdrawn as DocumentWithdrawn
from services.submissions.mandates.decider import HOLDER, Holder
from services.submissions.numbers.decider import DOCUMENT_NUMBER, Free, Outside, Taken
from services.submissions.numbers.events import DocumentNumberTaken, DocumentNumberVoided
from services.submissions.people.decider import Gone, Known
from services.submissions.people.events import Membership
from services.submissions.plans.capability import AMENDMENTS, DUTIES, _revocable
from services.submissions.plans.commands import (
    AmendPlan,
    CheckPlan,
    DraftPlan,
    IssuePlan,
    NumberPlan,
    RestorePlan,
    RevisePlan,
    RevokePlan,
    SignPlan,
    SignPlanInPlace,
    SupersedePlan,
    TakeBackCheck,
    TakeBackNumber,
    TakeBackSignature,
    TakeBackSupersession,
    WithdrawDraft,
)
from services.submissions.plans.decider import (
    HANDLES,
    PLAN,
    Issued,
    PlanRefused,
    decide_amend,
    decide_check,
    decide_draft,
    decide_issue,
    decide_number,
    decide_restore,
    decide_revise,
    decide_revoke,
    decide_sign,
    decide_sign_in_place,
    decide_supersede,
    decide_take_back_check,
    decide_take_back_number,
    decide_take_back_signature,
    decide_take_back_supersession,
    decide_withdraw,
    evolve,
)
from services.submissions.plans.drafting import WITHDRAW, a_year_later, dropping
from services.submissions.plans.events import (
    Content,
    IssuedObligation,
    LegalBasis,
    LibraryBasis,
    Obligation,
    PlanAmended,
    PlanAmendmentDrafted,
    PlanChecked,
    PlanCheckTakenBack,
    PlanDrafted,
    PlanDraftWithdrawn,
    PlanIssued,
    PlanNumbered,
    PlanNumberTakenBack,
    PlanReceiptReleased,
    PlanRestored,
    PlanRevised,
    PlanRevoked,
    PlanSentTo,
    PlanSignatureTakenBack,
    PlanSigned,
    PlanSuperseded,
    PlanSupersessionTakenBack,
    PlanTask,
    PlanTaskAssigned,
    PlanTaskDropped,
)
from services.submissions.plans.facts import FACTS
from services.submissions.plans.steps import ISSUE, SIGN
from tests.support.given import decider
from tests.unit.submissions import test_mandates
from tests.unit.submissions.test_library import DOC, entry
from tests.unit.submissions.test_wards import THERE as WARD
from thidua_contracts.codes import ReportPeriod, UnitKind

PLAN_ID, SIGNER, HALF, YEAR, UNIT = UUID(int=20), UUID(int=10), UUID(int=31), UUID(int=32), UUID(int=1)
NOW = datetime(2024, 2, 20, 3, tzinfo=UTC)
CHAIRMAN = Known((Membership(member_from=date(2024, 1, 1), unit_id=UUID(int=1)),))

half = Obligation(
    obligation_id=HALF, name="Báo cáo 6 tháng", period=ReportPeriod.HALF_YEAR, due=DuePhrase(date(2024, 5, 15)),
    locks=DuePhrase(date(2024, 5, 31), Reading.THROUGH),
)  # fmt: skip
year = Obligation(
    obligation_id=YEAR, name="Báo cáo năm", period=ReportPeriod.YEAR, due=DuePhrase(date(2024, 11, 1)),
    locks=DuePhrase(date(2024, 11, 16)), unit_kinds=(UnitKind.SCHOOL,),
)  # fmt: skip
content = Content(
    title="Kế hoạch công tác thi đua, khen thưởng năm 2024",
    legal_bases=(LegalBasis(title="Luật Thi đua, khen thưởng", issued_on=date(2022, 6, 15)),),
    recipients=("UBND thành phố", "Lưu: VT"),
    obligations=(half, year),
)
draft = DraftPlan(ward_code="03386", at=NOW, plan_id=PLAN_ID, year=2024, content=content)
drafted = PlanDrafted(plan_id=PLAN_ID, year=2024, content=content)
shorter = replace(content, obligations=(half,))
revise = RevisePlan(ward_code="03386", at=NOW, plan_id=PLAN_ID, content=shorter)
revised = PlanRevised(plan_id=PLAN_ID, content=shorter)
check_it = CheckPlan(ward_code="03386", at=NOW, plan_id=PLAN_ID)
checked = PlanChecked(plan_id=PLAN_ID, year=2024, title=content.title)
sign = SignPlan(
    ward_code="03386", at=NOW, plan_id=PLAN_ID, signer_id=SIGNER, signer_title="CHỦ TỊCH", authority="TM. ỦY BAN NHÂN DÂN"
)  # fmt: skip
signed = PlanSigned(
    plan_id=PLAN_ID, year=2024, signer_id=SIGNER, signer_title="CHỦ TỊCH", authority="TM. ỦY BAN NHÂN DÂN"
)
number = NumberPlan(
    ward_code="03386", at=NOW, plan_id=PLAN_ID, number=57, symbol="KH-UBND", issued_on=date(2024, 2, 20)
)
numbered = PlanNumbered(plan_id=PLAN_ID, year=2024, number=57, symbol="KH-UBND", issued_on=date(2024, 2, 20))
issue = IssuePlan(ward_code="03386", at=NOW, plan_id=PLAN_ID)
issued = PlanIssued(
    plan_id=PLAN_ID, year=2024, number=57, symbol="KH-UBND", issued_on=date(2024, 2, 20), signer_id=SIGNER,
    signer_title="CHỦ TỊCH", authority="TM. ỦY BAN NHÂN DÂN", title=content.title, legal_bases=content.legal_bases,
    recipients=content.recipients,
    obligations=(
        IssuedObligation(
            obligation_id=HALF, name="Báo cáo 6 tháng", period=ReportPeriod.HALF_YEAR,
            due_at=datetime(2024, 5, 14, 17, tzinfo=UTC), locks_at=datetime(2024, 5, 31, 17, tzinfo=UTC),
        ),
        IssuedObligation(
            obligation_id=YEAR, name="Báo cáo năm", period=ReportPeriod.YEAR,
            due_at=datetime(2024, 10, 31, 17, tzinfo=UTC), locks_at=datetime(2024, 11, 15, 17, tzinfo=UTC),
            unit_kinds=(UnitKind.SCHOOL,),
        ),
    ),
)  # fmt: skip
NUMBER_SIXTY = DOCUMENT_NUMBER.new(document_number_id("03386", 2024, "KH-UBND", 60))
NUMBER = DOCUMENT_NUMBER.new(document_number_id("03386", 2024, "KH-UBND", 57))
taken = DocumentNumberTaken(
    year=2024, symbol="KH-UBND", number=57, document_id=PLAN_ID, service="submissions", subject=content.title,
    dated_on=date(2024, 2, 20), kind="plan", about_id=PLAN_ID,
)  # fmt: skip
task = PlanTask(code="1", name="Sơ kết 6 tháng", unit_id=UNIT, due_on=date(2024, 6, 30), result="Báo cáo")
assigned = PlanTaskAssigned(plan_id=PLAN_ID, task_id=plan_task_id(PLAN_ID, "1"), task=task)
withdraw = WithdrawDraft(ward_code="03386", at=NOW, plan_id=PLAN_ID, reason="content")
uncheck = TakeBackCheck(ward_code="03386", at=NOW, plan_id=PLAN_ID, reason="form")
unsign = TakeBackSignature(ward_code="03386", at=NOW, plan_id=PLAN_ID, reason="content")
unnumber = TakeBackNumber(
    ward_code="03386", at=NOW, plan_id=PLAN_ID, reason="number",
    number_id=document_number_id("03386", 2024, "KH-UBND", 57),
)  # fmt: skip
amend = AmendPlan(
    ward_code="03386", at=NOW, plan_id=PLAN_ID, amendment_id=UUID(int=40), reason="Thêm nhiệm vụ.", title=content.title,
    recipients=content.recipients, tasks=(task,),
)  # fmt: skip
amending_it = PlanAmendmentDrafted(
    plan_id=PLAN_ID, year=2024, amendment_id=UUID(int=40), reason="Thêm nhiệm vụ.",
    content=Content(title=content.title, recipients=content.recipients, tasks=(task,)),
)  # fmt: skip
sixty = replace(number, number=60)
numbered_sixty = replace(numbered, number=60)
amended = PlanAmended(
    plan_id=PLAN_ID, number=60, symbol="KH-UBND", amended_on=date(2024, 2, 20), reason="Thêm nhiệm vụ.",
    title=content.title, purposes=(), requirements=(), legal_bases=(), recipients=content.recipients, budget=(),
    tasks=(task,),
)  # fmt: skip
supersede = SupersedePlan(
    ward_code="03386", at=NOW, plan_id=PLAN_ID, by_plan_id=UUID(int=21), reason="Kế hoạch mới của phường."
)
superseded = PlanSuperseded(plan_id=PLAN_ID, by_plan_id=UUID(int=21), reason="Kế hoạch mới của phường.")
revoke = RevokePlan(ward_code="03386", at=NOW, plan_id=PLAN_ID, reason="slip", sent=0, going=0)
revoked = PlanRevoked(plan_id=PLAN_ID, year=2024, reason="slip")
unsupersede = TakeBackSupersession(
    ward_code="03386", at=NOW, plan_id=PLAN_ID, reason="slip", unfinished=(assigned.task_id,), unconfirmed=(UNIT,)
)
unsuperseded = PlanSupersessionTakenBack(plan_id=PLAN_ID, reason="slip")
restore = RestorePlan(
    ward_code="03386", at=NOW, plan_id=PLAN_ID, reason="carried-out",
    unfinished=(assigned.task_id,), unconfirmed=(UNIT,),
)  # fmt: skip
restored = PlanRestored(
    plan_id=PLAN_ID, year=2024, number=issued.number, symbol=issued.symbol, issued_on=issued.issued_on,
    obligations=issued.obligations, reason="carried-out",
)  # fmt: skip

TO_ISSUE = (drafted, checked, signed, numbered)
AMENDING = (*TO_ISSUE, issued, amending_it)
AMENDMENT_SIGNED = (*AMENDING, signed)
AMENDMENT_NUMBERED = (*AMENDMENT_SIGNED, numbered_sixty)
BY_CHAIRMAN = replace(test_mandates.granted, role="chairman")
drafting = decider(PLAN, decide_draft)
revising = decider(PLAN, decide_revise)
checking = decider(PLAN, decide_check)
signing = decider(PLAN, decide_sign)
numbering = decider(PLAN, decide_number)
issuing = decider(PLAN, decide_issue)
amending = decider(PLAN, decide_amend)
superseding = decider(PLAN, decide_supersede)
revoking = decider(PLAN, decide_revoke)


def test_a_draft_has_neither_number_nor_day() -> None:
    drafting.beside(WARD).when(draft).then(drafted)
    assert not {"number", "issued_on"} & set(PlanDrafted.__slots__)


def test_a_plan_is_drafted_once() -> None:
    drafting.given(drafted).beside(WARD).when(draft).then_refused("plan.already-drafted")


def test_a_draft_is_revised_and_the_same_again_is_nothing() -> None:
    revising.given(drafted).when(revise).then(revised)
    revising.given(drafted, revised).when(revise).then_nothing()


def test_a_recipient_stands_in_the_plan_once_however_it_is_written() -> None:
    alike = ("Đảng ủy", "\u00d0ảng ủy")
    drafting.beside(WARD).when(replace(draft, content=replace(content, recipients=alike))).then_refused(
        "plan.recipient-twice"
    )
    amending.given(*TO_ISSUE, issued).when(replace(amend, recipients=alike)).then_refused("plan.recipient-twice")


def test_what_parted_recipients_where_they_were_typed_is_no_part_of_them() -> None:
    typed = ("Tổ dân phố số 1;", "; Đảng ủy ,", ";", "Lưu: VT")
    [event] = drafting.beside(WARD).when(replace(draft, content=replace(content, recipients=typed))).outcome()
    assert event.content.recipients == ("Tổ dân phố số 1", "Đảng ủy", "Lưu: VT")
    [event] = revising.given(drafted).when(replace(revise, content=replace(shorter, recipients=typed))).outcome()
    assert event.content.recipients[0] == "Tổ dân phố số 1"
    [event] = amending.given(*TO_ISSUE, issued).when(replace(amend, recipients=typed)).outcome()
    assert event.content.recipients[0] == "Tổ dân phố số 1"


def test_an_obligation_stands_in_the_plan_once() -> None:
    twice = replace(content, obligations=(half, half))
    refused = drafting.beside(WARD).when(replace(draft, content=twice)).then_refused("plan.obligation-twice")
    assert "Báo cáo 6 tháng" in refused.sentence
    same_name = replace(content, obligations=(half, replace(year, name="BÁO CÁO 6 tháng")))
    drafting.beside(WARD).when(replace(draft, content=same_name)).then_refused("plan.obligation-twice")
    alike = (replace(half, name="Báo cáo 6–tháng"), replace(year, name="Báo cáo 6\u2011tháng"))
    drafting.beside(WARD).when(replace(draft, content=replace(content, obligations=alike))).then_refused(
        "plan.obligation-twice"
    )
    same_id = replace(content, obligations=(half, replace(year, obligation_id=HALF)))
    drafting.beside(WARD).when(replace(draft, content=same_id)).then_refused("plan.obligation-twice")


def test_a_report_is_not_locked_before_it_is_due() -> None:
    early = replace(content, obligations=(replace(half, locks=DuePhrase(date(2024, 5, 14))),))
    drafting.beside(WARD).when(replace(draft, content=early)).then_refused("plan.locks-before-due")
    revising.given(drafted).when(replace(revise, content=early)).then_refused("plan.locks-before-due")


def test_a_report_may_lock_at_its_deadline() -> None:
    strict = replace(content, obligations=(replace(half, locks=half.due),))
    assert drafting.beside(WARD).when(replace(draft, content=strict)).outcome()


def test_a_plan_goes_from_draft_over_check_signature_and_number_to_its_issue() -> None:
    checking.given(drafted).when(check_it).then(checked)
    signing.given(drafted, checked).beside(CHAIRMAN).when(sign).then(signed)
    assert numbering.given(drafted, checked, signed).beside(Free(), WARD).when(number).outcome() == {
        PLAN.at(PLAN_ID): [numbered],
        NUMBER: [taken],
    }
    issuing.given(*TO_ISSUE).when(issue).then(issued)


@pytest.mark.parametrize(
    ("history", "code"),
    [
        ((), "not-found"),
        ((drafted,), "plan.not-checked"),
        ((drafted, checked), "plan.checked"),
        ((drafted, checked, signed), "plan.signed"),
        (TO_ISSUE, "plan.numbered"),
        ((*TO_ISSUE, issued), "plan.already-issued"),
        ((*TO_ISSUE, issued, superseded), "plan.superseded"),
        ((*TO_ISSUE, issued, revoked), "plan.revoked"),
        ((drafted, PlanDraftWithdrawn(plan_id=PLAN_ID, reason="content")), "plan.withdrawn"),
    ],
)
def test_no_step_is_passed_over_and_each_refusal_says_where_the_plan_stands(
    history: tuple[Any, ...], code: str
) -> None:
    steps: list[tuple[Any, Any, tuple[Any, ...], str]] = [
        (revising, revise, (), "plan.not-checked"),
        (signing, sign, (CHAIRMAN,), "plan.checked"),
        (numbering, number, (Free(), WARD), "plan.signed"),
        (issuing, issue, (), "plan.numbered"),
        (amending, amend, (), "plan.already-issued"),
        (superseding, supersede, (Issued(2024, date(2024, 2, 20)),), "plan.already-issued"),
    ]
    for step, command, beside, own in steps:
        scenario = step.given(*history).beside(*beside).when(command)
        if code == own:
            assert scenario.outcome()
        else:
            scenario.then_refused(code)


def test_what_was_never_drafted_is_not_found() -> None:
    revising.when(revise).then_refused("not-found")


def test_a_check_is_one() -> None:
    checking.given(drafted, checked).when(check_it).then_nothing()
    checking.given(*TO_ISSUE).when(check_it).then_refused("plan.numbered")


def test_a_plan_that_asks_for_no_reports_is_issued() -> None:
    without = replace(drafted, content=replace(content, obligations=()))
    checking.given(without).when(check_it).then(checked)
    issuing.given(without, checked, signed, numbered).when(issue).then(replace(issued, obligations=()))


def test_each_step_before_the_issue_is_taken_back_with_a_reason() -> None:
    off_check = PlanCheckTakenBack(plan_id=PLAN_ID, reason=uncheck.reason)
    off_signature = PlanSignatureTakenBack(plan_id=PLAN_ID, year=2024, reason=unsign.reason)
    off = PlanNumberTakenBack(plan_id=PLAN_ID, year=2024, reason=unnumber.reason)
    unchecking, unsigning = (
        decider(PLAN, decide_take_back_check),
        decider(PLAN, decide_take_back_signature).by(BY_CHAIRMAN),
    )
    unchecking.given(drafted, checked).when(uncheck).then(off_check)
    unchecking.given(drafted, checked, signed).when(uncheck).then_refused("plan.signed")
    unsigning.given(drafted, checked, signed).when(unsign).then(off_signature)
    unsigning.given(*TO_ISSUE).when(unsign).then_refused("plan.numbered")
    unnumbering = decider(PLAN, decide_take_back_number)
    assert unnumbering.given(*TO_ISSUE).beside(Taken(PLAN_ID)).when(unnumber).outcome() == {
        PLAN.at(PLAN_ID): [off],
        NUMBER: [DocumentNumberVoided(reason=unnumber.reason)],
    }
    unnumbering.given(*TO_ISSUE).beside(Taken(SIGNER)).when(unnumber).then_refused("not-found")
    unnumbering.given(*TO_ISSUE, issued).beside(Taken(PLAN_ID)).when(unnumber).then_refused("plan.already-issued")
    assert PLAN.fold([*TO_ISSUE, off]) == PLAN.fold([drafted, checked, signed])
    assert PLAN.fold([drafted, checked, signed, off_signature]) == PLAN.fold([drafted, checked])
    assert PLAN.fold([drafted, checked, off_check]) == PLAN.fold([drafted])


def test_a_draft_is_withdrawn_until_it_is_signed() -> None:
    withdrawing = decider(PLAN, decide_withdraw)
    withdrawn = PlanDraftWithdrawn(plan_id=PLAN_ID, reason=withdraw.reason)
    withdrawing.given(drafted).when(withdraw).then(withdrawn)
    withdrawing.given(drafted, checked).when(withdraw).then(withdrawn)
    withdrawing.given(drafted, withdrawn).when(withdraw).then_nothing()
    withdrawing.given(drafted, checked, signed).when(withdraw).then_refused("plan.signed")


def test_a_revised_draft_is_issued_as_revised() -> None:
    history = (drafted, revised, checked, signed, numbered)
    issuing.given(*history).when(issue).then(replace(issued, obligations=issued.obligations[:1]))


def test_a_number_is_taken_once_per_ward_year_and_symbol() -> None:
    refused = (
        numbering.given(drafted, checked, signed)
        .beside(Taken(SIGNER), WARD)
        .when(number)
        .then_refused("plan.number-taken")
    )
    assert "57/KH-UBND năm 2024" in refused.sentence
    numbering.given(drafted, checked, signed).beside(Taken(PLAN_ID), WARD).when(number).then_refused(
        "plan.number-taken"
    )
    numbering.given(*AMENDMENT_SIGNED).beside(Outside(), WARD).when(sixty).then_refused("plan.number-taken")


@pytest.mark.parametrize("written", ["kh-ubnd", "KH\u2011UBND", "KH\u2013UBND", "K\u200bH-UBND", "\u041aH-UBND"])
def test_a_symbol_that_reads_alike_is_the_same_symbol(written: str) -> None:
    case = next(case for case in HANDLES if case.command is NumberPlan)
    assert case.streams(replace(number, symbol=written)) == case.streams(number)
    assert case.streams(replace(number, symbol="BC-UBND")) != case.streams(number)


def test_a_plan_is_not_dated_on_a_day_to_come() -> None:
    tomorrow = replace(number, issued_on=date(2024, 2, 21))
    numbering.given(drafted, checked, signed).beside(Free(), WARD).when(tomorrow).then_refused(
        "plan.issued-in-the-future"
    )


def test_a_document_is_of_a_day_on_which_its_ward_exists() -> None:
    """Its people are appointed before it begins."""
    day = number.issued_on
    for history in ((drafted, checked, signed), AMENDMENT_SIGNED):
        given = numbering.given(*history)
        for ward in (replace(WARD, began_on=day + timedelta(days=1)), replace(WARD, ended_on=day)):
            given.beside(Free(), ward).when(sixty).then_refused("plan.ward-not-living")
        assert given.beside(Free(), replace(WARD, began_on=day)).when(sixty).outcome()


def test_today_is_the_day_in_vietnam() -> None:
    evening = replace(number, at=datetime(2024, 2, 19, 17, 30, tzinfo=UTC))
    assert numbering.given(drafted, checked, signed).beside(Free(), WARD).when(evening).outcome()


def test_a_deadline_lies_after_the_day_of_issue() -> None:
    late = replace(number, at=datetime(2024, 5, 15, 3, tzinfo=UTC), issued_on=date(2024, 5, 15))
    refused = (
        numbering.given(drafted, checked, signed).beside(Free(), WARD).when(late).then_refused("plan.due-before-issue")
    )
    assert "15/05/2024" in refused.sentence


def test_the_signer_is_a_person_of_the_ward() -> None:
    signing.given(drafted, checked).beside(Gone("3/ĐN")).when(sign).then_refused("person.erased")


def test_each_task_of_the_annex_is_told_to_its_unit_at_the_issue() -> None:
    with_task = replace(drafted, content=replace(content, tasks=(task,)))
    issuing.given(with_task, checked, signed, numbered).when(issue).then(issued, assigned)


def test_a_task_stands_in_the_annex_once() -> None:
    twice = replace(content, tasks=(task, replace(task, code="\uff11")))
    drafting.beside(WARD).when(replace(draft, content=twice)).then_refused("plan.task-twice")
    amending.given(*TO_ISSUE, issued).when(replace(amend, tasks=twice.tasks)).then_refused("plan.task-twice")


def test_an_amendment_is_in_force_once_it_is_signed_numbered_and_issued_and_until_then_the_plan_stays() -> None:
    amending.given(*TO_ISSUE, issued).when(amend).then(amending_it)
    numbering.given(*AMENDING).beside(Free(), WARD).when(sixty).then_refused("plan.checked")
    issuing.given(*AMENDMENT_SIGNED).when(issue).then_refused("plan.signed")
    signing.given(*AMENDING).beside(CHAIRMAN).when(sign).then(signed)
    of_it = replace(taken, number=60, document_id=UUID(int=40), subject=f"Điều chỉnh: {content.title}")
    assert numbering.given(*AMENDMENT_SIGNED).beside(Free(), WARD).when(sixty).outcome() == {
        PLAN.at(PLAN_ID): [numbered_sixty],
        NUMBER_SIXTY: [of_it],
    }
    for history in (AMENDING, AMENDMENT_SIGNED, AMENDMENT_NUMBERED):
        state = PLAN.fold(history)
        assert isinstance(state, Issued) and replace(state, amending=None) == PLAN.fold([*TO_ISSUE, issued])
    issuing.given(*AMENDMENT_NUMBERED).when(issue).then(amended, assigned)
    assert PLAN.fold([*AMENDMENT_NUMBERED, amended]) == PLAN.fold([*TO_ISSUE, issued, amended])
    issuing.given(*AMENDMENT_NUMBERED, amended).when(issue).then_refused("plan.already-issued")


def test_each_step_of_an_amendment_is_taken_back_with_a_reason() -> None:
    off_signature = PlanSignatureTakenBack(plan_id=PLAN_ID, year=2024, reason=unsign.reason)
    off = PlanNumberTakenBack(plan_id=PLAN_ID, year=2024, reason=unnumber.reason)
    withdrawn = PlanDraftWithdrawn(plan_id=PLAN_ID, reason=withdraw.reason, amendment=True)
    withdrawing = decider(PLAN, decide_withdraw)
    withdrawing.given(*AMENDING).when(withdraw).then(withdrawn)
    withdrawing.given(*AMENDMENT_SIGNED).when(withdraw).then_refused("plan.signed")
    withdrawing.given(*TO_ISSUE, issued).when(withdraw).then_refused("plan.already-issued")
    decider(PLAN, decide_take_back_check).given(*AMENDING).when(uncheck).then_refused("plan.already-issued")
    unsigning = decider(PLAN, decide_take_back_signature).by(BY_CHAIRMAN)
    unsigning.given(*AMENDMENT_SIGNED).when(unsign).then(off_signature)
    unsigning.given(*AMENDMENT_NUMBERED).when(unsign).then_refused("plan.numbered")
    again = replace(unnumber, number_id=document_number_id("03386", 2024, "KH-UBND", 60))
    unnumbering = decider(PLAN, decide_take_back_number).given(*AMENDMENT_NUMBERED)
    assert unnumbering.beside(Taken(UUID(int=40))).when(again).outcome() == {
        PLAN.at(PLAN_ID): [off],
        NUMBER_SIXTY: [DocumentNumberVoided(reason=unnumber.reason)],
    }
    unnumbering.beside(Taken(PLAN_ID)).when(again).then_refused("not-found")
    assert PLAN.fold([*AMENDING, withdrawn]) == PLAN.fold([*TO_ISSUE, issued])
    assert PLAN.fold([*AMENDMENT_SIGNED, off_signature]) == PLAN.fold(AMENDING)
    assert PLAN.fold([*AMENDMENT_NUMBERED, off]) == PLAN.fold(AMENDMENT_SIGNED)


@pytest.mark.parametrize("history", [AMENDING, AMENDMENT_SIGNED, AMENDMENT_NUMBERED])
def test_whatever_is_taken_while_an_amendment_is_on_its_way_leaves_a_plan_that_can_be_read(
    history: tuple[Any, ...],
) -> None:
    acts: list[tuple[Any, Any, tuple[Any, ...]]] = [
        (decide_revise, revise, ()),
        (decide_withdraw, withdraw, ()),
        (decide_check, check_it, ()),
        (decide_take_back_check, uncheck, ()),
        (decide_sign, sign, (CHAIRMAN,)),
        (decide_take_back_signature, unsign, ()),
        (decide_number, sixty, (Free(), WARD)),
        (decide_take_back_number, unnumber, (Taken(UUID(int=40)),)),
        (decide_issue, issue, ()),
        (decide_amend, replace(amend, reason="Khác."), ()),
        (decide_supersede, supersede, (Issued(2024, date(2024, 2, 20)),)),
        (decide_revoke, revoke, ()),
    ]
    taken_acts = 0
    for decide, command, beside in acts:
        scenario = decider(PLAN, decide).given(*history).beside(*beside)
        if decide is decide_take_back_signature:
            scenario = scenario.by(BY_CHAIRMAN)
        try:
            outcome = scenario.when(command).outcome()
        except PlanRefused:
            continue
        events = outcome[PLAN.at(PLAN_ID)] if isinstance(outcome, dict) else outcome
        assert isinstance(PLAN.fold([*history, *events]), Issued)
        taken_acts += 1
    assert taken_acts >= 2, "it goes on, and back"


def test_an_amendment_is_written_anew_until_it_is_signed() -> None:
    amending.given(*AMENDING).when(replace(amend, amendment_id=UUID(int=41))).then_nothing()
    better = replace(amend, reason="Thêm hai nhiệm vụ.")
    amending.given(*AMENDING).when(better).then(replace(amending_it, reason="Thêm hai nhiệm vụ."))
    for history in (AMENDMENT_SIGNED, AMENDMENT_NUMBERED):
        amending.given(*history).when(better).then_refused("plan.amendment-signed")


def test_an_amendment_is_signed_in_the_chairmans_place_as_a_plan_is() -> None:
    on = datetime(2025, 7, 1, 3, tzinfo=UTC)
    delegated = Delegated(SIGNER, "leader-1", "in-place", "PHÓ CHỦ TỊCH", date(2025, 7, 1), None)
    in_place = SignPlanInPlace(ward_code="03386", at=on, plan_id=PLAN_ID, delegation_id=UUID(int=600), signer_id=SIGNER)
    leader = replace(test_mandates.granted, role="leader", principal="leader-1")
    scenario = decider(PLAN, decide_sign_in_place).given(*AMENDING).beside(delegated, CHAIRMAN).by(leader)
    [event] = scenario.when(in_place).outcome()
    assert event.signed_by == "leader-1"


def test_a_plan_that_is_being_amended_is_neither_replaced_nor_revoked() -> None:
    superseding.given(*AMENDING).beside(Issued(2024, date(2024, 2, 20))).when(supersede).then_refused(
        "plan.being-amended"
    )
    revoking.given(*AMENDING).when(revoke).then_refused("plan.being-amended")


def test_an_act_on_what_is_to_change_a_plan_is_called_by_that_paper() -> None:
    draft, changing = (
        {"state": "checked", "amending": None},
        {"state": "issued", "amending": "checked", "document": "7/KH"},
    )
    for act, title in (
        (WITHDRAW, "Rút văn bản điều chỉnh"),
        (SIGN, "Ký văn bản điều chỉnh"),
        (ISSUE, "Ban hành văn bản điều chỉnh"),
    ):
        assert (act.heads(changing), act.press(changing)) == (title, title)
        assert (act.heads(draft), act.press(draft)) == (act.title, act.button)
    nobody: Any = None
    assert "văn bản điều chỉnh" not in asyncio.run(dropping(nobody, nobody, draft))["dropped"]
    assert "kế hoạch số 7/KH đã ban hành giữ nguyên" in asyncio.run(dropping(nobody, nobody, changing))["dropped"]
    said = {fact.name: fact for fact in FACTS}["plan-draft-withdrawn"].says
    assert callable(said)
    given_up = PlanDraftWithdrawn(plan_id=PLAN_ID, reason="content", amendment=True)
    assert said(given_up).startswith("Rút văn bản điều chỉnh: ")
    assert said(replace(given_up, amendment=False)).startswith("Rút dự thảo: ")


def test_an_issued_plan_is_revoked_with_its_tasks_and_receipts_while_nothing_was_done_under_it() -> None:
    sent = PlanSentTo(plan_id=PLAN_ID, unit_id=UNIT, title=content.title, document="57/KH-UBND")
    gone = PlanTaskDropped(plan_id=PLAN_ID, task_id=assigned.task_id, unit_id=UNIT)
    released = PlanReceiptReleased(plan_id=PLAN_ID, unit_id=UNIT)
    standing = revoking.given(*TO_ISSUE, issued, sent, amended)
    standing.when(revoke).then(revoked, gone, released)
    assert "3 báo cáo" in standing.when(replace(revoke, sent=3)).then_refused("plan.reports-sent").sentence
    standing.when(replace(revoke, going=1)).then_refused("plan.movements-launched")
    revoking.given(*TO_ISSUE, issued, revoked).when(revoke).then_nothing()
    revoking.given(*TO_ISSUE).when(revoke).then_refused("plan.numbered")


def test_a_plan_revoked_by_mistake_is_restored_with_what_was_still_to_be_done_before_a_deadline_has_passed() -> None:
    sent = PlanSentTo(plan_id=PLAN_ID, unit_id=UNIT, title=content.title, document="57/KH-UBND")
    restoring = decider(PLAN, decide_restore)
    standing = restoring.given(*TO_ISSUE, issued, sent, amended, revoked)
    standing.when(restore).then(restored, assigned, sent)
    standing.when(replace(restore, unfinished=(), unconfirmed=())).then(restored)
    restoring.given(*TO_ISSUE, issued).when(restore).then_refused("plan.not-revoked")
    late = replace(restore, at=issued.obligations[0].due_at)
    assert f"“{issued.obligations[0].name}”" in standing.when(late).then_refused("plan.deadline-passed").sentence
    standing.when(replace(restore, at=late.at - timedelta(microseconds=1))).then(restored, assigned, sent)
    again = PLAN.fold([*TO_ISSUE, issued, sent, amended, revoked, restored, assigned, sent])
    assert again == PLAN.fold([*TO_ISSUE, issued, sent, amended]), "as it was, asked of nobody twice"


def test_a_plan_superseded_by_mistake_holds_again_with_what_was_still_to_be_done() -> None:
    sent = PlanSentTo(plan_id=PLAN_ID, unit_id=UNIT, title=content.title, document="57/KH-UBND")
    taking_back = decider(PLAN, decide_take_back_supersession)
    standing = taking_back.given(*TO_ISSUE, issued, sent, amended, superseded)
    standing.when(unsupersede).then(unsuperseded, assigned, sent)
    standing.when(replace(unsupersede, unfinished=(), unconfirmed=())).then(unsuperseded)
    taking_back.given(*TO_ISSUE, issued).when(unsupersede).then_refused("plan.not-superseded")
    again = PLAN.fold([*TO_ISSUE, issued, sent, amended, superseded, unsuperseded, assigned, sent])
    assert again == PLAN.fold([*TO_ISSUE, issued, sent, amended])


def test_a_plan_is_signed_in_the_name_of_the_registered_holder_or_where_there_is_none_of_anybody() -> None:
    checked_plan = signing.given(drafted, checked)
    checked_plan.beside(CHAIRMAN, Holder(SIGNER)).when(sign).then(signed)
    checked_plan.beside(CHAIRMAN, Holder()).when(sign).then(signed)
    checked_plan.beside(CHAIRMAN, Holder(UUID(int=11))).when(sign).then_refused("plan.signer-not-holder")
    case = next(case for case in HANDLES if case.command is SignPlan)
    mandate = UUID(int=900)
    assert case.streams(replace(sign, mandate_id=mandate))[-1] == HOLDER.if_any(mandate)


def test_an_amendment_tells_only_the_tasks_that_changed() -> None:
    def told(*tasks: PlanTask) -> list[Any]:
        drafted_anew = replace(amending_it, content=replace(amending_it.content, tasks=tasks))
        history = (*TO_ISSUE, issued, amended, drafted_anew, signed, numbered_sixty)
        return list(issuing.given(*history).when(issue).outcome())[1:]

    gone = PlanTaskDropped(plan_id=PLAN_ID, task_id=assigned.task_id, unit_id=UNIT)
    later, elsewhere = replace(task, due_on=date(2024, 7, 31)), replace(task, unit_id=UUID(int=2))
    assert told(task) == []
    assert told() == [gone]
    assert told(later) == [replace(assigned, task=later)]
    assert told(elsewhere) == [gone, replace(assigned, task=elsewhere)]


def test_an_amendment_lies_between_the_issue_and_today() -> None:
    given = numbering.given(*AMENDMENT_SIGNED).beside(Free(), WARD)
    given.when(replace(sixty, issued_on=date(2024, 2, 21))).then_refused("plan.issued-in-the-future")
    given.when(replace(sixty, issued_on=date(2024, 2, 19))).then_refused("plan.amended-before-issue")
    next_year = replace(sixty, at=datetime(2026, 1, 5, 3, tzinfo=UTC), issued_on=date(2026, 1, 5))
    assert given.when(next_year).outcome(), "a plan may be changed whenever it is in force"


def test_a_unit_that_the_plan_names_is_to_confirm_it_until_another_plan_stands_in_its_place() -> None:
    sent = PlanSentTo(plan_id=PLAN_ID, unit_id=UNIT, title=content.title, document="57/KH-UBND")
    issuing.given(*TO_ISSUE).when(replace(issue, named=(UNIT,))).then(issued, sent)
    released = PlanReceiptReleased(plan_id=PLAN_ID, unit_id=UNIT)
    other = Issued(2024, date(2024, 2, 20))
    superseding.given(*TO_ISSUE, issued, sent).beside(other).when(supersede).then(superseded, released)
    state = PLAN.fold([*TO_ISSUE, issued, sent, amended])
    assert isinstance(state, Issued) and state.sent == (sent,), "an amendment leaves it so"


def test_another_issued_plan_stands_in_the_place_of_this_one_and_its_tasks_end() -> None:
    other = Issued(2024, date(2024, 2, 20))
    superseding.given(*TO_ISSUE, issued).beside(other).when(supersede).then(superseded)
    gone = PlanTaskDropped(plan_id=PLAN_ID, task_id=assigned.task_id, unit_id=UNIT)
    superseding.given(*TO_ISSUE, issued, amended).beside(other).when(supersede).then(superseded, gone)
    superseding.given(*TO_ISSUE, issued).beside(PLAN.fold([drafted])).when(supersede).then_refused(
        "plan.successor-not-issued"
    )
    superseding.given(*TO_ISSUE, issued).beside(other).when(replace(supersede, by_plan_id=PLAN_ID)).then_refused(
        "plan.supersedes-itself"
    )
    older = Issued(2024, date(2024, 2, 19))
    superseding.given(*TO_ISSUE, issued).beside(older).when(supersede).then_refused("plan.successor-older")


@pytest.mark.parametrize(
    ("command", "written", "read", "roles"),
    [
        (draft, 1, 1, "clerk chairman"),
        (revise, 1, 0, "clerk chairman"),
        (withdraw, 1, 0, "clerk chairman"),
        (check_it, 1, 0, "clerk"),
        (uncheck, 1, 0, "clerk chairman"),
        (sign, 1, 1, "chairman"),
        (unsign, 1, 0, "chairman leader"),
        (number, 2, 1, "clerk records-clerk"),
        (unnumber, 2, 0, "clerk records-clerk"),
        (issue, 1, 0, "clerk"),
        (amend, 1, 0, "clerk chairman"),
        (supersede, 1, 1, "clerk chairman"),
        (revoke, 1, 0, "chairman"),
        (restore, 1, 0, "chairman"),
        (unsupersede, 1, 0, "clerk chairman"),
    ],
)
def test_each_command_names_its_streams_and_its_roles(command: object, written: int, read: int, roles: str) -> None:
    case = next(case for case in HANDLES if case.command is type(command))
    streams = case.streams(command)
    assert [ref.only_read for ref in streams] == [False] * written + [True] * read
    assert case.roles == set(roles.split())


def test_a_plans_day_is_of_its_year_or_the_one_before() -> None:
    this_year = numbering.given(drafted, checked, signed).beside(Free(), WARD)
    old = replace(number, issued_on=date(2022, 12, 31))
    refused = this_year.when(old).then_refused("plan.day-of-other-year")
    assert "31/12/2022" in refused.sentence and "2024" in refused.sentence
    assert this_year.when(replace(number, issued_on=date(2023, 12, 31))).outcome()


def test_a_plan_signed_in_the_chairmans_place_has_no_day_before_the_delegation() -> None:
    since = number.issued_on
    in_place = numbering.given(drafted, checked, replace(signed, delegated_from=since)).beside(Free(), WARD)
    assert in_place.when(number).outcome()
    in_place.when(replace(number, issued_on=since - timedelta(days=1))).then_refused("plan.before-delegation")


def test_a_plan_issued_before_there_were_steps_is_issued() -> None:
    since = PLAN.fold([drafted, issued])
    assert isinstance(since, Issued) and (since.year, since.issued_on, since.content) == (
        2024,
        date(2024, 2, 20),
        content,
    )


def test_a_plan_is_moved_by_a_year_with_the_days_of_its_reports() -> None:
    leap = {
        "due": {"day": date(2024, 2, 29), "reading": "through"},
        "locks": {"day": date(2024, 5, 31)},
        "name": "Quý I/2024",
    }
    bases = [{"title": "Luật 2022", "number": None, "issued_on": date(2022, 6, 15)}]
    tasks = [{"code": "1", "name": "Sơ kết 6 tháng năm 2024, số 12024", "due_on": date(2024, 6, 30)}]
    moved = a_year_later(
        {"year": 2024, "title": "Kế hoạch năm 2024", "legal_bases": bases, "tasks": tasks, "obligations": [leap]}
    )
    assert moved["tasks"] == [{"code": "1", "name": "Sơ kết 6 tháng năm 2025, số 12024", "due_on": date(2025, 6, 30)}]
    assert (moved["year"], moved["title"], moved["legal_bases"]) == (2025, "Kế hoạch năm 2025", bases)
    assert moved["obligations"] == [
        {
            "due": {"day": date(2025, 2, 28), "reading": "through"},
            "locks": {"day": date(2025, 5, 31)},
            "name": "Quý I/2025",
        }
    ]


def test_what_is_told_of_a_task_leaves_the_plan_as_it_is() -> None:
    plan = Issued(2024, date(2024, 2, 20), replace(content, tasks=(task,)))
    gone = PlanTaskDropped(plan_id=PLAN_ID, task_id=assigned.task_id, unit_id=UNIT)
    assert evolve(evolve(plan, assigned), gone) == plan


BASIS = LibraryBasis(document_id=DOC, title=entry.title, number=entry.number, issued_on=entry.issued_on)
chosen = replace(content, documents=(DOC,))


def test_a_basis_of_the_library_is_kept_as_the_library_tells_it() -> None:
    library = Entered(DOC, entry)
    drafting = decider(PLAN, decide_draft).beside(WARD, library)
    drafting.when(replace(draft, content=chosen)).then(replace(drafted, content=chosen, library_bases=(BASIS,)))
    revising = decider(PLAN, decide_revise).given(drafted).beside(library)
    again = replace(revised, content=chosen, library_bases=(BASIS,))
    revising.when(replace(revise, content=chosen)).then(again)
    amending = decider(PLAN, decide_amend).given(*TO_ISSUE, issued).beside(library)
    written = replace(amending_it, content=replace(amending_it.content, documents=(DOC,)), library_bases=(BASIS,))
    amending.when(replace(amend, documents=(DOC,))).then(written)
    in_force = issuing.given(*TO_ISSUE, issued, written, signed, numbered_sixty).when(issue).outcome()[0]
    assert in_force == replace(amended, library_bases=(BASIS,))


def test_a_basis_that_has_ended_is_told_and_not_refused_but_one_that_was_withdrawn_is() -> None:
    drafting = decider(PLAN, decide_draft)
    old = Entered(DOC, entry, ended_on=date(2024, 1, 2))
    [event] = drafting.beside(WARD, old).when(replace(draft, content=chosen)).outcome()
    assert event.library_bases == (BASIS,)
    drafting.beside(WARD, DocumentWithdrawn(old)).when(replace(draft, content=chosen)).then_refused("library.withdrawn")


def test_an_amendment_that_says_what_the_plan_says_already_is_refused() -> None:
    same = replace(amend, **{name: getattr(content, name) for name in ("legal_bases", "recipients", "tasks", "budget")})
    amending.given(*TO_ISSUE, issued).when(same).then_refused("plan.amendment-changes-nothing")
    amending.given(*AMENDING).when(same).then_refused("plan.amendment-changes-nothing")
    in_force = amending.given(*AMENDMENT_NUMBERED, amended)
    in_force.when(amend).then_refused("plan.amendment-changes-nothing")
    assert in_force.when(same).outcome()


def test_a_plan_says_whether_it_may_be_revoked_only_once_it_is_issued_and_what_changes_it_only_what_waits() -> None:
    row = {"state": "draft", "amending": None}
    assert _revocable(row) is None and DUTIES.no_rows(row).endswith("bổ sung khi còn là dự thảo.")
    for state in ("checked", "issued", "revoked"):
        assert DUTIES.no_rows(row | {"state": state}) == "Kế hoạch không có chế độ báo cáo."
    assert AMENDMENTS.no_rows(row) == "Chưa có văn bản điều chỉnh."
    waiting = AMENDMENTS.no_rows({"state": "issued", "amending": "checked"})
    assert waiting == "Chưa có văn bản điều chỉnh nào đã ban hành; một văn bản chờ ký."


def test_a_plan_also_rests_on_the_documents_that_it_names() -> None:
    commands = {DraftPlan: replace(draft, content=chosen), RevisePlan: replace(revise, content=chosen),
                AmendPlan: replace(amend, documents=(DOC,))}  # fmt: skip
    last = [case.streams(commands[case.command])[-1] for case in HANDLES if case.command in commands]
    assert [(ref.stream_id, ref.only_read) for ref in last] == [(f"library-document-{DOC}", True)] * 3


def test_lines_are_told_in_a_row_without_what_ended_them_where_they_were_typed() -> None:
    assert in_a_row(("Sơ kết 6 tháng;", "Tổng kết năm.", "Khen thưởng")) == "Sơ kết 6 tháng; Tổng kết năm; Khen thưởng"
