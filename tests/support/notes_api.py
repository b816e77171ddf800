"""The API of the notes service: one route of each kind, as a capability writes them."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import StringConstraints

from services.chassis.http.body import Body
from services.chassis.http.edge import Accepted, Edge, Reader, Writer
from services.chassis.http.paging import PageQuery, page_query
from services.chassis.identity import mandate_model
from tests.support import notes


class Part(Body):
    """A piece of a body."""

    label: str
    count: int = 0


class NewNote(Body):
    """Ghi chú mới."""

    about: UUID
    text: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    day: date | None = None
    at: datetime | None = None
    parts: tuple[Part, ...] = ()
    tags: dict[str, str] = {}  # noqa: RUF012 - pydantic copies it


def routes(edge: Edge) -> APIRouter:
    """Write, strike, read one, list."""
    router = APIRouter(tags=["notes"])

    @router.post("/notes", status_code=201, responses=edge.problems(notes.NoteRefused))
    async def write(body: NewNote, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        note_id = writer.new_id()
        return await writer.send(notes.WriteNote(note_id, writer.ward_code, body.about, body.text, writer.at))

    @router.post("/notes/{note_id}:strike", responses=edge.problems(notes.NoteRefused))
    async def strike(note_id: UUID, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        return await writer.send(notes.StrikeNote(note_id, writer.ward_code, writer.at))

    @router.get("/notes")
    async def listed(
        reader: Annotated[Reader, Depends(edge.reader)], page: Annotated[PageQuery, Depends(page_query)]
    ) -> dict[str, Any]:
        after = UUID(page.after_key[0]) if page.after_key else UUID(int=0)
        async with reader.rows() as connection:
            rows = await connection.fetch(
                "SELECT note_id, text, times, struck FROM notes WHERE note_id > $1 ORDER BY note_id LIMIT $2",
                after,
                page.limit,
            )
        return page.reply(rows, key=("note_id",))

    @router.get("/notes:secret")
    async def secret(reader: Annotated[Reader, Depends(edge.reader)]) -> dict[str, str]:
        reader.require("chairman")
        return {"secret": "chỉ chủ tịch"}

    return router


SERVICE = replace(notes.SERVICE, local=(notes.NOTES, mandate_model.MODEL), routes=(routes,))
