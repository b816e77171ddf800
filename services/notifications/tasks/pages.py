"""The home page, "Việc của tôi": what is to be done, nearest deadline first; under it strips that other services draw."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from services.chassis.http.edge import Reader
from services.chassis.http.paging import PageQuery, page_query
from services.chassis.identity.lookup import Mandate
from services.chassis.web.session import wrote
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.notifications.front import describe
from services.notifications.place import AFTER_ALL, BEFORE_ALL, place
from services.notifications.policy import COUNCIL, MEND, TASKS, Kind
from services.notifications.tasks.query import CLOSED, COUNT, OPEN, facts_of, kinds_of, named, title_of
from services.notifications.tasks.strips import EMPTY, PUBLIC, STRIPS

FIRST_LOOK: Final = 400
"""Milliseconds."""
REMINDED: Final = """
SELECT report_id::text AS about, reminded_at FROM reminders WHERE ward_code = $1 AND report_id::text = ANY ($2::text[])
"""


def state(kind: Kind, due_at: datetime | None, now: datetime, *, returned: bool = False) -> tuple[str, str]:
    """The state of an open task, as icon and word; a report that was returned is that first, as in the grid."""
    if returned:
        return "returned", "Bị trả lại"
    if kind is Kind.CHASE_REPORT or (due_at is not None and now >= due_at):
        return "late", "Trễ – còn mở"
    if kind in COUNCIL:
        return "received", "Đang họp"
    if kind is Kind.REVIEW_REPORT:
        return "sent", "Đã gửi, chờ tiếp nhận"
    return "waiting", "Chưa đến hạn" if due_at is not None else "Cần làm"


def again(request: Request) -> int:
    """Milliseconds after which the page looks once more for what its visitor has just done elsewhere; 0 when that is long past.

    Tasks follow from what other services tell, a moment later. The waits double, so that there are five at most.
    """
    just = wrote(request)
    return max(FIRST_LOOK, round(just[1] * 1000)) if just is not None else 0


def row(task: Mapping[str, Any], now: datetime, reminded: Mapping[str, datetime] | None = None) -> dict[str, Any]:
    """A task as the page shows it, with when its unit was last reminded of it."""
    kind = Kind(task["kind"])
    returned = "returned_at" in facts_of(task["facts"])
    ended = task["closed_at"] is not None
    done = ("on-time", "Đã xong") if task["outcome"] == "done" else ("exempt", "Không còn phải làm")
    return {
        "id": task["task_id"],
        "title": title_of(task),
        "address": TASKS[kind].page.format(about=task["about"], last=task["about"].rpartition("/")[2]),
        "act": "Xem" if ended else MEND if returned else TASKS[kind].button,
        "state": done if ended else state(kind, task["due_at"], now, returned=returned),
        "due_at": task["due_at"],
        "closed_at": task["closed_at"],
        "reminded_at": (reminded or {}).get(task["about"]) if kind is Kind.SUBMIT_REPORT and not ended else None,
    }


def pages(web: Web) -> APIRouter:
    """The front page: for those who have signed in their work, for everybody else what this is."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/")
    async def home(
        visitor: Annotated[Visitor, Depends(web.visitor)],
        page: Annotated[PageQuery, Depends(page_query)],
        show: Annotated[Literal["open", "closed"], Query()] = "open",
    ) -> Response:
        if visitor.session is None:
            return templates.show("welcome.html", visitor, strips=PUBLIC)
        mandate = visitor.mandate
        mine = (mandate.ward_code, kinds_of(mandate.role), mandate.unit_id)
        at, task_id = place(page, BEFORE_ALL if show == "open" else AFTER_ALL)
        async with visitor.reader().rows() as connection:
            counts = await connection.fetchrow(COUNT, *mine, visitor.principal)
            told = (*mine, at, task_id, page.limit, visitor.principal)
            rows = await connection.fetch(OPEN if show == "open" else CLOSED, *told)
            found = await named(connection, mandate.ward_code, rows)
            shown = [one["about"] for one in rows if one["kind"] == Kind.SUBMIT_REPORT]
            reminded = {one["about"]: one["reminded_at"] for one in await connection.fetch(REMINDED, mine[0], shown)}
        reply = page.reply(found, key=("place_at", "task_id"))
        return templates.show(
            "home.html",
            visitor,
            show=show,
            again=again(visitor.request),
            counts=counts,
            tasks=[row(task, visitor.at, reminded) for task in reply["items"]],
            next=reply["next"],
            strips=STRIPS.get(mandate.role, PUBLIC),
            empty=EMPTY.get(mandate.role, "Không còn việc nào cần làm."),
            fresh_at=await visitor.fresh_at(),
        )

    return router


def elsewhere(web: Web) -> APIRouter:
    """The fragment `/notifications/pages/elsewhere`: what waits in the visitor's other roles."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/elsewhere")
    async def elsewhere(visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        assert visitor.session is not None
        token, others = visitor.session.token, visitor.held[1:]
        counted = await asyncio.gather(*(waiting(visitor, one) for one in others))
        described = await asyncio.gather(*(describe(web, token, one) for one in others))
        roles = [
            {"id": one.id, "who": who, "place": place, "count": count}
            for one, count, (who, place) in zip(others, counted, described, strict=True)
        ]
        return templates.show("_elsewhere.html", visitor, roles=roles)

    async def waiting(visitor: Visitor, mandate: Mandate) -> int:
        async with Reader(web.edge, visitor.principal, (mandate,), True).rows() as connection:
            of = (mandate.ward_code, kinds_of(mandate.role), mandate.unit_id, visitor.principal)
            found = await connection.fetchrow(COUNT, *of)
        return int(found["open"]) if found else 0

    return router
