"""The evidence of a record: which files it names is declared; its list and its downloads over the API and from its page follow.

Whoever may read the record may read its files, and nobody else is told that there are any.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from services.chassis.calendar import local_date
from services.chassis.errors import NotFound
from services.chassis.files.api import SentFile, said
from services.chassis.files.files import Told
from services.chassis.files.reference import KINDS, FileRef
from services.chassis.files.refusals import FileRefused
from services.chassis.files.sending import FileResponse, reply
from services.chassis.http.edge import Edge, Reader
from services.chassis.http.replies import Row
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

CONTENTS: Final = {kind.media_type: {"schema": {"type": "string", "format": "binary"}} for kind in KINDS.values()}
Of = Callable[[asyncpg.Connection, Mapping[str, Any]], Awaitable[Sequence[FileRef]]]
"""The files that a record names, those of its past among them, from its row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFiles:
    """The files of a record; where they are `personal`, the security log tells who read one."""

    of: Of
    title: str = "Minh chứng"
    personal: bool = False
    path: str = ""
    """The record's address in the API, where that is not its page's."""


class Files(Row):
    """Các tệp minh chứng của một mục."""

    items: list[SentFile]


async def refs_of(listed: Any, files: RecordFiles, edge: Edge, reader: Reader, key: Any) -> tuple[str, list[FileRef]]:
    """The ward of a record and the files that it names, for a reader who may read it. Raises NotFound, Forbidden."""
    reader.require(*listed.roles)
    async with reader.rows() as connection:
        row = await listed.one(connection, reader, local_date(edge.clock.now()), key)
        return row["ward_code"], list(await files.of(connection, dict(row)))


async def read(listed: Any, files: RecordFiles, edge: Edge, reader: Reader, key: Any, file_id: UUID) -> Response:
    """A file of a record. Raises NotFound, Forbidden, FileRefused."""
    ward_code, refs = await refs_of(listed, files, edge, reader, key)
    if file_id not in {ref.file_id for ref in refs}:
        raise NotFound(listed.path)
    if files.personal:
        reader.note("file.read", f"{listed.path}/{key}/files/{file_id}")
    return reply(*await edge.files.read(ward_code, file_id))


async def shown(edge: Edge, ward_code: str, refs: Sequence[FileRef]) -> list[Told]:
    """The files of a record as its page shows them, in its order."""
    told = await edge.files.told(None, ward_code, [ref.file_id for ref in refs]) if refs else {}
    return list(dict.fromkeys(told[ref.file_id] for ref in refs if ref.file_id in told))


def file_routes(capability: Any, edge: Edge) -> APIRouter:
    """The files of a record over the API."""
    listed, files = capability.list, capability.record.files
    path = files.path or listed.path
    router = APIRouter(tags=[capability.tag or capability.name])
    key_type: Any = listed.key_type
    key_of: Any = Annotated[key_type, Path(alias=listed.key)]
    refuses: Any = edge.problems(FileRefused)

    @router.get(
        f"{path}/{{{listed.key}}}/files",
        name=f"{capability.name}-files",
        summary=f"{files.title}: danh sách tệp",
    )
    async def all_of(key: key_of, reader: Annotated[Reader, Depends(edge.reader)]) -> Files:
        ward_code, refs = await refs_of(listed, files, edge, reader, key)
        return Files(items=[said(told) for told in await shown(edge, ward_code, refs)])

    @router.get(
        f"{path}/{{{listed.key}}}/files/{{file_id}}",
        response_class=FileResponse,
        response_model=bytes,
        name=f"{capability.name}-file",
        summary=f"{files.title}: một tệp",
        responses={**refuses, 200: {"content": CONTENTS}},
    )
    async def one(
        key: key_of,
        file_id: UUID,
        reader: Annotated[Reader, Depends(edge.reader)],
    ) -> Response:
        return await read(listed, files, edge, reader, key, file_id)

    return router


def file_pages(capability: Any, web: Web) -> APIRouter:
    """The files of a record from its page."""
    listed, files = capability.list, capability.record.files
    router = web.router()
    key_type: Any = listed.key_type

    async def one(key: key_type, file_id: UUID, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        return await read(listed, files, web.edge, visitor.reader(), key, file_id)

    router.add_api_route(f"{listed.path}/{{key}}/files/{{file_id}}", one, methods=["GET"])
    return router
