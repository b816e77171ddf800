from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from services.chassis.erasure.words import Written
from services.chassis.files.reference import FileRef
from services.submissions.ids import plan_task_id
from services.submissions.plan_tasks.commands import EraseTaskWords, RecordTaskResult, WithdrawTaskResult
from services.submissions.plan_tasks.decider import (
    HANDLES,
    PLAN_TASK,
    decide_erase_words,
    decide_record,
    decide_withdraw,
)
from services.submissions.plan_tasks.events import PlanTaskDone, PlanTaskReopened, PlanTaskWordsErased
from services.submissions.plans.decider import Issued, Superseded
from services.submissions.plans.events import Content
from tests.support.given import decider, head_of
from tests.unit.submissions.test_plans import PLAN_ID, UNIT, task

TASK = plan_task_id(PLAN_ID, "1")
NOW = datetime(2024, 7, 1, 3, tzinfo=UTC)
PLAN = Issued(2024, date(2024, 2, 20), Content(title="", tasks=(task,)))
record = RecordTaskResult(
    ward_code="03386", at=NOW, task_id=TASK, plan_id=PLAN_ID, done_on=date(2024, 6, 30), result="Đã họp sơ kết."
)
WORDS = Written().words_id(TASK)
done = PlanTaskDone(
    plan_id=PLAN_ID, task_id=TASK, unit_id=UNIT, done_on=date(2024, 6, 30), on_time=True, words_id=WORDS,
    result="Đã họp sơ kết.", document_number=None, by_office=False,
)  # fmt: skip
withdraw = WithdrawTaskResult(ward_code="03386", at=NOW, task_id=TASK, plan_id=PLAN_ID, reason="addressee")
reopened = PlanTaskReopened(
    plan_id=PLAN_ID, task_id=TASK, unit_id=UNIT, name=task.name, due_on=task.due_on, reason="addressee"
)
erase_words = EraseTaskWords(ward_code="03386", at=NOW, task_id=TASK, document_number="3/ĐN")
words_erased = PlanTaskWordsErased(task_id=TASK, words_id=WORDS, document_number="3/ĐN")
GOLDEN = [done, reopened]

recording = decider(PLAN_TASK, decide_record).by(head_of(UNIT)).beside(PLAN)
withdrawing = decider(PLAN_TASK, decide_withdraw).by(head_of(UNIT))


def test_a_task_is_done_by_its_day_or_late() -> None:
    recording.when(record).then(done)
    late = replace(record, done_on=date(2024, 7, 1))
    recording.when(late).then(replace(done, done_on=date(2024, 7, 1), on_time=False))
    recording.when(replace(record, done_on=date(2024, 7, 2))).then_refused("task.done-in-the-future")


def test_a_result_is_corrected_by_saying_it_better() -> None:
    better = replace(record, result="Đã họp sơ kết, 22 đơn vị dự.", document_number="12/BC")
    told = replace(done, result="Đã họp sơ kết, 22 đơn vị dự.", document_number="12/BC")
    recording.given(done).when(better).then(told)


def test_files_show_a_result_a_better_one_adds_to_them_and_taking_it_back_lets_them_go() -> None:
    minutes, photo = (FileRef(file_id=UUID(int=one), kind="pdf", size=9) for one in (101, 102))
    shown = replace(done, evidence=(minutes,))
    recording.when(replace(record, evidence=(minutes,))).then(shown)
    both = replace(done, evidence=(minutes, photo))
    recording.given(shown).when(replace(record, evidence=(photo, minutes))).then(both)
    recording.given(shown).when(record).then(shown)
    recording.given(shown, reopened).when(record).then(done)


def test_a_result_is_taken_back_once_there_is_one() -> None:
    withdrawing.given(done).beside(PLAN).when(withdraw).then(reopened)
    withdrawing.given(done, reopened).beside(PLAN).when(withdraw).then_refused("task.not-done")
    withdrawing.beside(PLAN).when(withdraw).then_refused("task.not-done")


def test_of_a_task_that_an_amendment_gave_to_another_unit_only_that_unit_s_own_result_counts() -> None:
    other, minutes = UUID(int=77), FileRef(file_id=UUID(int=101), kind="pdf", size=9)
    plan = Issued(2024, date(2024, 2, 20), Content(title="", tasks=(replace(task, unit_id=other),)))
    before = replace(done, evidence=(minutes,))
    withdrawing.given(before).beside(plan).when(withdraw).then_refused("not-found")
    owner = decider(PLAN_TASK, decide_withdraw).by(head_of(other)).beside(plan)
    owner.given(before).when(withdraw).then_refused("task.not-done")
    again = replace(done, unit_id=other)
    recorded = decider(PLAN_TASK, decide_record).by(head_of(other)).beside(plan)
    recorded.given(before).when(record).then(again)
    owner.given(before, again).when(withdraw).then(replace(reopened, unit_id=other))


def test_only_the_unit_of_the_task_and_the_office_say_that_it_is_done() -> None:
    stranger = decider(PLAN_TASK, decide_record).by(head_of(UUID(int=77)))
    stranger.beside(PLAN).when(record).then_refused("not-found")


def test_a_task_that_the_plan_does_not_have_is_not_found() -> None:
    empty = Issued(2024, date(2024, 2, 20))
    decider(PLAN_TASK, decide_record).by(head_of(UNIT)).beside(empty).when(record).then_refused("not-found")
    withdrawing.given(done).beside(empty).when(withdraw).then_refused("not-found")


def test_a_superseded_plan_asks_for_nothing_more() -> None:
    decider(PLAN_TASK, decide_record).by(head_of(UNIT)).beside(Superseded(PLAN)).when(record).then_refused(
        "plan.superseded"
    )


def test_units_and_the_clerk_record_results() -> None:
    assert [set(case.roles) for case in HANDLES] == [{"unit-head", "clerk"}] * 2 + [{"chairman", "city-officer"}]
    assert [
        [ref.only_read for ref in case.streams(one)] for case, one in zip(HANDLES[:2], (record, withdraw), strict=True)
    ] == [[False, True]] * 2


def test_words_of_results_are_erased_once_also_of_a_result_that_was_taken_back() -> None:
    erasing = decider(PLAN_TASK, decide_erase_words)
    erasing.given(done).when(erase_words).then(words_erased)
    erasing.given(done, reopened).when(erase_words).then(words_erased)
    erasing.given(done, words_erased).when(erase_words).then_refused("task.no-words")
    erasing.when(erase_words).then_refused("task.no-words")
    later = Written(1).words_id(TASK)
    recording.given(done, words_erased).when(record).then(replace(done, words_id=later))
    erasing.given(done, words_erased, replace(done, words_id=later)).when(erase_words).then(
        replace(words_erased, words_id=later)
    )
