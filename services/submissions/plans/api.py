"""HTTP of plans: what is read; what is done follows from `drafting.py`, `steps.py` and `receiving.py`."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from services.chassis.errors import NotFound
from services.chassis.http.edge import Edge, Reader
from services.chassis.http.paging import PageQuery, page_query
from services.chassis.http.replies import Page, Row
from services.chassis.kit.doing import OfWard
from services.chassis.kit.history import as_shown
from services.submissions.edge import WATCHERS
from services.submissions.plans import projection
from services.submissions.plans.decider import PLAN


class PlanRow(Row):
    """Một kế hoạch; dự thảo chưa có số và ngày."""

    ward_code: str
    plan_id: UUID
    year: int
    state: str
    title: str
    number: int | None
    symbol: str | None
    issued_on: date | None


class Plans(Page):
    """Một trang kế hoạch."""

    items: list[PlanRow]


class BasisRow(Row):
    """Một căn cứ pháp lý."""

    title: str
    number: str | None
    issued_on: date | None
    document_id: UUID | None = None
    """Văn bản trong thư viện; để trống là căn cứ ghi bằng chữ."""


class ObligationRow(Row):
    """Một chế độ báo cáo; từ `due_at` là trễ, từ `locks_at` không nhận nữa."""

    obligation_id: UUID
    name: str
    period: str
    due_at: datetime
    locks_at: datetime
    unit_kinds: list[str]


class TaskRow(Row):
    """Một nhiệm vụ của phụ lục."""

    code: str
    name: str
    unit_id: UUID
    due_on: date
    result: str | None


class BudgetRow(Row):
    """Một khoản chi dự kiến, bằng đồng."""

    purpose: str
    amount: int
    source: str | None


class AmendingRow(Row):
    """Văn bản điều chỉnh chưa ban hành; kế hoạch giữ nguyên cho đến khi ban hành."""

    step: str
    reason: str
    number: int | None
    symbol: str | None
    dated_on: date | None


class Plan(PlanRow):
    """Một kế hoạch đầy đủ."""

    signer_id: UUID | None
    signer_title: str | None
    authority: str | None
    purposes: list[str]
    requirements: list[str]
    legal_bases: list[BasisRow]
    recipients: list[str]
    obligations: list[ObligationRow]
    tasks: list[TaskRow]
    budget: list[BudgetRow]
    successor_id: UUID | None
    amending: AmendingRow | None


def routes(edge: Edge) -> APIRouter:
    """The routes of this capability."""
    router = APIRouter(tags=["plans"])

    @router.get("/plans", response_model=Plans, summary="Danh sách kế hoạch")
    async def plans(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        ward: OfWard = None,
        year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
    ) -> dict[str, Any]:
        reader.require(*WATCHERS)
        async with reader.rows() as connection:
            rows = await projection.page(connection, ward_code=ward, year=year, after=page.after(), limit=page.limit)
        return page.reply(rows, key=("ward_code", "plan_id"))

    @router.get("/plans/{plan_id:uuid}", response_model=Plan, summary="Một kế hoạch")
    async def plan(
        plan_id: UUID, response: Response, reader: Annotated[Reader, Depends(edge.reader)]
    ) -> dict[str, Any]:
        reader.require(*WATCHERS)
        async with as_shown(edge, reader, PLAN.at(plan_id).stream_id) as (connection, now):
            found = await projection.one(connection, plan_id)
            amending = await projection.under_way(connection, plan_id)
        if found is None:
            raise NotFound("plan")
        response.headers.update(now.etag)
        return {**found, "amending": amending}

    return router
