"""HTTP of movements."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from services.chassis.http.body import Body
from services.chassis.http.edge import Accepted, Edge, Reader, Writer
from services.chassis.http.paging import PageQuery, page_query
from services.chassis.http.replies import Created, Page, Row, created
from services.submissions.edge import Name, OfWard, Word
from services.submissions.ids import movement_id as id_of
from services.submissions.movements import projection
from services.submissions.movements.commands import JoinMovement, LaunchMovement
from services.submissions.movements.decider import MovementRefused
from services.submissions.units.decider import UnitRefused


class NewMovement(Body):
    """Phong trào được phát động theo một kế hoạch đã ban hành."""

    plan_id: UUID
    code: Word
    name: Name
    starts_on: date
    ends_on: date | None = None


class Joining(Body):
    """Đơn vị tham gia."""

    unit_id: UUID


class Movement(Row):
    """Một phong trào và số đơn vị tham gia."""

    ward_code: str
    movement_id: UUID
    plan_id: UUID
    code: str
    name: str
    starts_on: date
    ends_on: date | None
    units: int


class Movements(Page):
    """Một trang phong trào."""

    items: list[Movement]


class Participant(Row):
    """Một đơn vị tham gia."""

    ward_code: str
    unit_id: UUID
    name: str | None
    joined_at: datetime


class Participants(Page):
    """Một trang đơn vị tham gia."""

    items: list[Participant]


def routes(edge: Edge) -> APIRouter:
    """The routes of this capability."""
    router = APIRouter(tags=["movements"])
    refusals = edge.problems(MovementRefused, UnitRefused)

    @router.post("/movements", status_code=201, summary="Phát động phong trào", responses=refusals)
    async def launch(body: NewMovement, writer: Annotated[Writer, Depends(edge.writer)]) -> Created:
        writer.require_for(LaunchMovement)
        command = LaunchMovement(
            ward_code=writer.ward_code,
            at=writer.at,
            plan_id=body.plan_id,
            code=body.code,
            name=body.name,
            starts_on=body.starts_on,
            ends_on=body.ends_on,
        )
        return created(await writer.send(command), id_of(body.plan_id, body.code))

    @router.post("/movements/{movement_id}:join", summary="Đăng ký tham gia phong trào", responses=refusals)
    async def join(movement_id: UUID, body: Joining, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(JoinMovement)
        return await writer.send(
            JoinMovement(
                ward_code=writer.ward_code,
                at=writer.at,
                by_unit=writer.own_unit(),
                movement_id=movement_id,
                unit_id=body.unit_id,
            )
        )

    @router.get("/movements", response_model=Movements, summary="Danh sách phong trào")
    async def movements(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        ward: OfWard = None,
        plan_id: Annotated[UUID | None, Query()] = None,
    ) -> dict[str, Any]:
        async with reader.rows() as connection:
            rows = await projection.page(
                connection, ward_code=ward, plan_id=plan_id, after=page.after(), limit=page.limit
            )
        return page.reply(rows, key=("ward_code", "movement_id"))

    @router.get("/movements/{movement_id}/units", response_model=Participants, summary="Các đơn vị tham gia")
    async def participants(
        movement_id: UUID,
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
    ) -> dict[str, Any]:
        async with reader.rows() as connection:
            rows = await projection.participants(connection, movement_id, after=page.after_id(), limit=page.limit)
        return page.reply(rows, key=("unit_id",))

    return router
