"""The API of a capability: its acts, and each thing that an act replaces, with the version to name then. What else is read of it, its
own routes say.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from fastapi.routing import APIRoute
from pydantic import Field, create_model

from services.chassis.calendar import local_date
from services.chassis.http.edge import Edge, Reader
from services.chassis.http.replies import Row
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import add_route
from services.chassis.kit.history import as_shown
from services.chassis.kit.listing import ListPage, RecordPage


def routes_of(capability: Capability, edge: Edge) -> APIRouter:
    """The routes of a capability."""
    router = APIRouter(tags=[capability.tag or capability.name])
    listed, record = capability.list, capability.record

    def stream_of(path: Mapping[str, Any]) -> str:
        assert listed is not None and record is not None
        return record.stream(path[listed.key])

    replaced = False
    for do in capability.does:
        if do.asks is not None:
            continue
        of_record = record is not None and listed is not None and listed.key in do.in_path
        replaced |= do.replaces and of_record
        add_route(router, edge, do, stream_of if of_record else None)
    if replaced and listed is not None and record is not None and _address(listed) not in _read(capability, edge):
        _add_thing(router, edge, capability.name, listed, record)
    return router


def _address(listed: ListPage) -> str:
    return f"{listed.path}/{{{listed.key}}}"


def _read(capability: Capability, edge: Edge) -> set[str]:
    """The addresses that the capability's own routes read."""
    own = (route for routes in capability.routes for route in routes(edge).routes)
    return {route.path_format for route in own if isinstance(route, APIRoute) and "GET" in (route.methods or ())}


def _add_thing(router: APIRouter, edge: Edge, name: str, listed: ListPage, record: RecordPage) -> None:
    """Adds what its list and page show of one thing, for the same roles, with the version that `If-Match` names."""
    shown = {column.name: column.label for column in (*listed.columns, *record.facts) if column.name in listed.named}
    fields: Any = {
        "ward_code": (str, ...),
        listed.key: (listed.key_type, ...),
        **{
            one: (Any, Field(description=label)) for one, label in shown.items() if one not in ("ward_code", listed.key)
        },
    }
    about = f"Một mục của “{listed.title}”; ETag là phiên bản để ghi `If-Match`."
    reply = create_model(
        "".join(word.title() for word in name.split("-")) + "Thing", __base__=Row, __doc__=about, **fields
    )

    async def thing(**given: Any) -> Any:
        reader: Reader = given["reader"]
        reader.require(*listed.roles)
        key, response = given[listed.key], given["response"]
        async with as_shown(edge, reader, record.stream(key)) as (connection, now):
            row = await listed.one(connection, reader, local_date(edge.clock.now()), key)
        if listed.watched is not None:
            reader.note(listed.watched, f"{listed.path}/{key}")
        response.headers.update(now.etag)
        return {one: row[one] for one in reply.model_fields}

    kept = inspect.Parameter.KEYWORD_ONLY
    parameters = [
        inspect.Parameter(listed.key, kept, annotation=listed.key_type),
        inspect.Parameter("reader", kept, annotation=Annotated[Reader, Depends(edge.reader)]),
        inspect.Parameter("response", kept, annotation=Response),
    ]
    thing.__doc__ = about
    thing.__signature__ = inspect.Signature(parameters, return_annotation=reply)  # type: ignore[attr-defined]
    router.add_api_route(_address(listed), thing, methods=["GET"], summary=f"{listed.title}: một mục")
