"""The pages of a capability: its list with search, filters and Excel, the page of one thing, and a form for each act.

Every page is complete HTML and every form posts without script.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.chassis.errors import NotFound
from services.chassis.kit import form_page
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.list_page import WORDS, filter_names, show_list, spreadsheet
from services.chassis.kit.parts import refs
from services.chassis.kit.record_page import paper, show_record
from services.chassis.kit.served import WARDS, Served
from services.chassis.web.forms import Form, form, same_origin, takes_files
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web


def pages_of(capability: Capability, web: Web) -> APIRouter:
    """The pages below `/<service>/pages`. Raises ValueError for an act whose form could not be filled in."""
    assert capability.list is not None
    of = Served(capability, capability.list, web)
    _check(of)
    router = of.web.router()
    key_type: Any = of.list.key_type
    path = of.list.path
    member = Annotated[Visitor, Depends(of.web.member)]
    posted = Annotated[Form, Depends(form)]

    async def listing(request: Request, visitor: member) -> Response:
        return await show_list(of, visitor, dict(request.query_params))

    async def searching(request: Request, visitor: member, fields: posted) -> Response:
        same_origin(request)
        posted = {name: fields.text(name) for name in (WORDS, *filter_names(of))}
        return await show_list(of, visitor, {**request.query_params, **posted})

    async def as_file(request: Request, visitor: member) -> Response:
        return await spreadsheet(of, visitor, dict(request.query_params))

    async def begin(name: str, visitor: member) -> Response:
        return await form_page.ask(of, visitor, _act(capability, name, new=True), None)

    @takes_files
    async def make(name: str, visitor: member, fields: posted) -> Response:
        return await form_page.send(of, visitor, _act(capability, name, new=True), None, fields)

    async def one(key: key_type, visitor: member) -> Response:
        try:
            return await show_record(of, visitor, key)
        except NotFound:
            done = capability.do(visitor.request.query_params.get("done", ""))
            if done is None or not done.in_path:
                raise
            # the act took the thing away, or out of the visitor's sight: what was done is said where it stood
            return of.web.go(f"{of.here}?{visitor.request.url.query}")

    async def pdf(key: key_type, visitor: member) -> Response:
        return await paper(of, visitor, key, "pdf")

    async def docx(key: key_type, visitor: member) -> Response:
        return await paper(of, visitor, key, "docx")

    async def ask(key: key_type, name: str, visitor: member) -> Response:
        return await form_page.ask(of, visitor, _act(capability, name, new=False), key)

    @takes_files
    async def send(key: key_type, name: str, visitor: member, fields: posted) -> Response:
        return await form_page.send(of, visitor, _act(capability, name, new=False), key, fields)

    if not of.list.handwritten:
        router.add_api_route(path, listing, methods=["GET"])
        router.add_api_route(path, searching, methods=["POST"])
        if of.list.excel:
            router.add_api_route(f"{path}/excel", as_file, methods=["GET"])
    if of.capability.creating:
        router.add_api_route(f"{path}/do/{{name}}", begin, methods=["GET"])
        router.add_api_route(f"{path}/do/{{name}}", make, methods=["POST"])
    if of.record is not None and not of.record.handwritten:
        router.add_api_route(f"{path}/{{key}}", one, methods=["GET"])
        if of.record.paper is not None:
            router.add_api_route(f"{path}/{{key}}/paper.pdf", pdf, methods=["GET"])
            router.add_api_route(f"{path}/{{key}}/paper.docx", docx, methods=["GET"])
    router.add_api_route(f"{path}/{{key}}/do/{{name}}", ask, methods=["GET"])
    router.add_api_route(f"{path}/{{key}}/do/{{name}}", send, methods=["POST"])
    return router


def _check(of: Served) -> None:
    if of.list.act is not None and of.list.act[0] not in {do.name for do in of.capability.creating}:
        raise ValueError(f"{of.capability.name}: its rows offer no act that makes something: {of.list.act[0]!r}")
    for do in of.capability.does:
        if unknown := set(do.in_path) - {*of.list.named, *do.addressed}:
            raise ValueError(f"{of.capability.name}: neither address nor record names {unknown} of {do.name!r}")
        if do.any_ward and not do.in_path and WARDS not in of.capability.options:
            raise ValueError(f"{of.capability.name}: nothing offers the ward of {do.name!r}")
        for part in refs(do.parts):
            if part.mark.options not in of.capability.options:
                raise ValueError(f"{of.capability.name}: nothing offers {part.mark.options!r}")


def _act(capability: Capability, name: str, *, new: bool) -> Do:
    """The act of this name. Raises NotFound."""
    do = capability.do(name)
    if do is None or bool(do.in_path) == new:
        raise NotFound(name)
    return do
