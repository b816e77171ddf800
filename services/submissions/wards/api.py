"""HTTP of wards: what is read; what is done follows from `capability.py`."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Response

from services.chassis.calendar import local_date
from services.chassis.decider import WARD_CODE
from services.chassis.errors import NotFound
from services.chassis.http.body import Day
from services.chassis.http.edge import Edge, Reader
from services.chassis.http.replies import Row
from services.chassis.kit.history import as_shown
from services.submissions.ids import ward_id
from services.submissions.wards import query
from services.submissions.wards.decider import WARD
from services.submissions.wards.lineage import sentences, standing_for

WardPath = Annotated[
    str,
    Path(
        pattern=f"^{WARD_CODE}$",
        description="Mã của phường, xã; đơn vị sau mang cùng mã thì kèm ngày: 03388@2025-07-01.",
    ),
]
On = Annotated[Day | None, Query(description="Vào ngày nào; bỏ trống là mọi thời kỳ.")]


class Ward(Row):
    """Một phường, xã, đặc khu, với tên vào ngày được hỏi hoặc hôm nay."""

    ward_code: str
    code: str
    name: str
    kind: str
    valid_from: date
    ended_on: date | None
    predecessors: list[str]
    successors: list[str]
    source: str


class Wards(Row):
    """Các phường, xã, đặc khu của thành phố."""

    items: list[Ward]


class PassingRow(Row):
    """Một phường, xã nhập vào phường, xã khác."""

    ward_code: str
    successor: str
    on: date
    document_number: str | None


class Lineage(Row):
    """Một phường, xã với nguồn gốc: đơn vị nào đã thành đơn vị nào, và đơn vị nào thay nó vào ngày được hỏi."""

    ward: Ward
    standing: list[str]
    passings: list[PassingRow]
    sentences: list[str]


OFFICIAL: Final = r"^[0-9]{5}$"


def routes(edge: Edge) -> APIRouter:
    """The routes of this capability."""
    router = APIRouter(tags=["wards"])

    @router.get("/wards", response_model=Wards, summary="Danh sách phường, xã")
    async def wards(
        reader: Annotated[Reader, Depends(edge.reader)],
        code: Annotated[str | None, Query(pattern=OFFICIAL, description="Mã đơn vị hành chính.")] = None,
        name: Annotated[str | None, Query(max_length=200, description="Tên, có dấu hoặc không dấu.")] = None,
        on: On = None,
    ) -> dict[str, Any]:
        async with reader.rows() as connection:
            return {
                "items": await query.found_wards(connection, local_date(edge.clock.now()), on=on, code=code, name=name)
            }

    @router.get("/wards/{ward_code}", response_model=Lineage, summary="Một phường, xã và nguồn gốc")
    async def ward(
        ward_code: WardPath, reader: Annotated[Reader, Depends(edge.reader)], response: Response, on: On = None
    ) -> dict[str, Any]:
        """Một phường, xã; ETag là phiên bản để ghi `If-Match`."""
        today = local_date(edge.clock.now())
        async with as_shown(edge, reader, WARD.at(ward_id(ward_code)).stream_id) as (connection, now):
            every = {row["ward_code"]: row for row in await query.every_ward(connection, on or today)}
            if ward_code not in every:
                raise NotFound("ward")
            passings = await query.lineage(connection, ward_code)
        response.headers.update(now.etag)
        ends = {key: row["ended_on"] for key, row in every.items()}
        return {
            "ward": every[ward_code],
            "standing": sorted(standing_for(ward_code, on or today, ends, passings)),
            "passings": [
                {"ward_code": one.ward, "successor": one.successor, "on": one.on, "document_number": one.document}
                for one in passings
            ],
            "sentences": sentences(passings, every, today),
        }

    return router
