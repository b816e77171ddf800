"""HTTP of units: what is read; what is done follows from `capability.py`."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from services.chassis.calendar import local_date
from services.chassis.errors import NotFound
from services.chassis.http.body import Day
from services.chassis.http.edge import Edge, Reader
from services.chassis.http.paging import PageQuery, page_query
from services.chassis.http.replies import Page, Row
from services.chassis.kit.doing import OfWard
from services.chassis.kit.history import as_shown
from services.submissions.edge import OFFICE, READERS
from services.submissions.units import projection
from services.submissions.units.decider import UNIT


class Unit(Row):
    """Một đơn vị; `code` là mã có hiệu lực vào ngày được hỏi."""

    ward_code: str
    unit_id: UUID
    name: str
    kind: str
    code: str | None
    began_on: date
    closed_on: date | None


class Units(Page):
    """Một trang đơn vị."""

    items: list[Unit]


class DatedCode(Row):
    """Một mã và ngày bắt đầu có hiệu lực."""

    valid_from: date
    code: str


class UnitWithCodes(Row):
    """Một đơn vị với mọi mã từng dùng."""

    ward_code: str
    unit_id: UUID
    name: str
    kind: str
    began_on: date
    closed_on: date | None
    codes: list[DatedCode]


def routes(edge: Edge) -> APIRouter:
    """The routes of this capability."""
    router = APIRouter(tags=["units"])

    @router.get("/units", response_model=Units, summary="Danh sách đơn vị")
    async def units(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        ward: OfWard = None,
        kind: Annotated[str | None, Query(max_length=40)] = None,
        as_of: Annotated[Day | None, Query(description="Ngày xét mã đơn vị; mặc định hôm nay.")] = None,
    ) -> dict[str, Any]:
        reader.require(*OFFICE)
        async with reader.rows() as connection:
            rows = await projection.page(
                connection,
                as_of=as_of or local_date(edge.clock.now()),
                ward_code=ward,
                kind=kind,
                after=page.after(),
                limit=page.limit,
            )
        return page.reply(rows, key=("ward_code", "unit_id"))

    @router.get("/units/{unit_id:uuid}", response_model=UnitWithCodes, summary="Một đơn vị")
    async def unit(
        unit_id: UUID, response: Response, reader: Annotated[Reader, Depends(edge.reader)]
    ) -> dict[str, Any]:
        reader.require(*READERS)  # a unit's head, too, is told what the own unit is called
        async with as_shown(edge, reader, UNIT.at(unit_id).stream_id) as (connection, now):
            found = await projection.one(connection, unit_id)
        if found is None or reader.own_unit() not in (None, unit_id):
            raise NotFound("unit")
        response.headers.update(now.etag)
        return found

    return router
