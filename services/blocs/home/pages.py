"""The strip of blocs on *Việc của tôi*: who stands where against last year, and which communes have fallen silent."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.blocs.standings import wording
from services.blocs.standings.pages import BOARD, boards, drawn, rows
from services.chassis.calendar import local_date
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

SHOWN: Final = 10
"""Ranks that the strip draws; the board has them all."""


def pages(web: Web) -> APIRouter:
    """The fragment `/blocs/pages/strip`."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/strip")
    async def strip(visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        visitor.reader().require("bloc-secretary")
        year = local_date(visitor.at).year
        found, last = await boards(visitor, visitor.mandate.ward_code, year)
        listed = rows(found, last)
        board = f"{BOARD}/{found.bloc_code}/{year}"
        return templates.show(
            "_strip.html",
            visitor,
            board=board,
            year=year,
            drawn=drawn(listed[:SHOWN], board),
            members=len(listed),
            confirmed=found.criteria.confirmed if found.criteria else None,
            silent=[row for row in listed if wording.quiet(row["heard"], visitor.at)],
            words=wording,
            fresh_at=await visitor.fresh_at(),
        )

    return router
