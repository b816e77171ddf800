"""HTTP of finding people by a part of their name, for the forms of every service. A name stands in no address: it is posted."""

from datetime import date
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from services.chassis.calendar import local_date
from services.chassis.errors import NotFound
from services.chassis.http.body import Body
from services.chassis.http.edge import Edge, Reader
from services.chassis.http.replies import Row
from services.chassis.web.inputs import NOTHING, search_errors
from services.submissions.edge import READERS
from services.submissions.people import projection

MOST: Final = 21
"""Hits of one answer: a screenful, and one more that says that there are others."""


def _sought(name: str) -> str:
    if search_errors("name", name, NOTHING):
        raise PydanticCustomError("nothing_sought", NOTHING)
    return name


class PeopleSearch(Body):
    """Một phần họ tên, có dấu hoặc không dấu; để trống để xem những người đầu tiên."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_sought)] = ""
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
            unit_id = limited or body.unit_id
            found = await projection.found(
                connection,
                body.name,
                today=local_date(edge.clock.now()),
                unit_id=unit_id,
                kinds=body.kinds,
                limit=body.limit,
            )
        reader.note("people.read", "/people:search", len(found))
        return {"items": found}

    return router
