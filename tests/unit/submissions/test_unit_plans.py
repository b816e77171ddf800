from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.chassis.erasure.words import GONE, Written
from services.chassis.personal import ERASED
from services.submissions.ids import unit_plan_id
from services.submissions.plans.decider import Checked, Issued, Superseded
from services.submissions.unit_plans.capability import shows
from services.submissions.unit_plans.commands import (
    AmendUnitPlan,
    ApproveUnitPlan,
    DraftUnitPlan,
    EraseUnitPlanWords,
    RecallUnitPlan,
    ReturnUnitPlan,
    ReviseUnitPlan,
    SubmitUnitPlan,
    TakeBackApproval,
    TakeBackReturn,
    WithdrawUnitPlan,
)
from services.submissions.unit_plans.decider import (
    HANDLES,
    UNIT_PLAN,
    decide_amend,
    decide_approve,
    decide_draft,
    decide_erase_words,
    decide_recall,
    decide_return,
    decide_revise,
    decide_submit,
    decide_take_back,
    decide_take_back_return,
    decide_withdraw,
)
from services.submissions.unit_plans.events import (
    UnitPlanAmended,
    UnitPlanApprovalTakenBack,
    UnitPlanApproved,
    UnitPlanContent,
    UnitPlanDrafted,
    UnitPlanRecalled,
    UnitPlanReturned,
    UnitPlanReturnTakenBack,
    UnitPlanRevised,
    UnitPlanSubmitted,
    UnitPlanWithdrawn,
    UnitPlanWordsErased,
    UnitTask,
)
from services.submissions.unit_plans.facts import FACTS
from services.submissions.units.decider import UNIT
from tests.support.given import decider, head_of
from tests.unit.submissions import test_units

NOW = datetime(2024, 3, 1, 3, tzinfo=UTC)
DAY = date(2024, 3, 1)
PLAN_ID, U, OTHER = UUID(int=20), UUID(int=1), UUID(int=2)
P = unit_plan_id(PLAN_ID, U)
task = UnitTask(name="Phát động đợt thi đua chào mừng 2/9", due_on=date(2024, 8, 30), result="Báo cáo kết quả")
content = UnitPlanContent(title="Kế hoạch thi đua năm 2024", measures=("Tuyên truyền trên loa",), tasks=(task,))
better = replace(content, title="Kế hoạch thi đua năm 2024 của tổ")
draft = DraftUnitPlan(ward_code="03386", at=NOW, plan_id=PLAN_ID, unit_id=U, content=content)
drafted = UnitPlanDrafted(unit_plan_id=P, plan_id=PLAN_ID, unit_id=U, year=2024, content=content)
revise = ReviseUnitPlan(ward_code="03386", at=NOW, unit_plan_id=P, content=better)
revised = UnitPlanRevised(unit_plan_id=P, content=better)
submit = SubmitUnitPlan(ward_code="03386", at=NOW, unit_plan_id=P)
submitted = UnitPlanSubmitted(unit_plan_id=P, plan_id=PLAN_ID, unit_id=U, year=2024, submitted_on=DAY)
recall = RecallUnitPlan(ward_code="03386", at=NOW, unit_plan_id=P, reason="content")
recalled = UnitPlanRecalled(unit_plan_id=P, unit_id=U, reason="content")
withdraw = WithdrawUnitPlan(ward_code="03386", at=NOW, unit_plan_id=P, reason="needless")
withdrawn = UnitPlanWithdrawn(unit_plan_id=P, unit_id=U, reason="needless")
approve = ApproveUnitPlan(ward_code="03386", at=NOW, unit_plan_id=P)
approved = UnitPlanApproved(unit_plan_id=P, plan_id=PLAN_ID, unit_id=U, year=2024, approved_on=DAY)
WORDS, NEXT = Written().words_id(P), Written(1).words_id(P)
give_back = ReturnUnitPlan(
    ward_code="03386", at=NOW, unit_plan_id=P, reasons=("deadlines", "form"), note="Mục 2 chưa có ngày"
)
returned = UnitPlanReturned(
    unit_plan_id=P,
    plan_id=PLAN_ID,
    unit_id=U,
    year=2024,
    reasons=("deadlines", "form"),
    words_id=WORDS,
    note="Mục 2 chưa có ngày",
)
unreturn = TakeBackReturn(ward_code="03386", at=NOW, unit_plan_id=P, reason="Trả lại nhầm kế hoạch")
unreturned = UnitPlanReturnTakenBack(
    unit_plan_id=P, plan_id=PLAN_ID, unit_id=U, year=2024, words_id=WORDS, reason="Trả lại nhầm kế hoạch"
)
erase_words = EraseUnitPlanWords(ward_code="03386", at=NOW, unit_plan_id=P, document_number="3/ĐN")
words_erased = UnitPlanWordsErased(unit_plan_id=P, words_id=WORDS, document_number="3/ĐN")
take_back = TakeBackApproval(ward_code="03386", at=NOW, unit_plan_id=P, reason="content")
taken_back = UnitPlanApprovalTakenBack(unit_plan_id=P, plan_id=PLAN_ID, unit_id=U, year=2024, reason="content")
amend = AmendUnitPlan(ward_code="03386", at=NOW, unit_plan_id=P, content=better)
amended = UnitPlanAmended(unit_plan_id=P, content=better)
GOLDEN = [
    drafted,
    revised,
    submitted,
    recalled,
    withdrawn,
    approved,
    returned,
    taken_back,
    amended,
    unreturned,
    words_erased,
]

HEAD, STRANGER = head_of(U), head_of(OTHER)
ISSUED = Issued(2024, date(2024, 2, 20))
LIVING = UNIT.fold([test_units.registered])
drafting = decider(UNIT_PLAN, decide_draft)


def test_a_unit_writes_one_plan_under_an_issued_plan_of_the_ward() -> None:
    drafting.by(HEAD).beside(ISSUED, LIVING).when(draft).then(drafted)
    drafting.by(STRANGER).beside(ISSUED, LIVING).when(draft).then_refused("not-found")
    drafting.given(drafted).by(HEAD).beside(ISSUED, LIVING).when(draft).then_refused("unit-plan.already-drafted")
    drafting.given(drafted, withdrawn).by(HEAD).beside(ISSUED, LIVING).when(draft).then(drafted)
    drafting.by(HEAD).beside(Superseded(ISSUED), LIVING).when(draft).then_refused("plan.superseded")
    drafting.by(HEAD).beside(Checked(2024, None), LIVING).when(draft).then_refused("plan.checked")  # type: ignore[arg-type]
    ended = UNIT.fold([test_units.registered, replace(test_units.closed, closed_on=DAY)])
    drafting.by(HEAD).beside(ISSUED, ended).when(draft).then_refused("unit.closed")


def test_a_draft_is_written_anew_and_given_up() -> None:
    revising = decider(UNIT_PLAN, decide_revise)
    revising.given(drafted).by(HEAD).when(revise).then(revised)
    revising.given(drafted, revised).by(HEAD).when(revise).then_nothing()
    revising.given(drafted).by(STRANGER).when(revise).then_refused("not-found")
    revising.given(drafted, submitted).by(HEAD).when(revise).then_refused("unit-plan.submitted")
    withdrawing = decider(UNIT_PLAN, decide_withdraw)
    withdrawing.given(drafted).by(HEAD).when(withdraw).then(withdrawn)
    withdrawing.given(drafted, withdrawn).by(HEAD).when(withdraw).then_refused("unit-plan.withdrawn")
    withdrawing.by(HEAD).when(withdraw).then_refused("not-found")


def test_a_draft_is_submitted_once_and_taken_back_before_the_ward_answers() -> None:
    submitting, recalling = decider(UNIT_PLAN, decide_submit), decider(UNIT_PLAN, decide_recall)
    submitting.given(drafted).by(HEAD).when(submit).then(submitted)
    submitting.given(drafted, submitted).by(HEAD).when(submit).then_nothing()
    submitting.given(drafted, submitted).by(STRANGER).when(submit).then_refused("not-found")
    recalling.given(drafted, submitted).by(HEAD).when(recall).then(recalled)
    recalling.given(drafted, submitted, approved).by(HEAD).when(recall).then_refused("unit-plan.approved")
    submitting.given(drafted, submitted, recalled).by(HEAD).when(submit).then(submitted)


def test_the_ward_approves_or_returns_what_was_submitted() -> None:
    approving, returning = decider(UNIT_PLAN, decide_approve), decider(UNIT_PLAN, decide_return)
    approving.given(drafted, submitted).when(approve).then(approved)
    approving.given(drafted, submitted, approved).when(approve).then_nothing()
    approving.given(drafted).when(approve).then_refused("unit-plan.draft")
    returning.given(drafted, submitted).when(give_back).then(returned)
    returning.given(drafted, submitted, returned).when(give_back).then_refused("unit-plan.draft")
    submitting = decider(UNIT_PLAN, decide_submit)
    submitting.given(drafted, submitted, returned, revised).by(HEAD).when(submit).then(submitted)


def test_a_return_says_why_in_ticks_in_words_or_both() -> None:
    returning = decider(UNIT_PLAN, decide_return)
    ticks, written = replace(give_back, note=None), replace(give_back, reasons=())
    returning.given(drafted, submitted).when(ticks).then(replace(returned, note=None))
    returning.given(drafted, submitted).when(written).then(replace(returned, reasons=()))
    returning.given(drafted, submitted).when(replace(ticks, reasons=())).then_refused("unit-plan.no-reason")


def test_a_return_is_taken_back_until_the_unit_writes_again() -> None:
    taking = decider(UNIT_PLAN, decide_take_back_return)
    taking.given(drafted, submitted, returned).when(unreturn).then(unreturned)
    for history in ([drafted], [drafted, submitted], [drafted, submitted, returned, revised], [drafted, withdrawn]):
        taking.given(*history).when(unreturn).then_refused("unit-plan.not-returned")
    taking.given(drafted, submitted, returned, submitted).when(unreturn).then_refused("unit-plan.not-returned")
    taking.given(drafted, submitted, returned, unreturned).when(unreturn).then_refused("unit-plan.not-returned")
    taking.when(unreturn).then_refused("not-found")
    approving = decider(UNIT_PLAN, decide_approve)
    approving.given(drafted, submitted, returned, unreturned).when(approve).then(approved)


def test_what_the_ward_wrote_is_erased_and_later_words_have_the_next_key() -> None:
    erasing, returning = decider(UNIT_PLAN, decide_erase_words), decider(UNIT_PLAN, decide_return)
    erasing.given(drafted, submitted, returned).when(erase_words).then(words_erased)
    erasing.given(drafted, submitted, replace(returned, note=None)).when(erase_words).then_refused("unit-plan.no-words")
    erasing.given(drafted, submitted, replace(returned, note=None), unreturned).when(erase_words).then(words_erased)
    erasing.given(drafted, submitted, returned, words_erased).when(erase_words).then_refused("unit-plan.no-words")
    erasing.when(erase_words).then_refused("not-found")
    erasing.given(drafted, submitted, returned, submitted, words_erased).when(erase_words).then_refused(
        "unit-plan.no-words"
    )
    again = replace(returned, words_id=NEXT)
    returning.given(drafted, submitted, returned, words_erased, submitted).when(give_back).then(again)
    given_up = [drafted, submitted, returned, words_erased, withdrawn, drafted, submitted]
    returning.given(*given_up).when(give_back).then(again)  # also in a draft that begins anew
    for history in ([returned, words_erased], [replace(returned, note=ERASED), words_erased]):
        row = shows(UNIT_PLAN.fold([drafted, submitted, *history]))
        assert (row.note, row.noted, row.returned) == (GONE, False, ("deadlines", "form"))


def test_a_page_says_what_was_written_and_whether_the_unit_has_begun() -> None:
    row = shows(UNIT_PLAN.fold([drafted, submitted, replace(returned, reasons=())]))
    assert (row.standing, row.note, row.untouched, row.noted) == ("returned", "Mục 2 chưa có ngày", True, True)
    assert not shows(UNIT_PLAN.fold([drafted, submitted, returned, revised])).untouched
    assert shows(UNIT_PLAN.fold([drafted, submitted, returned, unreturned])).standing == "submitted"


def test_an_approval_is_taken_back() -> None:
    taking = decider(UNIT_PLAN, decide_take_back)
    taking.given(drafted, submitted, approved).when(take_back).then(taken_back)
    taking.given(drafted, submitted).when(take_back).then_refused("unit-plan.submitted")
    approving = decider(UNIT_PLAN, decide_approve)
    approving.given(drafted, submitted, approved, taken_back).when(approve).then(approved)


def test_what_was_approved_holds_until_its_change_is_approved() -> None:
    amending = decider(UNIT_PLAN, decide_amend)
    amending.given(drafted, submitted, approved).by(HEAD).when(amend).then(amended)
    amending.given(drafted, submitted, approved).by(STRANGER).when(amend).then_refused("not-found")
    same = replace(amend, content=content)
    amending.given(drafted, submitted, approved).by(HEAD).when(same).then_nothing()
    of_the_change = replace(withdrawn, amendment=True)
    decider(UNIT_PLAN, decide_withdraw).given(drafted, submitted, approved, amended).by(HEAD).when(withdraw).then(
        of_the_change
    )
    said = {fact.name: fact for fact in FACTS}["unit-plan-withdrawn"].says
    assert callable(said)
    assert said(of_the_change).startswith("Rút dự thảo điều chỉnh: ") and said(withdrawn).startswith("Rút dự thảo: ")
    given_up = UNIT_PLAN.fold([drafted, submitted, approved, amended, of_the_change])
    assert shows(given_up).standing == "approved" and shows(given_up).title == content.title
    assert (shows(given_up).approved_on, shows(given_up).holds) == (DAY, ())
    meanwhile = shows(UNIT_PLAN.fold([drafted, submitted, approved, amended, submitted]))
    assert (meanwhile.approved_on, meanwhile.holds) == (DAY, content.measures), "what was approved is in sight"
    changed = UNIT_PLAN.fold([drafted, submitted, approved, amended, submitted, approved])
    assert shows(changed).title == better.title
    other = replace(amended, content=replace(better, tasks=(replace(task, name="Việc khác"),)))
    approving, old = (
        [drafted, submitted, approved, other, submitted],
        shows(UNIT_PLAN.fold([drafted, submitted, approved])),
    )
    for history in (approving[:4], approving, [*approving[:4], withdrawn]):
        assert shows(UNIT_PLAN.fold(history)).in_force == old.in_force
    assert "Việc khác" in shows(UNIT_PLAN.fold([*approving, approved])).in_force
    assert shows(UNIT_PLAN.fold([drafted, submitted])).in_force == shows(UNIT_PLAN.fold([drafted])).in_force == "[]"


@pytest.mark.parametrize(
    ("history", "standing"),
    [
        ([drafted], "draft"),
        ([drafted, submitted], "submitted"),
        ([drafted, submitted, returned], "returned"),
        ([drafted, submitted, returned, revised], "returned"),
        ([drafted, submitted, recalled], "draft"),
        ([drafted, submitted, approved], "approved"),
        ([drafted, submitted, approved, amended], "amending"),
        ([drafted, withdrawn], "withdrawn"),
    ],
)
def test_the_page_says_where_a_plan_stands(history: list[object], standing: str) -> None:
    assert shows(UNIT_PLAN.fold(history)).standing == standing


def test_who_writes_and_who_approves() -> None:
    ward, unit = {"clerk", "chairman"}, {"unit-head"}
    assert [set(case.roles) for case in HANDLES] == [*[unit] * 5, *[ward] * 3, unit, ward, {"chairman", "city-officer"}]
    commands = (draft, revise, submit, recall, withdraw, approve, give_back, take_back, amend, unreturn, erase_words)
    lengths = [len(case.streams(command)) for case, command in zip(HANDLES, commands, strict=True)]
    assert lengths == [3] + [1] * 10
