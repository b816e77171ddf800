"""The API of a sheet: the file itself is the body, judged as on the page; all of it is entered, or nothing and every cell is told."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from services.chassis.decider import CITY
from services.chassis.errors import NotFound
from services.chassis.http.edge import Edge, Writer
from services.chassis.http.field_errors import FieldError
from services.chassis.http.problems import problem
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import OfWard
from services.chassis.kit.excel import MEDIA_TYPE
from services.chassis.kit.sheets.declaration import Sheet
from services.chassis.kit.sheets.entering import Answers, Entering, Judged
from services.chassis.kit.sheets.legacy import NAMES
from services.chassis.kit.sheets.refusals import SheetRefused
from services.chassis.web.visitor import Visitor

MOST_TOLD: Final = 1000
"""Mistakes of one reply."""
NAMED: Final = 10
"""Of these, addresses in its sentence."""
FILE: Final = {
    "requestBody": {
        "required": True,
        "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
        "description": "Tệp Excel (.xlsx): một dòng tiêu đề, mỗi dòng sau là một mục.",
    }
}


class Imported(BaseModel):
    """Điều đã ghi nhận từ một tệp, hoặc sẽ ghi nhận nếu chỉ xem thử."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    added: int
    changed: int
    same: int
    """Dòng đã có trong danh sách, không đổi gì."""
    entered: bool
    """Đã ghi hay chỉ xem thử."""
    token: str = ""
    """Gửi lại trong `?after=` để đọc được ngay điều vừa ghi."""


def routes_of(capability: Capability, edge: Edge) -> APIRouter:
    """`POST <path>:import` of every sheet of a capability."""
    router = APIRouter(tags=[capability.tag or capability.name])
    for sheet in capability.sheets:
        _add(router, capability, sheet, edge)
    return router


def _add(router: APIRouter, capability: Capability, sheet: Sheet, edge: Edge) -> None:
    async def take(
        request: Request,
        writer: Annotated[Writer, Depends(edge.writer)],
        dry_run: Annotated[bool, Query(description="Chỉ xem thử, không ghi gì.")] = False,
        letters: Annotated[
            Literal["unicode", "tcvn3", "vni"] | None, Query(description="Bảng mã của chữ trong tệp.")
        ] = None,
        ward: OfWard = None,
    ) -> Any:
        writer.require_for(sheet.do.command)
        file = await request.body()
        ward_code = ward or writer.ward_code
        if ward_code == CITY:
            raise SheetRefused("import.ward-missing")
        if writer.ward_code not in (CITY, ward_code):
            raise NotFound(ward_code)
        visitor = Visitor(edge, request, writer.at, None, writer.principal, (writer.mandate,))
        of = Entering(capability, sheet, edge, visitor)
        said = None if letters is None else letters.removeprefix("unicode")
        judged = await of.judged(file, Answers(str(writer.new_id("upload")), "", ward_code, letters=said))
        if judged.stage != "ready":
            return _refused(sheet, judged)
        if not dry_run:
            judged = await of.enter(judged, _unseen)
            if judged.mistakes:
                return _told(judged, "import.refused-rows")
        return Imported(
            added=judged.added, changed=judged.changed, same=judged.same, entered=not dry_run, token=judged.after
        )

    router.add_api_route(
        f"{sheet.do.path}:import",
        take,
        methods=["POST"],
        response_model=Imported,
        summary=f"{sheet.do.title} từ tệp Excel",
        responses=edge.problems(SheetRefused, *sheet.do.refuses),
        openapi_extra=FILE,
        name=f"{sheet.do.name}-import",
    )


async def _unseen(_: int) -> None:
    """Nobody looks on: the reply tells it all."""


def _refused(sheet: Sheet, judged: Judged) -> Response:
    """What has to be said or mended first."""
    match judged.stage:
        case "letters":
            raise SheetRefused("import.legacy-letters", letters=NAMES[judged.letters], code=judged.letters)
        case "columns":
            unclear = judged.lacking or [part.mark.label for part in sheet.parts if part.name in judged.columns]
            raise SheetRefused("import.columns-unclear", columns=", ".join(unclear))
        case _:
            return _told(judged, "import.bad-cells")


def _told(judged: Judged, code: str) -> Response:
    cells = [mistake.cell for mistake in judged.mistakes]
    named = ", ".join(cells[:NAMED]) + (" …" if len(cells) > NAMED else "")
    refused = SheetRefused(code, count=len(cells), cells=named)
    errors = [FieldError(place=f"/{one.cell}", code="cell", sentence=one.sentence) for one in judged.mistakes]
    return problem(refused.refusal.status, code, refused.sentence, facts=refused.facts, errors=errors, most=MOST_TOLD)
