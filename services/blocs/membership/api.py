"""HTTP routes of blocs: who is in which bloc. What is done with one stands in `capability.py`."""

# annotations stay values: FastAPI cannot find the routes' local `edge` from their text
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from services.blocs.edge import READERS, WATCHERS, BlocPath, readable
from services.blocs.membership.decider import BLOC
from services.chassis.errors import NotFound
from services.chassis.http.edge import Edge, Reader
from services.chassis.http.paging import PageQuery, page_query
from services.chassis.kit.history import as_shown


class BlocReply(BaseModel):
    """Khối thi đua."""

    code: str
    name: str
    first_year: int


class BlocPage(BaseModel):
    """Các khối thi đua được xem."""

    items: list[BlocReply]
    next: str | None


class StayReply(BaseModel):
    """Một thời gian là thành viên."""

    ward_code: str
    from_day: date
    last_day: date | None


class HeadReply(BaseModel):
    """Khối trưởng, Khối phó kể từ một ngày."""

    year: int
    since: date
    head_ward: str
    deputy_ward: str | None


class BlocDetail(BlocReply):
    """Khối thi đua cùng các thành viên và Khối trưởng qua các năm."""

    members: list[StayReply]
    heads: list[HeadReply]


def routes(edge: Edge) -> APIRouter:
    """Routes below `/blocs`."""
    router = APIRouter(tags=["Khối thi đua"])

    @router.get("/blocs", response_model=BlocPage, summary="Các khối thi đua")
    async def listed(
        reader: Annotated[Reader, Depends(edge.reader)], page: Annotated[PageQuery, Depends(page_query)]
    ) -> Any:
        reader.require(*WATCHERS)
        async with reader.rows() as connection:
            rows = await connection.fetch(
                """
                SELECT ward_code AS code, name, first_year FROM blocs
                WHERE ward_code = ANY ($1::text[]) AND ward_code > $2 ORDER BY ward_code LIMIT $3
                """,
                list(reader.wards),
                (page.after_key or [""])[0],
                page.limit,
            )
        return page.reply([dict(row) for row in rows], key=("code",))

    @router.get("/blocs/{bloc_code}", response_model=BlocDetail, summary="Một khối thi đua")
    async def one(bloc_code: BlocPath, reader: Annotated[Reader, Depends(edge.reader)], response: Response) -> Any:
        """Một khối thi đua; ETag là phiên bản để ghi `If-Match`."""
        readable(reader, bloc_code, READERS)
        async with as_shown(edge, reader, BLOC.at(bloc_code).stream_id) as (connection, now):
            bloc = await connection.fetchrow(
                "SELECT ward_code AS code, name, first_year FROM blocs WHERE ward_code = $1", bloc_code
            )
            if bloc is None:
                raise NotFound(bloc_code)
            members = await connection.fetch(
                """
                SELECT member_ward AS ward_code, from_day, last_day FROM bloc_members
                WHERE ward_code = $1 ORDER BY member_ward, from_day
                """,
                bloc_code,
            )
            heads = await connection.fetch(
                """
                SELECT year, since, head_ward, deputy_ward FROM bloc_heads
                WHERE ward_code = $1 ORDER BY year, since
                """,
                bloc_code,
            )
        response.headers.update(now.etag)
        return {**bloc, "members": [dict(row) for row in members], "heads": [dict(row) for row in heads]}

    return router
