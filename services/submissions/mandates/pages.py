"""Mandates on one screen: who may do what, since when, and for how long; giving and ending one."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import CITY, DomainError, names_ward
from services.chassis.errors import NotFound
from services.chassis.http.paging import MOST, PageQuery, page_query
from services.chassis.identity.mandates import GrantMandate, MandateRefused, RelieveMandate
from services.chassis.kit.doing import offered
from services.chassis.text.ordering import sort_key
from services.chassis.web.forms import Form, form
from services.chassis.web.inputs import FieldError, id_of, needed, needed_day
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.mandates import holders
from services.submissions.mandates.api import LONGEST, PAGE, PLACE, one
from services.submissions.mandates.decider import GRANTABLE, GRANTERS, OF_THE_CITY, GrantRefused
from services.submissions.units import projection as units_model
from services.submissions.units.decider import UnitRefused
from services.submissions.wards.query import every_ward, labels
from thidua_contracts.codes import UNIT_ROLES, Role

ORDER: Final = {role.value: number for number, role in enumerate(Role)}
HERE: Final = "/submissions/pages/mandates"
DONE: Final = {
    "granted": "Đã giao quyền. Người được giao dùng được ngay.",
    "relieved": "Đã thôi giao quyền. Mọi phân hệ được báo ngay.",
}


UNHELD: Final = """
SELECT u.ward_code, u.unit_id, u.name, count(t.report_id) AS owed, min(t.due_at) AS due_at
FROM units u JOIN tracking t ON t.ward_code = u.ward_code AND t.unit_id = u.unit_id
WHERE u.ward_code = ANY ($1::text[]) AND coalesce(u.closed_on > $2::date, true)
  AND t.state IN ('due', 'missed', 'returned') AND t.locks_at > $3
  AND NOT EXISTS (SELECT FROM mandates m WHERE m.ward_code = u.ward_code AND m.unit_id = u.unit_id AND m.role = ANY ($4::text[])
                  AND m.relieved_at IS NULL AND m.valid_from <= $2::date AND coalesce(m.valid_to >= $2::date, true))
GROUP BY u.ward_code, u.unit_id, u.name, u.sort_key ORDER BY u.sort_key LIMIT 200
"""
"""Living units that owe reports and whose mandate nobody holds today: nobody could send them."""
FIELD_OF: Final = {
    "mandate.above-own-rank": "vai-tro",
    "mandate.to-oneself": "nguoi",
    "mandate.no-account": "nguoi",
    "mandate.unit-missing": "don-vi",
    "mandate.city-only": "noi",
    "mandate.ward-only": "noi",
    "mandate.ward-unknown": "noi",
    "mandate.ward-ended": "tu-ngay",
    "mandate.bloc-only": "vai-tro",
    "mandate.term-reversed": "den-ngay",
    "unit.closed": "don-vi",
}
"""Where a refusal is shown."""
UNTOLD: Final = "Phân hệ Khối thi đua chưa trả lời nên chưa biết khối này. Chờ một phút rồi gửi lại."
ELSEWHERE: Final = {"field": "don-vi", "sentence": "Đơn vị này không thuộc nơi được giao. Chọn lại đơn vị."}
FIRST: Final = PageQuery(MOST, None)


def may_end(visitor: Visitor, mandate: Mapping[str, Any]) -> bool:
    """Whether the mandate in use may end this one: one of a lower rank, in its own place."""
    return visitor.acts_in(mandate["ward_code"]) and mandate["role"] in GRANTABLE[visitor.mandate.role]


def pages(web: Web) -> APIRouter:
    """Pages below `/submissions/pages/mandates`."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/mandates")
    async def screen(
        visitor: Annotated[Visitor, Depends(web.member)],
        page: Annotated[PageQuery, Depends(page_query)],
        ward: Annotated[str, Query(pattern=f"{PLACE}|^$", max_length=LONGEST)] = "",
    ) -> Response:
        return await _screen(visitor, page, Form({"noi": [ward]}), [], 200, await _blocs(visitor))

    async def _screen(
        visitor: Visitor,
        page: PageQuery,
        fields: Form,
        field_errors: list[FieldError],
        status: int,
        blocs: dict[str, str] | None,
    ) -> Response:
        reader = visitor.reader()
        reader.require(*GRANTERS)
        own = reader.mandate.ward_code
        place = fields.text("noi") if own == CITY else own
        # what a mandate may read is remembered for a moment: a bloc that was granted just now is not yet among it
        codes = sorted({*reader.wards, place} - {""})
        async with reader.rows() as connection:
            places = await _places(connection, codes, blocs or {}, local_date(visitor.at))
            rows = await connection.fetch(PAGE, codes, place or None, *page.after(), MOST)
            here = [place] if place else codes
            unheld = await connection.fetch(UNHELD, here, local_date(visitor.at), visitor.at, sorted(UNIT_ROLES))
            units = await units_model.page(
                connection,
                as_of=local_date(visitor.at),
                ward_code=place,
                kind=None,
                after=("", UUID(int=0)),
                limit=2000,
            )
        reader.note("mandates.read", "/mandates", len(rows))
        reply = PageQuery(MOST, None).reply(rows, key=("ward_code", "mandate_id"))
        named = await holders.shown(web, visitor, reply["items"])
        shown = [_row(row, places, visitor) for row in named]
        shown.sort(key=lambda row: (row["ended"], row["ward_code"], ORDER[row["role"]], sort_key(row["unit"])))
        allowed = GRANTABLE[reader.mandate.role] - (OF_THE_CITY if own != CITY else frozenset())
        return templates.show(
            "mandates.html",
            visitor,
            status=status,
            mandates=shown,
            unheld=unheld,
            places=list(places.items()) if own == CITY else [],
            place=place,
            blocs_told=blocs is not None,
            # whoever has no work here needs no role: what is public is read without one
            roles=[(role.value, role.label) for role in Role if role in allowed and role is not Role.CITIZEN],
            units=sorted(
                [(unit["unit_id"], unit["name"]) for unit in units if unit["closed_on"] is None],
                key=lambda unit: sort_key(unit[1]),
            ),
            next=reply["next"],
            fields=fields,
            field_errors=field_errors,
            said=await web.said(visitor, DONE),
            fresh_at=await visitor.fresh_at(),
        )

    def _row(row: dict[str, Any], places: Mapping[str, str], visitor: Visitor) -> dict[str, Any]:
        today = local_date(visitor.at)
        ended = row["relieved_at"] is not None or (row["valid_to"] is not None and row["valid_to"] < today)
        return {
            **row,
            "word": Role(row["role"]).label,
            "place": places.get(row["ward_code"], row["ward_code"]),
            "unit": row["unit_name"] or "",
            "ended": ended,
            "can_end": not ended and may_end(visitor, row),
            "can_name": not row["holder"] and bool(offered((holders.NAME_HOLDER,), web, visitor, row)),
        }

    @router.post("/mandates")
    async def grant(
        visitor: Annotated[Visitor, Depends(web.member)], fields: Annotated[Form, Depends(form)]
    ) -> Response:
        writer = visitor.writer(fields)
        writer.require(*GRANTERS)
        field_errors: list[FieldError] = []
        principal = needed(fields, "nguoi", "Ghi mã người dùng ở hệ thống định danh.", field_errors, 200)
        role = Role(fields.text("vai-tro"))
        blocs = await _blocs(visitor)
        place = await _place(visitor, fields, blocs, field_errors) if writer.ward_code == CITY else writer.ward_code
        first = needed_day(fields, "tu-ngay", "Từ ngày", field_errors)
        last = needed_day(fields, "den-ngay", "Đến hết ngày", field_errors) if fields.text("den-ngay") else None
        if field_errors or first is None:
            return await _screen(visitor, FIRST, fields, field_errors, 422, blocs)
        command = GrantMandate(
            ward_code=place,
            at=writer.at,
            mandate_id=writer.new_id("mandate"),
            principal=principal,
            role=role.value,
            valid_from=first,
            valid_to=last,
            unit_id=id_of(fields.text("don-vi")) if role in UNIT_ROLES else None,
        )
        try:
            done = await writer.send(command)
        except (GrantRefused, MandateRefused, UnitRefused) as refused:
            return await _screen(visitor, FIRST, fields, [_fault(refused)], refused.refusal.status, blocs)
        except NotFound:
            return await _screen(visitor, FIRST, fields, [ELSEWHERE], 422, blocs)
        return web.go(HERE, done, done="granted", ward=place)

    @router.get("/mandates/{mandate_id}/relieve")
    async def ask(mandate_id: UUID, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        return templates.show("relieve.html", visitor, mandate=await _one(visitor, mandate_id), field_errors=[])

    @router.post("/mandates/{mandate_id}/relieve")
    async def relieve(
        mandate_id: UUID, visitor: Annotated[Visitor, Depends(web.member)], fields: Annotated[Form, Depends(form)]
    ) -> Response:
        writer = visitor.writer(fields)
        writer.require(*GRANTERS)
        found = await _one(visitor, mandate_id)
        command = RelieveMandate(ward_code=found["ward_code"], at=writer.at, mandate_id=mandate_id)
        return web.go(HERE, await writer.send(command), done="relieved", ward=found["ward_code"])

    async def _one(visitor: Visitor, mandate_id: UUID) -> dict[str, Any]:
        reader = visitor.reader()
        reader.require(*GRANTERS)
        found = await one(reader, mandate_id)
        async with reader.rows() as connection:
            places = await _places(connection, reader.wards, await _blocs(visitor) or {}, local_date(visitor.at))
        [named] = await holders.shown(web, visitor, [found])
        return _row(named, places, visitor)

    async def _blocs(visitor: Visitor) -> dict[str, str] | None:
        """The blocs by code as their owner names them to whoever sees the whole city; None when it does not answer."""
        if visitor.session is None or visitor.mandate.ward_code != CITY:
            return {}
        told = await web.asked("blocs", f"/blocs/blocs?limit={MOST}", visitor.session.token, visitor.mandate)
        return {bloc["code"]: bloc["name"] for bloc in told["items"]} if told is not None else None

    async def _place(
        visitor: Visitor, fields: Form, blocs: dict[str, str] | None, field_errors: list[FieldError]
    ) -> str:
        """The code of the place that was chosen. Whether a ward is registered, the decision says; a bloc must be one that is offered."""
        place = fields.text("noi")
        if not names_ward(place):
            async with visitor.reader().rows() as connection:
                places = await _places(connection, visitor.reader().wards, blocs or {}, local_date(visitor.at))
                if place not in places:
                    sentence = UNTOLD if place and blocs is None else "Chọn nơi được giao."
                    field_errors.append({"field": "noi", "sentence": sentence})
        return place

    return router


async def _places(
    connection: asyncpg.Connection, codes: Sequence[str], blocs: dict[str, str], today: date
) -> dict[str, str]:
    """Where a mandate may be held: the city, its wards, the blocs that their owner names or that have a secretary.

    A ward that begins on a coming day says so: its people are appointed before.
    """
    every = await every_ward(connection, today)
    wards = labels(every)
    wards |= {
        row["ward_code"]: f"{wards[row['ward_code']]}, từ ngày {words.day(row['valid_from'])}"
        for row in every
        if row["valid_from"] > today
    }
    held = {code: f"Khối thi đua {code}" for code in codes if not names_ward(code) and code != CITY}
    return {
        CITY: "Toàn thành phố",
        **dict(sorted(wards.items(), key=lambda ward: sort_key(ward[1]))),
        **dict(sorted((held | blocs).items(), key=lambda bloc: sort_key(bloc[1]))),
    }


def _fault(refused: DomainError) -> FieldError:
    return {"field": FIELD_OF.get(refused.code, ""), "sentence": refused.sentence}
