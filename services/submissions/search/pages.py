"""Search by number, name and unit, with marks or without. A name stands in no address: what is looked for is posted."""

from collections.abc import Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.chassis.calendar import local_date
from services.chassis.decider import CITY
from services.chassis.text.ordering import distance, matches, sort_key
from services.chassis.web.forms import Form, check_csrf, form
from services.chassis.web.inputs import search_errors
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.edge import OFFICE, READERS, WATCHERS
from services.submissions.numbers.capability import PAGES, page_of
from services.submissions.people import projection as people_model
from services.submissions.reports import reading, wording
from services.submissions.units import projection as units_model
from services.submissions.wards.query import every_ward, labels

MOST: Final = 50
"""Hits that are shown of each kind; a search that finds more is too wide."""
NUMBERED: Final = """
SELECT h.document_number, h.report_id, h.recorded_at, t.ward_code, t.year, t.period, u.name AS unit_name,
       o.name, p.number AS plan_number, p.symbol AS plan_symbol, p.year AS plan_year
FROM report_history h
JOIN tracking t ON t.ward_code = h.ward_code AND t.report_id = h.report_id
LEFT JOIN units u ON u.ward_code = t.ward_code AND u.unit_id = t.unit_id
LEFT JOIN obligations o ON o.ward_code = t.ward_code AND o.plan_id = t.plan_id AND o.obligation_id = t.obligation_id
LEFT JOIN plans p ON p.ward_code = t.ward_code AND p.plan_id = t.plan_id
WHERE h.document_number IS NOT NULL AND ($1::uuid IS NULL OR t.unit_id = $1)
ORDER BY h.recorded_at DESC LIMIT 5000
"""
PLANS: Final = """
SELECT plan_id, ward_code, title, number, symbol, year FROM plans WHERE state IN ('issued', 'superseded') ORDER BY year DESC LIMIT 200
"""
REGISTER: Final = """
SELECT number_id, ward_code, number, symbol, year, subject, state, kind, about_id FROM document_numbers
WHERE state <> 'withdrawn' ORDER BY year DESC, number DESC LIMIT 5000
"""
LIBRARY: Final = """
SELECT document_id, ward_code, number, title, issuer, extract(year FROM issued_on)::integer AS year, withdrawn
FROM library_documents ORDER BY issued_on DESC LIMIT 5000
"""
OWED: Final = """
SELECT t.report_id, t.unit_id, t.year, t.period, t.state, t.due_at, t.locks_at, t.attempt, t.on_time,
       o.name, p.number AS plan_number, p.symbol AS plan_symbol, p.year AS plan_year
FROM tracking t
LEFT JOIN obligations o ON o.ward_code = t.ward_code AND o.plan_id = t.plan_id AND o.obligation_id = t.obligation_id
LEFT JOIN plans p ON p.ward_code = t.ward_code AND p.plan_id = t.plan_id
WHERE t.unit_id = ANY ($1::uuid[]) ORDER BY t.due_at DESC LIMIT 500
"""
REGISTERS: Final = OFFICE | {"records-clerk"}
"""Roles that read the register of numbers."""
FIRST: Final = ("", UUID(int=0))


def pages(web: Web) -> APIRouter:
    """The page `/submissions/pages/search`."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/search")
    async def ask(visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        visitor.reader().require(*reading.READERS)
        return templates.show(
            "search.html", visitor, asked="", found=None, kinds=_kinds(visitor), words=wording, field_errors=[]
        )

    @router.post("/search")
    async def search(
        visitor: Annotated[Visitor, Depends(web.member)], fields: Annotated[Form, Depends(form)]
    ) -> Response:
        reader = visitor.reader()
        reader.require(*reading.READERS)
        assert visitor.session is not None
        check_csrf(visitor.request, fields, visitor.session.csrf)
        asked = fields.text("tim")
        field_errors = search_errors("tim", asked or "?", "Ghi tên, số văn bản hoặc đơn vị cần tìm.")
        found = None if field_errors else await _found(visitor, asked)
        if visitor.request.headers.get("hx-request") == "true":  # while one types: too little is no mistake yet
            return templates.show("_hits.html", visitor, asked=asked, found=found, kinds=_kinds(visitor), words=wording)
        return templates.show(
            "search.html",
            visitor,
            status=422 if field_errors else 200,
            asked=asked,
            found=found,
            kinds=_kinds(visitor),
            words=wording,
            field_errors=field_errors,
        )

    async def _found(visitor: Visitor, asked: str) -> dict[str, Any]:
        reader = visitor.reader()
        limited = reader.own_unit()
        async with reader.rows() as connection:
            every = await units_model.page(
                connection, as_of=local_date(visitor.at), ward_code=None, kind=None, after=FIRST, limit=2000
            )
            units = [
                unit
                for unit in every
                if limited in (None, unit["unit_id"]) and matches(f"{unit['name']} {unit['code'] or ''}", asked)
            ]
            owed = await connection.fetch(OWED, [unit["unit_id"] for unit in units[:MOST]])
            numbered = await connection.fetch(NUMBERED, limited)
            register = await connection.fetch(REGISTER) if visitor.holds(*REGISTERS) else []
            library = await connection.fetch(LIBRARY) if visitor.holds(*WATCHERS) else []
            issued = await connection.fetch(PLANS) if limited is None else []
            persons = (
                await people_model.found(connection, asked, today=local_date(visitor.at), unit_id=limited, limit=MOST)
                if visitor.holds(*READERS)
                else []
            )
            if persons:
                reader.note("people.read", "/search", len(persons))
            of_city = reader.mandate.ward_code == CITY
            wards = await every_ward(connection, local_date(visitor.at)) if of_city else []
        return {
            # whoever reads the whole city is told of which ward each hit is
            "wards": labels(wards),
            "opens_units": visitor.holds(*OFFICE),
            "units": [
                {**unit, "reports": [report for report in owed if report["unit_id"] == unit["unit_id"]]}
                for unit in sorted(units, key=lambda unit: (distance(unit["name"], asked), sort_key(unit["name"])))[
                    :MOST
                ]
            ],
            "reports": [row for row in numbered if matches(f"Số {row['document_number']}", asked)][:MOST],
            "numbers": [
                {**row, "page": found_at(dict(row), visitor)}
                for row in register
                if matches(f"Số {row['number']}/{row['symbol']} năm {row['year']} {row['subject']}", asked)
            ][:MOST],
            "library": [
                row
                for row in library
                if matches(f"Số {row['number']} năm {row['year']} {row['title']} {row['issuer']}", asked)
            ][:MOST],
            "plans": [
                row
                for row in issued
                if matches(f"Số {row['number']}/{row['symbol']} {row['title']} {row['year']}", asked)
            ][:MOST],
            "people": persons,
        }

    return router


def found_at(row: Mapping[str, Any], visitor: Visitor) -> str:
    """Where a number leads: to the document that has it, where the visitor reads that, or to its line of the register."""
    reads = row["kind"] in PAGES and visitor.holds(*PAGES[row["kind"]].roles)
    return page_of(row) if reads else f"/submissions/pages/numbers/{row['number_id']}"


def _kinds(visitor: Visitor) -> str:
    """What this visitor's search finds, in words."""
    plans = [] if visitor.reader().own_unit() is not None else ["kế hoạch theo số, tên hoặc năm"]
    people = ["cá nhân, hộ gia đình theo tên"] if visitor.holds(*READERS) else []
    numbers = ["số trong sổ văn bản đi"] if visitor.holds(*REGISTERS) else []
    library = ["văn bản của thư viện theo số, tên"] if visitor.holds(*WATCHERS) else []
    of_units = ["đơn vị theo tên hoặc mã", "báo cáo theo số văn bản"]
    return "; ".join(
        [*of_units, *library, *plans, *numbers, *people, "quyết định khen thưởng và hồ sơ đề nghị theo tên, số"]
    )
