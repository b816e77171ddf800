"""HTTP of wards: what is read; what is done follows from `capability.py`."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from services.chassis.http.edge import Edge, Reader
from services.chassis.http.replies import Row
from services.submissions.wards.projection import EVERY_WARD


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

    @router.get("/wards", response_model=Wards, summary="Danh sách phường, xã")
    async def wards(reader: Annotated[Reader, Depends(edge.reader)]) -> dict[str, Any]:
        async with reader.rows() as connection:
            rows = await connection.fetch(EVERY_WARD)
        return {"items": [dict(row) for row in rows]}

    return router
