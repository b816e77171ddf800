"""The list of a capability: its rows with search, filters and pages, and the same as an Excel file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from starlette.responses import Response

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.errors import Forbidden
from services.chassis.http.paging import MOST
from services.chassis.kit.excel import MEDIA_TYPE, workbook
from services.chassis.kit.excel import MOST as MOST_ROWS
from services.chassis.kit.listing import SEARCHED, SHOWN
from services.chassis.kit.served import Served
from services.chassis.text.ordering import beginnings, distance, matches
from services.chassis.web.inputs import NOTHING, search_errors
from services.chassis.web.visitor import Visitor

WORDS: Final = "tim"
WARD: Final = "dia-phuong"


async def show_list(of: Served, visitor: Visitor, asked: Mapping[str, str]) -> Response:
    """The page of the list, as it was asked for."""
    looked_for, after = asked.get(WORDS, "").strip(), asked.get("sau") or None
    field_errors = search_errors(WORDS, looked_for, NOTHING)
    if field_errors:
        asked, looked_for = {name: text for name, text in asked.items() if name != WORDS}, ""
    if looked_for and of.list.search_key:
        shown, count = await _rows(of, visitor, asked, None, MOST)
        more = False
    elif looked_for:
        found, _ = await _rows(of, visitor, asked, None, SEARCHED)
        fit = [row for row in found if matches(_searched(of, row), looked_for)]
        nearest = sorted(fit, key=lambda row: distance(_searched(of, row), looked_for))
        shown, count, more = nearest[:MOST], len(fit), False
    else:
        shown, count = await _rows(of, visitor, asked, after, SHOWN + 1)
        if after is not None and not shown:  # the row that it would follow is gone, or never was: the list is not empty
            after = None
            shown, count = await _rows(of, visitor, asked, None, SHOWN + 1)
        more = len(shown) > SHOWN
        shown = shown[:SHOWN]
    shown = await of.named(visitor, shown)
    if looked_for:
        shown = sorted(shown, key=lambda row: distance(_searched(of, row), looked_for))
    wards = await of.wards(visitor)
    kept = {name: text for name, text in asked.items() if name in filter_names(of) and text}
    there = any(row["ward_code"] == visitor.mandate.ward_code for row in shown)
    going_on = {**kept, "sau": str(shown[-1][of.list.key])} if more else {}
    choices = await _filter_choices(of, visitor)
    return of.templates.show(
        "kit_list.html",
        visitor,
        list=of.list,
        here_at=of.here,
        rows=shown,
        columns=of.columns(wards),
        count=count,
        next=urlencode(going_on) if more else "",
        begun=after is not None,
        words=visitor.request.query_params.get(WORDS, looked_for),
        field_errors=field_errors,
        searches=bool(of.list.searched or of.list.search_key),
        exports=_exports(of, visitor),
        chosen=asked,
        filtered=bool(kept or looked_for),
        query=urlencode(kept),
        filters=choices,
        wards=[(option.value, option.label) for option in wards],
        makes=[do for do in of.capability.creating if of.may(visitor, do) and not (do.once and there)],
        sheets=[sheet.do.name for sheet in of.capability.sheets if of.may(visitor, sheet.do)],
        opens=_opens(of, visitor),
        act=_act(of, visitor),
        later=of.list.later.address(shown, visitor) if of.list.later is not None else "",
        said=await of.web.said(visitor, {do.name: do.done for do in of.capability.does}),
        leads=of.leads(visitor),
        fresh_at=await visitor.fresh_at(),
        status=422 if field_errors else 200,
    )


async def spreadsheet(of: Served, visitor: Visitor, asked: Mapping[str, str]) -> Response:
    """The list as an Excel file. Raises Forbidden."""
    if not _exports(of, visitor):
        raise Forbidden("mandate.role")
    found, _ = await _rows(of, visitor, asked, None, MOST_ROWS)
    found = await of.named(visitor, found)
    columns = of.columns(await of.wards(visitor))
    fresh_at = await visitor.fresh_at()
    place = visitor.session.place if visitor.session else ""
    note = f"{place} – số liệu đến {words.moment(fresh_at or visitor.at)}; {len(found)} dòng"
    made = await workbook(of.list.title, columns, found, note)
    name = f"{of.list.title} {local_date(visitor.at):%d-%m-%Y}.xlsx"
    visitor.reader().note("list.exported", f"{of.web.edge.service}{of.list.path}", len(found))
    headers = {
        "content-disposition": f"attachment; filename=\"danh-sach.xlsx\"; filename*=UTF-8''{quote(name)}",
        "cache-control": "no-store",
    }
    return Response(made, media_type=MEDIA_TYPE, headers=headers)


def _opens(of: Served, visitor: Visitor) -> Callable[[Mapping[str, Any]], str] | None:
    """Where a row leads; None where it leads nowhere."""
    way = of.list.way
    if of.record is None:
        return way.to if way is not None and visitor.holds(*way.roles) else None
    return lambda row: f"{of.here}/{row[of.list.key]}"


def _act(of: Served, visitor: Visitor) -> tuple[str, Callable[[Mapping[str, Any]], str]] | None:
    """What a row offers, in words, and where its form is; None for a role that does not do it."""
    if of.list.act is None:
        return None
    name, begins = of.list.act
    do = of.capability.do(name)
    if do is None or not of.may(visitor, do):
        return None
    return do.title, lambda row: f"{of.here}/do/{name}?{urlencode(begins(row))}"


def _exports(of: Served, visitor: Visitor) -> bool:
    """Whether the role in use gets the list as Excel."""
    excel = of.list.excel
    return excel if isinstance(excel, bool) else visitor.holds(*excel)


def filter_names(of: Served) -> frozenset[str]:
    """The names under which the list's filters are asked for."""
    return frozenset({WARD, *(each.name for each in of.list.filters)})


async def _rows(
    of: Served, visitor: Visitor, asked: Mapping[str, str], after: str | None, limit: int
) -> tuple[list[dict[str, Any]], int]:
    """Rows after a key, and how many there are in all."""
    reader = of.reader(visitor)
    given = (
        local_date(visitor.at),
        asked.get(WARD) or None,
        of.list.own_of(reader),
        *(asked.get(each.name) or None for each in of.list.filters),
        *((_patterns(asked.get(WORDS, "")),) if of.list.search_key else ()),
    )
    async with reader.rows() as connection:
        count = await connection.fetchval(of.list.statements.count, *given)
        found = await connection.fetch(of.list.statements.page, *given, after, limit)
    if of.list.watched is not None:
        reader.note(of.list.watched, of.list.path, len(found))
    return [dict(row) for row in found], count


def _searched(of: Served, row: Mapping[str, Any]) -> str:
    """The words of a row in which is searched: those of its columns where the database has searched them."""
    columns = {column.name: column for column in of.list.columns}
    names = of.list.searched or tuple(columns)
    return " ".join(str(columns[name].of(row)) if name in columns else str(row[name]) for name in names)


async def _filter_choices(of: Served, visitor: Visitor) -> list[tuple[str, str, list[tuple[str, str]]]]:
    choices = []
    for each in of.list.filters:
        known = list(each.words.items())
        if each.options:
            known = [(option.value, option.label) for option in await of.options(visitor, each.options)]
        if len(known) > 1:
            choices.append((each.name, each.label, known))
    return choices


def _patterns(looked_for: str) -> list[str] | None:
    """What a search key must fit, all of it; None for any."""
    return [f"%{word}%" for word in beginnings(looked_for)] or None
