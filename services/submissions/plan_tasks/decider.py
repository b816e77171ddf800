"""Task of a plan's annex: its unit records the result, corrects it, takes it back; the plan says what the task is.

Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, assert_never
from uuid import UUID

from services.chassis.calendar import local_date
from services.chassis.decider import DomainError, Handles, Refusal, StreamType
from services.chassis.erasure.words import UNWRITTEN, Written
from services.chassis.files.reference import FileRef
from services.chassis.identity.mandates import MandateGranted, on_behalf, reaches
from services.submissions.plan_tasks.commands import EraseTaskWords, RecordTaskResult, WithdrawTaskResult
from services.submissions.plan_tasks.events import Event, PlanTaskDone, PlanTaskReopened, PlanTaskWordsErased
from services.submissions.plans.decider import PLAN, Issued, standing
from services.submissions.plans.decider import State as PlanState
from services.submissions.plans.events import PlanTask
from services.submissions.refusals import NOT_FOUND


class TaskRefused(DomainError):
    """What a task refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "not-found": NOT_FOUND,
        "task.done-in-the-future": Refusal("Ngày hoàn thành không thể sau ngày hôm nay. Hãy kiểm tra lại ngày.", 422),
        "task.not-done": Refusal("Nhiệm vụ chưa ghi kết quả nên không có gì để rút."),
        "task.no-words": Refusal("Nhiệm vụ này không có lời ghi nào để xóa, hoặc đã xóa rồi."),
    }


@dataclass(frozen=True, slots=True)
class State:
    """Whether a unit says that it is done, how the words of its results stand, the files that show the one that holds, and whose it is."""

    done: bool = False
    words: Written = UNWRITTEN
    evidence: tuple[FileRef, ...] = ()
    unit_id: UUID | None = None

    def told_by(self, unit_id: UUID) -> State:
        """As it is for the unit that has the task now: what another said before an amendment gave it to this one is no result of it."""
        return self if unit_id == self.unit_id else replace(self, done=False, evidence=())


def evolve(state: State, event: Event) -> State:
    """The task after this event."""
    match event:
        case PlanTaskDone():
            return State(True, state.words.more(), event.evidence, event.unit_id)
        case PlanTaskReopened():
            return replace(state, done=False, evidence=())
        case PlanTaskWordsErased():
            return replace(state, words=state.words.erased())
        case _:
            assert_never(event)


PLAN_TASK: StreamType[State] = StreamType("plan-task", State(), evolve)


def task_of(command: RecordTaskResult | WithdrawTaskResult, plan: PlanState, by: MandateGranted | None) -> PlanTask:
    """The task, of an issued plan and within the unit of whoever asks."""
    task = standing(plan, Issued).task(command.plan_id, command.task_id)
    if task is None or not reaches(by, task.unit_id):
        raise TaskRefused("not-found")
    return task


def decide_record(
    command: RecordTaskResult, state: State, plan: PlanState, *, by: MandateGranted | None
) -> list[Event]:
    """Record the result: the first, a better one with files beside those before, or, of a task that was amended, the same once more."""
    task = task_of(command, plan, by)
    if command.done_on > local_date(command.at):
        raise TaskRefused("task.done-in-the-future")
    told = PlanTaskDone(
        plan_id=command.plan_id,
        task_id=command.task_id,
        unit_id=task.unit_id,
        done_on=command.done_on,
        on_time=command.done_on <= task.due_on,
        words_id=state.words.words_id(command.task_id),
        result=command.result,
        document_number=command.document_number,
        by_office=on_behalf(by),
        evidence=tuple(dict.fromkeys((*state.told_by(task.unit_id).evidence, *command.evidence))),
    )
    return [told]


def decide_withdraw(
    command: WithdrawTaskResult, state: State, plan: PlanState, *, by: MandateGranted | None
) -> list[Event]:
    """Take the result back: that of the unit that has the task now."""
    task = task_of(command, plan, by)
    if not state.told_by(task.unit_id).done:
        raise TaskRefused("task.not-done")
    return [
        PlanTaskReopened(
            plan_id=command.plan_id,
            task_id=command.task_id,
            unit_id=task.unit_id,
            name=task.name,
            due_on=task.due_on,
            reason=command.reason,
        )
    ]


def decide_erase_words(command: EraseTaskWords, state: State) -> list[Event]:
    """Erase what was written of its results so far; that it was done stays."""
    if not state.words.any:
        raise TaskRefused("task.no-words")
    return [
        PlanTaskWordsErased(
            task_id=command.task_id,
            words_id=state.words.words_id(command.task_id),
            document_number=command.document_number,
        )
    ]


HANDLES: tuple[Handles[Any], ...] = (
    Handles(
        RecordTaskResult,
        lambda c: (PLAN_TASK.new(c.task_id), PLAN.read(c.plan_id)),
        decide_record,
        roles=frozenset({"unit-head", "clerk"}),
        by_whom=True,
    ),
    Handles(
        WithdrawTaskResult,
        lambda c: (PLAN_TASK.new(c.task_id), PLAN.read(c.plan_id)),
        decide_withdraw,
        roles=frozenset({"unit-head", "clerk"}),
        by_whom=True,
    ),
    Handles(
        EraseTaskWords,
        lambda c: (PLAN_TASK.at(c.task_id),),
        decide_erase_words,
        roles=frozenset({"chairman", "city-officer"}),
    ),
)
