"""Which ward a name or a code means: on a day one, without a day all that ever had it."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from services.chassis.calendar import local_date
from services.chassis.text.ordering import beginnings
from services.chassis.web.forms import Form
from services.chassis.web.inputs import FieldError, needed_day
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.wards import query
from thidua_contracts.codes import WardKind

READERS: Final = ("city-officer", "operator", "clerk", "chairman")


def pages(web: Web) -> APIRouter:
    """The page below `/submissions/pages/wards-on-a-day`."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/wards-on-a-day")
    async def on_a_day(
        visitor: Annotated[Visitor, Depends(web.member)],
        name: Annotated[str, Query(max_length=200)] = "",
        code: Annotated[str, Query(max_length=20)] = "",
        day: Annotated[str, Query(max_length=20)] = "",
    ) -> Response:
        reader = visitor.reader()
        reader.require(*READERS)
        field_errors: list[FieldError] = []
        on: date | None = needed_day(Form({"day": [day]}), "day", "Vào ngày", field_errors) if day.strip() else None
        if name.strip() and not beginnings(name):
            field_errors.append({"field": "name", "sentence": "Ghi tên phường, xã cần tìm."})
        asked = not field_errors and bool(name.strip() or code.strip())
        found = []
        if asked:
            async with reader.rows() as connection:
                found = await query.found_wards(
                    connection,
                    local_date(visitor.at),
                    on=on,
                    code=code.strip() or None,
                    name=name.strip() or None,
                )
        return templates.show(
            "on_a_day.html",
            visitor,
            status=422 if field_errors else 200,
            named=name,
            code=code,
            day=day,
            on=on,
            asked=asked,
            found=[{**row, "kind": WardKind(row["kind"]).label, "span": query.span(row)} for row in found],
            field_errors=field_errors,
        )

    return router
