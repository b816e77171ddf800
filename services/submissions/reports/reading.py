"""HTTP of reports: what is read: the list, one report with its past, the tracking grid, the rates."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from services.chassis.documents.files import DocxFile, PdfFile
from services.chassis.errors import NotFound
from services.chassis.http.body import Day, Instant
from services.chassis.http.edge import Edge, Reader
from services.chassis.http.paging import PageQuery, page_query
from services.chassis.http.replies import Page, Row
from services.chassis.kit.doing import OfWard
from services.submissions.plans import projection as plans
from services.submissions.reports import query
from services.submissions.reports.paper import files
from thidua_contracts.codes import UNIT_ROLES, WATCHING_ROLES

READERS = (
    UNIT_ROLES
    | WATCHING_ROLES
    | {"clerk", "chairman", "council-member", "council-secretary", "bloc-secretary", "city-officer"}
)
"""Roles that may read reports; a unit head reads the own unit's."""
OF_WARD = READERS - UNIT_ROLES - {"bloc-secretary"}
"""Roles that may look over what all units of a ward owe."""

States = Literal["due", "missed", "submitted", "returned", "accepted", "locked", "released"]


class Cell(Row):
    """Một ô của bảng theo dõi: đơn vị nợ gì, đến đâu."""

    report_id: UUID
    obligation_id: UUID
    unit_id: UUID
    state: States
    state_in_words: str
    due_at: datetime
    locks_at: datetime
    attempt: int
    channel: str | None
    sent_at: datetime | None
    on_time: bool | None


class Report(Cell):
    """Một báo cáo: tên của nó trong kế hoạch, kế hoạch nào."""

    ward_code: str
    plan_id: UUID
    name: str | None
    plan_title: str | None
    plan_number: int | None
    plan_symbol: str | None
    plan_year: int | None
    unit_name: str | None
    year: int
    period: str
    accepted_at: datetime | None
    version: int


class Reports(Page):
    """Một trang báo cáo."""

    items: list[Report]


class GridRow(Row):
    """Một đơn vị trong bảng theo dõi, mỗi chế độ báo cáo một ô."""

    ward_code: str
    unit_id: UUID
    name: str
    kind: str
    closed_on: date | None
    cells: list[Cell]


class Grid(Page):
    """Một trang của bảng theo dõi."""

    items: list[GridRow]


class FigureRow(Row):
    """Một số liệu."""

    indicator: str
    value: Decimal


class Line(Row):
    """Một việc đã xảy ra: ghi nhận lúc nào, tính từ lúc nào."""

    stream_version: int
    event: str
    event_in_words: str
    recorded_at: datetime
    effective_at: datetime
    attempt: int | None
    on_time: bool | None
    document_number: str | None
    reason: str | None
    due_at: datetime | None
    locks_at: datetime | None
    figures: list[FigureRow]


class History(Row):
    """Quá trình của một báo cáo, theo thứ tự ghi nhận."""

    items: list[Line]


class Rate(Row):
    """Số lượng theo một chế độ báo cáo, và tỷ lệ phần trăm trên số phải nộp (làm tròn hai chữ số)."""

    ward_code: str
    plan_id: UUID
    obligation_id: UUID
    name: str | None
    period: str
    owed: int
    sent: int
    on_time: int
    late: int
    accepted: int
    returned: int
    missing: int
    open: int
    completeness_percent: Decimal
    on_time_percent: Decimal


class Rates(Row):
    """Mức độ đầy đủ và đúng hạn."""

    items: list[Rate]


def percent(part: int, whole: int) -> Decimal:
    """A share in percent, half up to two places; nothing owed is nothing missing."""
    if whole == 0:
        return Decimal("100.00")
    return (Decimal(part * 100) / Decimal(whole)).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")


def routes(edge: Edge) -> APIRouter:
    """The routes that read reports."""
    router = APIRouter(tags=["reports"])

    @router.get("/reports", response_model=Reports, summary="Danh sách báo cáo")
    async def reports(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        ward: OfWard = None,
        plan_id: Annotated[UUID | None, Query()] = None,
        obligation_id: Annotated[UUID | None, Query()] = None,
        unit_id: Annotated[UUID | None, Query()] = None,
        state: Annotated[States | None, Query()] = None,
    ) -> dict[str, Any]:
        reader.require(*READERS)
        limited = reader.own_unit()
        if limited is not None and unit_id not in (None, limited):
            raise NotFound("unit")
        async with reader.rows() as connection:
            rows = await query.page(
                connection,
                ward_code=ward,
                plan_id=plan_id,
                obligation_id=obligation_id,
                unit_id=limited or unit_id,
                state=state,
                after=page.after(),
                limit=page.limit,
            )
        return page.reply(rows, key=("ward_code", "report_id"))

    @router.get("/reports/{report_id:uuid}", response_model=Report, summary="Một báo cáo")
    async def report(report_id: UUID, reader: Annotated[Reader, Depends(edge.reader)]) -> dict[str, Any]:
        reader.require(*READERS)
        async with reader.rows() as connection:
            found = await query.one(connection, report_id, reader.own_unit())
        if found is None:
            raise NotFound("report")
        return found

    @router.get("/reports/{report_id}/history", response_model=History, summary="Quá trình của một báo cáo")
    async def history(
        report_id: UUID,
        reader: Annotated[Reader, Depends(edge.reader)],
        effective: Annotated[Day | None, Query(description="Chỉ những việc tính đến hết ngày này.")] = None,
        known_at: Annotated[Instant | None, Query(description="Chỉ những việc đã ghi nhận đến lúc này.")] = None,
    ) -> dict[str, Any]:
        reader.require(*READERS)
        async with reader.rows() as connection:
            if await query.one(connection, report_id, reader.own_unit()) is None:
                raise NotFound("report")
            return {"items": await query.history(connection, report_id, effective=effective, known_at=known_at)}

    @router.get("/plans/{plan_id}/tracking", response_model=Grid, summary="Bảng theo dõi đơn vị và chế độ báo cáo")
    async def grid(
        plan_id: UUID,
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
    ) -> dict[str, Any]:
        reader.require(*OF_WARD)
        async with reader.rows() as connection:
            plan = await plans.one(connection, plan_id)
            if plan is None:
                raise NotFound("plan")
            rows = await query.grid(
                connection,
                ward_code=plan["ward_code"],
                plan_id=plan_id,
                after=page.after_id(),
                limit=page.limit,
            )
        return page.reply(rows, key=("unit_id",))

    @router.get("/completeness", response_model=Rates, summary="Tỷ lệ đầy đủ và đúng hạn")
    async def completeness(
        reader: Annotated[Reader, Depends(edge.reader)],
        ward: OfWard = None,
        plan_id: Annotated[UUID | None, Query()] = None,
        year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
    ) -> dict[str, Any]:
        reader.require(*OF_WARD)
        async with reader.rows() as connection:
            rows = await query.rates(connection, ward_code=ward, plan_id=plan_id, year=year)
        return {
            "items": [
                {
                    **row,
                    "completeness_percent": percent(row["sent"], row["owed"]),
                    "on_time_percent": percent(row["on_time"], row["owed"]),
                }
                for row in rows
            ]
        }

    letter = "/plans/{plan_id}/obligations/{obligation_id}/paper"

    @router.get(f"{letter}.pdf", response_class=PdfFile, response_model=bytes, summary="Công văn đôn đốc: bản in (PDF)")
    async def letter_pdf(
        plan_id: UUID, obligation_id: UUID, reader: Annotated[Reader, Depends(edge.reader)]
    ) -> Response:
        return await files(reader, plan_id, obligation_id, edge.clock.now(), "pdf", OF_WARD)

    @router.get(
        f"{letter}.docx", response_class=DocxFile, response_model=bytes, summary="Công văn đôn đốc: bản thảo (DOCX)"
    )
    async def letter_docx(
        plan_id: UUID, obligation_id: UUID, reader: Annotated[Reader, Depends(edge.reader)]
    ) -> Response:
        return await files(reader, plan_id, obligation_id, edge.clock.now(), "docx", OF_WARD)

    return router
