"""The bloc's board: ranking, points of each criterion, when each ward was last heard; it moves while one looks."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends
from starlette.responses import RedirectResponse, Response

from services.blocs.criteria.scoring import told_apart
from services.blocs.criteria.sheet import Comparison, Measure
from services.blocs.criteria.wording import MEASURES
from services.blocs.edge import WATCHERS, BlocPath, WardPath, YearPath, readable, readable_in
from services.blocs.standings import query, wording
from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import CITY
from services.chassis.errors import NotFound
from services.chassis.kit.excel import MEDIA_TYPE, workbook
from services.chassis.kit.listing import Column
from services.chassis.scoring import shown
from services.chassis.text.ordering import sort_key
from services.chassis.web.charts import Ranked
from services.chassis.web.live import Live
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import HEADERS, Web

WATCHED: Final = ("standings", "membership", "criteria")
"""The read models from which a board is counted."""
REPORTS: Final = (Measure.REPORTS_EXPECTED, Measure.REPORTS_ACCEPTED, Measure.REPORTS_ON_TIME)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Column):
    """A number that stands inside a row."""

    name: str = ""
    number: bool = True
    of_row: Callable[[Mapping[str, Any]], Any]

    def of(self, row: Mapping[str, Any]) -> Any:
        return self.of_row(row)

    def cell(self, row: Mapping[str, Any]) -> Any:
        return self.of_row(row)


def rows(board: query.Board, last: query.Board | None = None) -> list[dict[str, Any]]:
    """The members in the order of their ranks, each with its rank in `last`, the year before."""
    before = {member.ward: member.place.rank for member in last.members if _ranked(member)} if last else {}
    notes, named = _notes(board), _named(board)
    return [
        {
            "rank": member.place.rank,
            "before": before.get(member.ward),
            "moved": wording.moved(member.place.rank, before.get(member.ward)),
            "note": notes[member.ward],
            "ward": member.ward,
            "name": named[member.ward],
            "stay": wording.stay(member, board.year),
            "total": shown(member.place.score.total) if member.place.score else None,
            "lines": [shown(line.points) for line in member.place.score.lines] if member.place.score else [],
            "figures": {str(measure): count for measure, count in member.figures.items()},
            "heard": max((heard.recorded_at for heard in member.heard), default=None),
        }
        for member in board.members
    ]


def unranked(board: query.Board) -> list[dict[str, Any]]:
    """Members of the year that are not ranked in the bloc, by name, each with the days on which it is a member."""
    named = _named(board)
    found = [
        {
            "ward": member.ward,
            "name": named[member.ward],
            "said": wording.unranked(member, board.year),
            "figures": {str(measure): count for measure, count in member.figures.items()},
            "heard": max((heard.recorded_at for heard in member.heard), default=None),
        }
        for member in board.others
    ]
    return sorted(found, key=lambda one: sort_key(str(one["name"])))


def _named(board: query.Board) -> dict[str, str]:
    return words.apart({member.ward: member.named for member in (*board.members, *board.others)})


def columns(board: query.Board) -> tuple[Column, ...]:
    """The board's columns as a spreadsheet has them: each figure in a cell of its own."""

    def line(place: int) -> Callable[[Mapping[str, Any]], Any]:
        return lambda row: row["lines"][place]

    def figure(measure: Measure) -> Callable[[Mapping[str, Any]], Any]:
        return lambda row: row["figures"][str(measure)]

    criteria = board.criteria.sheet.criteria if board.criteria else ()
    return (
        Column(name="name", label="Xã, phường"),
        Column(name="rank", label="Hạng", number=True),
        Column(name="before", label=f"Hạng năm {board.year - 1}", number=True),
        *((Figure(label="Tổng điểm", of_row=lambda row: row["total"]),) if board.criteria else ()),
        *(Figure(label=one.name, of_row=line(place)) for place, one in enumerate(criteria)),
        *(Figure(label=MEASURES[measure], of_row=figure(measure)) for measure in REPORTS),
        Column(
            name="note", label="Ghi chú", show=lambda row: "; ".join(one for one in (row["stay"], row["note"]) if one)
        ),
        Column(name="heard", label="Nhận tin gần nhất"),
    )


def drawn(rows: Sequence[Mapping[str, Any]], address: str = "") -> list[Ranked]:
    """The same for a picture; each dot leads to its row."""
    return [Ranked(row["name"], row["rank"], row["before"], f"{address}#xa-{row['ward']}") for row in rows]


def _ranked(member: query.Member) -> bool:
    """Whether a rank says anything: something was owed, or something was earned."""
    score = member.place.score
    return bool(member.figures[Measure.REPORTS_EXPECTED] or (score and score.total))


def _notes(board: query.Board) -> dict[str, str]:
    """What a rank does not say: that nothing was owed yet, that it is shared, or what told it from one of equal points."""
    notes = {}
    ties = board.criteria.sheet.ties if board.criteria else ()
    above: query.Member | None = None
    for member in board.members:
        notes[member.ward] = _note(member, above, ties)
        above = member
    return notes


def _note(member: query.Member, above: query.Member | None, ties: Sequence[Comparison]) -> str:
    score = member.place.score
    if not _ranked(member):
        return "chưa phải nộp báo cáo nào"
    if member.place.tied:
        return "bằng điểm, cần bỏ phiếu" if score else "ngang nhau"
    if above is None or score is None or above.place.score is None or above.place.score.total != score.total:
        return ""
    link = told_apart(above.figures, member.figures, ties)
    return wording.told_apart(link, above.named, member.figures, above.figures) if link else ""


def pages(web: Web) -> APIRouter:
    """Pages below `/blocs/pages/board`."""
    router = web.router()
    templates = web.templates(__file__)
    live = Live(web.edge)

    @router.get("/board")
    async def mine(visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        reader = visitor.reader()
        reader.require(*WATCHERS)
        year = local_date(visitor.at).year
        async with reader.rows() as connection:
            found = await connection.fetch(MINE, reader.mandate.ward_code, year)
        if len(found) == 1:
            return RedirectResponse(f"{BOARD}/{found[0]['ward_code']}/{found[0]['year']}", 303, HEADERS)
        return templates.show("blocs.html", visitor, blocs=found, year=year)

    @router.get("/board/{bloc_code}/{year}")
    async def board(bloc_code: BlocPath, year: YearPath, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        found, last = await boards(visitor, bloc_code, year)
        return templates.show("board.html", visitor, **_shown(found, last), fresh_at=await visitor.fresh_at())

    @router.get("/board/{bloc_code}/{year}/excel")
    async def as_excel(
        bloc_code: BlocPath, year: YearPath, visitor: Annotated[Visitor, Depends(web.member)]
    ) -> Response:
        found, last = await boards(visitor, bloc_code, year)
        listed, day = rows(found, last), local_date(visitor.at)
        fresh_at = await visitor.fresh_at() or visitor.at
        note = f"{found.name} – tạm tính, chưa công bố; số liệu đến {words.moment(fresh_at)}; {len(listed)} dòng"
        made = await workbook(f"Bảng điểm năm {year}", columns(found), listed, note)
        visitor.reader().note("list.exported", "blocs/board", len(listed))
        name = quote(f"Bảng điểm năm {year} {found.name} {day:%d-%m-%Y}.xlsx")
        headers = {
            "content-disposition": f"attachment; filename=\"bang-diem.xlsx\"; filename*=UTF-8''{name}",
            "cache-control": "no-store",
        }
        return Response(made, media_type=MEDIA_TYPE, headers=headers)

    @router.get("/board/{bloc_code}/{year}/stream")
    async def stream(bloc_code: BlocPath, year: YearPath, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        await boards(visitor, bloc_code, year)  # refused before the stream begins

        async def render() -> str:
            found, last = await boards(visitor, bloc_code, year)
            now = web.edge.clock.now()
            return await asyncio.to_thread(templates.text, "_board.html", visitor, **_shown(found, last), at=now)

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
        found, _ = await boards(visitor, bloc_code, year)
        member = next((one for one in (*rows(found), *unranked(found)) if one["ward"] == ward_code), None)
        if member is None:
            raise NotFound(ward_code)
        async with visitor.reader().rows() as connection:
            proofs = await query.evidence(
                connection, bloc_code, ward_code, year, measure, web.edge.clock.now(), ("", "", 0), SHOWN + 1
            )
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

    return router


async def boards(visitor: Visitor, bloc_code: str, year: int) -> tuple[query.Board, query.Board | None]:
    """The standings of a year and of the one before, that one as far as the visitor may read it. Raises NotFound, Forbidden."""
    reader = visitor.reader()
    readable(reader, bloc_code, WATCHERS)
    at = visitor.edge.clock.now()
    async with reader.rows() as connection:
        await readable_in(connection, reader, bloc_code, year)
        found = await query.board(connection, bloc_code, year, at)
        try:
            await readable_in(connection, reader, bloc_code, year - 1)
            last = await query.board(connection, bloc_code, year - 1, at)
        except NotFound:
            last = None  # a ward that joined this year does not see the year before
    if found is None:
        raise NotFound(bloc_code)
    return found, last


def _shown(found: query.Board, last: query.Board | None) -> dict[str, Any]:
    """What the board's templates are given."""
    listed, names = rows(found, last), _named(found)
    return {
        "board": found,
        "rows": listed,
        "unranked": unranked(found),
        "drawn": drawn(listed),
        "heads": [names.get(ward, ward) for ward in (found.head_ward, found.deputy_ward) if ward],
        "words": wording,
    }
