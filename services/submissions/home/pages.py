"""The strip of submissions on *Việc của tôi*: a picture of where the reports stand, for whoever has to move them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.chassis.calendar import local_date, start_of_day
from services.chassis.errors import Forbidden
from services.chassis.web.charts import Part
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.aims.capability import STATES as AIMS_STATES
from services.submissions.home import query
from services.submissions.reports import query as reports_query
from services.submissions.reports import wording
from services.submissions.reports.grid_pages import REMIND
from services.submissions.reports.pages import sendable
from thidua_contracts.codes import WATCHING_ROLES

SHOWN: Final = 8
"""Wards that the strip shows; the rest are counted."""
NEWS: Final[Mapping[str, tuple[str, str]]] = {
    "submitted": ("{} báo cáo gửi đến", ""),
    "received-on-paper": ("{} bản giấy được ghi nhận", ""),
    "accepted": ("{} báo cáo được tiếp nhận", "received"),
    "acceptance-withdrawn": ("{} báo cáo bị hủy tiếp nhận", "sent"),
    "returned": ("{} báo cáo bị trả lại", "returned"),
    "deadline-extended": ("{} báo cáo được gia hạn", ""),
    "missed": ("{} báo cáo đến hạn chưa nộp", "late"),
}
"""What is worth telling of the last two days, and the state by which the tracking grid lists it, if one does."""


def parts(reports: Iterable[Mapping[str, Any]], now: datetime) -> tuple[Part, ...]:
    """How far the reports of one obligation are; the exempt are not part of the whole."""
    kinds = Counter(wording.kind(report, now) for report in reports)
    return (
        Part("đã tiếp nhận", kinds["received"], "on-time"),
        Part("chờ tiếp nhận", kinds["sent"], "late"),
        Part("bị trả lại", kinds["returned"], "returned"),
        Part("chưa nộp", kinds["waiting"] + kinds["late"] + kinds["locked"], "waiting"),
    )


def progress(drawn: Sequence[Part]) -> str:
    """ "10/24 đã tiếp nhận, 2 chờ tiếp nhận, 12 chưa nộp."."""
    first, *rest = drawn
    whole = sum(part.count for part in drawn)
    return f"{', '.join([f'{first.count}/{whole} {first.word}', *(f'{p.count} {p.word}' for p in rest if p.count)])}."


def square(report: Mapping[str, Any], now: datetime) -> tuple[str, str, str]:
    """A report as icon, word and name: once it was sent, whether in time is what remains."""
    kind, name = wording.kind(report, now), wording.full(report)
    if report["attempt"] and kind in ("sent", "received"):
        return ("on-time", "đúng hạn", name) if report["on_time"] else ("late", "nộp trễ", name)
    if kind == "locked":
        return kind, "không nộp", name
    return kind, wording.STATES[kind].lower(), name


def news(counted: Mapping[str, int]) -> list[tuple[str, str]]:
    """ "3 báo cáo gửi đến", "2 báo cáo được tiếp nhận", each with the state that the grid is filtered by."""
    return [(said.format(counted[event]), state) for event, (said, state) in NEWS.items() if counted.get(event)]


def _aims_standing(aims: Mapping[str, Any], today: date) -> str:
    """Where a unit's registration stands on a day."""
    return "late" if aims["standing"] == "asked" and aims["due_on"] < today else str(aims["standing"])


OF_THE_WARD: Final = WATCHING_ROLES | {"clerk", "chairman"}


def pages(web: Web) -> APIRouter:
    """The fragments `/submissions/pages/strip`, which depends on the role, and `/submissions/pages/signing`."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/strip")
    async def strip(visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        match visitor.mandate.role:
            case role if role in OF_THE_WARD:
                return await ward(visitor)
            case "unit-head":
                return await unit(visitor)
            case "city-officer":
                return await city(visitor)
            case _:
                raise Forbidden("mandate.role")

    @router.get("/signing")
    async def signing(visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        """What somebody may sign in the chairman's place, and what they signed that has no number yet."""
        reader, own = visitor.reader(), visitor.mandate.ward_code
        reader.require("leader")
        async with reader.rows() as connection:
            waiting = await query.to_sign_in_place(connection, own, reader.principal, local_date(visitor.at))
            signed = await query.signed_in_place(connection, own, reader.principal)
        return templates.show(
            "_signing.html", visitor, waiting=waiting, signed=signed, fresh_at=await visitor.fresh_at()
        )

    async def ward(visitor: Visitor) -> Response:
        """A ward's own reports of the obligation that matters now."""
        reader, own = visitor.reader(), visitor.mandate.ward_code
        yesterday = start_of_day(local_date(visitor.at) - timedelta(days=1))
        async with reader.rows() as connection:
            focus = await reports_query.focus(connection, own, visitor.at)
            reports = await query.of_obligation(connection, own, focus) if focus else []
            lately = await query.lately(connection, own, focus, yesterday) if focus else {}
            keeps = visitor.holds("records-clerk")
            files = await query.files(connection, own, local_date(visitor.at)) if keeps else None
            aims = await query.aims_of_ward(connection, own, local_date(visitor.at).year)
        drawn = parts(reports, visitor.at)
        unsent = [one["report_id"] for one in reports if sendable(one) and visitor.at < one["locks_at"]]
        return templates.show(
            "_ward.html",
            visitor,
            focus=focus,
            drawn=drawn,
            sentence=progress(drawn),
            news=news(lately),
            unsent=len(unsent) if visitor.holds("clerk") else 0,
            returned=drawn[2].count,
            files=files,
            aims=aims,
            remind=f"{REMIND}?{'&'.join(f'report={one}' for one in unsent)}",
            fresh_at=await visitor.fresh_at(),
        )

    async def unit(visitor: Visitor) -> Response:
        """A unit's own reports of the year."""
        reader, year = visitor.reader(), local_date(visitor.at).year
        unit_id = reader.own_unit()
        assert unit_id is not None
        async with reader.rows() as connection:
            reports = await query.of_unit(connection, reader.mandate.ward_code, unit_id, year)
            aims = await query.aims_of_unit(connection, reader.mandate.ward_code, unit_id, year)
        ahead = [one for one in reports if sendable(one) and visitor.at < one["locks_at"]]
        return templates.show(
            "_unit.html",
            visitor,
            year=year,
            aims=[one | {"state": AIMS_STATES[_aims_standing(one, local_date(visitor.at))]} for one in aims],
            squares=[square(one, visitor.at) for one in reports],
            next=ahead[0] if ahead else None,
            words=wording,
            fresh_at=await visitor.fresh_at(),
        )

    async def city(visitor: Visitor) -> Response:
        """Every ward, whoever is most behind first."""
        year = local_date(visitor.at).year
        async with visitor.reader().rows() as connection:
            wards = await query.by_ward(connection, year, visitor.at)
        return templates.show(
            "_city.html",
            visitor,
            year=year,
            wards=wards[:SHOWN],
            more=len(wards) - SHOWN,
            fresh_at=await visitor.fresh_at(),
        )

    return router
