"""HTTP of initiatives: the list."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends

from services.awards.edge import OF_COUNCIL
from services.awards.initiatives import projection
from services.chassis.http.edge import Edge, Reader
from services.chassis.http.paging import PageQuery, page_query
from services.chassis.http.replies import Page, Row
from services.chassis.kit.doing import OfWard


class InitiativeRow(Row):
    """Một sáng kiến đã được công nhận và hồ sơ đang dùng nó."""

    ward_code: str
    initiative_id: UUID
    name: str
    authors: list[UUID]
    document_number: str
    recognised_on: date
    used_by: list[UUID]
    withdrawn: bool


class Initiatives(Page):
    """Một trang sáng kiến."""

    items: list[InitiativeRow]


def routes(edge: Edge) -> APIRouter:
    """Routes of initiatives."""
    router = APIRouter(tags=["initiatives"])

    @router.get("/initiatives", response_model=Initiatives, summary="Danh sách sáng kiến")
    async def listed(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        ward: OfWard = None,
    ) -> Any:
        reader.require(*OF_COUNCIL)
        async with reader.rows() as connection:
            rows = await projection.page(connection, ward_code=ward, after=page.after(), limit=page.limit)
        return page.reply(rows, key=("ward_code", "initiative_id"))

    return router
