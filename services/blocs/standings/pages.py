"""The bloc's board: ranking, points of each criterion, when each ward was last heard; it moves while one looks."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from starlette.responses import RedirectResponse, Response

from services.blocs.criteria.scoring import shown
from services.blocs.criteria.sheet import Measure
from services.blocs.edge import BlocPath, WardPath, YearPath, readable, readable_in
from services.blocs.standings import query, wording
from services.chassis.calendar import local_date
from services.chassis.decider import CITY
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
SHOWN: Final = 500
"""Proofs that one page shows."""
MINE: Final = """
SELECT b.ward_code, b.name, CASE WHEN b.ward_code = $1 OR $1 = 'city' THEN $2::integer ELSE m.newest END AS year
FROM blocs b
LEFT JOIN LATERAL (
    SELECT max(least(extract(year FROM last_day)::integer, $2)) AS newest FROM bloc_members
    WHERE ward_code = b.ward_code AND member_ward = $1 AND extract(year FROM from_day) <= $2
) m ON true
WHERE b.ward_code = $1 OR $1 = 'city' OR m.newest IS NOT NULL
ORDER BY year DESC, b.ward_code LIMIT 100
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


def rows(board: query.Board) -> list[dict[str, Any]]:
    """The members in the order of their ranks."""
    return [
        {
            "rank": member.place.rank,
            "note": _note(member),
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


def _note(member: query.Member) -> str:
    """What a rank does not say: that nothing was owed yet, or that the whole comparison left it shared."""
    score = member.place.score
    if not member.figures[Measure.REPORTS_EXPECTED] and not (score and score.total):
        return "chưa phải nộp báo cáo nào"
    if not member.place.tied:
        return ""
    return "bằng điểm, cần bỏ phiếu" if score else "ngang nhau"


def pages(web: Web) -> APIRouter:
    """Pages below `/blocs/pages/board`."""
    router = web.router()
    templates = web.templates(__file__)
    live = Live(web.edge)

    @router.get("/board")
    async def mine(visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        reader = visitor.reader()
        reader.require(*READERS)
        year = local_date(visitor.at).year
        async with reader.rows() as connection:
            found = await connection.fetch(MINE, reader.mandate.ward_code, year)
        if len(found) == 1:
            return RedirectResponse(f"{BOARD}/{found[0]['ward_code']}/{found[0]['year']}", 303, HEADERS)
        return templates.show("blocs.html", visitor, blocs=found, year=year)

    @router.get("/board/{bloc_code}/{year}")
    async def board(bloc_code: BlocPath, year: YearPath, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        found = await _board(visitor, bloc_code, year)
        return templates.show(
            "board.html", visitor, board=found, rows=rows(found), ago=wording.ago, fresh_at=await visitor.fresh_at()
        )

    @router.get("/board/{bloc_code}/{year}/stream")
    async def stream(bloc_code: BlocPath, year: YearPath, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        await _board(visitor, bloc_code, year)

        async def render() -> str:
            found = await _board(visitor, bloc_code, year)
            now = web.edge.clock.now()
            return await asyncio.to_thread(
                templates.text, "_board.html", visitor, board=found, rows=rows(found), ago=wording.ago, at=now
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
            proofs = await query.evidence(connection, ward_code, year, measure, ("", "", 0), SHOWN + 1)
        # a page of the ward itself: another ward's reports are not opened to a member of the bloc
        opens = visitor.mandate.ward_code in (ward_code, CITY) and not visitor.holds("operator")
        return templates.show(
            "why.html",
            visitor,
            board=found,
            member=member,
            measure=str(measure),
            measures=MEASURES,
            silence=wording.silence(member["name"], member["heard"], visitor.at),
            proofs=[
                {
                    "at": proof.recorded_at,
                    "sentence": wording.sentence(proof, year),
                    "page": wording.page(proof) if opens else "",
                }
                for proof in proofs[:SHOWN]
            ],
            cut=len(proofs) > SHOWN,
        )

    async def _board(visitor: Visitor, bloc_code: str, year: int) -> query.Board:
        reader = visitor.reader()
        reader.require(*READERS)
        readable(reader, bloc_code)
        async with reader.rows() as connection:
            await readable_in(connection, reader, bloc_code, year)
            found = await query.board(connection, bloc_code, year)
        if found is None:
            raise NotFound(bloc_code)
        return found

    return router
