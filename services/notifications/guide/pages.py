"""Pages of the guide, for everybody, signed in or not: one page per role; `/guide` opens the own one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.chassis.errors import NotFound
from services.chassis.web.navigation import Group, menu_of
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.notifications.guide.reading import Guide, Told, guides, states, unsure
from services.notifications.guide.reading import pages as told
from thidua_contracts.codes import Role


def pages(web: Web) -> APIRouter:
    """`/guide` and `/guide/{role}`."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/guide")
    async def own(visitor: Annotated[Visitor, Depends(web.visitor)]) -> Response:
        return shown(Role(visitor.mandate.role) if visitor.held else Role.CITIZEN, visitor)

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
            shelves=shelves(web.menu, role),
            states=states(),
            unsure=unsure(),
            opens=opened(guide, web.menu, visitor.mandate.role if visitor.held else None),
        )

    return router


@dataclass(frozen=True, slots=True)
class Shelf:
    """Pages under one heading, each with what it is called."""

    heading: str
    pages: tuple[tuple[str, Told], ...]


def shelves(menu: Sequence[Group], role: str) -> list[Shelf]:
    """The pages of a role, in the order of its menu, and those that only other pages lead to."""
    found = [
        Shelf(
            group.heading or "Mỗi ngày",
            tuple((entry.label, told()[entry.address]) for entry in group.entries if entry.address in told()),
        )
        for group in menu_of(menu, role)
    ]
    inside = {one.page for shelf in found for _, one in shelf.pages}
    others = tuple((one.label, one) for one in told().values() if role in one.readers and one.page not in inside)
    return [*found, Shelf("Mở từ các trang trên", others)] if others else found


def opened(guide: Guide, menu: Sequence[Group], role: str | None) -> set[str]:
    """Which pages of a guide its reader can open: those of the own menu and what these lead to; all for whoever signs in first."""
    of_guide = _pages(menu, guide.role) | {step.page for step in guide.months if step.page}
    return of_guide if role is None else of_guide & _pages(menu, role)


def _pages(menu: Sequence[Group], role: str) -> set[str]:
    return {one.page for shelf in shelves(menu, role) for _, one in shelf.pages}
