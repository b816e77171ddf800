"""HTTP of wards."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field

from services.chassis.http.body import Body
from services.chassis.http.edge import Accepted, Edge, Reader, Writer
from services.chassis.http.replies import Row
from services.chassis.text.types import Name
from services.submissions.edge import KnownWardKind, WardCode
from services.submissions.wards.commands import RegisterWard
from services.submissions.wards.decider import WardRefused
from services.submissions.wards.projection import EVERY_WARD


class NewWard(Body):
    """Phường, xã, đặc khu mới dùng hệ thống."""

    code: WardCode
    name: Name
    kind: KnownWardKind
    valid_from: date
    predecessors: Annotated[tuple[WardCode, ...], Field(max_length=50)] = ()


class Ward(Row):
    """Một phường, xã, đặc khu."""

    ward_code: str
    name: str
    kind: str
    valid_from: date
    predecessors: list[str]


class Wards(Row):
    """Các phường, xã, đặc khu của thành phố."""

    items: list[Ward]


def routes(edge: Edge) -> APIRouter:
    """The routes of this capability."""
    router = APIRouter(tags=["wards"])

    @router.post("/wards", status_code=201, summary="Đăng ký phường, xã", responses=edge.problems(WardRefused))
    async def register(body: NewWard, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(RegisterWard)
        command = RegisterWard(
            ward_code=body.code,
            at=writer.at,
            name=body.name,
            kind=body.kind,
            valid_from=body.valid_from,
            predecessors=tuple(dict.fromkeys(body.predecessors)),
        )
        return await writer.send(command)

    @router.get("/wards", response_model=Wards, summary="Danh sách phường, xã")
    async def wards(reader: Annotated[Reader, Depends(edge.reader)]) -> dict[str, Any]:
        async with reader.rows() as connection:
            rows = await connection.fetch(EVERY_WARD)
        return {"items": [dict(row) for row in rows]}

    return router
