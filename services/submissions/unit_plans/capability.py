"""Plans of units: the unit drafts, submits and amends; the ward approves or returns with reasons; each step is taken back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.chassis.erasure import promise
from services.chassis.errors import NotFound
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.fields import lower
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable, Way
from services.chassis.kit.options import Find, listed
from services.chassis.kit.stream_table import stream_table
from services.chassis.readers.tables import Json
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.chassis.words import day
from services.submissions.edge import WATCHERS
from services.submissions.fields import in_a_row
from services.submissions.ids import unit_plan_id
from services.submissions.options import FIRST, issued_plans, units, wards
from services.submissions.plans.decider import PlanRefused
from services.submissions.unit_plans import decider, events
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
from services.submissions.unit_plans.events import RETURNS, UnitPlanContent
from services.submissions.unit_plans.facts import FACTS
from services.submissions.units.decider import UnitRefused

REFUSES: Final = (decider.UnitPlanRefused,)
STATES: Final = {
    "draft": ("waiting", "Dự thảo của đơn vị"),
    "returned": ("returned", "Bị trả lại"),
    "submitted": ("sent", "Chờ phường, xã duyệt"),
    "approved": ("received", "Đã duyệt"),
    "amending": ("waiting", "Đã duyệt, đang điều chỉnh"),
    "withdrawn": ("annulled", "Đã rút"),
}
WORDS: Final = {state: word for state, (_, word) in STATES.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """A unit's plan as it is shown; `returned` are words of `RETURNS`, `note` is what the ward wrote beside them.

    `untouched`: nothing was written since it was returned. `noted`: the ward wrote something about it. `in_force`: the tasks that were
    approved and hold, also while a change of them is written.
    """

    plan_id: UUID
    unit_id: UUID
    year: int
    standing: str
    title: str
    measures: tuple[str, ...]
    tasks: Json
    in_force: Json
    returned: tuple[str, ...]
    approved_on: date | None
    holds: tuple[str, ...]
    note: str | None
    untouched: bool
    noted: bool


def shows(state: Any) -> Row:
    """The row of a state; a stream begins with its draft. While a change is written, what was approved before it holds."""
    of, content = state.of, state.of.content
    draft = state if isinstance(state, decider.Draft) else decider.Draft(of)
    held = None if isinstance(state, decider.Approved) else of.before
    approved = state if isinstance(state, decider.Approved) else held
    return Row(
        of.plan_id,
        of.unit_id,
        of.year,
        _standing(state),
        content.title,
        content.measures,
        _tasks(content),
        _tasks(content if approved is state else held.content if held else None),
        draft.returned,
        approved.approved_on if approved else None,
        held.content.measures if held else (),
        draft.note,
        draft.untouched,
        of.words.any,
    )


def _tasks(content: UnitPlanContent | None) -> Json:
    tasks = [asdict(task) for task in content.tasks] if content is not None else []
    return Json(json.dumps(tasks, ensure_ascii=False, default=str))


def _holding(row: Mapping[str, Any]) -> str:
    return "; ".join(row["holds"]) or "như trên"


def _standing(state: Any) -> str:
    match state:
        case decider.Draft(returned=reasons, note=note) if reasons or note:
            return "returned"
        case decider.Draft(of=of) if of.before is not None:
            return "amending"
        case _:
            return type(state).__name__.lower()


def _at(*states: str) -> Any:
    return lambda row: row["standing"] in states


async def as_it_is(_: Web, visitor: Visitor, row: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """What the plan says now, as its form holds it. Raises NotFound."""
    assert row is not None
    async with visitor.reader().rows() as connection:
        found = await connection.fetchrow(
            "SELECT title, measures, tasks::text AS tasks FROM unit_plans WHERE unit_plan_id = $1", row["unit_plan_id"]
        )
    if found is None:
        raise NotFound("unit-plan")
    tasks = [{**task, "due_on": date.fromisoformat(task["due_on"])} for task in json.loads(found["tasks"])]
    return {"title": found["title"], "measures": found["measures"], "tasks": tasks}


DRAFT: Final = Do(
    command=DraftUnitPlan,
    name="draft",
    path="/unit-plans",
    body="NewUnitPlan",
    about="Dự thảo kế hoạch của một đơn vị theo một kế hoạch của phường, xã.",
    title="Lập kế hoạch của đơn vị",
    button="Lập dự thảo",
    effect=("Dự thảo chưa gửi cho ai. Xem lại rồi trình duyệt.",),
    done="Đã lập dự thảo. Xem lại rồi trình duyệt.",
    refuses=(decider.UnitPlanRefused, PlanRefused, UnitRefused),
    places={"unit-plan.already-drafted": "plan_id", "unit.closed": "unit_id"},
    creates=lambda c: unit_plan_id(c.plan_id, c.unit_id),
)
REVISE: Final = Do(
    command=ReviseUnitPlan,
    name="revise",
    path="/unit-plans/{unit_plan_id}:revise",
    body="UnitPlanDraft",
    about="Nội dung dự thảo.",
    title="Sửa dự thảo",
    summary="Sửa dự thảo kế hoạch của đơn vị",
    button="Lưu dự thảo",
    done="Đã sửa dự thảo.",
    refuses=REFUSES,
    offered=_at("draft", "returned", "amending"),
    begin=as_it_is,
    replaces=True,
)
SUBMIT: Final = Do(
    command=SubmitUnitPlan,
    name="submit",
    path="/unit-plans/{unit_plan_id}:submit",
    title="Trình duyệt",
    summary="Trình kế hoạch của đơn vị để phường, xã duyệt",
    button="Trình phường, xã duyệt",
    effect=("Văn phòng nhận được việc xem xét. Còn sửa được nếu rút lại trước khi có trả lời.",),
    done="Đã trình phường, xã duyệt.",
    refuses=REFUSES,
    offered=_at("draft", "returned", "amending"),
)
RECALL: Final = Do(
    command=RecallUnitPlan,
    name="recall",
    path="/unit-plans/{unit_plan_id}:recall",
    body="UnitPlanRecall",
    about="Lý do rút lại.",
    title="Rút lại",
    summary="Rút lại kế hoạch của đơn vị đã trình",
    button="Rút lại để sửa",
    effect=("Kế hoạch trở lại là dự thảo; Văn phòng không còn việc xem xét.",),
    done="Đã rút lại. Sửa rồi trình lần nữa.",
    refuses=REFUSES,
    offered=_at("submitted"),
)
WITHDRAW: Final = Do(
    command=WithdrawUnitPlan,
    name="withdraw",
    path="/unit-plans/{unit_plan_id}:withdraw",
    body="UnitPlanWithdrawal",
    about="Lý do rút dự thảo.",
    title="Rút dự thảo",
    summary="Rút dự thảo kế hoạch của đơn vị",
    button="Rút dự thảo",
    called=lambda row: "Rút dự thảo điều chỉnh" if row["approved_on"] else "",
    effect=("Dự thảo thôi không dùng; bản đã duyệt trước đó, nếu có, vẫn giữ nguyên.",),
    done="Đã rút dự thảo.",
    refuses=REFUSES,
    offered=_at("draft", "returned", "amending"),
)
APPROVE: Final = Do(
    command=ApproveUnitPlan,
    name="approve",
    path="/unit-plans/{unit_plan_id}:approve",
    title="Duyệt",
    summary="Duyệt kế hoạch của đơn vị",
    button="Duyệt kế hoạch",
    effect=("Đơn vị nhận được thư báo. Duyệt nhầm thì hủy được.",),
    done="Đã duyệt kế hoạch của đơn vị.",
    refuses=REFUSES,
    offered=_at("submitted"),
)
RETURN: Final = Do(
    command=ReturnUnitPlan,
    name="return",
    path="/unit-plans/{unit_plan_id}:return",
    body="UnitPlanReturn",
    about="Những điểm đơn vị phải hoàn thiện.",
    title="Trả lại",
    summary="Trả lại kế hoạch của đơn vị để hoàn thiện",
    button="Trả lại để hoàn thiện",
    effect=("Đơn vị nhận được thư báo và việc sửa, trình lại. Trả lại nhầm thì hủy được khi đơn vị chưa sửa.",),
    done="Đã trả lại kế hoạch.",
    refuses=REFUSES,
    places={"unit-plan.no-reason": "reasons"},
    offered=_at("submitted"),
)
UNRETURN: Final = Do(
    command=TakeBackReturn,
    name="take-back-return",
    path="/unit-plans/{unit_plan_id}:take-back-return",
    body="UnitPlanReturnTakenBack",
    about="Lý do hủy trả lại. Không ghi dữ liệu cá nhân.",
    title="Hủy trả lại nhầm",
    summary="Hủy việc trả lại kế hoạch của đơn vị",
    button="Hủy trả lại",
    effect=("Kế hoạch trở lại chờ duyệt; đơn vị được báo ngay là không phải sửa và trình lại.",),
    done="Đã hủy trả lại. Kế hoạch chờ duyệt, đơn vị được báo ngay.",
    refuses=REFUSES,
    offered=lambda row: row["standing"] == "returned" and row["untouched"],
)
ERASE_WORDS: Final = Do(
    command=EraseUnitPlanWords,
    name="erase-words",
    path="/unit-plans/{unit_plan_id}:erase-words",
    body="UnitPlanWordsErasure",
    about="Số văn bản yêu cầu xóa.",
    title="Xóa lời ghi",
    summary="Xóa lời ghi về kế hoạch của đơn vị theo yêu cầu",
    button="Xóa lời ghi",
    effect=promise.WORDS_GO,
    done="Đã xóa lời ghi.",
    refuses=REFUSES,
    offered=lambda row: bool(row["noted"]),
    any_ward=True,
)
TAKE_BACK: Final = Do(
    command=TakeBackApproval,
    name="take-back",
    path="/unit-plans/{unit_plan_id}:take-back",
    body="UnitPlanApprovalTakenBack",
    about="Lý do hủy duyệt.",
    title="Hủy duyệt",
    summary="Hủy việc duyệt kế hoạch của đơn vị",
    button="Hủy duyệt",
    effect=("Kế hoạch trở lại chờ duyệt; đơn vị nhận được thư báo.",),
    done="Đã hủy duyệt.",
    refuses=REFUSES,
    offered=_at("approved"),
)
AMEND: Final = Do(
    command=AmendUnitPlan,
    name="amend",
    path="/unit-plans/{unit_plan_id}:amend",
    body="UnitPlanAmendment",
    about="Nội dung điều chỉnh.",
    title="Điều chỉnh",
    summary="Điều chỉnh kế hoạch đã duyệt của đơn vị",
    button="Lập dự thảo điều chỉnh",
    effect=("Bản đã duyệt giữ nguyên cho đến khi phường, xã duyệt bản điều chỉnh.",),
    done="Đã lập dự thảo điều chỉnh. Xem lại rồi trình duyệt.",
    refuses=REFUSES,
    offered=_at("approved"),
    begin=as_it_is,
    replaces=True,
)


def _why(row: Mapping[str, Any]) -> str:
    why = [lower(RETURNS.get(one, one)) for one in row["returned"]]
    return "; ".join([*why, *([row["note"]] if row["note"] else [])]) or "không"


TITLE: Final = Column(name="title", label="Kế hoạch")
UNIT: Final = Column(name="unit", label="Đơn vị")
YEAR: Final = Column(name="year", label="Năm", show=lambda row: str(row["year"]))
PLAN: Final = Column(name="plan", label="Theo kế hoạch", wide=True)
STATE: Final = Column(name="standing", label="Tình trạng", words=WORDS)

unit_plan_years: Final[Find] = listed(
    """
    SELECT DISTINCT year::text AS value, year::text AS label FROM unit_plans
    WHERE $1::date IS NOT NULL LIMIT 100
    """
)

UNIT_PLANS: Final = Capability(
    name="unit-plans",
    file=__file__,
    handles=decider.HANDLES,
    facts=FACTS,
    readers=(
        stream_table(
            "unit_plans",
            3,
            stream=decider.UNIT_PLAN,
            states=(decider.Absent, decider.Draft, decider.Submitted, decider.Approved, decider.Withdrawn),
            events=(
                events.UnitPlanDrafted,
                events.UnitPlanRevised,
                events.UnitPlanSubmitted,
                events.UnitPlanRecalled,
                events.UnitPlanReturned,
                events.UnitPlanReturnTakenBack,
                events.UnitPlanApproved,
                events.UnitPlanApprovalTakenBack,
                events.UnitPlanAmended,
                events.UnitPlanWithdrawn,
                events.UnitPlanWordsErased,
            ),
            key="unit_plan_id",
            row=Row,
            shows=shows,
        ),
    ),
    does=(DRAFT, ERASE_WORDS, WITHDRAW, RECALL, TAKE_BACK, UNRETURN, REVISE, AMEND, RETURN, SUBMIT, APPROVE),
    list=ListPage(
        path="/unit-plans",
        title="Kế hoạch của đơn vị",
        source="""
            SELECT p.ward_code, p.unit_plan_id, p.unit_id, p.title, p.year, p.standing, p.measures, p.returned,
                   p.approved_on, p.holds, p.note, p.untouched, p.noted, p.plan_id, u.name AS unit, w.number || '/' || w.symbol AS plan
            FROM unit_plans p
            JOIN plans w ON w.ward_code = p.ward_code AND w.plan_id = p.plan_id
            LEFT JOIN units u ON u.ward_code = p.ward_code AND u.unit_id = p.unit_id
            WHERE $1::date IS NOT NULL
        """,
        columns=(TITLE, UNIT, YEAR, PLAN, STATE),
        key="unit_plan_id",
        order=("-year", "-title"),
        filters=(
            Filter(name="year", label="Năm", options="unit-plan-years"),
            Filter(name="standing", label="Tình trạng", words=WORDS),
        ),
        searched=("title", "unit"),
        more=("measures", "returned", "note", "untouched", "noted", "approved_on", "holds", "plan_id"),
        own="unit_id",
        roles=WATCHERS,
        empty="Chưa có kế hoạch nào của đơn vị. Kế hoạch của phường, xã được ban hành thì đơn vị lập kế hoạch của mình.",
    ),
    record=RecordPage(
        heading=lambda row: str(row["title"]),
        stream=lambda key: decider.UNIT_PLAN.at(key).stream_id,
        state=lambda row: STATES[row["standing"]],
        facts=(
            UNIT,
            YEAR,
            PLAN,
            Column(name="measures", label="Biện pháp", show=lambda row: in_a_row(row["measures"]) or "chưa ghi"),
            Column(name="holds", label="Biện pháp đã duyệt, còn hiệu lực", show=_holding),
            Column(name="returned", label="Phải hoàn thiện", show=_why),
            Column(
                name="approved_on",
                label="Ngày duyệt",
                show=lambda row: day(row["approved_on"]) if row["approved_on"] else "chưa duyệt",
            ),
        ),
        tables=(
            SubTable(
                title="Nhiệm vụ của đơn vị",
                source="""
                    SELECT t.name, t.due_on, t.result FROM unit_plans p
                    CROSS JOIN json_to_recordset(p.tasks) AS t (name text, due_on date, result text)
                    WHERE $1::date IS NOT NULL AND p.unit_plan_id::text = $2
                """,
                columns=(
                    Column(name="name", label="Nhiệm vụ"),
                    Column(name="due_on", label="Thời hạn"),
                    Column(name="result", label="Sản phẩm", wide=True),
                ),
                empty="Chưa ghi nhiệm vụ nào.",
            ),
            SubTable(
                title="Nhiệm vụ phường, xã giao đơn vị",
                source="""
                    SELECT t.name, t.due_on, t.expected FROM unit_plans p
                    JOIN plan_tasks t ON t.ward_code = p.ward_code AND t.plan_id = p.plan_id AND t.unit_id = p.unit_id
                    WHERE $1::date IS NOT NULL AND NOT t.dropped AND p.unit_plan_id::text = $2 ORDER BY t.due_on, t.name
                """,
                columns=(
                    Column(name="name", label="Nhiệm vụ"),
                    Column(name="due_on", label="Thời hạn"),
                    Column(name="expected", label="Sản phẩm", wide=True),
                ),
                empty="Kế hoạch của phường, xã không giao riêng đơn vị nhiệm vụ nào.",
            ),
        ),
        ways=(
            Way(
                label="Xem kế hoạch của phường, xã",
                to=lambda row: f"/submissions/pages/plans/{row['plan_id']}",
                roles=WATCHERS,
            ),
        ),
    ),
    first=FIRST,
    options={"issued-plans": issued_plans, "unit-plan-years": unit_plan_years, "units": units, "wards": wards},
)

OF_UNITS: Final = SubTable(
    title="Kế hoạch của các đơn vị",
    source="""
        SELECT u.name, coalesce(p.standing, 'none') AS standing, p.title
        FROM plans w JOIN units u ON u.ward_code = w.ward_code AND u.began_on <= $1::date
             AND (u.closed_on IS NULL OR u.closed_on > $1::date)
        LEFT JOIN unit_plans p ON p.ward_code = w.ward_code AND p.plan_id = w.plan_id AND p.unit_id = u.unit_id
            AND p.standing <> 'withdrawn'
        WHERE w.state IN ('issued', 'superseded') AND w.plan_id::text = $2 ORDER BY u.sort_key LIMIT 500
    """,
    columns=(
        Column(name="name", label="Đơn vị"),
        Column(name="title", label="Kế hoạch", wide=True),
        Column(name="standing", label="Tình trạng", words=WORDS | {"none": "Chưa lập"}),
    ),
    empty="Kế hoạch chưa ban hành hoặc đã thu hồi, hoặc phường, xã chưa có đơn vị nào.",
)
"""On the page of the ward's plan: how far each unit is with its own."""
