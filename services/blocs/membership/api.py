"""HTTP routes of blocs: established, joined, left, headed; and who is in which bloc."""

# annotations stay values: FastAPI cannot find the routes' local `edge` from their text
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.blocs.edge import (
    BlocPath,
    Code,
    DocumentBody,
    Title,
    WardPath,
    WardText,
    YearNumber,
    YearPath,
    readable,
)
from services.blocs.membership.commands import AdmitMember, AppointHead, EstablishBloc, HandOverHead, ReleaseMember
from services.blocs.membership.decider import BlocRefused
from services.chassis.errors import NotFound
from services.chassis.http.body import Body
from services.chassis.http.edge import Accepted, Edge, Reader, Writer
from services.chassis.http.paging import PageQuery, page_query


class EstablishBody(Body):
    """Thành lập khối thi đua."""

    code: Code
    name: Title
    first_year: YearNumber
    document: DocumentBody


class AdmitBody(Body):
    """Tiếp nhận thành viên vào khối."""

    ward_code: WardText
    from_day: date
    document: DocumentBody


class ReleaseBody(Body):
    """Thành viên rời khối; ngày cuối cùng vẫn là thành viên."""

    last_day: date
    document: DocumentBody


class HeadBody(Body):
    """Cử Khối trưởng, Khối phó của một năm."""

    year: YearNumber
    head_ward: WardText
    deputy_ward: WardText | None = None
    from_day: date
    document: DocumentBody


class HandOverBody(Body):
    """Bàn giao Khối trưởng trong năm."""

    to_ward: WardText
    on_day: date
    document: DocumentBody


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
    refused = edge.problems(BlocRefused)

    @router.post("/blocs", status_code=201, responses=refused, summary="Thành lập khối thi đua")
    async def establish(body: EstablishBody, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        return await writer.send(
            EstablishBloc(body.code, writer.at, body.name, body.first_year, body.document.document())
        )

    @router.post("/blocs/{bloc_code}/members", status_code=201, responses=refused, summary="Tiếp nhận thành viên")
    async def admit(bloc_code: BlocPath, body: AdmitBody, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        return await writer.send(
            AdmitMember(bloc_code, writer.at, body.ward_code, body.from_day, body.document.document())
        )

    @router.post("/blocs/{bloc_code}/members/{ward_code}:release", responses=refused, summary="Thành viên rời khối")
    async def release(
        bloc_code: BlocPath, ward_code: WardPath, body: ReleaseBody, writer: Annotated[Writer, Depends(edge.writer)]
    ) -> Accepted:
        return await writer.send(
            ReleaseMember(bloc_code, writer.at, ward_code, body.last_day, body.document.document())
        )

    @router.post("/blocs/{bloc_code}/heads", status_code=201, responses=refused, summary="Cử Khối trưởng, Khối phó")
    async def appoint_head(
        bloc_code: BlocPath, body: HeadBody, writer: Annotated[Writer, Depends(edge.writer)]
    ) -> Accepted:
        return await writer.send(
            AppointHead(
                bloc_code,
                writer.at,
                body.year,
                body.head_ward,
                body.deputy_ward,
                body.from_day,
                body.document.document(),
            )
        )

    @router.post("/blocs/{bloc_code}/heads/{year}:hand-over", responses=refused, summary="Bàn giao Khối trưởng")
    async def hand_over(
        bloc_code: BlocPath, year: YearPath, body: HandOverBody, writer: Annotated[Writer, Depends(edge.writer)]
    ) -> Accepted:
        return await writer.send(
            HandOverHead(bloc_code, writer.at, year, body.to_ward, body.on_day, body.document.document())
        )

    @router.get("/blocs", response_model=BlocPage, summary="Các khối thi đua")
    async def listed(
        reader: Annotated[Reader, Depends(edge.reader)], page: Annotated[PageQuery, Depends(page_query)]
    ) -> Any:
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
    async def one(bloc_code: BlocPath, reader: Annotated[Reader, Depends(edge.reader)]) -> Any:
        readable(reader, bloc_code)
        async with reader.rows() as connection:
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
        return {**bloc, "members": [dict(row) for row in members], "heads": [dict(row) for row in heads]}

    return router
