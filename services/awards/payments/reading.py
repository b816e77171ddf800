"""HTTP of prize money: the decisions that bring some, one with its lines. Who somebody is, only submissions says."""

from datetime import date
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from services.awards.decisions.papers import DECISION
from services.awards.payments import query
from services.chassis.errors import NotFound
from services.chassis.http.edge import Edge, Reader
from services.chassis.http.paging import PageQuery, page_query
from services.chassis.http.replies import Page, Row
from services.chassis.kit.doing import OfWard
from services.chassis.kit.history import as_shown

READERS: Final = frozenset({"finance-officer", "chairman"})
"""Whose work the ward's money is."""


class MoneyRow(Row):
    """Tiền thưởng theo một quyết định; tiền tính bằng đồng."""

    ward_code: str
    decision_id: UUID
    document_number: str
    signed_on: date
    year: int
    decided: int
    paid: int
    to_pay: int
    to_recover: int
    pay_by: date | None


class MoneyPage(Page):
    """Một trang tiền thưởng theo quyết định."""

    items: list[MoneyRow]


class Movement(Row):
    """Một lần chi (dương) hoặc thu hồi (âm)."""

    dong: int
    on: date
    voucher: str
    way: Literal["cash", "transfer"]


class MoneyLine(Row):
    """Một dòng của danh sách; `due` là số được thưởng lúc này, trống khi dòng không có tiền thưởng."""

    register_number: int
    nomination_id: UUID
    unit_id: UUID
    subject_id: UUID
    subject_kind: str
    title: str
    year: int
    state: str
    held: bool
    due: int | None
    net: int | None
    to_pay: int | None
    to_recover: int | None
    moved: list[Movement]


class Money(MoneyRow):
    """Tiền thưởng theo một quyết định cùng từng dòng."""

    lines: list[MoneyLine]


def routes(edge: Edge) -> APIRouter:
    """The routes that read prize money."""
    router = APIRouter(tags=["payments"])

    @router.get("/payments", response_model=MoneyPage, summary="Tiền thưởng theo từng quyết định của phường")
    async def listed(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        ward: OfWard = None,
    ) -> Any:
        reader.require(*READERS)
        async with reader.rows() as connection:
            rows = await query.decisions(connection, ward_code=ward, after=page.after(), limit=page.limit)
        return page.reply(rows, key=("ward_code", "decision_id"))

    @router.get("/payments/{decision_id}", response_model=Money, summary="Tiền thưởng theo một quyết định, từng dòng")
    async def one(decision_id: UUID, reader: Annotated[Reader, Depends(edge.reader)], response: Response) -> Any:
        """Từng dòng đã chi hay chưa; ETag là phiên bản để ghi `If-Match`."""
        reader.require(*READERS)
        async with as_shown(edge, reader, DECISION.at(decision_id).stream_id) as (connection, now):
            found = await query.decision(connection, decision_id)
            lines = await query.lines(connection, decision_id)
        if found is None:
            raise NotFound(str(decision_id))
        response.headers.update(now.etag)
        return {**found, "lines": lines}

    return router
