"""HTTP of people. Nobody's name stands in an address: whoever looks for a name asks with a POST."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field, StringConstraints

from services.chassis.errors import NotFound
from services.chassis.event_store.keys import SubjectGone
from services.chassis.http.body import Body
from services.chassis.http.edge import Accepted, Edge, Reader, Writer
from services.chassis.http.paging import PageQuery, page_query
from services.chassis.http.replies import Created, Page, Row, created
from services.chassis.text.types import DocumentNumber, Name, Text
from services.submissions.edge import OfWard
from services.submissions.people import projection
from services.submissions.people.commands import (
    ChangePersonAddress,
    CorrectPersonName,
    EraseSubject,
    MovePerson,
    RegisterPerson,
)
from services.submissions.people.decider import PersonRefused
from services.submissions.people.resolving import MOST_SUBJECTS, READERS, ResolveSubjects
from services.submissions.units.decider import UnitRefused
from thidua_contracts.codes import SubjectKind

Email = Annotated[str, StringConstraints(max_length=254, pattern=r"^[^\s@]+@[^\s@]+\.[^\s@]+$")]


LISTERS = frozenset({"clerk", "chairman", "council-secretary", "unit-head"})
"""Roles that may look through a ward's people."""


class NewPerson(Body):
    """Cá nhân hoặc hộ gia đình thuộc một đơn vị; tập thể là đơn vị, không đăng ký ở đây."""

    kind: Literal["individual", "household"] = "individual"
    full_name: Name
    email: Email | None = None
    unit_id: UUID
    member_from: date
    direct_worker: bool = False


class Move(Body):
    """Đơn vị mới, hoặc tư cách mới trong đơn vị."""

    unit_id: UUID
    member_from: date
    direct_worker: bool


class NewName(Body):
    """Tên viết đúng."""

    full_name: Name


class NewAddress(Body):
    """Địa chỉ thư điện tử; để trống khi không còn."""

    email: Email | None


class Erasure(Body):
    """Số văn bản yêu cầu xóa dữ liệu cá nhân."""

    document_number: DocumentNumber


class Question(Body):
    """Các mã đối tượng cần biết tên, và mục đích."""

    subject_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_SUBJECTS)]
    purpose: Annotated[Text, StringConstraints(max_length=200)]


class Subject(Row):
    """Một đối tượng: cá nhân, hộ gia đình hoặc tập thể. `name` trống khi dữ liệu cá nhân đã xóa."""

    subject_id: UUID
    ward_code: str
    kind: str
    name: str | None
    email: str | None
    unit_id: UUID
    direct_worker: bool | None
    erased: bool


class Answer(Row):
    """Những đối tượng được phép biết; mã không có trong danh sách là không tìm thấy."""

    items: list[Subject]


class Person(Row):
    """Một cá nhân hoặc hộ gia đình."""

    ward_code: str
    person_id: UUID
    kind: str
    full_name: str | None
    unit_id: UUID
    member_from: date
    direct_worker: bool
    erased: bool


class People(Page):
    """Một trang cá nhân, hộ gia đình."""

    items: list[Person]


def routes(edge: Edge) -> APIRouter:
    """The routes of this capability."""
    router = APIRouter(tags=["people"])
    refusals = edge.problems(PersonRefused, UnitRefused, SubjectGone)

    @router.post("/people", status_code=201, summary="Đăng ký cá nhân, hộ gia đình", responses=refusals)
    async def register(body: NewPerson, writer: Annotated[Writer, Depends(edge.writer)]) -> Created:
        writer.require_for(RegisterPerson)
        person_id = writer.new_id("person")
        command = RegisterPerson(
            ward_code=writer.ward_code,
            at=writer.at,
            by_unit=writer.own_unit(),
            person_id=person_id,
            kind=SubjectKind(body.kind),
            full_name=body.full_name,
            email=body.email,
            unit_id=body.unit_id,
            member_from=body.member_from,
            direct_worker=body.direct_worker,
        )
        return created(await writer.send(command), person_id)

    @router.post("/people/{person_id}:move", summary="Chuyển đơn vị", responses=refusals)
    async def move(person_id: UUID, body: Move, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(MovePerson)
        return await writer.send(
            MovePerson(
                ward_code=writer.ward_code,
                at=writer.at,
                person_id=person_id,
                unit_id=body.unit_id,
                member_from=body.member_from,
                direct_worker=body.direct_worker,
            )
        )

    @router.post("/people/{person_id}:correct-name", summary="Sửa tên", responses=refusals)
    async def correct(person_id: UUID, body: NewName, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(CorrectPersonName)
        return await writer.send(
            CorrectPersonName(
                ward_code=writer.ward_code,
                at=writer.at,
                by_unit=writer.own_unit(),
                person_id=person_id,
                full_name=body.full_name,
            )
        )

    @router.post("/people/{person_id}:change-address", summary="Đổi địa chỉ thư điện tử", responses=refusals)
    async def address(person_id: UUID, body: NewAddress, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(ChangePersonAddress)
        return await writer.send(
            ChangePersonAddress(
                ward_code=writer.ward_code,
                at=writer.at,
                by_unit=writer.own_unit(),
                person_id=person_id,
                email=body.email,
            )
        )

    @router.post("/people/{person_id}:erase", summary="Xóa dữ liệu cá nhân", responses=refusals)
    async def erase(
        person_id: UUID, body: Erasure, writer: Annotated[Writer, Depends(edge.writer)], ward: OfWard = None
    ) -> Accepted:
        writer.require_for(EraseSubject)
        return await writer.send(
            EraseSubject(
                ward_code=ward or writer.ward_code,
                at=writer.at,
                person_id=person_id,
                document_number=body.document_number,
            )
        )

    @router.get("/people", response_model=People, summary="Danh sách cá nhân, hộ gia đình")
    async def people(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        ward: OfWard = None,
        unit_id: Annotated[UUID | None, Query()] = None,
    ) -> dict[str, Any]:
        reader.require(*LISTERS)
        limited = reader.own_unit()
        if limited is not None and unit_id not in (None, limited):
            raise NotFound("unit")
        async with reader.rows() as connection:
            rows = await projection.page(
                connection,
                ward_code=ward,
                unit_id=limited or unit_id,
                after=page.after(),
                limit=page.limit,
            )
        return page.reply(rows, key=("ward_code", "person_id"))

    @router.post("/subjects:resolve", response_model=Answer, summary="Hỏi tên các đối tượng; lần hỏi được ghi lại")
    async def resolve(
        body: Question,
        writer: Annotated[Writer, Depends(edge.writer)],
        reader: Annotated[Reader, Depends(edge.reader)],
    ) -> dict[str, Any]:
        writer.require_for(ResolveSubjects)
        reader.require(*READERS)
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
            found = await projection.resolve(connection, asked, reader.own_unit())
        return {"items": [found[subject] for subject in asked if subject in found]}

    return router
