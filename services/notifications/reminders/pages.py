"""Reminding by hand: units that have not sent, read or registered, who of them was reminded yesterday, one press for the rest."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from services.chassis.errors import NotFound
from services.chassis.http.edge import Accepted, Writer
from services.chassis.text.ordering import sort_key
from services.chassis.web.forms import Form, form
from services.chassis.web.inputs import FieldError
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.notifications.policy import Kind
from services.notifications.reminders.decider import REMINDERS_BY, ReminderRefused, RemindUnit
from services.notifications.reminders.schedule import lately
from services.notifications.reminders.waiting import AIMS, Found, known, waiting_of
from services.notifications.wording import phrases
from thidua_contracts.codes import WATCHING_ROLES

HERE: Final = "/notifications/pages/remind"
MOST: Final = 500
"""Reports of one page: more units than any ward has."""


@dataclass(frozen=True, slots=True)
class Place:
    """What units are asked to do, in one word, and the page where the clerk sees who has not."""

    verb: str
    address: str
    label: str
    back: str


PLACES: Final = {
    Kind.SUBMIT_REPORT: Place("nộp", "/submissions/pages/tracking", "Theo dõi báo cáo", "Về bảng theo dõi"),
    Kind.READ_DIRECTIVE: Place("đọc", "/submissions/pages/directives", "Phổ biến văn bản", "Về Phổ biến văn bản"),
    **dict.fromkeys(
        AIMS, Place("đăng ký", "/submissions/pages/aims-calls", "Đợt đăng ký thi đua", "Về Đợt đăng ký thi đua")
    ),
}
MANDATES: Final = "/submissions/pages/mandates"
TOLD: Final = REMINDERS_BY | {"chairman", "council-secretary"} | WATCHING_ROLES
"""Roles that follow a ward's units, and read when one was last reminded."""
HEADLESS: Final = "chưa có người đại diện nên chưa nhắc được"

Reports = Annotated[list[UUID], Query(alias="report", min_length=1, max_length=MOST)]


def pages(web: Web) -> APIRouter:
    """Pages below `/notifications/pages/remind`; reports, or readings, are named in the address, as the tracking grid does.

    `/notifications/pages/reminded` is what the grid's cells say besides: when somebody was last reminded.
    """
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/remind")
    async def ask(visitor: Annotated[Visitor, Depends(web.member)], reports: Reports) -> Response:
        return await _screen(visitor, reports, [], 200)

    @router.get("/reminded")
    async def reminded(visitor: Annotated[Visitor, Depends(web.member)], reports: Reports) -> Response:
        waiting = await _waiting(visitor, reports, TOLD)
        rows = [_row(report, found, visitor.at) for report, found in waiting.items()]
        return templates.show("_reminded.html", visitor, rows=[row for row in rows if row["reminded_at"]])

    async def _screen(
        visitor: Visitor, reports: Sequence[UUID], field_errors: list[FieldError], status: int
    ) -> Response:
        found = await _waiting(visitor, reports)
        async with visitor.reader().rows() as connection:
            own = await known(connection, visitor.mandate.ward_code, reports)
        if not own:
            raise NotFound("report")
        place = PLACES[next(kind for kind in PLACES if kind in own)]
        rows = sorted((_row(*each, visitor.at) for each in found.items()), key=lambda row: sort_key(row["unit"]))
        groups = {state: [row for row in rows if row["state"] == state] for state in ("open", "resting", "headless")}
        return templates.show(
            "remind.html",
            visitor,
            status=status,
            **groups,
            place=place,
            mandates=MANDATES,
            others=sum(own.values()) - len(rows),
            sentence=said(**groups),
            asked="&".join(f"report={one}" for one in reports),
            none_chosen=bool(field_errors),
            field_errors=field_errors,
            said=reported(visitor.request.query_params, place.verb) if not field_errors else "",
            fresh_at=await visitor.fresh_at(),
        )

    async def _waiting(
        visitor: Visitor, reports: Sequence[UUID], roles: frozenset[str] = REMINDERS_BY
    ) -> dict[UUID, Found]:
        reader = visitor.reader()
        reader.require(*roles)
        async with reader.rows() as connection:
            return await waiting_of(connection, reader.mandate.ward_code, reports, visitor.at)

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
        found = await _waiting(visitor, chosen)
        outcomes = await asyncio.gather(*(_remind(writer, one, found.get(one)) for one in chosen))
        sent = [one for one in outcomes if isinstance(one, Accepted)]
        query = "&".join(f"report={one}" for one in reports)
        last = max(sent, key=lambda one: one.position, default=None)
        nobody = str(outcomes.count("reminder.nobody"))
        return web.go(f"{HERE}?{query}", last, done=str(len(sent)), of=str(len(chosen)), nobody=nobody)

    async def _remind(writer: Writer, report_id: UUID, found: Found | None) -> Accepted | str:
        waiting = found.waiting if found else None
        command = RemindUnit(ward_code=writer.ward_code, at=writer.at, report_id=report_id, waiting=waiting)
        try:
            return await writer.send(command, part=str(report_id))
        except ReminderRefused as refused:
            return refused.code  # sent meanwhile, or reminded by somebody else: the page that follows says so

    return router


def _row(report_id: UUID, found: Found, now: datetime) -> dict[str, Any]:
    waiting, words = found.waiting, phrases(found.waiting.facts)
    state = "headless" if not waiting.headed else "resting" if lately(found.reminded_at, now) else "open"
    return {
        "report_id": report_id,
        "unit": words["Unit"],
        "owed": _owed(words),
        "due_at": waiting.due_at,
        "returned_at": waiting.facts.get("returned_at"),
        "reminded_at": found.reminded_at,
        "state": state,
    }


def _owed(words: Mapping[str, str]) -> str:
    """What the unit has not done."""
    if "document_title" in words:
        return f"đọc văn bản số {words['document_number']}"
    if words.get("work") == Kind.MEND_AIMS:
        return f"sửa, gửi lại đăng ký thi đua năm {words['year']}"
    if words.get("work") == Kind.REGISTER_AIMS:
        return f"đăng ký thi đua năm {words['year']}"
    return f"nộp {words['report']}"


def reported(asked: Mapping[str, str], verb: str = "nộp") -> str:
    """What was sent a moment ago, as the address that follows a form says it: whom it reached, and whom not and why."""
    numbers = [asked.get(name, "0" if name == "nobody" else "") for name in ("done", "of", "nobody")]
    if not all(one.isascii() and one.isdigit() and len(one) < 4 for one in numbers):
        return ""
    sent, chosen, nobody = map(int, numbers)
    rest = chosen - sent - nobody
    without = [f"{rest} đơn vị vừa {verb} hoặc vừa được nhắc nên không gửi"] if rest > 0 else []
    without += [f"{nobody} đơn vị {HEADLESS}"] if nobody else []
    if not without:
        return f"Đã gửi nhắc việc cho {sent} đơn vị."
    begin = f"Đã gửi nhắc việc cho {sent} đơn vị; " if sent else "Chưa gửi nhắc việc nào: "
    return f"{begin}{'; '.join(without)}."


def said(open: Sequence[dict[str, Any]], resting: Sequence[dict[str, Any]], headless: Sequence[dict[str, Any]]) -> str:
    """What pressing does, in one sentence with its numbers: a letter for each that is counted."""
    owed = sorted({row["owed"] for row in (*open, *resting, *headless)})
    whole = f"{len(open) + len(resting) + len(headless)} đơn vị chưa {', '.join(owed)}: gửi {len(open)} thư."
    if resting:
        whole += f" {len(resting)} đơn vị đã được nhắc hôm qua hoặc hôm nay nên không gửi lại."
    return whole + (f" {len(headless)} đơn vị {HEADLESS}." if headless else "")
