"""Page *Luật của một ngày*: the law of a day at a place, what nobody has confirmed, and what changes next. For everybody."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from services.awards.decisions import public
from services.awards.law.pack import NATION, Law
from services.awards.law.reading import read_law
from services.awards.law.telling import KINDS, PARTS, SURE, Line, Told, told
from services.awards.refusal import marked
from services.awards.wards.query import WardNames, ward_names
from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import CITY
from services.chassis.errors import NotFound
from services.chassis.kit.excel import MEDIA_TYPE, workbook
from services.chassis.kit.listing import Column
from services.chassis.text.ordering import sort_key
from services.chassis.web.inputs import Unclear, day_of
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

HERE: Final = "/awards/pages/law"
LABEL: Final = "Ngày"
WHOLE: Final = "Cả nước (quy định chung)"
COLUMNS: Final = (
    Column(name="award", label="Danh hiệu, hình thức"),
    Column(name="part", label="Nội dung", words=PARTS),
    Column(name="says", label="Quy định"),
    Column(name="citation", label="Căn cứ"),
    Column(name="sure", label="Mức chắc chắn"),
    Column(name="since", label="Có hiệu lực từ"),
    Column(name="place", label="Quy định của"),
)
"""What a line of the law shows, the same on the page and in Excel."""

Typed = Annotated[str, Query(alias="ngay", max_length=40)]
Chosen = Annotated[str, Query(alias="noi", max_length=60)]


def pages(web: Web) -> APIRouter:
    """`/awards/pages/law`, and the same as an Excel file."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/law")
    async def law_of_day(
        visitor: Annotated[Visitor, Depends(web.visitor)], typed: Typed = "", chosen: Chosen = ""
    ) -> Response:
        law, names = read_law(), await _ward_names()
        today = local_date(visitor.at)
        try:
            day, wrong = day_of(typed, LABEL) if typed.strip() else today, ""
        except Unclear as unclear:
            day, wrong = today, unclear.sentence
        places = _places(law, names, day)
        where = chosen if chosen in dict(places) else _own(visitor, names)
        found = None if wrong else told(law, day, _place(law, where))
        return templates.show(
            "law_of_day.html",
            visitor,
            status=422 if wrong else 200,
            field_errors=[{"field": "ngay", "sentence": wrong}] if wrong else [],
            typed=typed if wrong else words.day(day),
            day=day,
            places=places,
            where=where,
            where_name=dict(places)[where],
            own_rules=_place(law, where) != NATION,
            told=found,
            first=law.days()[0],
            awards=_awards(found) if found else (),
            common=_by_part(found.of("")) if found else (),
            changes=_changes(found) if found else (),
            holes=_holes(found) if found else (),
            marked=marked,
            law_at=lambda on: f"{HERE}?ngay={words.day(on)}&noi={quote(where, safe='')}",
            excel=f"{HERE}.xlsx?ngay={words.day(day)}&noi={quote(where, safe='')}",
        )

    @router.get("/law.xlsx")
    async def as_excel(
        visitor: Annotated[Visitor, Depends(web.visitor)], typed: Typed = "", chosen: Chosen = ""
    ) -> Response:
        law, names = read_law(), await _ward_names()
        try:
            day = day_of(typed, LABEL) if typed.strip() else local_date(visitor.at)
        except Unclear as unclear:
            raise NotFound("law") from unclear
        places = dict(_places(law, names, day))
        where = chosen if chosen in places else _own(visitor, names)
        found = told(law, day, _place(law, where))
        if found is None:
            raise NotFound("law")
        title = f"Luật của ngày {words.day(day)}"
        note = f"{places[where]} – {found.pack.name}; {len(found.lines)} dòng"
        made = await workbook(title.replace("/", "-"), COLUMNS, list(_rows(found, law)), note)
        name = quote(f"Luật ngày {day:%d-%m-%Y}.xlsx")
        headers = {"content-disposition": f"attachment; filename=\"luat.xlsx\"; filename*=UTF-8''{name}"}
        return Response(made, media_type=MEDIA_TYPE, headers=headers)

    async def _ward_names() -> WardNames:
        async with public.rows(web.edge) as connection:
            return await ward_names(connection)

    return router


def _places(law: Law, names: WardNames, day: date) -> list[tuple[str, str]]:
    """What may be chosen: the nation, the places with rules of their own, and the wards that the system knows."""
    own = {row.id: str(row.fields["name"]) for row in law.rows if row.table == "place"}
    provinces = [(place, own.get(place, place)) for place in law.places if place != NATION]
    return [
        (NATION, WHOLE),
        *sorted(names.among(day).items(), key=lambda one: sort_key(one[1])),
        *((place, name[:1].upper() + name[1:]) for place, name in provinces),
    ]


def _own(visitor: Visitor, names: WardNames) -> str:
    ward = visitor.mandate.ward_code if visitor.held else CITY
    return ward if ward in names.known else NATION


def _place(law: Law, chosen: str) -> str:
    return chosen if chosen in law.places else law.place_of(chosen)


def _rows(found: Told, law: Law) -> Iterator[dict[str, Any]]:
    """A row for each line and award; a line for every award is one row."""
    known = {row.id: str(row.fields["name"]) for row in law.rows if row.table == "place"}
    for award in (*found.names, ""):
        for line in found.of(award):
            yield {
                "award": found.names.get(award, "Mọi danh hiệu, hình thức"),
                "part": line.part,
                "says": line.says,
                "citation": line.source.citation,
                "sure": _sure(line),
                "since": line.since,
                "place": known.get(line.place, "cả nước"),
            }


def _sure(line: Line) -> str:
    return marked(SURE[line.source.confidence], line.source.confirmed)


def _by_part(lines: list[Line]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Lines under the heading of their part, each with its citation and how sure it is."""
    parts: dict[str, list[Mapping[str, Any]]] = {}
    for line in lines:
        shown = {
            "says": line.says,
            "citation": line.source.citation,
            "sure": _sure(line),
            "local": line.place != NATION,
        }
        parts.setdefault(PARTS[line.part], []).append(shown)
    return list(parts.items())


def _awards(found: Told) -> list[dict[str, Any]]:
    """Each award with its lines, and in one line who decides it and what is paid."""
    shown = []
    for code, name in found.names.items():
        lines = found.of(code)
        short = [line.says for line in lines if line.part in ("deciders", "money")]
        shown.append({"code": code, "name": name, "short": short, "parts": _by_part(lines)})
    return shown


def _changes(found: Told) -> list[dict[str, Any]]:
    """What changes next, each with the names of the awards that it is about; what is only cited anew stands last."""
    rows = [
        {
            "kind": change.kind,
            "word": KINDS[change.kind],
            "part": PARTS[change.part],
            "awards": ", ".join(found.names.get(code, code) for code in change.awards),
            "before": change.before,
            "after": change.after,
            "was": change.was.citation if change.was else "",
            "becomes": marked(change.becomes.citation, change.becomes.confirmed) if change.becomes else "",
        }
        for change in found.changes
    ]
    return sorted(rows, key=lambda row: row["kind"] == "cited-anew")


def _holes(found: Told) -> list[str]:
    """ "Anh hùng Lao động chưa có tiêu chuẩn"."""
    return [f"{found.names[award]} {lacks}" for award, lacks in found.holes]
