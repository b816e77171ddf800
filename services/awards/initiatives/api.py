"""HTTP of initiatives: recognised, and listed."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field

from services.awards.edge import READERS, OfWard
from services.awards.initiatives import projection
from services.awards.initiatives.commands import RecogniseInitiative
from services.awards.initiatives.decider import InitiativeRefused
from services.chassis.http.body import Body
from services.chassis.http.edge import Edge, Reader, Writer
from services.chassis.http.paging import PageQuery, page_query
from services.chassis.http.replies import Created, Page, Row, created
from services.chassis.text.types import DocumentNumber, Name


class Recognition(Body):
    """Công nhận sáng kiến cấp cơ sở."""

    name: Name
    authors: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=20)]
    document_number: DocumentNumber
    recognised_on: date


class InitiativeRow(Row):
    """Một sáng kiến đã được công nhận và hồ sơ đang dùng nó."""

    ward_code: str
    initiative_id: UUID
    name: str
    authors: list[UUID]
    document_number: str
    recognised_on: date
    used_by: list[UUID]


class Initiatives(Page):
    """Một trang sáng kiến."""

    items: list[InitiativeRow]


def routes(edge: Edge) -> APIRouter:
    """Routes of initiatives."""
    router = APIRouter(tags=["initiatives"])

    @router.post(
        "/initiatives", status_code=201, summary="Công nhận sáng kiến", responses=edge.problems(InitiativeRefused)
    )
    async def recognise(body: Recognition, writer: Annotated[Writer, Depends(edge.writer)]) -> Created:
        writer.require_for(RecogniseInitiative)
        initiative_id = writer.new_id("initiative")
        accepted = await writer.send(
            RecogniseInitiative(
                ward_code=writer.ward_code,
                at=writer.at,
                initiative_id=initiative_id,
                name=body.name,
                authors=body.authors,
                document_number=body.document_number,
                recognised_on=body.recognised_on,
            )
        )
        return created(accepted, initiative_id)

    @router.get("/initiatives", response_model=Initiatives, summary="Danh sách sáng kiến")
    async def listed(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        ward: OfWard = None,
    ) -> Any:
        reader.require(*READERS)
        async with reader.rows() as connection:
            rows = await projection.page(connection, ward_code=ward, after=page.after(), limit=page.limit)
        return page.reply(rows, key=("ward_code", "initiative_id"))

    return router
