"""Mandates on one screen: who may do what, since when, and for how long; giving and ending one."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.chassis.calendar import local_date
from services.chassis.decider import CITY, DomainError
from services.chassis.errors import NotFound
from services.chassis.identity.mandates import GrantMandate, MandateRefused, RelieveMandate
from services.chassis.web.forms import Form, form
from services.chassis.web.inputs import Fault, needed, needed_day
from services.chassis.web.ordering import sort_key
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.edge import widest
from services.submissions.mandates.api import PAGE, ROLE_OF
from services.submissions.mandates.decider import GRANTABLE, GRANTERS, OF_A_UNIT, OF_THE_CITY, GrantRefused, may_grant
from services.submissions.units import projection as units_model
from services.submissions.units.decider import UnitRefused
from thidua_contracts.codes import Role

ROLES: Final = {
    "unit-head": "Đại diện đơn vị (gửi báo cáo)",
    "clerk": "Văn phòng – Thống kê (tiếp nhận)",
    "council-member": "Thành viên Hội đồng",
    "council-secretary": "Thư ký Hội đồng",
    "chairman": "Chủ tịch UBND",
    "bloc-secretary": "Thư ký khối thi đua",
    "city-officer": "Cán bộ thi đua cấp thành phố",
    "operator": "Quản trị hệ thống",
    "citizen": "Công dân",
}
HERE: Final = "/submissions/pages/mandates"
DONE: Final = {
    "granted": "Đã giao quyền. Người được giao dùng được ngay.",
    "relieved": "Đã thôi giao quyền. Mọi phân hệ được báo ngay.",
}


def pages(web: Web) -> APIRouter:
    """Pages below `/submissions/pages/mandates`."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/mandates")
    async def screen(visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        return await _screen(visitor, Form(), [], 200)

    async def _screen(visitor: Visitor, fields: Form, faults: list[Fault], status: int) -> Response:
        reader = visitor.reader()
        widest(reader, GRANTERS)
        own = reader.mandate.ward_code
        async with reader.rows() as connection:
            place = None if own == CITY else own
            rows = await connection.fetch(PAGE, list(reader.wards), place, "", UUID(int=0), 500)
            units = await units_model.page(
                connection,
                as_of=local_date(visitor.at),
                ward_code=place,
                kind=None,
                after=("", UUID(int=0)),
                limit=2000,
            )
        names = {unit["unit_id"]: unit["name"] for unit in units}
        shown = [_row(dict(row), names, visitor) for row in rows]
        order = {role: place for place, role in enumerate(ROLES)}
        shown.sort(key=lambda row: (row["ended"], row["ward_code"], order[row["role"]], sort_key(row["unit"])))
        allowed = GRANTABLE[reader.mandate.role] - (OF_THE_CITY if own != CITY else frozenset())
        return templates.show(
            "mandates.html",
            visitor,
            status=status,
            mandates=shown,
            roles=[(role, ROLES[role]) for role in ROLES if role in allowed],
            units=sorted(
                [(unit["unit_id"], unit["name"]) for unit in units if unit["closed_on"] is None],
                key=lambda unit: sort_key(unit[1]),
            ),
            can_grant=own != CITY,
            fields=fields,
            faults=faults,
            said=DONE.get(visitor.request.query_params.get("done", ""), ""),
            fresh_at=await visitor.fresh_at(),
        )

    def _row(row: dict[str, Any], names: dict[UUID, str], visitor: Visitor) -> dict[str, Any]:
        today = local_date(visitor.at)
        ended = row["relieved_at"] is not None or (row["valid_to"] is not None and row["valid_to"] < today)
        return {
            **row,
            "word": ROLES.get(row["role"], row["role"]),
            "unit": names.get(row["unit_id"], "") if row["unit_id"] else "",
            "ended": ended,
            "can_end": not ended and row["role"] in GRANTABLE[visitor.mandate.role],
        }

    @router.post("/mandates")
    async def grant(
        visitor: Annotated[Visitor, Depends(web.member)], fields: Annotated[Form, Depends(form)]
    ) -> Response:
        writer = visitor.writer(fields)
        widest(writer, GRANTERS)
        faults: list[Fault] = []
        principal = needed(fields, "nguoi", "Ghi mã người dùng ở hệ thống định danh.", faults, 200)
        if principal and (" " in principal or not principal.isascii()):
            faults.append({"field": "nguoi", "sentence": "Mã người dùng không có dấu và không có khoảng trắng."})
        role = Role(fields.text("vai-tro"))
        unit = _unit(fields.text("don-vi"))
        if role in OF_A_UNIT and unit is None:
            faults.append({"field": "don-vi", "sentence": "Vai trò của đơn vị phải gắn với một đơn vị. Chọn đơn vị."})
        first = needed_day(fields, "tu-ngay", faults)
        last = needed_day(fields, "den-ngay", faults) if fields.text("den-ngay") else None
        if faults or first is None:
            return await _screen(visitor, fields, faults, 422)
        command = GrantMandate(
            ward_code=writer.ward_code,
            at=writer.at,
            mandate_id=writer.new_id("mandate"),
            principal=principal,
            role=role.value,
            valid_from=first,
            valid_to=last,
            unit_id=unit if role in OF_A_UNIT else None,
        )
        try:
            may_grant(writer.mandate.role, role)
            done = await writer.send(command)
        except (GrantRefused, MandateRefused, UnitRefused) as refused:
            return await _screen(visitor, fields, [_fault(refused)], refused.refusal.status)
        return web.go(HERE, done, done="granted")

    @router.get("/mandates/{mandate_id}/relieve")
    async def ask(mandate_id: UUID, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        return templates.show("relieve.html", visitor, mandate=await _one(visitor, mandate_id), faults=[])

    @router.post("/mandates/{mandate_id}/relieve")
    async def relieve(
        mandate_id: UUID, visitor: Annotated[Visitor, Depends(web.member)], fields: Annotated[Form, Depends(form)]
    ) -> Response:
        writer = visitor.writer(fields)
        widest(writer, GRANTERS)
        found = await _one(visitor, mandate_id)
        may_grant(writer.mandate.role, found["role"])
        command = RelieveMandate(ward_code=found["ward_code"], at=writer.at, mandate_id=mandate_id)
        return web.go(HERE, await writer.send(command), done="relieved")

    async def _one(visitor: Visitor, mandate_id: UUID) -> dict[str, Any]:
        reader = visitor.reader()
        widest(reader, GRANTERS)
        async with reader.rows() as connection:
            known = await connection.fetchrow(ROLE_OF, mandate_id, list(reader.wards))
            rows = await connection.fetch(PAGE, list(reader.wards), None, "", UUID(int=0), 2000) if known else []
            found = next((dict(row) for row in rows if row["mandate_id"] == mandate_id), None)
            if found is None:
                raise NotFound("mandate")
            unit = await units_model.one(connection, found["unit_id"]) if found["unit_id"] else None
        return _row(found, {found["unit_id"]: unit["name"]} if unit else {}, visitor)

    return router


def _unit(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _fault(refused: DomainError) -> Fault:
    return {"field": "", "sentence": refused.sentence}
