"""HTTP of the law: which packs there are, what is in them, which of it is not confirmed, and what changes next."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from services.awards.law.pack import Doubt, Pack
from services.awards.law.reading import read_law
from services.chassis.errors import NotFound
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

    return router


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
