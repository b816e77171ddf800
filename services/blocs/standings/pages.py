"""The bloc's board: ranking, points of each criterion, when each ward was last heard; it moves while one looks."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from starlette.responses import RedirectResponse, Response

from services.blocs.criteria.scoring import shown
from services.blocs.criteria.sheet import Measure
from services.blocs.edge import BlocPath, WardPath, YearPath, readable
from services.blocs.standings import query
from services.chassis.calendar import local_date
from services.chassis.errors import NotFound
from services.chassis.web.live import Live
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import HEADERS, Web

READERS: Final = frozenset(
    {"clerk", "chairman", "council-member", "council-secretary", "bloc-secretary", "city-officer", "operator"}
)
WATCHED: Final = ("standings", "membership", "criteria")
"""The read models from which a board is counted."""
BOARD: Final = "/blocs/pages/board"
MINE: Final = """
SELECT b.ward_code, b.name FROM blocs b
WHERE b.ward_code = $1 OR $1 = 'city' OR EXISTS (
    SELECT FROM bloc_members m WHERE m.ward_code = b.ward_code AND m.member_ward = $1)
ORDER BY b.ward_code LIMIT 100
"""
MEASURES: Final[Mapping[str, str]] = {
    "reports-expected": "Báo cáo phải nộp",
    "reports-received": "Báo cáo đã nộp",
    "reports-accepted": "Báo cáo được tiếp nhận",
    "reports-on-time": "Báo cáo đúng hạn",
    "reports-late": "Báo cáo trễ",
    "reports-missing": "Báo cáo không nộp",
    "reports-locked": "Báo cáo đã khóa",
    "movements-launched": "Phong trào đã phát động",
    "movements-joined": "Lượt đơn vị tham gia phong trào",
    "awards": "Khen thưởng",
    "awards-of-direct-workers": "Khen thưởng người lao động trực tiếp",
}
EVENTS: Final[Mapping[str, str]] = {
    "ReportRequested": "Giao nộp báo cáo",
    "ReportSubmitted": "Gửi báo cáo",
    "ReportAccepted": "Tiếp nhận báo cáo",
    "ReportReturned": "Trả lại báo cáo",
    "ReportMissed": "Hết hạn chưa nộp",
    "ReportLocked": "Khóa sổ",
    "ReportReleased": "Không phải nộp",
    "ReportDeadlineExtended": "Gia hạn",
    "ReportAcceptanceWithdrawn": "Hủy tiếp nhận",
    "PlanIssued": "Ban hành kế hoạch",
    "MovementLaunched": "Phát động phong trào",
    "MovementJoined": "Tham gia phong trào",
    "AwardDecided": "Quyết định khen thưởng",
}


def what(ce_type: str) -> str:
    """An event's name in words."""
    name = ce_type.split(".")[-2]
    return EVENTS.get(name, "Diễn biến khác")


def silent(heard: datetime | None, now: datetime) -> str:
    """ "2 giờ": how long ago a ward was last heard."""
    if heard is None:
        return "chưa có"
    seconds = max(0, int((now - heard).total_seconds()))
    for size, word in ((86400, "ngày"), (3600, "giờ"), (60, "phút")):
        if seconds >= size:
            return f"{seconds // size} {word}"
    return f"{seconds} giây"


def rows(board: query.Board) -> list[dict[str, Any]]:
    """The members in the order of their ranks."""
    return [
        {
            "rank": member.place.rank,
            "tied": member.place.tied,
            "ward": member.ward,
            "name": member.name or member.ward,
            "partial": member.partial,
            "total": shown(member.place.score.total) if member.place.score else None,
            "lines": [shown(line.points) for line in member.place.score.lines] if member.place.score else [],
            "figures": {str(measure): count for measure, count in member.figures.items()},
            "heard": max((heard.recorded_at for heard in member.heard), default=None),
        }
        for member in board.members
    ]


def pages(web: Web) -> APIRouter:
    """Pages below `/blocs/pages/board`."""
    router = web.router()
    templates = web.templates(__file__)
    live = Live(web.edge)

    @router.get("/board")
    async def mine(visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        reader = visitor.reader()
        reader.require(*READERS)
        async with reader.rows() as connection:
            found = await connection.fetch(MINE, reader.mandate.ward_code)
        if len(found) == 1:
            year = local_date(visitor.at).year
            return RedirectResponse(f"{BOARD}/{found[0]['ward_code']}/{year}", 303, HEADERS)
        return templates.show("blocs.html", visitor, blocs=found, year=local_date(visitor.at).year)

    @router.get("/board/{bloc_code}/{year}")
    async def board(bloc_code: BlocPath, year: YearPath, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        found = await _board(visitor, bloc_code, year)
        return templates.show(
            "board.html", visitor, board=found, rows=rows(found), silent=silent, fresh_at=await visitor.fresh_at()
        )

    @router.get("/board/{bloc_code}/{year}/stream")
    async def stream(bloc_code: BlocPath, year: YearPath, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        await _board(visitor, bloc_code, year)

        async def render() -> str:
            found = await _board(visitor, bloc_code, year)
            now = web.edge.clock.now()
            return await asyncio.to_thread(
                templates.text, "_board.html", visitor, board=found, rows=rows(found), silent=silent, at=now
            )

        key = ("board", bloc_code, year, visitor.reader().wards)
        return await live.stream(visitor, WATCHED, key, render)

    @router.get("/board/{bloc_code}/{year}/why/{ward_code}/{measure}")
    async def why(
        bloc_code: BlocPath,
        year: YearPath,
        ward_code: WardPath,
        measure: Measure,
        visitor: Annotated[Visitor, Depends(web.member)],
    ) -> Response:
        found = await _board(visitor, bloc_code, year)
        member = next((one for one in rows(found) if one["ward"] == ward_code), None)
        if member is None:
            raise NotFound(ward_code)
        async with visitor.reader().rows() as connection:
            proofs = await query.evidence(connection, ward_code, year, measure, ("", "", 0), 500)
        return templates.show(
            "why.html",
            visitor,
            board=found,
            member=member,
            measure=str(measure),
            measures=MEASURES,
            proofs=proofs,
            what=what,
        )

    async def _board(visitor: Visitor, bloc_code: str, year: int) -> query.Board:
        reader = visitor.reader()
        reader.require(*READERS)
        readable(reader, bloc_code)
        async with reader.rows() as connection:
            found = await query.board(connection, bloc_code, year)
        if found is None:
            raise NotFound(bloc_code)
        return found

    return router
