"""Plans (kế hoạch thi đua, khen thưởng): drafted, checked, signed, numbered, issued; amended, superseded; and who has received them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.errors import NotFound
from services.chassis.http.edge import Reader, Writer
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable, Way
from services.chassis.kit.options import Asking, Option, narrowed
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.edge import OFFICE, WATCHERS
from services.submissions.ids import document_number_id
from services.submissions.numbers.projection import next_number
from services.submissions.options import issued_plans, people, plan_years, units, wards
from services.submissions.people.decider import PersonRefused
from services.submissions.plans import api, decider, projection, receipts
from services.submissions.plans.commands import (
    AmendPlan,
    CheckPlan,
    ConfirmReceipt,
    DraftPlan,
    IssuePlan,
    NumberPlan,
    RecordReceipt,
    RevisePlan,
    SignPlan,
    SupersedePlan,
    TakeBackCheck,
    TakeBackNumber,
    TakeBackSignature,
    WithdrawDraft,
    WithdrawReceipt,
)
from services.submissions.plans.decider import PLAN, PlanRefused
from services.submissions.plans.facts import FACTS
from services.submissions.plans.paper import PAPER
from services.submissions.units.decider import UnitRefused
from thidua_contracts.codes import ReportPeriod, UnitKind

REFUSES: Final = (PlanRefused, PersonRefused)
OF_RECEIPTS: Final = (*REFUSES, receipts.ReceiptRefused, UnitRefused)
PLACES: Final = {
    "plan.obligation-twice": "obligations",
    "plan.locks-before-due": "obligations",
    "plan.task-twice": "tasks",
    "plan.number-taken": "number",
    "plan.issued-in-the-future": "issued_on",
    "plan.due-before-issue": "issued_on",
    "plan.amended-before-issue": "amended_on",
    "plan.supersedes-itself": "by_plan_id",
    "plan.successor-not-issued": "by_plan_id",
    "person.erased": "signer_id",
    # the others speak of the plan itself: they stand above the form
}
OF_AMENDMENT: Final = PLACES | {"plan.issued-in-the-future": "amended_on"}
OF_RECEIPT: Final = PLACES | {
    "receipt.unknown-recipient": "recipient",
    "receipt.in-the-future": "received_on",
    "receipt.before-issue": "received_on",
}
OF_LAST_YEAR: Final = "tu-ke-hoach"
"""The plan that a new draft is begun from, in the address of its form."""
PLANNERS: Final = frozenset({"clerk", "chairman"})
SYMBOL: Final = "KH-UBND"
STATES: Final = {
    "draft": "Dự thảo",
    "checked": "Đã kiểm tra, chờ ký",
    "signed": "Đã ký, chờ số",
    "numbered": "Đã có số, chờ ban hành",
    "issued": "Đã ban hành",
    "superseded": "Đã được thay thế",
    "withdrawn": "Đã rút",
}
IN_FORCE: Final = ("issued", "superseded")


def at(*states: str) -> Callable[[Mapping[str, Any]], bool]:
    """Offered while the plan stands at one of these steps."""
    return lambda row: row["state"] in states


async def plan_of(visitor: Visitor, plan_id: UUID) -> dict[str, Any]:
    """A plan. Raises NotFound."""
    async with visitor.reader().rows() as connection:
        plan = await projection.one(connection, plan_id)
    if plan is None:
        raise NotFound("plan")
    return plan


async def written(visitor: Visitor, plan_id: UUID) -> dict[str, Any]:
    """A plan's year and content as its form holds them. Raises NotFound."""
    plan = await plan_of(visitor, plan_id)
    return {
        "year": plan["year"],
        **amendable(plan),
        "obligations": [
            {
                "name": duty["name"],
                "period": duty["period"],
                "due": {"day": duty["due_day"], "reading": duty["due_reading"]},
                "locks": {"day": duty["locks_day"], "reading": duty["locks_reading"]},
                "unit_kinds": duty["unit_kinds"],
            }
            for duty in plan["obligations"]
        ],
    }


def amendable(plan: Mapping[str, Any]) -> dict[str, Any]:
    """What an amendment may change, as a form holds it: everything but the reports."""
    return {
        **{name: plan[name] for name in ("title", "purposes", "requirements", "recipients", "budget")},
        "legal_bases": [{**basis, "issued_on": _day(basis["issued_on"])} for basis in plan["legal_bases"]],
        "tasks": [{**task, "due_on": _day(task["due_on"])} for task in plan["tasks"]],
    }


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


async def as_it_is(_: Web, visitor: Visitor, plan: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the draft says now."""
    assert plan is not None
    return await written(visitor, plan["plan_id"])


async def as_amended(_: Web, visitor: Visitor, plan: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the issued plan says now, under the next number."""
    assert plan is not None
    number = await numbering(_, visitor, plan)
    return {**amendable(await plan_of(visitor, plan["plan_id"])), "number": number["number"]}


async def numbering(_: Web, visitor: Visitor, plan: Mapping[str, Any] | None) -> dict[str, Any]:
    """The next number of the ward's register, and today."""
    assert plan is not None
    today = local_date(visitor.at)
    async with visitor.reader().rows() as connection:
        number = await next_number(connection, plan["ward_code"], today.year, SYMBOL)
    return {"number": number, "issued_on": today}


async def as_last_year(_: Web, visitor: Visitor, plan: Mapping[str, Any] | None) -> dict[str, Any]:
    """What an earlier plan says, a year later; an empty form when none was named."""
    named = visitor.request.query_params.get(OF_LAST_YEAR, "")
    if not named:
        return {}
    try:
        return a_year_later(await written(visitor, UUID(named)))
    except ValueError:
        raise NotFound("plan") from None


def a_year_later(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content with its year, and the days of its reports and tasks, moved by one year; what it rests on stays."""
    year = content["year"]
    return {
        **content,
        "year": year + 1,
        "title": content["title"].replace(str(year), str(year + 1)),
        "tasks": [{**task, "due_on": _next_year(task["due_on"])} for task in content["tasks"]],
        "obligations": [
            {**duty, **{face: {**duty[face], "day": _next_year(duty[face]["day"])} for face in ("due", "locks")}}
            for duty in content["obligations"]
        ],
    }


def _next_year(day: date) -> date:
    return date(day.year + 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


async def number_looked_up(reader: Reader, _writer: Writer, path: Mapping[str, Any], _body: Any) -> Mapping[str, Any]:
    """The number that a plan has now. Raises NotFound when it has none."""
    async with reader.rows() as connection:
        plan = await projection.one(connection, path["plan_id"])
    if plan is None or plan["issued_on"] is None:
        raise NotFound("plan")
    return {"number_id": document_number_id(plan["ward_code"], plan["issued_on"].year, plan["symbol"], plan["number"])}


async def recipients_of(asking: Asking) -> list[Option]:
    """The recipients that the plan names."""
    named = asking.record["recipients"] if asking.record is not None else []
    return narrowed([Option(line, line) for line in named], asking)


OWING: Final = """
SELECT count(DISTINCT u.unit_id) AS units, count(*) AS reports, min(o.due_at) AS first_due
FROM obligations o JOIN units u ON u.ward_code = o.ward_code AND (o.unit_kinds = '{}' OR u.kind = ANY (o.unit_kinds))
WHERE o.plan_id = $1 AND u.began_on::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' < o.due_at AND o.locks_at > $2
  AND (u.closed_on IS NULL OR u.closed_on::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' >= o.due_at)
"""


async def owing(_: Web, visitor: Visitor, plan: Mapping[str, Any] | None) -> dict[str, str]:
    """How many units will owe how many reports from when, by the rule of `open_reports.owes`."""
    assert plan is not None
    async with visitor.reader().rows() as connection:
        found = await connection.fetchrow(OWING, plan["plan_id"], visitor.at)
    assert found is not None  # aggregates always give a row
    if not found["reports"]:
        return {"owing": "Chưa có đơn vị nào phải nộp báo cáo theo kế hoạch này; xem lại chế độ báo cáo và các đơn vị."}
    said = f"{words.number(found['units'])} đơn vị phải nộp tất cả {words.number(found['reports'])} báo cáo"
    return {"owing": f"{said}, tính từ ngày ban hành; hạn đầu tiên: {words.until(found['first_due'])}."}


DRAFT: Final = Do(
    command=DraftPlan,
    name="draft",
    path="/plans",
    body="NewPlan",
    about="Dự thảo kế hoạch của một năm.",
    title="Lập dự thảo kế hoạch",
    button="Lập dự thảo",
    effect=("Dự thảo chưa giao việc cho ai.", "Sửa được cho đến khi kiểm tra xong."),
    done="Đã lập dự thảo. Xem lại rồi kiểm tra.",
    refuses=REFUSES,
    places=PLACES,
    creates=lambda command: command.plan_id,
    begin=as_last_year,
)
REVISE: Final = Do(
    command=RevisePlan,
    name="revise",
    path="/plans/{plan_id}:revise",
    body="Draft",
    about="Nội dung dự thảo: chưa có số, chưa có ngày.",
    title="Sửa dự thảo kế hoạch",
    button="Lưu dự thảo",
    done="Đã sửa dự thảo.",
    refuses=REFUSES,
    places=PLACES,
    offered=at("draft"),
    begin=as_it_is,
    replaces=True,
)
CHECK: Final = Do(
    command=CheckPlan,
    name="check",
    path="/plans/{plan_id}:check",
    title="Kiểm tra xong",
    summary="Ghi nhận dự thảo đã kiểm tra nội dung và thể thức",
    button="Xác nhận đã kiểm tra",
    effect=("Dự thảo được trình Chủ tịch ký.", "Muốn sửa sau đó, hủy kiểm tra."),
    done="Đã kiểm tra. Kế hoạch chờ ký.",
    refuses=REFUSES,
    places=PLACES,
    offered=at("draft"),
)
UNCHECK: Final = Do(
    command=TakeBackCheck,
    name="uncheck",
    path="/plans/{plan_id}:uncheck",
    body="CheckTakenBack",
    about="Lý do hủy kiểm tra.",
    title="Hủy kiểm tra",
    button="Hủy kiểm tra",
    effect=("Kế hoạch trở lại là dự thảo và sửa được.",),
    done="Đã hủy kiểm tra. Kế hoạch lại là dự thảo.",
    refuses=REFUSES,
    places=PLACES,
    offered=at("checked"),
)
SIGN: Final = Do(
    command=SignPlan,
    name="sign",
    path="/plans/{plan_id}:sign",
    body="PlanSignature",
    about="Người ký và chức vụ ghi trên chữ ký.",
    title="Ký kế hoạch",
    button="Ký kế hoạch",
    effect=("Văn thư được đề nghị cấp số và ngày.", "Hủy được chữ ký cho đến khi có số."),
    done="Đã ký kế hoạch. Văn thư cấp số và ngày.",
    refuses=REFUSES,
    places=PLACES,
    offered=at("checked"),
)
UNSIGN: Final = Do(
    command=TakeBackSignature,
    name="unsign",
    path="/plans/{plan_id}:unsign",
    body="SignatureTakenBack",
    about="Lý do hủy chữ ký.",
    title="Hủy chữ ký",
    button="Hủy chữ ký",
    effect=("Kế hoạch trở lại chờ ký.",),
    done="Đã hủy chữ ký.",
    refuses=REFUSES,
    places=PLACES,
    offered=at("signed"),
)
NUMBER: Final = Do(
    command=NumberPlan,
    name="number",
    path="/plans/{plan_id}:number",
    body="PlanNumber",
    about="Số, ký hiệu và ngày của kế hoạch đã ký.",
    title="Cấp số và ngày",
    button="Cấp số",
    effect=("Số lấy trong sổ văn bản đi và không dùng lại được.",),
    done="Đã cấp số và ngày. Kế hoạch chờ ban hành.",
    refuses=REFUSES,
    places=PLACES,
    offered=at("signed"),
    begin=numbering,
)
UNNUMBER: Final = Do(
    command=TakeBackNumber,
    name="unnumber",
    path="/plans/{plan_id}:unnumber",
    body="NumberTakenBack",
    about="Lý do thu hồi số.",
    title="Thu hồi số",
    button="Thu hồi số",
    effect=("Số bị hủy trong sổ văn bản đi; kế hoạch được cấp số khác.",),
    done="Đã thu hồi số. Kế hoạch chờ số khác.",
    refuses=REFUSES,
    places=PLACES,
    offered=at("numbered"),
    look=number_looked_up,
)
ISSUE: Final = Do(
    command=IssuePlan,
    name="issue",
    path="/plans/{plan_id}:issue",
    title="Ban hành kế hoạch",
    button="Ban hành kế hoạch",
    effect=("{owing}", "Kế hoạch đã ban hành chỉ thay đổi được bằng văn bản điều chỉnh."),
    done="Đã ban hành kế hoạch. Các đơn vị được giao báo cáo và nhiệm vụ ngay.",
    refuses=REFUSES,
    places=PLACES,
    offered=at("numbered"),
    given=owing,
)
AMEND: Final = Do(
    command=AmendPlan,
    name="amend",
    path="/plans/{plan_id}:amend",
    body="Amendment",
    about="Văn bản điều chỉnh và nội dung sau khi điều chỉnh; hạn báo cáo gia hạn ở từng báo cáo.",
    title="Điều chỉnh kế hoạch",
    button="Điều chỉnh kế hoạch",
    effect=(
        "Văn bản điều chỉnh lấy số trong sổ văn bản đi.",
        "Nhiệm vụ mới hoặc đổi đơn vị chủ trì được giao ngay; kết quả đã ghi vẫn còn.",
    ),
    done="Đã điều chỉnh kế hoạch.",
    refuses=REFUSES,
    places=OF_AMENDMENT,
    offered=at("issued"),
    begin=as_amended,
    replaces=True,
)
SUPERSEDE: Final = Do(
    command=SupersedePlan,
    name="supersede",
    path="/plans/{plan_id}:supersede",
    body="Supersession",
    about="Kế hoạch thay thế và lý do.",
    title="Thay thế bằng kế hoạch khác",
    button="Thay thế kế hoạch",
    effect=("Nhiệm vụ chưa xong của kế hoạch này kết thúc; báo cáo đã giao vẫn phải nộp.",),
    done="Đã ghi kế hoạch thay thế.",
    refuses=REFUSES,
    places=PLACES,
    offered=at("issued"),
)
WITHDRAW: Final = Do(
    command=WithdrawDraft,
    name="withdraw",
    path="/plans/{plan_id}:withdraw",
    body="DraftWithdrawal",
    about="Lý do rút dự thảo.",
    title="Rút dự thảo",
    button="Rút dự thảo",
    effect=("Dự thảo thôi không dùng; lập dự thảo khác từ kế hoạch trước nếu cần.",),
    done="Đã rút dự thảo.",
    refuses=REFUSES,
    places=PLACES,
    offered=at("draft", "checked"),
)
CONFIRM: Final = Do(
    command=ConfirmReceipt,
    name="confirm",
    path="/plans/{plan_id}:confirm",
    body="Receipt",
    about="Đơn vị đã nhận kế hoạch.",
    title="Xác nhận đã nhận",
    button="Xác nhận đã nhận",
    done="Đã ghi nhận đơn vị nhận kế hoạch.",
    refuses=OF_RECEIPTS,
    places=OF_RECEIPT,
    offered=at("issued"),
)
RECEIVE: Final = Do(
    command=RecordReceipt,
    name="receive",
    path="/plans/{plan_id}:receive",
    body="OutsideReceipt",
    about="Nơi nhận ngoài các đơn vị của phường, xã đã nhận kế hoạch.",
    title="Ghi nơi nhận đã nhận",
    button="Ghi đã nhận",
    done="Đã ghi nơi nhận đã nhận kế hoạch.",
    refuses=OF_RECEIPTS,
    places=OF_RECEIPT,
    offered=at("issued"),
)
UNRECEIVE: Final = Do(
    command=WithdrawReceipt,
    name="unreceive",
    path="/plans/{plan_id}/receipts/{receipt_id}:withdraw",
    body="ReceiptWithdrawal",
    about="Lý do hủy việc ghi nhận.",
    title="Hủy ghi nhận đã nhận",
    button="Hủy ghi nhận",
    done="Đã hủy ghi nhận.",
    refuses=OF_RECEIPTS,
    places=OF_RECEIPT,
    addressed=frozenset({"receipt_id"}),
    offered=at("issued", "superseded"),
)


def _issued(row: Mapping[str, Any]) -> bool:
    return bool(row["state"] == "issued")


def _in_force(row: Mapping[str, Any]) -> bool:
    return row["state"] in IN_FORCE


def _lines(row: Mapping[str, Any], name: str) -> str:
    return "; ".join(row[name]) or "chưa ghi"


TITLE: Final = Column(name="title", label="Kế hoạch")
YEAR: Final = Column(name="year", label="Năm", show=lambda row: str(row["year"]))
DOCUMENT: Final = Column(name="document", label="Số, ký hiệu")
ISSUED_ON: Final = Column(name="issued_on", label="Ngày ban hành", wide=True)

LIST: Final = ListPage(
    path="/plans",
    title="Kế hoạch",
    source="""
        SELECT p.ward_code, p.plan_id, p.title, p.year, p.number || '/' || p.symbol AS document, p.issued_on, p.state,
               p.authority, p.signer_title, p.recipients, p.purposes, p.requirements, s.full_name AS signer,
               n.number || '/' || n.symbol || ' – ' || n.title AS successor,
               (SELECT count(*) FROM obligations o WHERE o.ward_code = p.ward_code AND o.plan_id = p.plan_id) AS duties
        FROM plans p LEFT JOIN people s ON s.ward_code = p.ward_code AND s.person_id = p.signer_id
        LEFT JOIN plans n ON n.ward_code = p.ward_code AND n.plan_id = p.successor_id
        WHERE $1::date IS NOT NULL
    """,
    columns=(
        TITLE,
        YEAR,
        DOCUMENT,
        ISSUED_ON,
        Column(name="duties", label="Chế độ báo cáo", number=True, wide=True),
        Column(name="state", label="Tình trạng", words=STATES),
    ),
    key="plan_id",
    order=("-year",),
    filters=(
        Filter(name="year", label="Năm", options="plan-years"),
        Filter(name="state", label="Tình trạng", words=STATES),
    ),
    searched=("title", "document"),
    more=("authority", "signer_title", "recipients", "purposes", "requirements", "signer", "successor"),
    roles=WATCHERS,
    empty="Chưa lập kế hoạch nào. Kế hoạch giao các đơn vị nộp báo cáo gì, trước ngày nào.",
)

DUTIES: Final = SubTable(
    title="Chế độ báo cáo",
    source="""
        SELECT o.name, o.period, o.due_at, o.locks_at, o.unit_kinds FROM obligations o
        WHERE $1::date IS NOT NULL AND o.plan_id::text = $2 ORDER BY o.place
    """,
    columns=(
        Column(name="name", label="Báo cáo"),
        Column(name="period", label="Kỳ", words=ReportPeriod.words(), wide=True),
        Column(name="due_at", label="Hạn nộp", show=lambda row: words.until(row["due_at"])),
        Column(name="locks_at", label="Khóa sổ", show=lambda row: words.until(row["locks_at"]), wide=True),
        Column(name="unit_kinds", label="Đơn vị phải nộp", show=lambda row: _whom(row["unit_kinds"])),
    ),
    empty="Chưa có chế độ báo cáo nào. Sửa dự thảo để bổ sung trước khi ban hành.",
)


def _whom(kinds: list[str]) -> str:
    return ", ".join(UnitKind.words().get(kind, kind) for kind in kinds) or "Mọi đơn vị"


BASES: Final = SubTable(
    title="Căn cứ pháp lý",
    source="""
        SELECT b.title, b.number, b.issued_on
        FROM plans p CROSS JOIN json_to_recordset(p.legal_bases) AS b (title text, number text, issued_on date)
        WHERE $1::date IS NOT NULL AND p.plan_id::text = $2
    """,
    columns=(
        Column(name="title", label="Văn bản"),
        Column(name="number", label="Số văn bản"),
        Column(name="issued_on", label="Ngày"),
    ),
    empty="Chưa ghi căn cứ pháp lý nào.",
)

TASKS: Final = SubTable(
    title="Nhiệm vụ của phụ lục",
    source="""
        SELECT t.code, t.name, u.name AS unit, t.due_on, t.result
        FROM plans p CROSS JOIN json_to_recordset(p.tasks)
            AS t (code text, name text, unit_id uuid, due_on date, result text)
        LEFT JOIN units u ON u.ward_code = p.ward_code AND u.unit_id = t.unit_id
        WHERE $1::date IS NOT NULL AND p.plan_id::text = $2
    """,
    columns=(
        Column(name="code", label="Số"),
        Column(name="name", label="Nhiệm vụ"),
        Column(name="unit", label="Chủ trì"),
        Column(name="due_on", label="Thời hạn"),
        Column(name="result", label="Sản phẩm", wide=True),
    ),
    empty="Kế hoạch không có phụ lục nhiệm vụ.",
)

BUDGET: Final = SubTable(
    title="Kinh phí",
    source="""
        SELECT b.purpose, b.amount, b.source
        FROM plans p CROSS JOIN json_to_recordset(p.budget) AS b (purpose text, amount bigint, source text)
        WHERE $1::date IS NOT NULL AND p.plan_id::text = $2
    """,
    columns=(
        Column(name="purpose", label="Nội dung chi"),
        Column(name="amount", label="Số tiền (đ)", number=True),
        Column(name="source", label="Nguồn"),
    ),
    empty="Chưa ghi kinh phí.",
)

AMENDMENTS: Final = SubTable(
    title="Văn bản điều chỉnh",
    source="""
        SELECT a.document, a.amended_on, a.reason FROM plan_amendments a
        WHERE $1::date IS NOT NULL AND a.plan_id::text = $2 ORDER BY a.amended_on, a.document
    """,
    columns=(
        Column(name="document", label="Số, ký hiệu"),
        Column(name="amended_on", label="Ngày"),
        Column(name="reason", label="Lý do"),
    ),
    empty="Chưa có văn bản điều chỉnh.",
)

RECIPIENTS: Final = SubTable(
    title="Nơi nhận đã xác nhận",
    source="""
        SELECT r.receipt_id, coalesce(u.name, r.recipient) AS who, r.received_on
        FROM plan_receipts r LEFT JOIN units u ON u.ward_code = r.ward_code AND u.unit_id = r.unit_id
        WHERE $1::date IS NOT NULL AND r.plan_id::text = $2 ORDER BY r.received_on, r.receipt_id LIMIT 500
    """,
    columns=(Column(name="who", label="Nơi nhận"), Column(name="received_on", label="Ngày nhận")),
    empty="Chưa nơi nào xác nhận đã nhận.",
    act=("unreceive", lambda row: {"receipt_id": str(row["receipt_id"])}),
)

BESIDE: Final = SubTable(
    title="So với kế hoạch năm trước",
    source="""
        WITH mine AS (SELECT ward_code, plan_id, year FROM plans WHERE plan_id::text = $2),
        last AS (
            SELECT p.ward_code, p.plan_id, p.year FROM plans p JOIN mine m ON m.ward_code = p.ward_code AND p.year = m.year - 1
            WHERE p.state IN ('issued', 'superseded') AND $1::date IS NOT NULL
            ORDER BY p.state, p.issued_on DESC LIMIT 1
        ),
        said AS (
            SELECT plan_id, ward_code, 'Hạn nộp: ' || name AS what,
                   'hết ' || to_char(due_day - (due_reading = 'before')::int, 'DD/MM/YYYY') AS words FROM obligations
            UNION ALL
            SELECT p.plan_id, p.ward_code, 'Nhiệm vụ: ' || t.name, to_char(t.due_on, 'DD/MM/YYYY')
            FROM plans p CROSS JOIN json_to_recordset(p.tasks) AS t (name text, due_on date)
            UNION ALL
            SELECT p.plan_id, p.ward_code, 'Kinh phí (đ)', translate(to_char(sum(b.amount), 'FM999,999,999,999,999,999'), ',', '.')
            FROM plans p CROSS JOIN json_to_recordset(p.budget) AS b (amount bigint) GROUP BY p.plan_id, p.ward_code
            UNION ALL
            SELECT plan_id, ward_code, 'Số nơi nhận', cardinality(recipients)::text FROM plans
        ),
        before AS (
            SELECT replace(s.what, l.year::text, (l.year + 1)::text) AS what, s.words
            FROM said s JOIN last l ON l.ward_code = s.ward_code AND l.plan_id = s.plan_id
        ),
        now AS (SELECT s.what, s.words FROM said s JOIN mine m ON m.ward_code = s.ward_code AND m.plan_id = s.plan_id)
        SELECT coalesce(n.what, b.what) AS what, b.words AS before, n.words AS now
        FROM now n FULL JOIN before b ON b.what = n.what
        WHERE EXISTS (SELECT FROM last) ORDER BY 1 LIMIT 200
    """,
    columns=(
        Column(name="what", label="Nội dung"),
        Column(name="before", label="Năm trước", show=lambda row: row["before"] or "không có"),
        Column(name="now", label="Năm nay", show=lambda row: row["now"] or "không có"),
    ),
    empty="Chưa có kế hoạch năm trước trong hệ thống.",
)

PLANS: Final = Capability(
    name="plans",
    file=__file__,
    handles=(*decider.HANDLES, *receipts.HANDLES),
    facts=FACTS,
    readers=(projection.MODEL,),
    does=(  # the last that is offered is the page's first button
        DRAFT,
        REVISE,
        WITHDRAW,
        UNCHECK,
        UNSIGN,
        UNNUMBER,
        UNRECEIVE,
        SUPERSEDE,
        AMEND,
        CONFIRM,
        RECEIVE,
        CHECK,
        SIGN,
        NUMBER,
        ISSUE,
    ),
    list=LIST,
    record=RecordPage(
        heading=lambda row: str(row["title"]),
        stream=lambda key: PLAN.at(key).stream_id,
        state=lambda row: ("received" if _in_force(row) else "waiting", STATES[row["state"]]),
        facts=(
            YEAR,
            DOCUMENT,
            ISSUED_ON,
            Column(name="signer", label="Người ký", show=lambda row: _signature(row)),
            Column(name="purposes", label="Mục đích", show=lambda row: _lines(row, "purposes")),
            Column(name="requirements", label="Yêu cầu", show=lambda row: _lines(row, "requirements")),
            Column(name="recipients", label="Nơi nhận", show=lambda row: _lines(row, "recipients")),
            Column(name="successor", label="Kế hoạch thay thế", show=lambda row: row["successor"] or "không"),
        ),
        tables=(DUTIES, TASKS, BUDGET, BASES, RECIPIENTS, AMENDMENTS, BESIDE),
        paper=PAPER,
        ways=(
            Way(
                label="Lập kế hoạch năm sau từ kế hoạch này",
                to=lambda row: f"/submissions/pages/plans/do/draft?{OF_LAST_YEAR}={row['plan_id']}",
                roles=PLANNERS,
                offered=lambda row, _: _in_force(row),
            ),
            Way(
                label="Phát động phong trào",
                to=lambda row: f"/submissions/pages/movements/do/launch?plan_id={row['plan_id']}",
                roles=PLANNERS,
                offered=lambda row, visitor: _issued(row) and visitor.acts_in(row["ward_code"]),
            ),
            Way(
                label="Theo dõi báo cáo",
                to=lambda row: f"/submissions/pages/tracking?plan={row['plan_id']}",
                roles=OFFICE,
                offered=lambda row, _: _in_force(row),
            ),
        ),
    ),
    options={
        "issued-plans": issued_plans,
        "people": people,
        "plan-recipients": recipients_of,
        "plan-years": plan_years,
        "units": units,
        "wards": wards,
    },
    routes=(api.routes,),
)


def _signature(row: Mapping[str, Any]) -> str:
    if row["signer_title"] is None:
        return "chưa ký"
    return f"{row['authority']} – {row['signer_title']}: {row['signer'] or 'không còn tên'}"
