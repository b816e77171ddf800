"""HTTP of nominations: the list, one dossier with its history, why it ended as it did, the count per unit."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from services.awards.edge import OF_COUNCIL, READERS, OfYear
from services.awards.law.pack import Title
from services.awards.nominations import query
from services.chassis.errors import NotFound
from services.chassis.http.edge import Edge, Reader
from services.chassis.http.paging import PageQuery, page_query
from services.chassis.http.replies import Page, Row
from services.chassis.kit.doing import OfWard

States = Literal[
    "proposed", "returned", "consulting", "tabled", "voted", "forwarded", "awarded", "annulled", "refused", "withdrawn"
]


class Listed(Row):
    """Một hồ sơ đề nghị."""

    ward_code: str
    nomination_id: UUID
    unit_id: UUID
    subject_id: UUID
    subject_kind: str
    title: str
    year: int
    state: States
    received_on: date
    direct_worker: bool
    warnings: int
    yes: int | None
    members: int | None
    needed: int | None
    passed: bool | None
    letter_number: str | None
    document_number: str | None
    appraised_on: date | None = None
    """Ngày Văn phòng thẩm định."""
    happened_on: date | None = None
    """Của khen thưởng đột xuất: ngày xảy ra việc."""
    held: bool = False
    """Đối tượng đang tạm dừng xét tặng; vì sao thì chỉ văn phòng, Chủ tịch và thư ký Hội đồng đọc được."""


class Nominations(Page):
    """Một trang hồ sơ đề nghị."""

    items: list[Listed]


class AnswerRow(Row):
    """Một tiêu chuẩn và câu trả lời của bộ quy định, kèm căn cứ.

    `sources`: dòng sổ theo dõi, danh hiệu mà câu trả lời dựa vào; `stated`: có dựa vào lời đơn vị; `against`: điều đơn vị nêu khác sổ.
    """

    rule: str
    met: bool
    effect: Literal["refuse", "warn"]
    sentence: str
    citation: str
    confidence: str
    confirmed: bool
    truth: Literal["met", "not-met", "unknown"] | None = None
    branch: str = ""
    missing: tuple[str, ...] = ()
    stated: bool | None = None
    sources: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


class Line(Row):
    """Một việc đã xảy ra với hồ sơ."""

    stream_version: int
    event: str
    words: str
    recorded_at: datetime
    effective_on: date
    actor: str | None
    document_number: str | None
    reason: str | None
    citation: str | None
    written: str | None
    reads: str | None
    detail: dict[str, Any]


class Rested(Row):
    """Một danh hiệu đã bị hủy bỏ mà hồ sơ này dựa vào."""

    nomination_id: UUID
    unit_id: UUID
    subject_id: UUID
    subject_kind: str
    title: str
    year: int
    document_number: str
    annulled_by: str
    annulled_on: date


class Opinion(Row):
    """Ý kiến của một thành viên Thường trực Hội đồng về hồ sơ khen thưởng đột xuất; chỉ Hội đồng đọc được."""

    member_id: str
    seat: str
    until: date
    agrees: bool | None
    note: str | None
    given_on: date | None


class Dossier(Listed):
    """Một hồ sơ cùng toàn bộ lịch sử; `rested` là các danh hiệu đã bị hủy bỏ mà hồ sơ dựa vào.

    `report_id` không có ở khen thưởng đột xuất.
    """

    report_id: UUID | None
    opinions_by: date | None = None
    decide_by: date | None = None
    place: str | None = None
    opinions: list[Opinion]
    initiative_id: UUID | None
    achievements: str | None
    merits: dict[str, bool | int | str]
    answers: list[AnswerRow]
    pack_id: str
    pack_hash: str
    pack_chosen_because: str | None
    session_id: UUID | None
    decision_id: UUID | None
    recovery: Literal["owed", "done", "to-repay", "repaid"] | None = None
    rested: list[Rested]
    history: list[Line]


class BallotRow(Row):
    """Một lá phiếu công khai."""

    member_id: str
    choice: str
    channel: str
    document_number: str | None
    own_case: bool
    recorded_at: datetime


class Why(Row):
    """Vì sao: từ quyết định ngược về biểu quyết, tiêu chuẩn và báo cáo năm của đơn vị."""

    nomination_id: UUID
    state: States
    outcome: Line | None
    since: list[Line]
    rested: list[Rested]
    letter: Line | None
    vote: Line | None
    ballots: list[BallotRow]
    pack_id: str
    pack_hash: str
    answers: list[AnswerRow]
    proposal: Line
    report_id: UUID | None
    initiative_id: UUID | None


class UnitRow(Row):
    """Một đơn vị: được đề nghị chưa, đã đề nghị bao nhiêu, kết quả ra sao."""

    ward_code: str
    unit_id: UUID
    name: str
    kind: str
    window_open: bool
    nominations: int
    waiting: int
    awarded: int
    direct_workers_awarded: int
    refused: int
    annulled: int


class Units(Page):
    """Một trang đơn vị."""

    items: list[UnitRow]


def routes(edge: Edge) -> APIRouter:
    """The routes that read nominations."""
    router = APIRouter(tags=["nominations"])

    @router.get(
        "/nominations",
        response_model=Nominations,
        summary="Danh sách hồ sơ đề nghị",
        responses={404: {"description": "Không tìm thấy"}},
    )
    async def listed(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        ward: OfWard = None,
        year: OfYear = None,
        unit: Annotated[UUID | None, Query(description="Đơn vị đề nghị.")] = None,
        title: Annotated[Title | None, Query(description="Danh hiệu.")] = None,
        state: Annotated[States | None, Query(description="Trạng thái.")] = None,
    ) -> Any:
        reader.require(*READERS)
        own = reader.own_unit()
        if own is not None and unit not in (None, own):
            raise NotFound("unit")
        async with reader.rows() as connection:
            rows = await query.page(
                connection,
                ward_code=ward,
                year=year,
                unit_id=own or unit,
                title=title,
                state=state,
                after=page.after(),
                limit=page.limit,
            )
        return page.reply(rows, key=("ward_code", "nomination_id"))

    @router.get("/nominations/{nomination_id}", response_model=Dossier, summary="Một hồ sơ và lịch sử của nó")
    async def one(nomination_id: UUID, reader: Annotated[Reader, Depends(edge.reader)]) -> Any:
        reader.require(*READERS)
        async with reader.rows() as connection:
            found = await query.one(
                connection, nomination_id, reader.own_unit(), of_council=reader.mandate.role in OF_COUNCIL
            )
        if found is None:
            raise NotFound(str(nomination_id))
        return found

    @router.get("/nominations/{nomination_id}/why", response_model=Why, summary="Vì sao có kết quả này")
    async def why(nomination_id: UUID, reader: Annotated[Reader, Depends(edge.reader)]) -> Any:
        reader.require(*READERS)
        async with reader.rows() as connection:
            found = await query.why(
                connection, nomination_id, reader.own_unit(), of_council=reader.mandate.role in OF_COUNCIL
            )
        if found is None:
            raise NotFound(str(nomination_id))
        return found

    @router.get("/units", response_model=Units, summary="Đề nghị khen thưởng theo đơn vị")
    async def by_unit(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        year: Annotated[int, Query(ge=2000, le=2100, description="Năm thi đua.")],
        ward: OfWard = None,
    ) -> Any:
        reader.require(*READERS)
        async with reader.rows() as connection:
            rows = await query.by_unit(
                connection,
                year=year,
                ward_code=ward,
                unit_id=reader.own_unit(),
                after=page.after(),
                limit=page.limit,
            )
        return page.reply(rows, key=("ward_code", "unit_id"))

    return router
