"""The tracking grid: units by obligations of a plan, each cell with the state in words; on a phone one obligation at a time."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from services.chassis.calendar import local_date
from services.chassis.decider import CITY, WARD_CODE
from services.chassis.documents.files import Kind
from services.chassis.errors import NotFound
from services.chassis.http.paging import MOST
from services.chassis.text.ordering import matches, sort_key
from services.chassis.web import charts
from services.chassis.web.inputs import search_errors
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.plans import projection as plans
from services.submissions.reports import query, wording
from services.submissions.reports.pages import sendable
from services.submissions.reports.paper import files
from services.submissions.reports.reading import OF_WARD
from services.submissions.wards.query import every_ward, labels
from thidua_contracts.codes import UnitKind

REMIND: Final = "/notifications/pages/remind"
REMINDED: Final = "/notifications/pages/reminded"
PLANS: Final = """
SELECT plan_id, ward_code, year, title, number, symbol FROM plans
WHERE state IN ('issued', 'superseded') AND ward_code = $1 ORDER BY year DESC, issued_on DESC LIMIT 50
"""


ARRIVED: Final = """
SELECT year, due_at, first_at FROM tracking
WHERE ward_code = $1 AND period = $2 AND year BETWEEN $3 - 1 AND $3 AND state <> 'released'
"""
NAMED: Final = {"waiting": "chưa nộp", "late": "trễ – còn mở", "returned": "bị trả lại"}
"""Who is reminded, as the button counts them."""


def counted(cells: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How complete an obligation is, in parts that add up to what is owed. What was given back counts as not handed in."""
    sums = Counter(_part(one) for one in cells)
    return {part: sums[part] for part in ("on_time", "late", "returned", "missing", "exempt")}


def _part(one: Mapping[str, Any]) -> str:
    match one["state"]:
        case "submitted" | "accepted":
            return "on_time" if one["on_time"] else "late"
        case "returned":
            return "returned"
        case "released":
            return "exempt"
        case _:
            return "missing"


def arrived(rows: Sequence[Mapping[str, Any]], due_at: datetime, until: datetime) -> list[int]:
    """How many first arrived by the end of each of the last 14 days before the deadline and of its own, up to now."""
    ends = [due_at - timedelta(days=charts.DAYS - day) for day in range(charts.DAYS + 1)]
    begun = [end for end in ends if end - timedelta(days=1) <= until]
    return [sum(row["first_at"] is not None and row["first_at"] < end for row in rows) for end in begun]


def cell(found: Mapping[str, Any], now: Any) -> dict[str, Any]:
    """A cell as the page shows it."""
    shown = wording.kind(found, now)
    return {**found, "kind": shown, "word": wording.word(found, now), "timely": wording.timeliness(found)}


def _focus(obligations: list[dict[str, Any]], column: UUID | None, now: datetime) -> dict[str, Any] | None:
    """The obligation that is looked at: the one asked for, else the first that can still be answered, else the last."""
    asked = [one for one in obligations if one["obligation_id"] == column]
    still_open = [one for one in obligations if now < one["locks_at"]]
    return next(iter([*asked, *still_open, *obligations[-1:]]), None)


def _limits(kind: str, state: str, named: str, focus: Mapping[str, Any] | None) -> list[str]:
    """The filter in words, for the line that also stands on paper."""
    said = (
        (kind, f"loại đơn vị: {UnitKind(kind).spoken}"),
        (state, f"{focus['name'] if focus else 'kỳ báo cáo'}: {wording.STATES.get(state, state)}"),
        (named, f"tên có “{named}”"),
    )
    return [words for asked, words in said if asked]


def _ended(ward: Mapping[str, Any], today: date) -> bool:
    return ward["ended_on"] is not None and bool(ward["ended_on"] <= today)


def pages(web: Web) -> APIRouter:
    """The grid below `/submissions/pages/tracking`."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/tracking")
    async def tracking(
        visitor: Annotated[Visitor, Depends(web.member)],
        ward: Annotated[str, Query(pattern=f"^({WARD_CODE})?$")] = "",
        plan: Annotated[UUID | None, Query()] = None,
        column: Annotated[UUID | None, Query()] = None,
        kind: str = "",
        state: str = "",
        named: str = "",
    ) -> Response:
        reader = visitor.reader()
        reader.require(*OF_WARD)
        own = reader.mandate.ward_code
        async with reader.rows() as connection:
            today = local_date(visitor.at)
            every = await every_ward(connection, today)
            called = labels(every)
            if ward and ward not in (called if own == CITY else reader.wards):
                raise NotFound("ward")
            begun = [row["ward_code"] for row in every if row["valid_from"] <= today]
            living = [row["ward_code"] for row in every if row["ward_code"] in begun and not _ended(row, today)]
            place = ward or (([*living, *begun] or [own])[0] if own == CITY else own)
            issued = await connection.fetch(PLANS, place)
            due = await query.focus(connection, place, visitor.at) if plan is None else None
            chosen = plan or (due["plan_id"] if due else None)
            found = await plans.one(connection, chosen) if chosen else None
            if plan is not None and found is None:
                raise NotFound("plan")
            rows = await _all(connection, found) if found else []
            column = due["obligation_id"] if due and column is None else column
            focus = _focus(found["obligations"], column, visitor.at) if found else None
            arrival = await _arrival(connection, found, focus, visitor.at) if found and focus else ""
        field_errors = search_errors("named", named, "Ghi tên đơn vị cần tìm.")
        looked_for = "" if field_errors else named
        units = []
        sums: Counter[str] = Counter()
        obligations = found["obligations"] if found else []
        for row in sorted(rows, key=lambda row: sort_key(row["name"])):
            cells = {one["obligation_id"]: cell(one, visitor.at) for one in row["cells"]}
            looked_at = cells.get(focus["obligation_id"]) if focus else None
            if (kind and row["kind"] != kind) or not matches(row["name"], looked_for):
                continue
            if state and (looked_at is None or looked_at["kind"] != state):
                continue
            sums.update([looked_at["kind"]] if looked_at else [])
            units.append({**row, "cells": cells, "focus": looked_at})
        can_remind = visitor.holds("clerk") and place == own
        to_remind = [one for one in units if can_remind and one["focus"] and sendable(one["focus"])]
        unsent = [one["focus"]["report_id"] for one in to_remind]
        asked = "&".join(f"report={one}" for one in unsent)
        return templates.show(
            "tracking.html",
            visitor,
            wards=[(code, called[code]) for code in begun] if own == CITY else [],
            ward=place,
            ward_name=called.get(place, place),
            plans=[
                {"plan_id": one["plan_id"], "label": f"Năm {one['year']}, số {one['number']}/{one['symbol']}"}
                for one in issued
            ],
            plan=found,
            obligations=[{**one, "parts": _parts(rows, one["obligation_id"])} for one in obligations],
            focus=focus,
            units=units,
            owed=len(rows),
            sums=[(name, wording.STATES[name], sums[name]) for name in wording.STATES if sums[name]],
            kinds=[(one.value, one.label) for one in UnitKind if any(row["kind"] == one for row in rows)],
            states=list(wording.STATES.items()),
            kind=kind,
            state=state,
            named=named,
            field_errors=field_errors,
            limits=_limits(kind, state, looked_for, focus),
            unsent=len(unsent),
            unsent_words=_listed(one["focus"]["kind"] for one in to_remind),
            arrival=arrival,
            remind=f"{REMIND}?{asked}",
            reminded=f"{REMINDED}?{asked}",
            fresh_at=await visitor.fresh_at(),
        )

    @router.get("/tracking/{plan_id}/{obligation_id}/paper.{kind}")
    async def paper(
        plan_id: UUID, obligation_id: UUID, kind: Kind, visitor: Annotated[Visitor, Depends(web.member)]
    ) -> Response:
        return await files(visitor.reader(), plan_id, obligation_id, visitor.at, kind, OF_WARD)

    async def _all(connection: Any, found: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Every unit of the plan: a ward's grid is one page."""
        rows: list[dict[str, Any]] = []
        last = UUID(int=0)
        while True:
            more = await query.grid(
                connection, ward_code=found["ward_code"], plan_id=found["plan_id"], after=last, limit=MOST
            )
            rows += more
            if len(more) < MOST:
                return rows
            last = more[-1]["unit_id"]

    async def _arrival(connection: Any, found: Mapping[str, Any], focus: Mapping[str, Any], now: datetime) -> str:
        """The picture of arrival for the obligation that is looked at; "" before its last days."""
        rows = await connection.fetch(ARRIVED, found["ward_code"], focus["period"], found["year"])
        this = [row for row in rows if row["year"] == found["year"]]
        last = [row for row in rows if row["year"] != found["year"]]
        so_far = arrived(this, focus["due_at"], now)
        if not so_far:
            return ""
        before = arrived(last, min(row["due_at"] for row in last), now) if last else []
        return charts.arrival(
            "Lần gửi đầu, kể cả báo cáo bị trả lại.", so_far, before, owed=len(this), owed_before=len(last)
        )

    return router


def _parts(rows: Sequence[Mapping[str, Any]], obligation_id: UUID) -> dict[str, int]:
    return counted([one for row in rows for one in row["cells"] if one["obligation_id"] == obligation_id])


def _listed(kinds: Iterable[str]) -> str:
    """ "10 chưa nộp, 1 bị trả lại"."""
    sums = Counter(NAMED.get(kind, NAMED["waiting"]) for kind in kinds)
    return ", ".join(f"{count} {word}" for word, count in sums.items())
