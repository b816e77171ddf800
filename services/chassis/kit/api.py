"""The API of a capability: its acts, and its list and record where the declaration names them."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import create_model

from services.chassis.calendar import local_date
from services.chassis.errors import NotFound
from services.chassis.http.edge import Edge, Reader
from services.chassis.http.paging import PageQuery, page_query
from services.chassis.http.replies import Page
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import OfWard, add_route
from services.chassis.kit.history import as_shown
from services.chassis.kit.listing import Api, ListPage, RecordPage


def routes_of(capability: Capability, edge: Edge) -> APIRouter:
    """The routes of a capability."""
    router = APIRouter(tags=[capability.tag or capability.name])
    listed, record = capability.list, capability.record

    def stream_of(path: Mapping[str, Any]) -> str:
        assert listed is not None and record is not None
        return record.stream(path[listed.key])

    for do in capability.does:
        if do.asks is not None:
            continue
        of_record = record is not None and listed is not None and listed.key in do.in_path
        add_route(router, edge, do, stream_of if of_record else None)
    if listed is not None and listed.api is not None:
        _add_list(router, edge, listed, listed.api)
        if listed.api.one is not None:
            assert record is not None, f"{capability.name}: one thing has a record page"
            _add_one(router, edge, listed, listed.api, record)
    return router


def _add_list(router: APIRouter, edge: Edge, listed: ListPage, api: Api) -> None:
    rows = create_model(api.rows, __base__=Page, __doc__=api.about, items=(list[api.row], ...))  # type: ignore[name-defined]
    statements = listed.statements

    @router.get(api.path, response_model=rows, summary=api.summary, name=api.rows.lower())
    async def every(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        ward: OfWard = None,
        only: Annotated[list[str], Query(max_length=20, description="Lọc: `tên:giá trị`.")] = [],  # noqa: B006 - read only
    ) -> Any:
        reader.require(*listed.roles)
        chosen = dict(text.partition(":")[::2] for text in only)
        at = page.place(("", ""), str, str)
        async with reader.rows() as connection:
            found = await connection.fetch(
                statements.api,
                local_date(edge.clock.now()),
                ward,
                own_of(listed, reader),
                *(chosen.get(each.name) for each in listed.filters),
                *((None,) if listed.search_key else ()),
                *at,
                page.limit,
            )
        return page.reply(found, key=("ward_code", listed.key))


def _add_one(router: APIRouter, edge: Edge, listed: ListPage, api: Api, record: RecordPage) -> None:
    key_type: Any = listed.key_type

    @router.get(f"{api.path}/{{key}}", response_model=api.one, summary=api.one_summary, name=f"one_{api.rows.lower()}")
    async def one(key: key_type, response: Response, reader: Annotated[Reader, Depends(edge.reader)]) -> Any:
        reader.require(*listed.roles)
        async with as_shown(edge, reader, record.stream(key)) as (connection, now):
            found = await connection.fetchrow(listed.statements.one, local_date(edge.clock.now()), str(key))
        if found is None or own_of(listed, reader) not in (None, str(found[listed.own]) if listed.own else None):
            raise NotFound(listed.path)
        response.headers.update(now.etag)
        return dict(found)


def own_of(listed: ListPage, reader: Reader) -> str | None:
    """The unit that a list is limited to for this reader, as text; None for no limit."""
    unit = reader.own_unit() if listed.own else None
    return None if unit is None else str(unit)
