"""HTTP of the council: its members on a day, its sessions, one session's board."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from services.awards.councils import query
from services.awards.edge import OF_COUNCIL, OfYear
from services.chassis.calendar import local_date
from services.chassis.errors import NotFound
from services.chassis.http.body import Day
from services.chassis.http.edge import Edge, Reader
from services.chassis.http.paging import PageQuery, page_query
from services.chassis.http.replies import Page, Row
from services.chassis.kit.doing import OfWard


class MemberRow(Row):
    """Một thành viên Hội đồng."""

    council_id: UUID
    member_id: str
    seat: str
    person_id: UUID | None
    since: date
    until: date | None


class DocumentRow(Row):
    """Quyết định thành lập hoặc kiện toàn."""

    valid_from: date
    document_number: str


class Council(Row):
    """Hội đồng của phường vào một ngày."""

    ward_code: str
    day: date
    members: list[MemberRow]
    documents: list[DocumentRow]


class SessionRow(Row):
    """Một phiên họp."""

    ward_code: str
    session_id: UUID
    council_id: UUID
    year: int
    held_on: date
    state: Literal["called", "called-off", "open", "closed"]
    members: int
    quorum: int | None
    begins_at: str | None
    """Giờ họp ghi trong giấy mời."""
    room: str | None
    """Nơi họp ghi trong giấy mời."""


class Sessions(Page):
    """Một trang phiên họp."""

    items: list[SessionRow]


class RosterRow(Row):
    """Một thành viên của phiên họp."""

    member_id: str
    seat: str
    present: bool


class CastRow(Row):
    """Một lá phiếu công khai."""

    member_id: str
    choice: str
    channel: str
    document_number: str | None
    own_case: bool
    recorded_at: datetime


class VoteRow(Row):
    """Biểu quyết một hồ sơ."""

    nomination_id: UUID
    state: Literal["open", "interrupted", "closed"]
    yes: int | None
    no: int | None
    abstained: int | None
    silent: int | None
    members: int | None
    needed: int | None
    passed: bool | None
    threshold_citation: str | None
    threshold_confirmed: bool | None
    cast: int | None
    """Số phiếu đã nhận; trước khi đóng biểu quyết chỉ Chủ tịch và thư ký Hội đồng đọc được."""
    missing: int | None
    """Số thành viên có mặt chưa bỏ phiếu; cũng chỉ Chủ tịch và thư ký Hội đồng đọc được trước khi đóng biểu quyết."""
    declared: str | None
    """Vì sao Chủ tịch Hội đồng đóng biểu quyết khi còn người có mặt chưa bỏ phiếu."""
    written: list[str]
    """Thành viên vắng mặt đã có ý kiến bằng văn bản được ghi; ý kiến ra sao chỉ có sau khi đóng biểu quyết."""
    mine: CastRow | None
    """Phiếu của người hỏi."""
    ballots: list[CastRow]
    """Từng phiếu; chỉ có sau khi đóng biểu quyết."""


class Board(SessionRow):
    """Bảng theo dõi phiên họp."""

    quorum_citation: str | None
    quorum_confirmed: bool | None
    present: int
    roster: list[RosterRow]
    votes: list[VoteRow]


def routes(edge: Edge) -> APIRouter:
    """The routes that read the council."""
    router = APIRouter(tags=["councils"])

    @router.get(
        "/council",
        response_model=Council,
        summary="Hội đồng của phường vào một ngày",
        responses={404: {"description": "Không tìm thấy"}},
    )
    async def council(
        reader: Annotated[Reader, Depends(edge.reader)],
        ward: OfWard = None,
        on: Annotated[Day | None, Query(description="Ngày; mặc định hôm nay.")] = None,
    ) -> Any:
        reader.require(*OF_COUNCIL)
        async with reader.rows() as connection:
            day = on or local_date(edge.clock.now())
            found = await query.council(connection, ward or reader.mandate.ward_code, day)
        if found is None:
            raise NotFound("council")
        return found

    @router.get("/sessions", response_model=Sessions, summary="Các phiên họp của Hội đồng")
    async def listed(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        ward: OfWard = None,
        year: OfYear = None,
    ) -> Any:
        reader.require(*OF_COUNCIL)
        async with reader.rows() as connection:
            rows = await query.sessions(connection, ward_code=ward, year=year, after=page.after(), limit=page.limit)
        return page.reply(rows, key=("ward_code", "session_id"))

    @router.get("/sessions/{session_id}", response_model=Board, summary="Bảng theo dõi một phiên họp")
    async def board(session_id: UUID, reader: Annotated[Reader, Depends(edge.reader)]) -> Any:
        reader.require(*OF_COUNCIL)
        async with reader.rows() as connection:
            found = await query.board(connection, session_id, reader.principal)
        if found is None:
            raise NotFound(str(session_id))
        return found

    return router
