"""Pages of a unit's members on a chosen day, with the months of that year and the years in a row there; as Excel too."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.errors import Forbidden, NotFound
from services.chassis.kit.excel import MEDIA_TYPE, workbook
from services.chassis.kit.listing import Column
from services.chassis.web.inputs import FieldError, Unclear, day_of
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.edge import OFFICE, READERS
from services.submissions.people import projection
from services.submissions.units import projection as units_model
from thidua_contracts.codes import Category, Post

MOST: Final = 5000
"""Members of a unit that a page tells."""
GIVEN_EXCEL: Final = frozenset({"clerk", "chairman", "council-secretary", "unit-head"})
COLUMNS: Final = (
    Column(name="full_name", label="Họ và tên", show=lambda row: row["full_name"] or "(đã xóa dữ liệu cá nhân)"),
    Column(name="category", label="Thành phần", words=Category.words(), wide=True),
    Column(
        name="posts",
        label="Chức vụ",
        show=lambda row: ", ".join(Post(one).spoken for one in row["posts"]) or "không",
        wide=True,
    ),
    Column(name="member_from", label="Từ ngày", wide=True),
    Column(name="direct_worker", label="Lao động trực tiếp", wide=True),
    Column(name="months", label="Số tháng trong năm", number=True),
    Column(name="years", label="Số năm liên tục", number=True),
)


def pages(web: Web) -> APIRouter:
    """Pages below `/submissions/pages/units/{unit_id}/members`."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/units/{unit_id}/members")
    async def members(
        unit_id: UUID,
        visitor: Annotated[Visitor, Depends(web.member)],
        ngay: Annotated[str, Query(max_length=20)] = "",
    ) -> Response:
        today = local_date(visitor.at)
        on, field_errors = today, list[FieldError]()
        try:
            on = day_of(ngay, "Ngày", "31/12/2024") if ngay.strip() else today
        except Unclear as unclear:
            field_errors.append({"field": "ngay", "sentence": unclear.sentence})
        unit, found = await _found(visitor, unit_id, on)
        office = visitor.holds(*OFFICE)
        return templates.show(
            "members.html",
            visitor,
            unit=unit,
            trail=[("/submissions/pages/units", "Đơn vị"), (f"/submissions/pages/units/{unit_id}", unit["name"])]
            if office
            else [("/submissions/pages/people", "Cá nhân, hộ")],
            members=found,
            columns=COLUMNS,
            on=on,
            typed=ngay.strip() if field_errors else words.day(on),
            year_end=date(today.year - 1, 12, 31),
            here_at=f"/submissions/pages/units/{unit_id}/members",
            exports=visitor.holds(*GIVEN_EXCEL),
            field_errors=field_errors,
            fresh_at=await visitor.fresh_at(),
            status=422 if field_errors else 200,
        )

    @router.get("/units/{unit_id}/members/excel")
    async def excel(
        unit_id: UUID,
        visitor: Annotated[Visitor, Depends(web.member)],
        ngay: Annotated[str, Query(max_length=20)] = "",
    ) -> Response:
        if not visitor.holds(*GIVEN_EXCEL):
            raise Forbidden("mandate.role")
        try:
            on = day_of(ngay, "Ngày", "31/12/2024")
        except Unclear:
            raise NotFound("day") from None
        unit, found = await _found(visitor, unit_id, on)
        title = f"Thành viên ngày {on:%d-%m-%Y}"
        made = await workbook(title, COLUMNS, found, f"{unit['name']} – ngày {words.day(on)}; {len(found)} dòng")
        visitor.reader().note("list.exported", f"submissions/units/{unit_id}/members", len(found))
        headers = {
            "content-disposition": f"attachment; filename=\"thanh-vien.xlsx\"; filename*=UTF-8''{quote(title)}.xlsx",
            "cache-control": "no-store",
        }
        return Response(made, media_type=MEDIA_TYPE, headers=headers)

    async def _found(visitor: Visitor, unit_id: UUID, on: date) -> tuple[Mapping[str, Any], list[dict[str, Any]]]:
        """The unit, and its members by name. Raises NotFound."""
        reader = visitor.reader()
        reader.require(*READERS)
        if reader.own_unit() not in (None, unit_id):
            raise NotFound("unit")
        async with reader.rows() as connection:
            unit = await units_model.one(connection, unit_id)
            if unit is None:
                raise NotFound("unit")
            found = await projection.members(connection, unit_id, on, after=("", UUID(int=0)), limit=MOST)
        reader.note("people.read", f"/units/{unit_id}/members", len(found))
        return unit, sorted(found, key=lambda row: row["sort_key"])

    return router
