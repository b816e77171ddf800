"""Tasks of plans' annexes: listed by deadline, with the result that each unit records, corrects and takes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import asyncpg

from services.chassis.erasure import promise
from services.chassis.errors import NotFound
from services.chassis.files.files import read_back
from services.chassis.files.reference import FileRef
from services.chassis.http.edge import Reader, Writer
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.evidence import RecordFiles
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage
from services.submissions.edge import READERS
from services.submissions.options import plan_years, wards
from services.submissions.plan_tasks import decider, projection
from services.submissions.plan_tasks.commands import EraseTaskWords, RecordTaskResult, WithdrawTaskResult
from services.submissions.plan_tasks.facts import FACTS
from services.submissions.plans.decider import PlanRefused

REFUSES: Final = (decider.TaskRefused, PlanRefused)
PLACES: Final = {"task.done-in-the-future": "done_on"}
STATES: Final = {
    "open": ("waiting", "Chưa đến hạn"),
    "late": ("late", "Trễ – còn mở"),
    "done": ("on-time", "Xong đúng hạn"),
    "done-late": ("received", "Xong, trễ hạn"),
    "dropped": ("exempt", "Không còn phải làm"),
}
WORDS: Final = {state: word for state, (_, word) in STATES.items()}


async def its_plan(reader: Reader, _writer: Writer, path: Mapping[str, Any], _body: Any) -> Mapping[str, Any]:
    """The plan that the task stands in. Raises NotFound."""
    async with reader.rows() as connection:
        plan_id = await projection.plan_of(connection, path["task_id"])
    if plan_id is None:
        raise NotFound("task")
    return {"plan_id": plan_id}


RECORD: Final = Do(
    command=RecordTaskResult,
    name="record",
    path="/plan-tasks/{task_id}:record",
    body="TaskResult",
    about="Kết quả thực hiện một nhiệm vụ của phụ lục; ghi lần nữa là sửa, tệp được thêm vào các tệp đã có.",
    title="Ghi kết quả",
    button="Ghi kết quả",
    done="Đã ghi kết quả nhiệm vụ.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: row["state"] != "dropped",
    # the result is written anew each time: nobody overwrites one that they have not read
    fill=lambda row: {name: row[name] for name in ("done_on", "document_number") if row[name] is not None},
    look=its_plan,
    replaces=True,
)
WITHDRAW: Final = Do(
    command=WithdrawTaskResult,
    name="withdraw",
    path="/plan-tasks/{task_id}:withdraw",
    body="ResultWithdrawal",
    about="Lý do rút kết quả.",
    title="Rút kết quả",
    button="Rút kết quả",
    effect=("Nhiệm vụ trở lại chưa xong.",),
    done="Đã rút kết quả. Nhiệm vụ trở lại chưa xong.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: row["state"] in ("done", "done-late"),
    look=its_plan,
)

ERASE_WORDS: Final = Do(
    command=EraseTaskWords,
    name="erase-words",
    path="/plan-tasks/{task_id}:erase-words",
    body="ResultErasure",
    about="Số văn bản yêu cầu xóa.",
    title="Xóa lời ghi",
    summary="Xóa lời ghi về kết quả theo yêu cầu",
    button="Xóa lời ghi",
    effect=promise.WORDS_GO,
    done="Đã xóa lời ghi.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: row["noted"],
    any_ward=True,
)


async def files(_connection: asyncpg.Connection, row: Mapping[str, Any]) -> Sequence[FileRef]:
    """What shows the result of a task."""
    return read_back(row["evidence"])


NAME: Final = Column(name="name", label="Nhiệm vụ")
UNIT: Final = Column(name="unit", label="Chủ trì")
DUE_ON: Final = Column(name="due_on", label="Thời hạn")

LIST: Final = ListPage(
    path="/plan-tasks",
    title="Nhiệm vụ của kế hoạch",
    source="""
        SELECT t.ward_code, t.task_id, t.code, t.name, t.unit_id, u.name AS unit, t.due_on, t.expected, t.done_on,
               t.result AS outcome, t.document_number, t.noted, t.evidence::text AS evidence,
               p.year, p.number || '/' || p.symbol AS plan,
               CASE WHEN t.done_on <= t.due_on THEN 'done' WHEN t.done_on IS NOT NULL THEN 'done-late'
                    WHEN t.dropped THEN 'dropped' WHEN t.due_on < $1::date THEN 'late' ELSE 'open' END AS state
        FROM plan_tasks t JOIN plans p ON p.ward_code = t.ward_code AND p.plan_id = t.plan_id
        LEFT JOIN units u ON u.ward_code = t.ward_code AND u.unit_id = t.unit_id
    """,
    columns=(
        NAME,
        UNIT,
        DUE_ON,
        Column(name="done_on", label="Hoàn thành", wide=True),
        Column(name="plan", label="Kế hoạch", wide=True),
        Column(name="state", label="Tình trạng", words=WORDS),
    ),
    key="task_id",
    order=("due_on",),
    filters=(
        Filter(name="year", label="Năm", options="plan-years"),
        Filter(name="state", label="Tình trạng", words=WORDS),
    ),
    searched=("name", "unit", "plan"),
    more=("code", "expected", "outcome", "document_number", "year", "unit_id", "noted", "evidence"),
    own="unit_id",
    roles=READERS,
    empty="Chưa có nhiệm vụ nào. Nhiệm vụ trong phụ lục được giao khi kế hoạch ban hành.",
)

PLAN_TASKS: Final = Capability(
    name="plan-tasks",
    file=__file__,
    handles=decider.HANDLES,
    facts=FACTS,
    readers=(projection.MODEL,),
    does=(ERASE_WORDS, WITHDRAW, RECORD),
    list=LIST,
    record=RecordPage(
        heading=lambda row: str(row["name"]),
        files=RecordFiles(of=files),
        stream=lambda key: decider.PLAN_TASK.at(key).stream_id,
        state=lambda row: STATES[row["state"]],
        facts=(
            Column(name="plan", label="Kế hoạch"),
            Column(name="code", label="Số thứ tự trong phụ lục"),
            UNIT,
            DUE_ON,
            Column(name="expected", label="Sản phẩm phải đạt"),
            Column(name="outcome", label="Kết quả"),
            Column(name="done_on", label="Ngày hoàn thành"),
            Column(name="document_number", label="Văn bản kèm theo"),
        ),
    ),
    options={"plan-years": plan_years, "wards": wards},
)
