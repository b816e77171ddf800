"""What is stored of the tasks of a plan's annex, and what others are told of them. Pure."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from services.chassis.calendar import end_of_day
from services.chassis.erasure.words import unsealed
from services.chassis.kit.facts import Fact
from services.chassis.words import day
from services.submissions.fields import FINISHED, because
from services.submissions.plan_tasks import events
from thidua_contracts.submissions.plan_task_done_v1 import PlanTaskDone
from thidua_contracts.submissions.plan_task_reopened_v1 import PlanTaskReopened


def done(event: events.PlanTaskDone) -> PlanTaskDone:
    """That it is done and when; what was written stays here."""
    return PlanTaskDone(
        plan_id=str(event.plan_id),
        task_id=str(event.task_id),
        unit_id=str(event.unit_id),
        done_on=event.done_on,
        on_time=event.on_time,
    )


def reopened(event: events.PlanTaskReopened) -> PlanTaskReopened:
    """The unit has it to do again."""
    return PlanTaskReopened(
        plan_id=str(event.plan_id),
        task_id=str(event.task_id),
        unit_id=str(event.unit_id),
        task_name=event.name,
        due_at=end_of_day(event.due_on),
    )


def _done(event: events.PlanTaskDone) -> str:
    files = f" Minh chứng: {len(event.evidence)} tệp." if event.evidence else ""
    return f"Hoàn thành ngày {day(event.done_on)}{'' if event.on_time else ', trễ hạn'}: {event.result}{files}"


def _sealed(shape: dict[str, Any]) -> dict[str, Any]:
    """Before, the result stood in clear."""
    return shape | unsealed(UUID(shape["task_id"]))


def _without_files(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 2 knew no files."""
    return shape | {"evidence": []}


FACTS: Final = (
    Fact("plan-task-done", 3, events.PlanTaskDone, done, _done, lifts=(_sealed, _without_files)),
    Fact("plan-task-reopened", 1, events.PlanTaskReopened, reopened, because("Rút kết quả", FINISHED)),
    Fact(
        "plan-task-words-erased",
        1,
        events.PlanTaskWordsErased,
        says="Xóa lời ghi về kết quả theo văn bản số {document_number}.",
    ),
)
