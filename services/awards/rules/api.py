"""HTTP of the rules: which packs there are, what is in them, which of it is not confirmed."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import TypeAdapter

from services.awards.rules.pack import RulePack, Salary
from services.awards.rules.reading import read_rules
from services.chassis.errors import NotFound
from services.chassis.http.edge import Edge, Reader
from services.chassis.http.replies import Row


class PackRow(Row):
    """Một bộ quy định và thời gian có hiệu lực."""

    id: str
    name: str
    in_force_from: date
    in_force_until: date | None
    hash: str
    confirmed: bool


class Packs(Row):
    """Các bộ quy định và mức lương cơ sở, theo thời gian."""

    packs: list[PackRow]
    salaries: list[Salary]


def routes(edge: Edge) -> APIRouter:
    """Routes of the rules."""
    router = APIRouter(tags=["rules"])
    whole = TypeAdapter(RulePack)

    @router.get("/rule-packs", response_model=Packs, summary="Các bộ quy định khen thưởng")
    async def listed(reader: Annotated[Reader, Depends(edge.reader)]) -> Any:
        rules = read_rules()
        packs = [
            PackRow(
                id=pack.id,
                name=pack.name,
                in_force_from=pack.in_force_from,
                in_force_until=pack.in_force_until,
                hash=pack.hash,
                confirmed=pack.source.confirmed,
            )
            for pack in rules.packs
        ]
        return Packs(packs=packs, salaries=list(rules.salaries))

    @router.get("/rule-packs/{pack_id}", response_model=RulePack, summary="Nội dung một bộ quy định")
    async def one(
        pack_id: Annotated[str, Path(pattern=r"^[a-z0-9-]{1,60}$")], reader: Annotated[Reader, Depends(edge.reader)]
    ) -> Any:
        pack = read_rules().named(pack_id)
        if pack is None:
            raise NotFound(pack_id)
        return whole.dump_python(pack, mode="json")

    return router
