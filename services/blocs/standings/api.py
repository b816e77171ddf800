"""HTTP routes of the board: standings of a year, the events behind each figure, and who was last heard of when."""

# annotations stay values: FastAPI cannot find the routes' local `edge` from their text
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from services.blocs.criteria.sheet import Measure
from services.blocs.edge import WATCHERS, BlocPath, WardPath, YearPath, member_in, readable, readable_in
from services.blocs.standings import query
from services.chassis.errors import NotFound
from services.chassis.http.edge import Edge, Reader
from services.chassis.http.paging import PageQuery, number, page_query
from services.chassis.scoring import shown


class HeardReply(BaseModel):
    """Thông tin mới nhất nhận được của một địa bàn từ một phân hệ."""

    source: str
    position: int
    event_id: UUID
    ce_type: str
    recorded_at: datetime


class LineReply(BaseModel):
    """Điểm của một tiêu chí, làm tròn hai chữ số."""

    code: str
    name: str
    most: Decimal
    points: Decimal


class MemberReply(BaseModel):
    """Vị trí của một thành viên; bằng nhau sau mọi bước xét thì `tied` và cần bỏ phiếu."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    rank: int
    tied: bool
    ward_code: str
    name: str | None
    partial: bool
    """Thành viên chỉ tham gia một phần của năm."""
    from_day: date
    last_day: date
    figures: dict[Measure, int]
    """Số liệu của những ngày là thành viên."""
    total: Decimal | None
    """Tổng điểm để hiển thị; thứ hạng xét theo giá trị chính xác."""
    lines: list[LineReply]
    last_heard: list[HeardReply]


class StayedReply(BaseModel):
    """Thành viên trong năm nhưng không xếp hạng ở khối này: đã rời khối, chưa đến ngày tham gia, hoặc xếp hạng ở khối khác."""

    ward_code: str
    name: str | None
    from_day: date
    last_day: date
    elsewhere: bool
    figures: dict[Measure, int]


class CriteriaUsed(BaseModel):
    """Bảng tiêu chí dùng để chấm."""

    version: int
    source: str
    standing: Literal["Đã được xác nhận", "Chưa được xác nhận"]


class BoardReply(BaseModel):
    """Bảng xếp hạng của khối trong năm, tính từ các sự kiện đã nhận được."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    bloc_code: str
    name: str
    year: int
    head_ward: str | None
    deputy_ward: str | None
    criteria: CriteriaUsed | None
    """Không có khi khối chưa ban hành bảng tiêu chí: khi đó xếp theo tỷ lệ đúng hạn, tỷ lệ tiếp nhận."""
    standings: list[MemberReply]
    """Thành viên vào ngày cuối năm, hoặc vào hôm nay khi năm chưa hết."""
    unranked: list[StayedReply]


class ProofReply(BaseModel):
    """Một sự kiện làm căn cứ cho số liệu."""

    about: str
    what: str
    unit_id: str | None
    unit_name: str | None
    event_id: UUID
    ce_type: str
    source: str
    position: int
    stream_id: str
    stream_version: int
    recorded_at: datetime


class ProofPage(BaseModel):
    """Các sự kiện làm căn cứ, theo từng báo cáo, phong trào hoặc quyết định."""

    items: list[ProofReply]
    next: str | None


def routes(edge: Edge) -> APIRouter:
    """Routes below `/blocs`."""
    router = APIRouter(tags=["Xếp hạng"])

    @router.get("/blocs/{bloc_code}/standings/{year}", response_model=BoardReply, summary="Bảng xếp hạng của khối")
    async def board(bloc_code: BlocPath, year: YearPath, reader: Annotated[Reader, Depends(edge.reader)]) -> Any:
        readable(reader, bloc_code, WATCHERS)
        async with reader.rows() as connection:
            await readable_in(connection, reader, bloc_code, year)
            found = await query.board(connection, bloc_code, year, edge.clock.now())
        if found is None:
            raise NotFound(bloc_code)
        return _board(found)

    @router.get(
        "/blocs/{bloc_code}/standings/{year}/members/{ward_code}/figures/{measure}",
        response_model=ProofPage,
        summary="Các sự kiện làm căn cứ cho một số liệu",
    )
    async def evidence(
        bloc_code: BlocPath,
        year: YearPath,
        ward_code: WardPath,
        measure: Measure,
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
    ) -> Any:
        readable(reader, bloc_code, WATCHERS)
        async with reader.rows() as connection:
            await readable_in(connection, reader, bloc_code, year)
            if not await member_in(connection, bloc_code, ward_code, year):
                raise NotFound(ward_code)
            place = page.place(("", "", 0), str, str, number)
            proofs = await query.evidence(
                connection, bloc_code, ward_code, year, measure, edge.clock.now(), place, page.limit
            )
        rows = [{name: getattr(proof, name) for name in ProofReply.model_fields} for proof in proofs]
        return page.reply(rows, key=("about", "source", "position"))

    return router


def _board(board: query.Board) -> BoardReply:
    criteria = board.criteria
    return BoardReply(
        bloc_code=board.bloc_code,
        name=board.name,
        year=board.year,
        head_ward=board.head_ward,
        deputy_ward=board.deputy_ward,
        criteria=CriteriaUsed(
            version=criteria.version,
            source=criteria.sheet.source,
            standing="Đã được xác nhận" if criteria.confirmed else "Chưa được xác nhận",
        )
        if criteria
        else None,
        standings=[_member(member) for member in board.members],
        unranked=[
            StayedReply(
                ward_code=member.ward,
                name=member.name,
                from_day=member.from_day,
                last_day=member.last_day,
                elsewhere=member.elsewhere,
                figures=dict(member.figures),
            )
            for member in board.others
        ],
    )


def _member(member: query.Member) -> MemberReply:
    score = member.place.score
    return MemberReply(
        rank=member.place.rank,
        tied=member.place.tied,
        ward_code=member.ward,
        name=member.name,
        partial=member.partial,
        from_day=member.from_day,
        last_day=member.last_day,
        figures=dict(member.figures),
        total=shown(score.total) if score else None,
        lines=[
            LineReply(
                code=line.criterion.code,
                name=line.criterion.name,
                most=line.criterion.points,
                points=shown(line.points),
            )
            for line in (score.lines if score else ())
        ],
        last_heard=[
            HeardReply(
                source=heard.source,
                position=heard.position,
                event_id=heard.event_id,
                ce_type=heard.ce_type,
                recorded_at=heard.recorded_at,
            )
            for heard in member.heard
        ],
    )
