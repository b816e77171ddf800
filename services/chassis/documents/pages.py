"""Page and API of a ward's templates: which kinds of paper it drafts in its own, putting one in place, going back to the standard."""

import asyncio
import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.responses import Response

from services.chassis.decider import CITY
from services.chassis.documents import projection
from services.chassis.documents.commands import ReplaceTemplate, RestoreStandard
from services.chassis.documents.files import DocxFile, sent
from services.chassis.documents.standard import standard
from services.chassis.documents.template import FIELDS, INNER, LARGEST, TemplateRefused, accepted
from services.chassis.errors import NotFound
from services.chassis.http.body import Body
from services.chassis.http.edge import Accepted, Edge, Reader, Writer
from services.chassis.http.replies import Row
from services.chassis.web.forms import Form, FormRequest, form
from services.chassis.web.inputs import FieldError
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

PATH: Final = "/document-templates"
FILE: Final = "tep"
DONE: Final = {
    "replaced": "Đã thay mẫu. Bản thảo tải từ nay soạn theo mẫu này.",
    "restored": "Đã dùng lại mẫu chuẩn. Bản thảo tải từ nay soạn theo mẫu chuẩn.",
}
NOTHING: Final = "Chọn tệp mẫu Word (.docx) rồi bấm Dùng mẫu này."
BASE64: Final = LARGEST * 4 // 3 + 4


class NewTemplate(Body):
    """Mẫu văn bản của phường, xã: tệp Word (.docx) không quá 128 KB, mã hóa Base64."""

    file: Annotated[str, Field(min_length=4, max_length=BASE64, pattern=r"^[A-Za-z0-9+/]+={0,2}$")]


class TemplateRow(Row):
    """Một loại văn bản; `replaced_at` là lúc phường, xã thay mẫu, để trống khi đang dùng mẫu chuẩn."""

    name: str
    title: str
    replaced_at: datetime | None


class Templates(Row):
    """Các loại văn bản mà phân hệ này soạn."""

    items: list[TemplateRow]


async def replaced(writer: Writer, name: str, file: bytes) -> Accepted:
    """Puts a file in place that has been judged beside the event loop. Raises TemplateRefused."""
    template = await asyncio.to_thread(accepted, file)
    text = base64.b64encode(template).decode()
    return await writer.send(ReplaceTemplate(ward_code=writer.ward_code, at=writer.at, name=name, file=text))


def routes(kinds: Mapping[str, str], edge: Edge) -> APIRouter:
    """Below `/<service>/document-templates`."""
    router = APIRouter(tags=["document-templates"])
    problems = edge.problems(TemplateRefused)

    @router.get(PATH, response_model=Templates, summary="Mẫu văn bản")
    async def listed(reader: Annotated[Reader, Depends(edge.reader)]) -> dict[str, Any]:
        reader.require_for(ReplaceTemplate)
        async with reader.rows() as connection:
            own = await projection.own(connection, reader.mandate.ward_code)
        return {"items": [{"name": name, "title": kinds[name], "replaced_at": own.get(name)} for name in kinds]}

    @router.post(f"{PATH}/{{name}}:replace", summary="Thay mẫu văn bản", responses=problems)
    async def replace(name: str, body: NewTemplate, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(ReplaceTemplate)
        _known(kinds, name)
        try:
            file = base64.b64decode(body.file, validate=True)
        except ValueError:
            raise TemplateRefused("template.not-docx") from None
        return await replaced(writer, name, file)

    @router.post(f"{PATH}/{{name}}:restore", summary="Dùng lại mẫu chuẩn")
    async def restore(name: str, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(RestoreStandard)
        _known(kinds, name)
        return await writer.send(RestoreStandard(ward_code=writer.ward_code, at=writer.at, name=name))

    return router


def pages(kinds: Mapping[str, str], web: Web) -> APIRouter:
    """Below `/<service>/pages/document-templates`."""
    router = web.router()
    templates = web.templates(__file__)
    here = f"/{web.edge.service}/pages{PATH}"

    async def show(visitor: Visitor, name: str = "", sentence: str = "") -> Response:
        reader = visitor.reader()
        reader.require_for(ReplaceTemplate)
        async with reader.rows() as connection:
            own = await projection.own(connection, reader.mandate.ward_code)
        field_errors: list[FieldError] = [{"field": f"{FILE}-{name}", "sentence": sentence}] if sentence else []
        return templates.show(
            "document_templates.html",
            visitor,
            status=422 if sentence else 200,
            here_at=here,
            kinds=[(each, title, own.get(each)) for each, title in kinds.items()],
            of_ward=reader.mandate.ward_code != CITY,
            fields=sorted(FIELDS),
            inner=sorted(INNER),
            field_errors=field_errors,
            said=await web.said(visitor, DONE),
            fresh_at=await visitor.fresh_at(),
        )

    @router.get(PATH)
    async def listed(visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        return await show(visitor)

    @router.get(f"{PATH}/standard.docx")
    async def standard_file(visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        visitor.reader().require_for(ReplaceTemplate)
        return sent(DocxFile, await asyncio.to_thread(standard), "Mẫu chuẩn.docx")

    @router.get(f"{PATH}/{{name}}/own.docx")
    async def own_file(name: str, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        reader = visitor.reader()
        reader.require_for(ReplaceTemplate)
        _known(kinds, name)
        async with reader.rows() as connection:
            file = await projection.template(connection, reader.mandate.ward_code, name)
        return sent(DocxFile, file, f"Mẫu {kinds[name]}.docx")

    @router.post(f"{PATH}/{{name}}")
    async def replace(name: str, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        assert isinstance(visitor.request, FormRequest)
        visitor.reader().require_for(ReplaceTemplate)
        _known(kinds, name)
        fields, _, file = await visitor.request.upload(LARGEST)
        fields[FILE] = [hashlib.sha256(file).hexdigest()]  # another file is another request
        writer = visitor.writer(fields)
        if not file:
            return await show(visitor, name, NOTHING)
        try:
            done = await replaced(writer, name, file)
        except TemplateRefused as refused:
            return await show(visitor, name, refused.sentence)
        return web.go(here, done, done="replaced")

    @router.post(f"{PATH}/{{name}}/restore")
    async def restore(
        name: str, visitor: Annotated[Visitor, Depends(web.member)], fields: Annotated[Form, Depends(form)]
    ) -> Response:
        writer = visitor.writer(fields)
        writer.require_for(RestoreStandard)
        _known(kinds, name)
        done = await writer.send(RestoreStandard(ward_code=writer.ward_code, at=writer.at, name=name))
        return web.go(here, done, done="restored")

    return router


def _known(kinds: Mapping[str, str], name: str) -> None:
    if name not in kinds:
        raise NotFound("document-template")
