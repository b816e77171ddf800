"""HTTP of plans."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from services.chassis.errors import NotFound
from services.chassis.http.body import Body
from services.chassis.http.edge import Accepted, Edge, Reader, Writer
from services.chassis.http.paging import PageQuery, page_query
from services.chassis.http.replies import Created, Page, Row, created
from services.chassis.text.types import DocumentNumber, Name
from services.submissions.edge import KnownPeriod, KnownUnitKind, OfWard, Phrase
from services.submissions.people.decider import PersonRefused
from services.submissions.plans import projection
from services.submissions.plans.commands import DraftPlan, IssuePlan, RevisePlan
from services.submissions.plans.decider import PlanRefused
from services.submissions.plans.events import Content, LegalBasis, Obligation

Year = Annotated[int, Field(ge=2000, le=2100)]


class Basis(Body):
    """Một căn cứ pháp lý."""

    title: Name
    number: DocumentNumber | None = None
    issued_on: date | None = None


class Duty(Body):
    """Một chế độ báo cáo: ai phải nộp (để trống là mọi đơn vị), trước ngày nào, khóa sổ khi nào."""

    name: Name
    period: KnownPeriod
    due: Phrase
    locks: Phrase
    unit_kinds: Annotated[tuple[KnownUnitKind, ...], Field(max_length=20)] = ()


class Draft(Body):
    """Nội dung dự thảo: chưa có số, chưa có ngày."""

    title: Name
    legal_bases: Annotated[tuple[Basis, ...], Field(max_length=50)] = ()
    recipients: Annotated[tuple[Name, ...], Field(max_length=50)] = ()
    obligations: Annotated[tuple[Duty, ...], Field(max_length=20)]


class NewPlan(Draft):
    """Dự thảo kế hoạch của một năm."""

    year: Year


class Issue(Body):
    """Số, ngày ban hành và người ký."""

    number: Annotated[int, Field(ge=1, le=99_999)]
    symbol: DocumentNumber = "KH-UBND"
    issued_on: date
    signer_id: UUID
    signer_title: Name = "CHỦ TỊCH"
    authority: Name = "TM. ỦY BAN NHÂN DÂN"


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


class ObligationRow(Row):
    """Một chế độ báo cáo; từ `due_at` là trễ, từ `locks_at` không nhận nữa."""

    obligation_id: UUID
    name: str
    period: str
    due_at: datetime
    locks_at: datetime
    unit_kinds: list[str]


class Plan(PlanRow):
    """Một kế hoạch đầy đủ."""

    signer_id: UUID | None
    signer_title: str | None
    authority: str | None
    legal_bases: list[BasisRow]
    recipients: list[str]
    obligations: list[ObligationRow]


def content(draft: Draft, writer: Writer) -> Content:
    """The draft as the domain knows it; an obligation's id follows from its place in this request."""
    return Content(
        title=draft.title,
        legal_bases=tuple(
            LegalBasis(title=basis.title, number=basis.number, issued_on=basis.issued_on) for basis in draft.legal_bases
        ),
        recipients=draft.recipients,
        obligations=tuple(
            Obligation(
                obligation_id=writer.new_id(f"obligation {place}"),
                name=duty.name,
                period=duty.period,
                due=duty.due.meant(),
                locks=duty.locks.meant(),
                unit_kinds=tuple(dict.fromkeys(duty.unit_kinds)),
            )
            for place, duty in enumerate(draft.obligations)
        ),
    )


def routes(edge: Edge) -> APIRouter:
    """The routes of this capability."""
    router = APIRouter(tags=["plans"])
    refusals = edge.problems(PlanRefused, PersonRefused)

    @router.post("/plans", status_code=201, summary="Lập dự thảo kế hoạch", responses=refusals)
    async def draft(body: NewPlan, writer: Annotated[Writer, Depends(edge.writer)]) -> Created:
        writer.require_for(DraftPlan)
        plan_id = writer.new_id("plan")
        command = DraftPlan(
            ward_code=writer.ward_code, at=writer.at, plan_id=plan_id, year=body.year, content=content(body, writer)
        )
        return created(await writer.send(command), plan_id)

    @router.post("/plans/{plan_id}:revise", summary="Sửa dự thảo kế hoạch", responses=refusals)
    async def revise(plan_id: UUID, body: Draft, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(RevisePlan)
        return await writer.send(
            RevisePlan(ward_code=writer.ward_code, at=writer.at, plan_id=plan_id, content=content(body, writer))
        )

    @router.post("/plans/{plan_id}:issue", summary="Ban hành kế hoạch", responses=refusals)
    async def issue(plan_id: UUID, body: Issue, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(IssuePlan)
        return await writer.send(
            IssuePlan(
                ward_code=writer.ward_code,
                at=writer.at,
                plan_id=plan_id,
                number=body.number,
                symbol=body.symbol,
                issued_on=body.issued_on,
                signer_id=body.signer_id,
                signer_title=body.signer_title,
                authority=body.authority,
            )
        )

    @router.get("/plans", response_model=Plans, summary="Danh sách kế hoạch")
    async def plans(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        ward: OfWard = None,
        year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
    ) -> dict[str, Any]:
        async with reader.rows() as connection:
            rows = await projection.page(connection, ward_code=ward, year=year, after=page.after(), limit=page.limit)
        return page.reply(rows, key=("ward_code", "plan_id"))

    @router.get("/plans/{plan_id:uuid}", response_model=Plan, summary="Một kế hoạch")
    async def plan(plan_id: UUID, reader: Annotated[Reader, Depends(edge.reader)]) -> dict[str, Any]:
        async with reader.rows() as connection:
            found = await projection.one(connection, plan_id)
        if found is None:
            raise NotFound("plan")
        return found

    return router
