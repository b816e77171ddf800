"""What a page's script asks while it sends a file, and what somebody has sent, for themselves; without script the form brings it whole."""

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from services.chassis.files.api import part_of
from services.chassis.files.files import PART, Upload
from services.chassis.files.sending import reply
from services.chassis.web.drafts import author_of
from services.chassis.web.forms import Form, check_csrf, form
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web


def pages(roles: frozenset[str], web: Web) -> APIRouter:
    """Below `/<service>/pages/files`."""
    router = web.router()
    files = web.edge

    def sender(visitor: Visitor, fields: Form) -> UUID:
        assert visitor.session is not None
        check_csrf(visitor.request, fields, visitor.session.csrf)
        visitor.reader().require(*roles)
        return author_of(visitor.principal)

    @router.post("/files")
    async def begin(
        visitor: Annotated[Visitor, Depends(web.member)], fields: Annotated[Form, Depends(form)]
    ) -> Response:
        author = sender(visitor, fields)
        text = fields.text("size")
        size = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
        name = fields.text("name")[:200] or "tep"
        return _progress(await files.files.begin(author, uuid4(), name, size, visitor.at))

    @router.get("/files/{file_id}/progress")
    async def progress(file_id: UUID, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        return _progress(await files.files.of(author_of(visitor.principal), file_id))

    @router.post("/files/{file_id}/parts/{offset}")
    async def add(
        file_id: UUID, offset: int, request: Request, visitor: Annotated[Visitor, Depends(web.member)]
    ) -> Response:
        author = sender(visitor, Form())
        return _progress(await files.files.add(author, file_id, offset, await part_of(request), visitor.at))

    @router.post("/files/{file_id}/finish")
    async def finish(
        file_id: UUID, visitor: Annotated[Visitor, Depends(web.member)], fields: Annotated[Form, Depends(form)]
    ) -> Response:
        told = await files.files.finish(sender(visitor, fields), file_id)
        return web.own.show(
            "_file.html", visitor, file=told, field=fields.text("field"), at=f"/{files.service}/pages/files"
        )

    @router.get("/files/{file_id}")
    async def own(file_id: UUID, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        return reply(*await files.files.sent(author_of(visitor.principal), file_id))

    return router


def _progress(upload: Upload) -> Response:
    return JSONResponse({"id": str(upload.file_id), "received": upload.received, "part": PART})
