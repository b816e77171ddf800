"""The tracking grid: units by obligations of a plan, each cell with the state in words; on a phone one obligation at a time."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from services.chassis.decider import CITY
from services.chassis.errors import NotFound
from services.chassis.http.paging import MOST
from services.chassis.text.ordering import matches, sort_key
from services.chassis.web.inputs import search_errors
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.plans import projection as plans
from services.submissions.reports import query, wording
from services.submissions.reports.pages import sendable
from services.submissions.reports.reading import READERS
from services.submissions.wards.projection import EVERY_WARD
from thidua_contracts.codes import UnitKind

REMIND: Final = "/notifications/pages/remind"
REMINDED: Final = "/notifications/pages/reminded"
PLANS: Final = """
SELECT plan_id, ward_code, year, title, number, symbol FROM plans
WHERE state = 'issued' AND ward_code = $1 ORDER BY year DESC, issued_on DESC LIMIT 50
"""


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


def pages(web: Web) -> APIRouter:
    """The grid below `/submissions/pages/tracking`."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/tracking")
    async def tracking(
        visitor: Annotated[Visitor, Depends(web.member)],
        ward: Annotated[str, Query(pattern=r"^([0-9]{5})?$")] = "",
        plan: Annotated[UUID | None, Query()] = None,
        column: Annotated[UUID | None, Query()] = None,
        kind: str = "",
        state: str = "",
        named: Annotated[str, Query(max_length=100)] = "",
    ) -> Response:
        reader = visitor.reader()
        reader.require(*(READERS - {"unit-head", "bloc-secretary"}))
        own = reader.mandate.ward_code
        async with reader.rows() as connection:
            wards = [dict(row) for row in await connection.fetch(EVERY_WARD)]
            place = ward or (wards[0]["ward_code"] if own == CITY and wards else own)
            issued = await connection.fetch(PLANS, place)
            chosen = plan or (issued[0]["plan_id"] if issued else None)
            found = await plans.one(connection, chosen) if chosen else None
            if plan is not None and found is None:
                raise NotFound("plan")
            rows = await _all(connection, found) if found else []
        field_errors = search_errors("named", named, "Ghi tên đơn vị cần tìm.")
        units = []
        sums: Counter[str] = Counter()
        obligations = found["obligations"] if found else []
        focus = _focus(obligations, column, visitor.at)
        for row in sorted(rows, key=lambda row: sort_key(row["name"])):
            cells = {one["obligation_id"]: cell(one, visitor.at) for one in row["cells"]}
            looked_at = cells.get(focus["obligation_id"]) if focus else None
            if (kind and row["kind"] != kind) or not matches(row["name"], named):
                continue
            if state and (looked_at is None or looked_at["kind"] != state):
                continue
            sums.update([looked_at["kind"]] if looked_at else [])
            units.append({**row, "cells": cells, "focus": looked_at})
        can_remind = visitor.holds("clerk") and place == own
        unsent = [one["focus"]["report_id"] for one in units if can_remind and one["focus"] and sendable(one["focus"])]
        asked = "&".join(f"report={one}" for one in unsent)
        return templates.show(
            "tracking.html",
            visitor,
            wards=wards if own == CITY else [],
            ward=place,
            ward_name=next((one["name"] for one in wards if one["ward_code"] == place), place),
            plans=[
                {"plan_id": one["plan_id"], "label": f"Năm {one['year']}, số {one['number']}/{one['symbol']}"}
                for one in issued
            ],
            plan=found,
            obligations=[{**one, "sent": _sent(rows, one["obligation_id"])} for one in obligations],
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
            limits=_limits(kind, state, "" if field_errors else named, focus),
            unsent=len(unsent),
            remind=f"{REMIND}?{asked}",
            reminded=f"{REMINDED}?{asked}",
            fresh_at=await visitor.fresh_at(),
        )

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

    def _sent(rows: list[dict[str, Any]], obligation_id: UUID) -> tuple[int, int]:
        cells = [one for row in rows for one in row["cells"] if one["obligation_id"] == obligation_id]
        return sum(one["attempt"] > 0 for one in cells), sum(one["state"] != "released" for one in cells)

    return router
