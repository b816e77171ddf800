"""HTTP of the law: which packs there are, what is in them, which of it is not confirmed, and what changes next."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from services.awards.law.pack import NATION, Doubt, Pack
from services.awards.law.reading import read_law
from services.awards.law.rows import Confidence
from services.awards.law.telling import Change, Kind, Line, told
from services.chassis.calendar import local_date
from services.chassis.errors import NotFound
from services.chassis.http.body import FIRST_DAY, LAST_DAY
from services.chassis.http.edge import Edge, Reader
from services.chassis.http.replies import Row


class PackRow(Row):
    """Một bộ quy định: quy định của một nơi từ một ngày."""

    id: str
    name: str
    place: str
    in_force_from: date
    next_change: date | None
    hash: str
    confirmed: bool


class Packs(Row):
    """Các bộ quy định, theo nơi và thời gian."""

    packs: list[PackRow]


class DoubtRow(Row):
    """Văn bản đã sửa đổi, hết hiệu lực hoặc sắp hết hiệu lực mà quy định còn dựa vào."""

    since: date
    number: str
    sentence: str
    rows: int
    citation: str
    confirmed: bool


class HoleRow(Row):
    """Điều bộ quy định chưa có cho một danh hiệu, hình thức."""

    award: str
    lacks: str


class WholePack(PackRow):
    """Nội dung một bộ quy định: từng dòng kèm căn cứ, chỗ còn nghi ngờ, chỗ còn thiếu."""

    rows: list[dict[str, Any]]
    doubts: list[DoubtRow]
    expires: list[DoubtRow]
    holes: list[HoleRow]


class LineRow(Row):
    """Một dòng quy định: nói gì về danh hiệu, hình thức nào (không nêu là mọi danh hiệu), theo căn cứ nào, chắc đến đâu."""

    part: str
    awards: list[str]
    says: str
    citation: str
    confidence: Confidence
    confirmed: bool
    place: str
    since: date


class ChangeRow(Row):
    """Một dòng đổi vào ngày thay đổi kế tiếp: trước và sau."""

    part: str
    awards: list[str]
    kind: Kind
    before: str
    after: str
    citation_before: str | None
    citation_after: str | None


class LawOfDay(Row):
    """Luật của một ngày tại một nơi, từng dòng kèm căn cứ; những điều chưa xác nhận; những gì đổi vào ngày kế tiếp."""

    day: date
    place: str
    pack: PackRow
    awards: dict[str, str]
    lines: list[LineRow]
    open_questions: list[str]
    doubts: list[DoubtRow]
    expires: list[DoubtRow]
    holes: list[HoleRow]
    changes: list[ChangeRow]


PlaceName = Annotated[
    str,
    Query(pattern=r"^[a-z0-9/-]{2,60}$", description="Nơi: mã xã, phường; hoặc tỉnh có quy định riêng (vn/bac-ninh)."),
]


def routes(edge: Edge) -> APIRouter:
    """Routes of the law."""
    router = APIRouter(tags=["rules"])

    @router.get("/rule-packs", response_model=Packs, summary="Các bộ quy định khen thưởng")
    async def listed(reader: Annotated[Reader, Depends(edge.reader)]) -> Any:
        law = read_law()
        return Packs(packs=[PackRow(**_head(pack)) for place in law.places for pack in law.packs(place)])

    @router.get("/rule-packs/{pack_id}", response_model=WholePack, summary="Nội dung một bộ quy định")
    async def one(
        pack_id: Annotated[str, Path(pattern=r"^[a-z0-9.-]{1,60}$")], reader: Annotated[Reader, Depends(edge.reader)]
    ) -> Any:
        pack = read_law().named(pack_id)
        if pack is None:
            raise NotFound(pack_id)
        return WholePack(
            **_head(pack),
            rows=pack.plain,
            doubts=[_doubt(doubt) for doubt in pack.doubts],
            expires=[_doubt(doubt) for doubt in pack.expires],
            holes=[HoleRow(award=hole.award, lacks=hole.lacks) for hole in pack.holes()],
        )

    @router.get("/law", response_model=LawOfDay, summary="Luật của một ngày tại một nơi")
    async def of_day(
        reader: Annotated[Reader, Depends(edge.reader)],
        asked: Annotated[
            date | None, Query(alias="day", ge=FIRST_DAY, le=LAST_DAY, description="Mặc định: hôm nay.")
        ] = None,
        place: PlaceName = NATION,
    ) -> Any:
        law, day = read_law(), asked or local_date(edge.clock.now())
        found = told(law, day, place if place in law.places else law.place_of(place))
        if found is None:
            raise NotFound(day.isoformat())
        return LawOfDay(
            day=day,
            place=found.place,
            pack=PackRow(**_head(found.pack)),
            awards=dict(found.names),
            lines=[_line(line) for line in found.lines],
            open_questions=list(found.open_questions),
            doubts=[_doubt(doubt) for doubt in found.doubts],
            expires=[_doubt(doubt) for doubt in found.expires],
            holes=[HoleRow(award=award, lacks=lacks) for award, lacks in found.holes],
            changes=[_change(change) for change in found.changes],
        )

    return router


def _line(line: Line) -> LineRow:
    return LineRow(
        part=line.part,
        awards=list(line.awards),
        says=line.says,
        citation=line.source.citation,
        confidence=line.source.confidence,
        confirmed=line.source.confirmed,
        place=line.place,
        since=line.since,
    )


def _change(change: Change) -> ChangeRow:
    return ChangeRow(
        part=change.part,
        awards=list(change.awards),
        kind=change.kind,
        before=change.before,
        after=change.after,
        citation_before=change.was.citation if change.was else None,
        citation_after=change.becomes.citation if change.becomes else None,
    )


def _head(pack: Pack) -> dict[str, Any]:
    return {
        "id": pack.id,
        "name": pack.name,
        "place": pack.place,
        "in_force_from": pack.since,
        "next_change": read_law().next_change(pack.since, pack.place),
        "hash": pack.hash,
        "confirmed": pack.source.confirmed,
    }


def _doubt(doubt: Doubt) -> DoubtRow:
    return DoubtRow(
        since=doubt.since,
        number=doubt.number,
        sentence=doubt.sentence,
        rows=doubt.rows,
        citation=doubt.source.citation,
        confirmed=doubt.source.confirmed,
    )
