"""Upkeep: what stands still in one service, for operators: readers that lag, streams set aside, facts not yet sent on.

A fragment of the home page, and without script a page; each service answers for itself, so that one that is away hides no other.
"""

from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.chassis.errors import Unavailable
from services.chassis.event_store.connection import LOST
from services.chassis.measure import PARKED, RELAY
from services.chassis.web.charts import Part
from services.chassis.web.freshness import Progress, progress
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import SCRIPT, Web

PATIENCE: Final = timedelta(minutes=1)
"""Up to this old, what a reader shows and what waits to be sent are in time."""


def stalled(now: Progress, at: datetime) -> list[str]:
    """The readers of which it is not known that they are complete up to a minute ago."""
    complete = {reader: now.complete_at((reader,)) for reader in now.places}
    return sorted(reader for reader, time in complete.items() if time is None or at - time > PATIENCE)


def routes(web: Web) -> APIRouter:
    """The page `/<service>/pages/upkeep`, whose part the home page holds."""
    router = web.router()

    @router.get("/upkeep")
    async def upkeep(visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        visitor.reader().require("operator")
        try:
            now = await progress(web.edge.pool, visitor.at)
            relay = await web.edge.pool.fetchrow(RELAY)
            parked = {row["reader"]: row["streams"] for row in await web.edge.pool.fetch(PARKED) if row["streams"]}
        except LOST as error:
            raise Unavailable from error
        assert relay is not None  # the table has its one row from the first migration on
        still = [reader for reader in stalled(now, visitor.at) if reader not in parked]
        in_time = len(now.places.keys() - parked.keys() - set(still))
        return web.own.show(
            "_upkeep.html" if visitor.request.headers.get(SCRIPT) == "true" else "upkeep.html",
            visitor,
            service=web.edge.service,
            parts=(
                Part("đọc kịp", in_time, "on-time"),
                Part("chậm hoặc dừng", len(still), "late"),
                Part("có luồng bị gác lại", len(parked), "returned"),
            ),
            still=still,
            parked=parked,
            waiting=relay["waiting"] if relay["seconds"] > PATIENCE.total_seconds() else 0,
            fresh_at=visitor.at,
        )

    return router
