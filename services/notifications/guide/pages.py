"""Pages of the guide, for everybody, signed in or not: one page per role; `/guide` opens the own one."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.chassis.errors import NotFound
from services.chassis.web.navigation import Group, menu_of
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.notifications.guide.reading import ORDER, Guide, guides, states, unsure
from thidua_contracts.codes import Role


def pages(web: Web) -> APIRouter:
    """`/guide` and `/guide/{role}`."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/guide")
    async def own(visitor: Annotated[Visitor, Depends(web.visitor)]) -> Response:
        return shown(Role(visitor.mandate.role) if visitor.held else ORDER[0], visitor)

    @router.get("/guide/{role}")
    async def one(role: str, visitor: Annotated[Visitor, Depends(web.visitor)]) -> Response:
        return shown(Role(role), visitor)

    def shown(role: Role, visitor: Visitor) -> Response:
        guide = guides().get(role)
        if guide is None:
            raise NotFound("guide")
        return templates.show(
            "guide.html",
            visitor,
            guides=guides(),
            guide=guide,
            states=states(),
            unsure=unsure(),
            opens=opened(guide, web.menu, visitor.mandate.role if visitor.held else None),
        )

    return router


def opened(guide: Guide, menu: Sequence[Group], role: str | None) -> set[str]:
    """Which pages of a guide its reader can open: those that stand in the own menu; all for whoever signs in first."""
    pages = {step.page for step in guide.months if step.page}
    if role is None:
        return pages
    return pages & {entry.address for group in menu_of(menu, role) for entry in group.entries}
