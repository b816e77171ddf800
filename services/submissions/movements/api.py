"""HTTP of movements: what is read; what is done follows from `capability.py`."""

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
from services.submissions.movements import projection
from services.submissions.movements.decider import MOVEMENT


class Movement(Row):
    """Một phong trào và số đơn vị tham gia."""

    ward_code: str
    movement_id: UUID
    plan_id: UUID
    code: str
    name: str
    kind: str
    goals: list[str]
    subjects: list[str]
    criteria: list[str]
    slogan: str | None
    parent: str | None
    starts_on: date
    ends_on: date | None
    withdrawn: bool
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

    @router.get("/movements", response_model=Movements, summary="Danh sách phong trào")
    async def movements(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        ward: OfWard = None,
        plan_id: Annotated[UUID | None, Query()] = None,
    ) -> dict[str, Any]:
        reader.require(*WATCHERS)
        async with reader.rows() as connection:
            rows = await projection.page(
                connection, ward_code=ward, plan_id=plan_id, after=page.after(), limit=page.limit
            )
        return page.reply(rows, key=("ward_code", "movement_id"))

    @router.get("/movements/{movement_id}", response_model=Movement, summary="Một phong trào")
    async def movement(
        movement_id: UUID, reader: Annotated[Reader, Depends(edge.reader)], response: Response
    ) -> dict[str, Any]:
        """Một phong trào; ETag là phiên bản để ghi `If-Match`."""
        reader.require(*WATCHERS)
        async with as_shown(edge, reader, MOVEMENT.at(movement_id).stream_id) as (connection, now):
            found = await projection.one(connection, movement_id)
        if found is None:
            raise NotFound("movement")
        response.headers.update(now.etag)
        return found

    @router.get("/movements/{movement_id}/units", response_model=Participants, summary="Các đơn vị tham gia")
    async def participants(
        movement_id: UUID,
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
    ) -> dict[str, Any]:
        reader.require(*WATCHERS)
        async with reader.rows() as connection:
            if not await projection.launched_here(connection, movement_id):
                raise NotFound("movement")
            rows = await projection.participants(connection, movement_id, after=page.after_id(), limit=page.limit)
        return page.reply(rows, key=("unit_id",))

    return router
