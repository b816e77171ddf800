"""HTTP of people: what is read; what is done follows from `capability.py`.

Nobody's name stands in an address: whoever looks for a name asks with a POST.
"""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field, StringConstraints

from services.chassis.calendar import local_date
from services.chassis.decider import WARD_CODE
from services.chassis.errors import NotFound, Unavailable
from services.chassis.event_store.connection import LOST
from services.chassis.http.body import Body, Day
from services.chassis.http.edge import SET_WARDS, Edge, Reader, Writer
from services.chassis.http.paging import PageQuery, page_query
from services.chassis.http.replies import Page, Row
from services.chassis.kit.doing import OfWard
from services.chassis.kit.history import as_shown
from services.chassis.pool import held
from services.chassis.text.letters import folded
from services.submissions.edge import READERS
from services.submissions.people import projection
from services.submissions.people.decider import KEEPERS, PERSON
from services.submissions.people.resolving import MOST_SUBJECTS, Purpose, ResolveSubjects
from services.submissions.units import projection as units_model


class Question(Body):
    """Các mã đối tượng cần biết tên, và mục đích."""

    subject_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_SUBJECTS)]
    purpose: Purpose


class Subject(Row):
    """Một đối tượng: cá nhân, hộ gia đình hoặc tập thể. `name` trống khi dữ liệu cá nhân đã xóa."""

    subject_id: UUID
    ward_code: str
    kind: str
    name: str | None
    unit_id: UUID | None
    direct_worker: bool | None
    erased: bool


class Answer(Row):
    """Những đối tượng được phép biết; mã không có trong danh sách là không tìm thấy."""

    items: list[Subject]


class Calling(Body):
    """Một cá nhân, hộ gia đình và những tên gọi cần đối chiếu."""

    ward_code: Annotated[str, StringConstraints(pattern=f"^{WARD_CODE}$")]
    subject_id: UUID
    names: Annotated[tuple[str, ...], Field(min_length=1, max_length=2)]


class Called(Row):
    """Có tên nào trong đó là tên đang ghi không; trống khi không có ai để đối chiếu. Không cho biết tên."""

    called: bool | None


class Person(Row):
    """Một cá nhân hoặc hộ gia đình."""

    ward_code: str
    person_id: UUID
    kind: str
    full_name: str | None
    unit_id: UUID | None
    """Đơn vị hôm nay; trống khi không còn ở đơn vị nào."""
    member_from: date
    direct_worker: bool
    category: str | None
    posts: list[str]
    erased: bool


class People(Page):
    """Một trang cá nhân, hộ gia đình."""

    items: list[Person]


class Member(Row):
    """Người thuộc đơn vị vào ngày được hỏi."""

    ward_code: str
    person_id: UUID
    kind: str
    full_name: str | None
    member_from: date
    direct_worker: bool
    category: str | None
    posts: list[str]
    months: int
    """Số tháng đủ ở đơn vị trong năm của ngày được hỏi, đến hết ngày đó."""
    years: int
    """Số năm liền nhau ở đơn vị vào ngày 31/12, đến năm gần nhất đã qua ngày 31/12."""


class Members(Page):
    """Một trang thành viên của đơn vị."""

    items: list[Member]


class OnePerson(Person):
    """Một cá nhân hoặc hộ gia đình; ETag là phiên bản để ghi `If-Match`."""

    email: str | None
    """Địa chỉ thư; chỉ vai trò giữ địa chỉ này (văn phòng, chủ tịch, người đứng đầu đơn vị) nhận được, còn lại để trống."""


def routes(edge: Edge) -> APIRouter:
    """The routes of this capability."""
    router = APIRouter(tags=["people"])

    @router.get("/people", response_model=People, summary="Danh sách cá nhân, hộ gia đình")
    async def people(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        ward: OfWard = None,
        unit_id: Annotated[UUID | None, Query()] = None,
    ) -> dict[str, Any]:
        reader.require(*READERS)
        limited = reader.own_unit()
        if limited is not None and unit_id not in (None, limited):
            raise NotFound("unit")
        async with reader.rows() as connection:
            rows = await projection.page(
                connection,
                today=local_date(edge.clock.now()),
                ward_code=ward,
                unit_id=limited or unit_id,
                after=page.after(),
                limit=page.limit,
            )
        reader.note("people.read", "/people", len(rows))
        return page.reply(rows, key=("ward_code", "person_id"))

    @router.get("/people/{person_id}", response_model=OnePerson, summary="Một cá nhân, hộ gia đình")
    async def person(
        person_id: UUID, response: Response, reader: Annotated[Reader, Depends(edge.reader)]
    ) -> dict[str, Any]:
        reader.require(*READERS)
        async with as_shown(edge, reader, PERSON.at(person_id).stream_id) as (connection, now):
            found = await projection.one(connection, person_id, reader.own_unit(), local_date(edge.clock.now()))
        if found is None:
            raise NotFound("person")
        reader.note("people.read", PERSON.at(person_id).stream_id)
        response.headers.update(now.etag)
        return found if reader.mandate.role in KEEPERS else found | {"email": None}

    @router.get("/units/{unit_id}/members", response_model=Members, summary="Thành viên của đơn vị vào một ngày")
    async def members(
        unit_id: UUID,
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        on: Annotated[Day | None, Query(description="Ngày xét; mặc định hôm nay.")] = None,
    ) -> dict[str, Any]:
        reader.require(*READERS)
        if reader.own_unit() not in (None, unit_id):
            raise NotFound("unit")
        async with reader.rows() as connection:
            if await units_model.one(connection, unit_id) is None:
                raise NotFound("unit")
            day = on or local_date(edge.clock.now())
            rows = await projection.members(connection, unit_id, day, after=page.after(), limit=page.limit)
        reader.note("people.read", f"/units/{unit_id}/members", len(rows))
        return page.reply(rows, key=("ward_code", "person_id"))

    @router.post("/subjects:resolve", response_model=Answer, summary="Hỏi tên các đối tượng; lần hỏi được ghi lại")
    async def resolve(
        body: Question,
        writer: Annotated[Writer, Depends(edge.writer)],
        reader: Annotated[Reader, Depends(edge.reader)],
    ) -> dict[str, Any]:
        writer.require_for(ResolveSubjects)
        reader.require_for(ResolveSubjects)
        asked = tuple(dict.fromkeys(body.subject_ids))
        # recorded before anything is told: who asks leaves a trace even if the answer is never read
        await writer.send(
            ResolveSubjects(
                ward_code=writer.ward_code,
                at=writer.at,
                question_id=writer.new_id("question"),
                subject_ids=asked,
                purpose=body.purpose,
            )
        )
        async with reader.rows() as connection:
            found = await projection.resolve(connection, asked, reader.own_unit(), local_date(writer.at))
        return {"items": [found[subject] for subject in asked if subject in found]}

    return router


def internal(edge: Edge) -> APIRouter:
    """The address where a service asks whether somebody is called so; nobody is told a name there."""
    router = APIRouter(tags=["people"])

    @router.post("/internal/subjects:called", response_model=Called, summary="Đối chiếu tên gọi")
    async def called(body: Calling, caller: Annotated[str, Depends(edge.machine)]) -> dict[str, bool | None]:
        try:
            async with held(edge.pool) as connection, connection.transaction(readonly=True):
                await connection.execute(SET_WARDS, [body.ward_code])
                name = await projection.name_of(connection, body.subject_id)
        except LOST as error:
            raise Unavailable from error
        return {"called": None if name is None else folded(name) in {folded(one) for one in body.names}}

    return router
