"""Reminding by hand: the units that have not sent a report, who of them was reminded yesterday, and one press for the rest."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from services.chassis.http.edge import Accepted, Writer
from services.chassis.text.ordering import sort_key
from services.chassis.web.forms import Form, form
from services.chassis.web.inputs import FieldError
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.notifications.reminders.decider import REMINDERS_BY, ReminderRefused, RemindUnit
from services.notifications.reminders.policy import lately
from services.notifications.wording import phrases

HERE: Final = "/notifications/pages/remind"
MOST: Final = 500
"""Reports of one page: more units than any ward has."""
OF_REPORTS: Final = """
SELECT report_id, facts::text AS facts, due_at, reminded_at FROM reminders
WHERE ward_code = $1 AND report_id = ANY ($2::uuid[]) AND waited_for
"""

Reports = Annotated[list[UUID], Query(alias="report", min_length=1, max_length=MOST)]


def pages(web: Web) -> APIRouter:
    """Pages below `/notifications/pages/remind`; reports are named in the address, as the tracking grid does.

    `/notifications/pages/reminded` is what the grid's cells say besides: when somebody was last reminded.
    """
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/remind")
    async def ask(visitor: Annotated[Visitor, Depends(web.member)], reports: Reports) -> Response:
        return await _screen(visitor, reports, [], 200)

    @router.get("/reminded")
    async def reminded(visitor: Annotated[Visitor, Depends(web.member)], reports: Reports) -> Response:
        rows = await _waited_for(visitor, reports)
        return templates.show("_reminded.html", visitor, rows=[row for row in rows if row["reminded_at"]])

    async def _screen(
        visitor: Visitor, reports: Sequence[UUID], field_errors: list[FieldError], status: int
    ) -> Response:
        rows = await _waited_for(visitor, reports)
        open_, resting = ([row for row in rows if row["resting"] is so] for so in (False, True))
        return templates.show(
            "remind.html",
            visitor,
            status=status,
            open=open_,
            resting=resting,
            others=len(set(reports)) - len(rows),
            sentence=said(open_, resting),
            asked="&".join(f"report={one}" for one in reports),
            none_chosen=bool(field_errors),
            field_errors=field_errors,
            said=reported(visitor.request.query_params) if not field_errors else "",
            fresh_at=await visitor.fresh_at(),
        )

    async def _waited_for(visitor: Visitor, reports: Sequence[UUID]) -> list[dict[str, Any]]:
        reader = visitor.reader()
        reader.require(*REMINDERS_BY)
        async with reader.rows() as connection:
            rows = await connection.fetch(OF_REPORTS, reader.mandate.ward_code, list(reports))
        return sorted((_row(dict(row), visitor.at) for row in rows), key=lambda row: sort_key(row["unit"]))

    @router.post("/remind")
    async def remind(
        visitor: Annotated[Visitor, Depends(web.member)],
        fields: Annotated[Form, Depends(form)],
        reports: Reports,
    ) -> Response:
        writer = visitor.writer(fields)
        writer.require(*REMINDERS_BY)
        chosen = [one for one in dict.fromkeys(reports) if str(one) in fields.get("chon", [])]
        if not chosen:
            return await _screen(visitor, reports, [{"field": "", "sentence": "Chọn ít nhất một đơn vị để nhắc."}], 422)
        sent = [one for one in await asyncio.gather(*(_remind(writer, one) for one in chosen)) if one is not None]
        query = "&".join(f"report={one}" for one in reports)
        last = max(sent, key=lambda one: one.position, default=None)
        return web.go(f"{HERE}?{query}", last, done=str(len(sent)), of=str(len(chosen)))

    async def _remind(writer: Writer, report_id: UUID) -> Accepted | None:
        command = RemindUnit(ward_code=writer.ward_code, at=writer.at, report_id=report_id)
        try:
            return await writer.send(command, part=str(report_id))
        except ReminderRefused:
            return None  # sent meanwhile, or reminded by somebody else: the page that follows says so

    return router


def _row(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    words = phrases(json.loads(row["facts"]))
    return {**row, "unit": words["Unit"], "report": words["report"], "resting": lately(row["reminded_at"], now)}


def reported(asked: Mapping[str, str]) -> str:
    """What was sent a moment ago, as the address that follows a form says it."""
    numbers = [asked.get(name, "") for name in ("done", "of")]
    if not all(one.isascii() and one.isdigit() and len(one) < 4 for one in numbers):
        return ""
    sent, chosen = map(int, numbers)
    if sent >= chosen:
        return f"Đã gửi nhắc việc cho {sent} đơn vị."
    rest = f"{chosen - sent} đơn vị vừa nộp hoặc vừa được nhắc nên không gửi"
    return f"Đã gửi nhắc việc cho {sent} đơn vị; {rest}." if sent else f"Chưa gửi nhắc việc nào: {rest}."


def said(open_: Sequence[dict[str, Any]], resting: Sequence[dict[str, Any]]) -> str:
    """What pressing does, in one sentence with its numbers."""
    reports = sorted({row["report"] for row in (*open_, *resting)})
    whole = f"Nhắc {len(open_) + len(resting)} đơn vị chưa nộp {', '.join(reports)}."
    rest = f" {len(resting)} đơn vị đã được nhắc hôm qua hoặc hôm nay nên không gửi lại: gửi {len(open_)} thư."
    return whole + (rest if resting else "")
