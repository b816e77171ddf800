"""Plans (kế hoạch thi đua, khen thưởng): drafted with what units will owe, revised, then issued with number, day and signer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.chassis import words
from services.chassis.errors import NotFound
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable, Way
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.edge import OFFICE, READERS
from services.submissions.options import people, plan_years, wards
from services.submissions.people.decider import PersonRefused
from services.submissions.plans import api, projection
from services.submissions.plans.commands import DraftPlan, IssuePlan, RevisePlan
from services.submissions.plans.decider import HANDLES, PLAN, PlanRefused
from services.submissions.plans.facts import FACTS
from services.submissions.plans.paper import PAPER
from thidua_contracts.codes import ReportPeriod, UnitKind

REFUSES: Final = (PlanRefused, PersonRefused)
PLACES: Final = {
    "plan.obligation-twice": "obligations",
    "plan.locks-before-due": "obligations",
    "plan.number-taken": "number",
    "plan.issued-in-the-future": "issued_on",
    "plan.due-before-issue": "issued_on",
    "person.erased": "signer_id",
    # the others speak of the plan itself: they stand above the form
}
OF_LAST_YEAR: Final = "tu-ke-hoach"
"""The plan that a new draft is begun from, in the address of its form."""
PLANNERS: Final = frozenset({"clerk", "chairman"})
STATES: Final = {"draft": "Dự thảo", "issued": "Đã ban hành"}


async def written(visitor: Visitor, plan_id: UUID) -> dict[str, Any]:
    """A plan's year and content as its form holds them. Raises NotFound."""
    async with visitor.reader().rows() as connection:
        plan = await projection.one(connection, plan_id)
    if plan is None:
        raise NotFound("plan")
    return {
        "year": plan["year"],
        "title": plan["title"],
        "legal_bases": [{**basis, "issued_on": _day(basis["issued_on"])} for basis in plan["legal_bases"]],
        "recipients": plan["recipients"],
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


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


async def as_it_is(_: Web, visitor: Visitor, plan: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the draft says now."""
    assert plan is not None
    return await written(visitor, plan["plan_id"])


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
    """The content with its year, and the days of its reports, moved by one year; what it rests on stays."""
    year = content["year"]
    return {
        **content,
        "year": year + 1,
        "title": content["title"].replace(str(year), str(year + 1)),
        "obligations": [
            {**duty, **{face: {**duty[face], "day": _next_year(duty[face]["day"])} for face in ("due", "locks")}}
            for duty in content["obligations"]
        ],
    }


def _next_year(day: date) -> date:
    return date(day.year + 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


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
    effect=("Dự thảo chưa giao việc cho ai.", "Sửa được cho đến khi ban hành."),
    done="Đã lập dự thảo. Xem lại rồi ban hành.",
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
    offered=lambda row: row["state"] == "draft",
    begin=as_it_is,
    replaces=True,
)
ISSUE: Final = Do(
    command=IssuePlan,
    name="issue",
    path="/plans/{plan_id}:issue",
    body="Issue",
    about="Số, ngày ban hành và người ký.",
    title="Ban hành kế hoạch",
    button="Ban hành kế hoạch",
    effect=("{owing}", "Số văn bản không dùng lại được; kế hoạch đã ban hành không sửa được."),
    done="Đã ban hành kế hoạch. Các đơn vị được giao báo cáo ngay.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: row["state"] == "draft",
    given=owing,
)


def _issued(row: Mapping[str, Any]) -> bool:
    return bool(row["state"] == "issued")


TITLE: Final = Column(name="title", label="Kế hoạch")
YEAR: Final = Column(name="year", label="Năm", show=lambda row: str(row["year"]))
DOCUMENT: Final = Column(name="document", label="Số, ký hiệu")
ISSUED_ON: Final = Column(name="issued_on", label="Ngày ban hành", wide=True)

LIST: Final = ListPage(
    path="/plans",
    title="Kế hoạch",
    source="""
        SELECT p.ward_code, p.plan_id, p.title, p.year, p.number || '/' || p.symbol AS document, p.issued_on, p.state,
               p.authority, p.signer_title, p.recipients, s.full_name AS signer,
               (SELECT count(*) FROM obligations o WHERE o.ward_code = p.ward_code AND o.plan_id = p.plan_id) AS duties
        FROM plans p LEFT JOIN people s ON s.ward_code = p.ward_code AND s.person_id = p.signer_id
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
    more=("authority", "signer_title", "recipients", "signer"),
    roles=READERS,
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

PLANS: Final = Capability(
    name="plans",
    file=__file__,
    handles=HANDLES,
    facts=FACTS,
    readers=(projection.MODEL,),
    does=(DRAFT, REVISE, ISSUE),
    list=LIST,
    record=RecordPage(
        heading=lambda row: str(row["title"]),
        stream=lambda key: PLAN.at(key).stream_id,
        state=lambda row: ("received" if _issued(row) else "waiting", STATES[row["state"]]),
        facts=(
            YEAR,
            DOCUMENT,
            ISSUED_ON,
            Column(name="signer", label="Người ký", show=lambda row: _signature(row)),
            Column(name="recipients", label="Nơi nhận", show=lambda row: "; ".join(row["recipients"]) or "chưa ghi"),
        ),
        tables=(DUTIES, BASES),
        paper=PAPER,
        ways=(
            Way(
                label="Lập kế hoạch năm sau từ kế hoạch này",
                to=lambda row: f"/submissions/pages/plans/do/draft?{OF_LAST_YEAR}={row['plan_id']}",
                roles=PLANNERS,
                offered=lambda row, _: _issued(row),
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
                offered=lambda row, _: _issued(row),
            ),
        ),
    ),
    options={"people": people, "plan-years": plan_years, "wards": wards},
    routes=(api.routes,),
)


def _signature(row: Mapping[str, Any]) -> str:
    if row["signer_title"] is None:
        return "chưa ký"
    return f"{row['authority']} – {row['signer_title']}: {row['signer'] or 'không còn tên'}"
