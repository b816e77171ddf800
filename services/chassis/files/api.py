"""The API of sending files: begin one, send its parts in order, finish it; a command then names it by its id.

Who was cut off asks how far the file has come and goes on from there. A part that is sent again is told so, never taken twice.
"""

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from services.chassis.files.files import MOST_PART, Told, Upload
from services.chassis.files.refusals import FileRefused
from services.chassis.http.body import Body
from services.chassis.http.edge import Edge, Reader, Writer
from services.chassis.http.openapi import REF
from services.chassis.http.problems import MEDIA_TYPE, TITLES
from services.chassis.http.refusals import BadRequest
from services.chassis.http.request import BoundedRequest
from services.chassis.text.types import LETTERED
from services.chassis.web.drafts import author_of

BYTES: Final = "application/octet-stream"
PART_OF: Final = {
    "requestBody": {
        "required": True,
        "content": {BYTES: {"schema": {"type": "string", "format": "binary", "minLength": 1, "maxLength": MOST_PART}}},
        "description": "Phần tiếp theo của tệp, đúng từ byte `offset`.",
    }
}

OF_BODY: Final[dict[int | str, dict[str, Any]]] = {
    status: {"description": TITLES[status], "content": {MEDIA_TYPE: {"schema": REF}}} for status in (408, 413, 415)
}


class NewFile(Body):
    """Tệp sắp gửi: tên và số byte. Loại tệp được nhận từ nội dung, không từ tên."""

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=LETTERED, examples=["bien-ban.pdf"])]
    size: Annotated[int, Field(ge=1, le=2**31 - 1)]


class FileProgress(BaseModel):
    """Tệp đang gửi: đã nhận bao nhiêu byte, mỗi lần gửi được bao nhiêu."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    file_id: UUID
    size: int
    received: int
    part_most: int
    done: bool
    """Đã nhận đủ và đã xem loại: dùng mã này trong lệnh."""


class SentFile(BaseModel):
    """Tệp đã nhận đủ, với loại xem từ nội dung."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    file_id: UUID
    kind: Literal["pdf", "docx", "xlsx", "jpg", "png", "webp"]
    size: int
    name: str


def routes(roles: frozenset[str], edge: Edge) -> APIRouter:
    """Below `/<service>/files`, for the roles whose commands name files."""
    router = APIRouter(tags=["files"])
    refuses: Any = edge.problems(FileRefused)

    @router.post("/files", status_code=201, summary="Bắt đầu gửi một tệp", responses=refuses)
    async def begin(body: NewFile, writer: Annotated[Writer, Depends(edge.writer)]) -> FileProgress:
        writer.require(*roles)
        author = author_of(writer.principal)
        return told(await edge.files.begin(author, writer.new_id("file"), body.name, body.size, writer.at))

    @router.put(
        "/files/{file_id}/content",
        summary="Gửi phần tiếp theo của tệp",
        responses={**OF_BODY, **refuses},
        openapi_extra=PART_OF,
    )
    async def add(
        file_id: UUID,
        request: Request,
        writer: Annotated[Writer, Depends(edge.writer)],
        offset: Annotated[int, Query(ge=0, le=2**31 - 1, description="Từ byte nào: số byte đã nhận.")],
    ) -> FileProgress:
        writer.require(*roles)
        part = await part_of(request)
        return told(await edge.files.add(author_of(writer.principal), file_id, offset, part, writer.at))

    @router.get("/files/{file_id}", summary="Tệp đang gửi đã đến đâu", responses=refuses)
    async def progress(file_id: UUID, reader: Annotated[Reader, Depends(edge.reader)]) -> FileProgress:
        reader.require(*roles)
        return told(await edge.files.of(author_of(reader.principal), file_id))

    @router.post("/files/{file_id}:finish", summary="Kết thúc gửi một tệp", responses=refuses)
    async def finish(file_id: UUID, writer: Annotated[Writer, Depends(edge.writer)]) -> SentFile:
        writer.require(*roles)
        return said(await edge.files.finish(author_of(writer.principal), file_id))

    return router


async def part_of(request: Request) -> bytes:
    """The bytes of a part. Raises BadRequest."""
    assert isinstance(request, BoundedRequest)
    part = await request.body()
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != BYTES:
        raise BadRequest("media-type.unsupported", 415)
    return part


def told(upload: Upload) -> FileProgress:
    """How far a file has come."""
    return FileProgress(
        file_id=upload.file_id,
        size=upload.size,
        received=upload.received,
        part_most=MOST_PART,
        done=upload.kind is not None,
    )


def said(file: Told) -> SentFile:
    """A file that was received."""
    kind: Any = file.kind
    return SentFile(file_id=file.file_id, kind=kind, size=file.size, name=file.name)
