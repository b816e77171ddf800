"""HTTP of units."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from services.chassis.calendar import local_date
from services.chassis.errors import NotFound
from services.chassis.http.body import Body, Day
from services.chassis.http.edge import Accepted, Edge, Reader, Writer
from services.chassis.http.paging import PageQuery, page_query
from services.chassis.http.replies import Created, Page, Row, created
from services.chassis.text.types import Name
from services.submissions.edge import KnownUnitKind, OfWard, Word
from services.submissions.units import projection
from services.submissions.units.commands import ChangeUnitCode, CloseUnit, RegisterUnit
from services.submissions.units.decider import UnitRefused
from services.submissions.wards.decider import WardRefused


class NewUnit(Body):
    """Cơ quan, đơn vị, đoàn thể, tổ dân phố, bản."""

    code: Word
    name: Name
    kind: KnownUnitKind
    valid_from: date


class NewCode(Body):
    """Mã mới và ngày có hiệu lực."""

    code: Word
    valid_from: date


class End(Body):
    """Ngày đầu tiên đơn vị không còn hoạt động."""

    closed_on: date


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
    refusals = edge.problems(UnitRefused, WardRefused)

    @router.post("/units", status_code=201, summary="Đăng ký đơn vị", responses=refusals)
    async def register(body: NewUnit, writer: Annotated[Writer, Depends(edge.writer)], ward: OfWard = None) -> Created:
        writer.require_for(RegisterUnit)
        unit_id = writer.new_id("unit")
        command = RegisterUnit(
            ward_code=ward or writer.ward_code,
            at=writer.at,
            unit_id=unit_id,
            code=body.code,
            name=body.name,
            kind=body.kind,
            valid_from=body.valid_from,
        )
        return created(await writer.send(command), unit_id)

    @router.post("/units/{unit_id}:change-code", summary="Đổi mã đơn vị", responses=refusals)
    async def change_code(
        unit_id: UUID, body: NewCode, writer: Annotated[Writer, Depends(edge.writer)], ward: OfWard = None
    ) -> Accepted:
        writer.require_for(ChangeUnitCode)
        return await writer.send(
            ChangeUnitCode(
                ward_code=ward or writer.ward_code,
                at=writer.at,
                unit_id=unit_id,
                code=body.code,
                valid_from=body.valid_from,
            )
        )

    @router.post("/units/{unit_id}:close", summary="Kết thúc hoạt động của đơn vị", responses=refusals)
    async def close(
        unit_id: UUID, body: End, writer: Annotated[Writer, Depends(edge.writer)], ward: OfWard = None
    ) -> Accepted:
        writer.require_for(CloseUnit)
        return await writer.send(
            CloseUnit(ward_code=ward or writer.ward_code, at=writer.at, unit_id=unit_id, closed_on=body.closed_on)
        )

    @router.get("/units", response_model=Units, summary="Danh sách đơn vị")
    async def units(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        ward: OfWard = None,
        kind: Annotated[str | None, Query(max_length=40)] = None,
        as_of: Annotated[Day | None, Query(description="Ngày xét mã đơn vị; mặc định hôm nay.")] = None,
    ) -> dict[str, Any]:
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
    async def unit(unit_id: UUID, reader: Annotated[Reader, Depends(edge.reader)]) -> dict[str, Any]:
        async with reader.rows() as connection:
            found = await projection.one(connection, unit_id)
        if found is None:
            raise NotFound("unit")
        return found

    return router
