"""HTTP of finding people by a part of their name, for the forms of every service. A name stands in no address: it is posted."""

from datetime import date
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field, StringConstraints

from services.chassis.errors import NotFound
from services.chassis.http.body import Body
from services.chassis.http.edge import Edge, Reader
from services.chassis.http.replies import Row
from services.chassis.text.ordering import beginnings
from services.submissions.edge import READERS

MOST: Final = 21
"""Hits of one answer: a screenful, and one more that says that there are others."""
FOUND: Final = """
SELECT ward_code, person_id, kind, full_name, unit_id, member_from, direct_worker FROM people
WHERE full_name IS NOT NULL AND search_key LIKE ALL ($1::text[]) AND ($2::uuid IS NULL OR unit_id = $2)
  AND (cardinality($3::text[]) = 0 OR kind = ANY ($3::text[]))
ORDER BY sort_key, person_id LIMIT $4
"""


class PeopleSearch(Body):
    """Một phần họ tên, có dấu hoặc không dấu; để trống để xem những người đầu tiên."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    unit_id: UUID | None = None
    kinds: Annotated[tuple[Literal["individual", "household"], ...], Field(max_length=2)] = ()
    limit: Annotated[int, Field(ge=1, le=MOST)] = MOST


class Hit(Row):
    """Một cá nhân hoặc hộ gia đình."""

    ward_code: str
    person_id: UUID
    kind: str
    full_name: str
    unit_id: UUID
    member_from: date
    direct_worker: bool


class Hits(Row):
    """Những người tìm được, xếp theo tên."""

    items: list[Hit]


def routes(edge: Edge) -> APIRouter:
    """The route that finds people."""
    router = APIRouter(tags=["people"])

    @router.post("/people:search", response_model=Hits, summary="Tìm cá nhân, hộ gia đình theo tên")
    async def find(body: PeopleSearch, reader: Annotated[Reader, Depends(edge.reader)]) -> dict[str, Any]:
        reader.require(*READERS)
        limited = reader.own_unit()
        if limited is not None and body.unit_id not in (None, limited):
            raise NotFound("unit")
        async with reader.rows() as connection:
            wanted = [f"%{word}%" for word in beginnings(body.name)]
            rows = await connection.fetch(FOUND, wanted, limited or body.unit_id, list(body.kinds), body.limit)
        return {"items": [dict(row) for row in rows]}

    return router
