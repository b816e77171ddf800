"""HTTP of mandates: who gives and ends them; whoever holds one can see it."""

from datetime import date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field, StringConstraints

from services.chassis.calendar import local_date
from services.chassis.decider import WARD_CODE
from services.chassis.errors import NotFound
from services.chassis.http.body import Body
from services.chassis.http.edge import Accepted, Edge, Reader, Writer
from services.chassis.http.paging import PageQuery, page_query
from services.chassis.http.replies import Created, Page, Row, created
from services.chassis.identity.mandates import GrantMandate, MandateRefused, RelieveMandate
from services.submissions.edge import KnownRole
from services.submissions.mandates import holders
from services.submissions.mandates.decider import GRANTERS, GrantRefused
from services.submissions.units.decider import UnitRefused

PAGE: Final = """
SELECT m.ward_code, m.mandate_id, m.principal, m.role, m.unit_id, m.valid_from, m.valid_to, m.relieved_at, u.name AS unit_name
FROM mandates m LEFT JOIN units u ON u.ward_code = m.ward_code AND u.unit_id = m.unit_id
WHERE m.ward_code = ANY ($1::text[]) AND ($2::text IS NULL OR m.ward_code = $2) AND m.role IS NOT NULL
  AND (m.ward_code, m.mandate_id) > ($3, $4)
ORDER BY m.ward_code, m.mandate_id LIMIT $5
"""
ONE: Final = """
SELECT m.ward_code, m.mandate_id, m.principal, m.role, m.unit_id, m.valid_from, m.valid_to, m.relieved_at, u.name AS unit_name
FROM mandates m LEFT JOIN units u ON u.ward_code = m.ward_code AND u.unit_id = m.unit_id
WHERE m.mandate_id = $1 AND m.ward_code = ANY ($2::text[]) AND m.role IS NOT NULL
"""
MINE: Final = """
SELECT ward_code, mandate_id, principal, role, unit_id, valid_from, valid_to, relieved_at FROM mandates
WHERE principal = $1 AND role IS NOT NULL ORDER BY relieved_at DESC NULLS FIRST, valid_from, mandate_id LIMIT 200
"""


PLACE: Final = rf"^({WARD_CODE}|[a-z][a-z0-9]*(-[a-z0-9]+)*)$"
"""The code of a ward, of a bloc, or the word for the whole city."""
LONGEST: Final = 40
"""Letters of a place's code."""

OfPlace = Annotated[
    str | None,
    Query(
        alias="ward",
        pattern=PLACE,
        max_length=LONGEST,
        description="Mã phường, xã đã đăng ký; với thư ký khối là mã khối thi đua (phân hệ này không biết có những khối nào, "
        "nên không kiểm tra được mã khối). Chỉ cần nếu quyền hạn thuộc cấp thành phố.",
    ),
]


class NewMandate(Body):
    """Giao quyền: ai, vai trò nào, đơn vị nào, từ ngày nào đến hết ngày nào."""

    principal: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    role: KnownRole
    unit_id: UUID | None = None
    valid_from: date
    valid_to: date | None = None


class MandateRow(Row):
    """Một quyền hạn được giao."""

    ward_code: str
    mandate_id: UUID
    principal: str
    role: str
    unit_id: UUID | None
    valid_from: date
    valid_to: date | None
    relieved_at: datetime | None


class Mandates(Page):
    """Một trang quyền hạn."""

    items: list[MandateRow]


class HeldBy(Body):
    """Các quyền hạn cần biết người giữ."""

    mandates: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=holders.MOST)]


class Holder(Row):
    """Họ tên người giữ một quyền hạn."""

    mandate_id: UUID
    name: str


class Holders(Row):
    """Những người giữ mà người hỏi được biết tên; quyền hạn không có trong danh sách thì không biết tên."""

    items: list[Holder]


class Mine(Row):
    """Các quyền hạn của người hỏi."""

    items: list[MandateRow]


async def one(reader: Reader, mandate_id: UUID) -> dict[str, Any]:
    """A mandate that was granted where the reader may look, with its unit's name. Raises NotFound."""
    async with reader.rows() as connection:
        row = await connection.fetchrow(ONE, mandate_id, list(reader.wards))
    if row is None:
        raise NotFound("mandate")
    reader.note("mandates.read", f"mandate-{mandate_id}")
    return dict(row)


def routes(edge: Edge) -> APIRouter:
    """The routes of this capability."""
    router = APIRouter(tags=["mandates"])
    refusals = edge.problems(GrantRefused, MandateRefused, UnitRefused)

    @router.post("/mandates", status_code=201, summary="Giao quyền", responses=refusals)
    async def grant(body: NewMandate, writer: Annotated[Writer, Depends(edge.writer)], ward: OfPlace = None) -> Created:
        writer.require_for(GrantMandate)
        mandate_id = writer.new_id("mandate")
        command = GrantMandate(
            ward_code=ward or writer.ward_code,
            at=writer.at,
            mandate_id=mandate_id,
            principal=body.principal,
            role=body.role.value,
            valid_from=body.valid_from,
            valid_to=body.valid_to,
            unit_id=body.unit_id,
        )
        return created(await writer.send(command), mandate_id)

    @router.post("/mandates/{mandate_id}:relieve", summary="Thôi giao quyền", responses=refusals)
    async def relieve(
        mandate_id: UUID,
        writer: Annotated[Writer, Depends(edge.writer)],
        reader: Annotated[Reader, Depends(edge.reader)],
    ) -> Accepted:
        writer.require_for(RelieveMandate)
        reader.require(*GRANTERS)
        found = await one(reader, mandate_id)
        return await writer.send(RelieveMandate(ward_code=found["ward_code"], at=writer.at, mandate_id=mandate_id))

    @router.get("/mandates", response_model=Mandates, summary="Các quyền hạn đã giao")
    async def mandates(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        ward: OfPlace = None,
    ) -> dict[str, Any]:
        reader.require(*GRANTERS)
        async with reader.rows() as connection:
            rows = await connection.fetch(PAGE, list(reader.wards), ward, *page.after(), page.limit)
        reader.note("mandates.read", "/mandates", len(rows))
        return page.reply([dict(row) for row in rows], key=("ward_code", "mandate_id"))

    @router.post("/mandates:holders", response_model=Holders, summary="Họ tên người giữ các quyền hạn")
    async def held_by(body: HeldBy, reader: Annotated[Reader, Depends(edge.reader)]) -> dict[str, Any]:
        told = await holders.names(reader, body.mandates, local_date(edge.clock.now()))
        return {"items": [{"mandate_id": one, "name": name} for one, name in told.items()]}

    @router.get("/mandates/mine", response_model=Mine, summary="Quyền hạn của tôi")
    async def mine(reader: Annotated[Reader, Depends(edge.reader)]) -> dict[str, Any]:
        async with reader.rows() as connection:
            rows = await connection.fetch(MINE, reader.principal)
        return {"items": [dict(row) for row in rows]}

    return router
