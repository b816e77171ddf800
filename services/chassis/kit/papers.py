"""The paper of a record: what it says is declared, its files over the API and from its page follow."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from services.chassis.calendar import local_date
from services.chassis.documents import projection
from services.chassis.documents.files import DocxFile, Kind, PdfFile, Printed, reply
from services.chassis.documents.paper import Paper
from services.chassis.http.edge import Edge, Reader

Says = Callable[[asyncpg.Connection, Mapping[str, Any]], Awaitable[Paper]]
"""What the paper of a record says, from its row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPaper:
    """The paper of a record; `name` is that of its template, `title` what people call it."""

    name: str
    title: str
    says: Says

    async def printed(self, connection: asyncpg.Connection, row: Mapping[str, Any]) -> Printed:
        """What is printed of a record."""
        template = await projection.template(connection, row["ward_code"], self.name)
        return Printed(self.title, await self.says(connection, row), template)


def paper_routes(capability: Any, edge: Edge) -> APIRouter:
    """The files of a record's paper over the API, for those who read the list."""
    listed, paper = capability.list, capability.record.paper
    router = APIRouter(tags=[capability.tag or capability.name])

    async def file(reader: Reader, key: Any, kind: Kind) -> Response:
        reader.require(*listed.roles)
        async with reader.rows() as connection:
            row = await listed.one(connection, reader, local_date(edge.clock.now()), key)
            printed = await paper.printed(connection, row)
        return await reply(printed, kind)

    @router.get(
        f"{listed.path}/{{{listed.key}}}/paper.pdf",
        response_class=PdfFile,
        response_model=bytes,
        name=f"{paper.name}-pdf",
        summary=f"{paper.title}: bản in (PDF)",
    )
    async def pdf(
        key: Annotated[UUID, Path(alias=listed.key)], reader: Annotated[Reader, Depends(edge.reader)]
    ) -> Response:
        return await file(reader, key, "pdf")

    @router.get(
        f"{listed.path}/{{{listed.key}}}/paper.docx",
        response_class=DocxFile,
        response_model=bytes,
        name=f"{paper.name}-docx",
        summary=f"{paper.title}: bản thảo (DOCX)",
    )
    async def docx(
        key: Annotated[UUID, Path(alias=listed.key)], reader: Annotated[Reader, Depends(edge.reader)]
    ) -> Response:
        return await file(reader, key, "docx")

    return router
