"""The page *Lịch*: a month with what it holds for whoever reads it, and the year as a calendar file."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from services.chassis.calendar import local_date
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.calendar.ics import file
from services.submissions.calendar.query import Item, items
from services.submissions.edge import WATCHERS

READERS: Final = WATCHERS - {"city-officer"}
"""Whoever has work in one ward."""
Month = Annotated[str, Query(pattern=r"^(20\d\d-(0[1-9]|1[0-2]))?$")]
Year = Annotated[int | None, Query(ge=2000, le=2099)]


def months(first: date) -> tuple[str, str]:
    """The months before and after, as they stand in the address."""
    return f"{first - timedelta(days=1):%Y-%m}", f"{first + timedelta(days=31):%Y-%m}"


def by_day(found: Sequence[Item], role: str, today: date) -> list[tuple[date, list[dict[str, Any]]]]:
    """The days that hold something, each with what that is."""
    return [
        (
            day,
            [
                {"word": one.word, "what": one.what, "page": one.page(role), "state": one.state(today)}
                for one in together
            ],
        )
        for day, together in groupby(found, key=lambda item: item.day)
    ]


SUMS: Final = {"late": "{} việc trễ", "waiting": "{} việc chưa xong", "on-time": "{} việc đã xong"}
"""What the days hold, by the state that stands beside it."""


def told(days: Sequence[tuple[date, list[dict[str, Any]]]]) -> str:
    """ "2 việc trễ, 1 việc đã xong", counted from what the days list; "" where they hold no work."""
    counted = Counter(one["state"][0] for _, together in days for one in together)
    return ", ".join(said.format(counted[state]) for state, said in SUMS.items() if counted[state])


def pages(web: Web) -> APIRouter:
    """The page `/submissions/pages/calendar` and its file."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/calendar")
    async def month(visitor: Annotated[Visitor, Depends(web.member)], month: Month = "") -> Response:
        reader, today = visitor.reader(), local_date(visitor.at)
        reader.require(*READERS)
        role = visitor.mandate.role
        first = date.fromisoformat(f"{month}-01") if month else today.replace(day=1)
        before, after = months(first)
        found = await items(reader, role, first, date.fromisoformat(f"{after}-01") - timedelta(days=1))
        days = by_day(found, role, today)
        return templates.show(
            "calendar.html",
            visitor,
            first=first,
            before=before if first > date(2000, 1, 1) else "",
            after=after if first < date(2099, 12, 1) else "",
            this=f"{today:%Y-%m}" if (first.year, first.month) != (today.year, today.month) else "",
            today=today,
            days=days,
            told=told(days),
            keeps=visitor.holds("clerk", "culture-officer"),
            council=visitor.holds("clerk", "chairman", "council-secretary"),
            fresh_at=await visitor.fresh_at(),
        )

    @router.get("/calendar.ics")
    async def calendar_file(visitor: Annotated[Visitor, Depends(web.member)], year: Year = None) -> Response:
        reader = visitor.reader()
        reader.require(*READERS)
        role, of = visitor.mandate.role, year or local_date(visitor.at).year
        found = await items(reader, role, date(of, 1, 1), date(of, 12, 31))
        base = str(visitor.request.base_url).rstrip("/")
        made = file(found, visitor.at, name=f"Thi đua, khen thưởng {of}", base=base, role=role)
        headers = {"content-disposition": f'attachment; filename="lich-{of}.ics"', "cache-control": "no-store"}
        return Response(made, media_type="text/calendar; charset=utf-8", headers=headers)

    return router
